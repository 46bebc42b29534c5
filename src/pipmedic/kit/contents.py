"""What a kit holds, as data: its wheels, its CA files, and the record of all of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..diagnosis import x509
from ..remedies import bundle
from .target import KitTarget

SCHEMA = 1
WHEELS = "wheels"


@dataclass(frozen=True)
class Wheel:
    """One wheel in the folder `wheels`.

    Attributes:
        name: canonical name of the distribution (PEP 503).
        sha256: in hexadecimal.
    """

    name: str
    version: str
    file: str
    sha256: str

    @property
    def requirement(self) -> str:
        """Its line in requirements.txt, with the hash that pip will insist on."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


@dataclass(frozen=True)
class Authority:
    """One certificate of the organisation, as PEM below `ca`.

    Attributes:
        file: its path in the kit.
        fingerprint: SHA-256, as people compare it.
        expires: end of validity, in UTC.
    """

    file: str
    pem: bytes
    subject: str
    fingerprint: str
    expires: datetime


@dataclass(frozen=True)
class Contents:
    """Everything in a kit.

    Attributes:
        wanted: requirements as the person gave them.
        wheels: all wheels but pip's.
        pip: pip's own wheel.
        left_out: parts that could not be had: `get-pip` or `pyz`.
    """

    target: KitTarget
    wanted: tuple[str, ...]
    wheels: tuple[Wheel, ...]
    pip: Wheel
    authorities: tuple[Authority, ...]
    left_out: tuple[str, ...]

    def requirements(self) -> str:
        """Return requirements.txt."""
        return "".join(f"{wheel.requirement}\n" for wheel in self.wheels)

    def record(self, version: str, commands: dict[str, list[str]]) -> dict[str, Any]:
        """Return kit.json; `version` is pipmedic's, `commands` is by shell."""
        return {
            "schema": SCHEMA,
            "pipmedic": version,
            "target": asdict(self.target),
            "wanted": list(self.wanted),
            "pip": asdict(self.pip),
            "wheels": [asdict(wheel) for wheel in self.wheels],
            "ca": [
                {
                    "file": item.file,
                    "subject": item.subject,
                    "sha256": item.fingerprint,
                    "expires": item.expires.isoformat(),
                }
                for item in self.authorities
            ],
            "left_out": list(self.left_out),
            "commands": commands,
        }


def wheels_in(folder: Path) -> tuple[Wheel, ...]:
    """Return the wheels of a folder by name."""
    found = []
    for path in sorted(folder.glob("*.whl")):
        name, version = path.name.split("-")[:2]
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        found.append(Wheel(re.sub(r"[-_.]+", "-", name).lower(), version, path.name, digest))
    return tuple(found)


def authorities(inputs: Iterable[tuple[str, bytes]]) -> tuple[Authority, ...]:
    """Return the certificates of CA files in any form, each once, as PEM of its own.

    Args:
        inputs: (name for messages and for the file, bytes).

    Raises:
        bundle.BadInput: for the first input that holds no certificate.
    """
    found: dict[str, Authority] = {}
    for name, data in inputs:
        for der in bundle.certificates(name, data):
            certificate = x509.parse(der)
            if certificate.fingerprint in found:
                continue
            file = _file_name(name, [item.file for item in found.values()])
            found[certificate.fingerprint] = Authority(
                file,
                bundle.to_pem(der),
                str(certificate.subject),
                certificate.fingerprint,
                certificate.not_after,
            )
    return tuple(found.values())


def _file_name(name: str, taken: Sequence[str]) -> str:
    """Return a plain path below `ca` that is not taken yet."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).stem).strip(".-") or "ca"
    candidates = [f"ca/{stem}.pem", *(f"ca/{stem}-{n}.pem" for n in range(2, len(taken) + 3))]
    return next(path for path in candidates if path not in taken)
