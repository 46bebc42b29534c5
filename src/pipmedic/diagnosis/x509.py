"""X.509 certificates as plain data. Pure; every malformed input ends in `BadCertificate`.

Field meanings are those of RFC 5280. Text from certificates is sanitised here, where it enters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Optional

MAX_BYTES = 256 * 1024
_MAX_TEXT = 256


class BadCertificate(ValueError):
    """The bytes are not one DER certificate."""


@dataclass(frozen=True)
class Name:
    """A distinguished name: attribute pairs in order, such as ("CN", "Example Root")."""

    attributes: tuple[tuple[str, str], ...]

    def first(self, attribute: str) -> Optional[str]:
        """The first value of an attribute such as "CN", or None."""
        return next((value for name, value in self.attributes if name == attribute), None)

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.attributes)


@dataclass(frozen=True)
class Certificate:
    """One certificate. Times are aware, in UTC; identifiers and digests are lower-case hex."""

    version: int
    serial: int
    subject: Name
    issuer: Name
    not_before: datetime
    not_after: datetime
    key_algorithm: str
    key_bits: Optional[int]
    signature_algorithm: str
    sha256: str
    self_issued: bool
    san_dns: tuple[str, ...] = ()
    san_ip: tuple[str, ...] = ()
    authority_key_id: Optional[str] = None
    authority_key_id_present: bool = False
    subject_key_id: Optional[str] = None
    key_usage: Optional[tuple[str, ...]] = None
    extended_key_usage: Optional[tuple[str, ...]] = None
    ca: Optional[bool] = None
    basic_constraints_critical: bool = False
    ca_issuers: tuple[str, ...] = ()
    """Where the issuer's certificate can be fetched, by its own word (RFC 5280 4.2.2.1)."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 as people compare it: upper-case pairs joined by colons."""
        digits = self.sha256.upper()
        return ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def sanitised(text: str) -> str:
    """Foreign text on one line: invisible, control and direction characters become U+FFFD."""
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")
    visible = ("\ufffd" if unicodedata.category(c) in hidden else c for c in text[:_MAX_TEXT])
    return "".join(visible)


def parse(der: bytes) -> Certificate:
    """The certificate in `der`, which must hold exactly one.

    Raises:
        BadCertificate: anything else, including more than `MAX_BYTES` bytes.
    """
    if len(der) > MAX_BYTES:
        raise BadCertificate(f"longer than {MAX_BYTES} bytes")
    # Most runs see no certificate, and the ASN.1 modules are slow to import.
    from .x509_decoding import decode

    try:
        return decode(der)
    except BadCertificate:
        raise
    except Exception as error:
        # pyasn1 answers hostile input with many kinds of exception, RecursionError among them.
        raise BadCertificate(f"not a certificate: {type(error).__name__}") from error
