"""What came of an import, entry by entry."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Optional, Union

from ...i18n.said import Said

if TYPE_CHECKING:
    from ...i18n import Translator


class Refusal(Enum):
    """Why an entry was not taken in."""

    UNREADABLE = "unreadable"
    NOT_JSON = "not-json"
    UNKNOWN_SCHEMA = "unknown-schema"
    BAD_FIELD = "bad-field"
    DUPLICATE_ID = "duplicate-id"
    NOTHING_TO_GO_BY = "nothing-to-go-by"
    NOT_WRITTEN = "not-written"


class Mend(Enum):
    """What was changed in an entry that was taken in."""

    PATTERN_BOUNDED = "pattern-bounded"
    PATTERN_DROPPED = "pattern-dropped"
    EDGE_DROPPED = "edge-dropped"
    EMPTY_DROPPED = "empty-dropped"
    CHARACTERS_REMOVED = "characters-removed"
    ALREADY_KNOWN = "already-known"
    WEAKENS_TLS = "weakens-tls"


@dataclass(frozen=True)
class Refused:
    """An entry that was not taken in.

    Attributes:
        file: its file below the source; ``#n`` counts the entries of one file.
        key: dotted path of the offending key, or empty.
        detail: what is wrong.
    """

    file: str
    reason: Refusal
    key: str = ""
    detail: Optional[Said] = None

    def told(self, say: Translator) -> str:
        """Return ``file: reason: key: detail`` in the translator's language."""
        return _line(say, self.file, self.reason.value, self.key, self.detail)

    def record(self) -> dict[str, str]:
        """Return it as JSON data."""
        detail = str(self.detail or "")
        return {"file": self.file, "reason": self.reason.value, "key": self.key, "detail": detail}


@dataclass(frozen=True)
class Mended:
    """One thing that was changed or is worth knowing."""

    file: str
    mend: Mend
    detail: Optional[Said] = None

    def told(self, say: Translator) -> str:
        """Return ``file: mend: detail`` in the translator's language."""
        return _line(say, self.file, self.mend.value, self.detail)

    def record(self) -> dict[str, str]:
        """Return it as JSON data."""
        detail = str(self.detail or "")
        return {"file": self.file, "mend": self.mend.value, "detail": detail}


def _line(say: Translator, *parts: Union[str, Said, None]) -> str:
    told = (part.told(say) if isinstance(part, Said) else part for part in parts)
    return ": ".join(part for part in told if part)


@dataclass(frozen=True)
class Report:
    """All of an import.

    Attributes:
        written: (id, file name) of the entries taken in.
        left_out: how many belong to another domain than the wanted one.
        unlicensed: how many were taken in although nothing names their licence.
    """

    written: tuple[tuple[str, str], ...] = ()
    refused: tuple[Refused, ...] = ()
    mended: tuple[Mended, ...] = ()
    left_out: int = 0
    unlicensed: int = 0

    def record(self) -> dict[str, Any]:
        """Return the report as JSON data, for programs and hence in English."""
        return {
            "schema": 1,
            "written": [{"id": name, "file": file} for name, file in self.written],
            "refused": [
                {
                    "file": r.file,
                    "reason": r.reason.value,
                    "key": r.key,
                    "detail": str(r.detail or ""),
                }
                for r in self.refused
            ],
            "mended": [
                {"file": m.file, "mend": m.mend.value, "detail": str(m.detail or "")}
                for m in self.mended
            ],
            "left_out": self.left_out,
            "unlicensed": self.unlicensed,
        }

    def counts(self) -> dict[str, int]:
        """Return how often each refusal and each mend occurred."""
        reasons = [r.reason.value for r in self.refused] + [m.mend.value for m in self.mended]
        return dict(sorted(Counter(reasons).items()))
