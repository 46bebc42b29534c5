"""The presented certificates, judged on all counts and not only on the first OpenSSL reports."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Optional

from ..knowledge import Issuer
from .findings import ChainLink

if TYPE_CHECKING:
    from ..diagnosis.x509 import Certificate

_MIN_RSA = 2048


def parse_chain(encoded: Iterable[str]) -> tuple[Certificate, ...]:
    """Return the readable certificates of a probe document, leaf first."""
    from ..diagnosis.x509 import BadCertificate, parse

    found = []
    for text in encoded:
        try:
            found.append(parse(base64.b64decode(text)))
        except (BadCertificate, ValueError):
            continue
    return tuple(found)


def linked(chain: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """Return the certificates that lead from the leaf upwards, each issued by the next.

    Servers send them in any order, and strangers among them (RFC 8446, section 4.4.2).
    """
    found = list(chain[:1])
    while found and not found[-1].self_issued:
        issuer = str(found[-1].issuer)
        further = (cert for cert in chain[1:] if str(cert.subject) == issuer and cert not in found)
        following = next(further, None)
        if following is None:
            break
        found.append(following)
    return tuple(found)


def faults(cert: Certificate, host: str, leaf: bool, now: float) -> tuple[str, ...]:
    """Return everything that is wrong with one certificate, apart from trust.

    Args:
        host: the name it must carry if it is the leaf.
        now: seconds since the epoch, by the examined machine's clock.
    """
    moment = datetime.fromtimestamp(now, timezone.utc)
    found = []
    if moment > cert.not_after:
        found.append("expired")
    if moment < cert.not_before:
        found.append("not-yet")
    if leaf and not names(cert, host):
        found.append("name")
    weak_key = cert.key_algorithm == "RSA" and (cert.key_bits or _MIN_RSA) < _MIN_RSA
    weak_hash = any(word in cert.signature_algorithm.lower() for word in ("sha1", "md5"))
    if weak_key or (weak_hash and not cert.self_issued):
        found.append("weak")
    return (*found, *_form(cert, leaf))


def _form(cert: Certificate, leaf: bool) -> tuple[str, ...]:
    """What is wrong with the form: for everybody, and for those who check strictly (RFC 5280)."""
    usage = cert.extended_key_usage
    if leaf and usage is not None and not {"serverAuth", "anyExtendedKeyUsage"} & set(usage):
        return ("purpose",)
    if not leaf and cert.version >= 3 and cert.ca is not True:
        return ("not-a-ca",)
    loose = not leaf and not cert.basic_constraints_critical
    unlinked = not cert.authority_key_id_present and not cert.self_issued
    return ("profile",) if loose or unlinked else ()


def names(cert: Certificate, host: str) -> bool:
    """Tell whether a certificate carries a host name or address (RFC 9525)."""
    try:
        return str(ipaddress.ip_address(host)) in cert.san_ip
    except ValueError:
        pass
    wanted = host.lower().rstrip(".")
    for name in cert.san_dns:
        pattern = name.lower().rstrip(".")
        if pattern == wanted:
            return True
        if pattern.startswith("*.") and wanted.partition(".")[2] == pattern[2:]:
            return True
    return False


def links(
    chain: tuple[Certificate, ...], host: str, trusted: bool, now: float
) -> tuple[ChainLink, ...]:
    """Return the chain for drawing, each certificate with its faults."""
    found = []
    for index, cert in enumerate(chain):
        wrong = faults(cert, host, index == 0, now)
        if index == len(chain) - 1 and not trusted:
            wrong = ("untrusted", *wrong)
        found.append(
            ChainLink(
                str(cert.subject),
                str(cert.issuer),
                f"{cert.not_before:%Y-%m-%d}",
                f"{cert.not_after:%Y-%m-%d}",
                cert.fingerprint,
                wrong,
            )
        )
    return tuple(found)


def named_issuer(chain: Iterable[Certificate], issuers: Iterable[Issuer]) -> Optional[Issuer]:
    """Return who signs, when the issuer's words name somebody known to interfere."""
    text = " ".join(str(cert.issuer) for cert in chain).lower()
    return _named(text, (issuer for issuer in issuers if issuer.kind != "public"))


def public_issuer(cert: Certificate, issuers: Iterable[Issuer]) -> bool:
    """Tell whether the issuer carries the name of a public authority; a hint, never a proof."""
    public = (issuer for issuer in issuers if issuer.kind == "public")
    return _named(str(cert.issuer).lower(), public) is not None


def _named(text: str, issuers: Iterable[Issuer]) -> Optional[Issuer]:
    return next((each for each in issuers if any(word in text for word in each.words)), None)
