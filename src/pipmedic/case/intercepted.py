"""A root taken from the very connection that is intercepted: only against a fingerprint from IT.

Whoever intercepts the connection also chooses which root it shows, so what it shows proves
nothing. The person types the SHA-256 fingerprint that their IT gave them by another way; pipmedic
never shows the one it saw beforehand, which would only be typed back.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from ..diagnosis import x509
from ..diagnosis.sanitize import sanitize
from ..i18n import Translator
from ..remedies import bundle
from ..remedies.apply import Applied, Failed, FileChange
from ..remedies.files import CannotChange, read
from ..remedies.operations import WriteFile
from .applying import make, outcome_text
from .case import Case
from .parameters import check_data

FILE_NAME = "corp-root.pem"
_SHA256 = re.compile(
    r"(?:sha-?256[:=\s]*)?((?:[0-9a-f]{2}[:\s-]?){31}[0-9a-f]{2})\Z", re.IGNORECASE
)


@dataclass(frozen=True)
class RootTaken:
    """The root is in ``path``; ``case`` knows it as the CA file."""

    case: Case
    path: Path
    root: x509.Certificate
    batch: str


@dataclass(frozen=True)
class NoRootShown:
    """The connection was not examined, or showed no self-issued CA."""


@dataclass(frozen=True)
class WrongFingerprint:
    """None of the roots shown has the fingerprint that IT gave: do not trust this connection."""


def fingerprint(text: str) -> Optional[str]:
    """Return a SHA-256 fingerprint as 64 lower-case digits; None when ``text`` is none."""
    match = _SHA256.match(text.strip())
    return re.sub(r"[^0-9a-f]", "", match[1].lower()) if match else None


def shown_roots(case: Case) -> tuple[tuple[x509.Certificate, bytes], ...]:
    """Return the self-issued CAs that the examined connection showed, with their DER bytes."""
    chains = [check_data(case.state, check).get("chain") for check in ("tls_unverified", "hello")]
    found = {}
    for text in (text for chain in chains if isinstance(chain, list) for text in chain):
        try:
            der = base64.b64decode(text)
            certificate = x509.parse(der)
        except (x509.BadCertificate, binascii.Error, TypeError):
            continue
        if certificate.self_issued and certificate.ca is not False:
            found[der] = certificate
    return tuple((certificate, der) for der, certificate in found.items())


def take_root(
    case: Case, expected: str, at: float
) -> Union[RootTaken, NoRootShown, WrongFingerprint, Failed]:
    """Write the root with the expected fingerprint to a file in the person's home.

    Args:
        expected: SHA-256 as 64 hex digits, from IT and not from this connection.
        at: seconds since the epoch.
    """
    roots = shown_roots(case)
    if not roots:
        return NoRootShown()
    for root, der in roots:
        if hmac.compare_digest(root.sha256, expected):
            return _written(case, root, bundle.to_pem(der), at)
    return WrongFingerprint()


def _written(case: Case, root: x509.Certificate, pem: bytes, at: float) -> Union[RootTaken, Failed]:
    path = Path(case.opened.home or Path.home()) / FILE_NAME
    operation = WriteFile(str(path), pem.decode("ascii"))
    try:
        change = FileChange(operation, path, read(path), pem)
    except CannotChange as error:
        return Failed(error.fault, path, error.detail)
    outcome = make((change,), at)
    if not isinstance(outcome, Applied):
        return outcome
    return RootTaken(case.give("ca_file", str(path), at), path, root, outcome.batch)


def root_text(
    outcome: Union[RootTaken, NoRootShown, WrongFingerprint, Failed], say: Translator
) -> str:
    """Return what was done, in words."""
    if isinstance(outcome, RootTaken):
        until = outcome.root.not_after.date().isoformat()
        subject = sanitize(str(outcome.root.subject))
        values = {"path": outcome.path, "subject": subject, "until": until}
        return say("intercepted.taken", batch=outcome.batch, **values)
    if isinstance(outcome, NoRootShown):
        return say("intercepted.none")
    if isinstance(outcome, WrongFingerprint):
        return say("intercepted.wrong")
    return outcome_text(outcome, say)
