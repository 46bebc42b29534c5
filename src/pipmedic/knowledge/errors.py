"""What can be wrong with a data file, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..i18n.said import Said

if TYPE_CHECKING:
    from ..i18n import Translator


@dataclass(unsafe_hash=True)
class DataError(Exception):
    """A data file that cannot be used.

    Attributes:
        file: name of the file as the user knows it.
        key: dotted path of the offending key; empty for the whole file.
        reason: what is wrong, without personal data.
    """

    file: str
    key: str
    reason: Said

    def told(self, say: Translator) -> str:
        """Return ``file: key: reason`` in the translator's language."""
        return self._line(self.reason.told(say))

    def __str__(self) -> str:
        """Return ``file: key: reason`` in English."""
        return self._line(str(self.reason))

    def _line(self, reason: str) -> str:
        return ": ".join(part for part in (self.file, self.key, reason) if part)
