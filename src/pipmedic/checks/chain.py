"""What the presented chain establishes, judged on all counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Optional

from ..knowledge import Issuer
from .document import Document, text
from .presented import faults, linked, named_issuer, public_issuer

if TYPE_CHECKING:
    from ..diagnosis.x509 import Certificate

_ISSUER_VALUES = {"gateway": "corp", "antivirus": "av", "debug": "debug", "local-proxy": "debug"}
_INTERMEDIATE = re.compile(r"\b(?:intermediate|issuing|sub(?:ordinate)? ?ca)\b|中级|中间", re.I)
Facts = dict[str, tuple[str, str]]


def chain_facts(
    doc: Document,
    chain: Sequence[Certificate],
    anchored: Optional[bool],
    issuers: Iterable[Issuer],
    now: float,
) -> Facts:
    """Return what the presented certificates establish.

    Args:
        chain: the leaf first; empty when nothing was seen.
        anchored: whether it ends in something this pip trusts; None when not known.
        issuers: the names that are known.
        now: seconds since the epoch, by the clock of the machine.
    """
    if not chain:
        seen = doc.record("tls_unverified").get("status") in ("failed", "timeout")
        return {"issuer": ("noconn", ""), "chain_trust": ("not-seen", "")} if seen else {}
    issuers, chain = tuple(issuers), linked(chain)
    wrong = [faults(cert, doc.host, index == 0, now) for index, cert in enumerate(chain)]
    trust = _trust(chain, anchored, issuers)
    if anchored is False and _by_default(doc) and named_issuer(chain, issuers) is None:
        detail = str(chain[-1].issuer)
        trust = {"issuer": ("public", detail), "chain_trust": ("public-root-missing", detail)}
    return {**_own_faults(chain, wrong), **trust}


def _by_default(doc: Document) -> bool:
    """Tell whether pip's own roots, all of them public, verify what the chosen ones do not."""
    defaults = doc.data("tls_default").get("ok") is True
    return defaults and text(doc.data("trust"), "engine") == "openssl"


def _own_faults(chain: Sequence[Certificate], wrong: Sequence[tuple[str, ...]]) -> Facts:
    every = {fault for each in wrong for fault in each}
    leaf = chain[0]
    strange = "not-a-ca" if every & {"not-a-ca", "purpose"} else "nonconforming"
    name = ("mismatch" if leaf.san_dns or leaf.san_ip else "cn-only", ", ".join(leaf.san_dns[:5]))
    return {
        "chain_dates": (_dates(wrong), f"{leaf.not_after:%Y-%m-%d}"),
        "chain_strength": ("weak" if "weak" in every else "ok", leaf.signature_algorithm),
        "chain_profile": (
            strange if every & {"not-a-ca", "purpose", "profile"} else "ok",
            "",
        ),
        "chain_name": name if "name" in wrong[0] else ("ok", ""),
    }


def _dates(wrong: Sequence[tuple[str, ...]]) -> str:
    if "expired" in wrong[0]:
        return "expired"
    if any("expired" in each for each in wrong):
        return "ca-expired"
    return "not-yet" if any("not-yet" in each for each in wrong) else "ok"


def _trust(
    chain: Sequence[Certificate], anchored: Optional[bool], issuers: Sequence[Issuer]
) -> Facts:
    top, leaf = chain[-1], chain[0]
    detail = str(top.issuer)
    meddler = named_issuer(chain, issuers)
    if anchored is None and meddler is None:
        return {"issuer": ("public", detail)} if public_issuer(top, issuers) else {}
    if anchored:
        kind = _ISSUER_VALUES[meddler.kind] if meddler else "public"
        return {"issuer": (kind, detail), "chain_trust": ("trusted", detail)}
    kind = _ISSUER_VALUES[meddler.kind] if meddler else "private"
    if len(chain) == 1 and leaf.self_issued:
        return {"issuer": (kind, detail), "chain_trust": ("self-signed", detail)}
    if meddler is None and not top.self_issued:
        if len(chain) > 1 and public_issuer(top, issuers):
            return {"issuer": ("public", detail), "chain_trust": ("public-root-missing", detail)}
        if len(chain) == 1 and _lacks_intermediate(leaf, issuers):
            return {"issuer": ("public", detail), "chain_trust": ("incomplete", detail)}
    return {"issuer": (kind, detail), "chain_trust": ("private-root", detail)}


def _lacks_intermediate(leaf: Certificate, issuers: Sequence[Issuer]) -> bool:
    """Tell whether a lone certificate was signed by an intermediate rather than by a root.

    Public authorities sign with intermediates only (CA/Browser Forum Baseline Requirements 6.1.1.1
    and 7.1.2); elsewhere a name or an address to fetch the issuer from gives it away.
    """
    name = leaf.issuer.first("CN") or ""
    if "root" in name.lower():
        return False
    fetched = any(url.startswith("http") for url in leaf.ca_issuers)
    return public_issuer(leaf, issuers) or bool(_INTERMEDIATE.search(name)) or fetched
