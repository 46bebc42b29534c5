"""Why a pack is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..errors import DataError


class Threat(Enum):
    """What a pack is refused for."""

    UNREADABLE = "unreadable"
    NO_MANIFEST = "no-manifest"
    BAD_MANIFEST = "bad-manifest"
    CHECKSUM = "checksum"
    UNLISTED_FILE = "unlisted-file"
    FOREIGN_FILE = "foreign-file"
    PATH = "path"
    LINK = "link"
    TOO_LARGE = "too-large"
    CONTROL_CHARACTERS = "control-characters"
    BAD_DATA = "bad-data"
    UNSAFE_PATTERN = "unsafe-pattern"
    EXECUTES = "executes"
    WEAKENS = "weakens"
    OVERBEARING = "overbearing"
    UNKNOWN_NAME = "unknown-name"


@dataclass(unsafe_hash=True)
class PackError(DataError):
    """A pack that cannot be used.

    Attributes:
        threat: what it is refused for.
    """

    threat: Threat = Threat.BAD_DATA

    def _line(self, reason: str) -> str:
        return f"{super()._line(reason)} [{self.threat.value}]"
