"""What the presented chain establishes, judged on all counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from ..knowledge import Issuer
from .document import Document
from .presented import faults

if TYPE_CHECKING:
    from ..diagnosis.x509 import Certificate

_ISSUER_VALUES = {"gateway": "corp", "antivirus": "av", "debug": "debug", "local-proxy": "debug"}


def chain_facts(
    doc: Document,
    chain: tuple[Certificate, ...],
    trusted: bool,
    issuer: Optional[Issuer],
    now: float,
) -> dict[str, tuple[str, str]]:
    """Return what the presented certificates establish.

    Args:
        chain: the leaf first; empty when nothing was seen.
        trusted: whether this pip completed the handshake.
        issuer: the known interceptor that signed the chain, if any.
        now: seconds since the epoch, by the clock of the machine.
    """
    if not chain:
        seen = doc.record("tls_unverified").get("status") in ("failed", "timeout")
        return {"issuer": ("noconn", ""), "chain_trust": ("not-seen", "")} if seen else {}
    wrong = [faults(cert, doc.host, index == 0, now) for index, cert in enumerate(chain)]
    every = {fault for each in wrong for fault in each}
    top, leaf = chain[-1], chain[0]
    found = {
        "issuer": (_issuer_value(trusted, issuer), str(top.issuer)),
        "chain_dates": (_dates(wrong), f"{leaf.not_after:%Y-%m-%d}"),
        "chain_strength": ("weak" if "weak" in every else "ok", leaf.signature_algorithm),
        "chain_profile": ("nonconforming" if "profile" in every else "ok", ""),
    }
    if "name" in wrong[0]:
        found["chain_name"] = (
            "mismatch" if leaf.san_dns or leaf.san_ip else "cn-only",
            ", ".join(leaf.san_dns[:5]),
        )
    else:
        found["chain_name"] = ("ok", "")
    if trusted:
        found["chain_trust"] = ("trusted", str(top.issuer))
    elif len(chain) == 1 and leaf.self_issued:
        found["chain_trust"] = ("self-signed", str(leaf.subject))
    elif not every - {"profile"}:
        found["chain_trust"] = ("private-root", str(top.issuer))
    return found


def _issuer_value(trusted: bool, issuer: Optional[Issuer]) -> str:
    if trusted:
        return "public"
    return _ISSUER_VALUES.get(issuer.kind, "private") if issuer else "private"


def _dates(wrong: list[tuple[str, ...]]) -> str:
    if "expired" in wrong[0]:
        return "expired"
    if any("expired" in each for each in wrong):
        return "ca-expired"
    return "not-yet" if any("not-yet" in each for each in wrong) else "ok"
