"""The presented certificates, judged on all counts and not only on the first OpenSSL reports."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterable
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
    weak_key = cert.key_algorithm == "rsa" and (cert.key_bits or _MIN_RSA) < _MIN_RSA
    weak_hash = any(word in cert.signature_algorithm.lower() for word in ("sha1", "md5"))
    if weak_key or (weak_hash and not cert.self_issued):
        found.append("weak")
    if (not leaf and (cert.ca is not True or not cert.basic_constraints_critical)) or (
        not cert.authority_key_id_present and not cert.self_issued
    ):
        found.append("profile")
    return tuple(found)


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


def named_issuer(chain: tuple[Certificate, ...], issuers: Iterable[Issuer]) -> Optional[Issuer]:
    """Return who signs, when the issuer's words name somebody known to interfere."""
    if not chain:
        return None
    text = " ".join(str(cert.issuer) for cert in chain).lower()
    return next(
        (
            issuer
            for issuer in issuers
            if issuer.kind != "public" and any(word in text for word in issuer.words)
        ),
        None,
    )
