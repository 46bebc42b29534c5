"""What can be wrong with a data file, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(unsafe_hash=True)
class DataError(Exception):
    """A data file that cannot be used.

    Attributes:
        file: name of the file as the user knows it.
        key: dotted path of the offending key; empty for the whole file.
        reason: what is wrong, in English, without personal data.
    """

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        """Return ``file: key: reason``."""
        return ": ".join(part for part in (self.file, self.key, self.reason) if part)
