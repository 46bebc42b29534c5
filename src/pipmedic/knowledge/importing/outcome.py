"""What came of an import, entry by entry."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import Any


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
        detail: what is wrong, in English.
    """

    file: str
    reason: Refusal
    key: str = ""
    detail: str = ""

    def __str__(self) -> str:
        """Return ``file: reason: key: detail``."""
        return ": ".join(x for x in (self.file, self.reason.value, self.key, self.detail) if x)


@dataclass(frozen=True)
class Mended:
    """One thing that was changed or is worth knowing."""

    file: str
    mend: Mend
    detail: str = ""

    def __str__(self) -> str:
        """Return ``file: mend: detail``."""
        return ": ".join(x for x in (self.file, self.mend.value, self.detail) if x)


@dataclass(frozen=True)
class Report:
    """All of an import.

    Attributes:
        written: (id, file name) of the entries taken in.
        left_out: how many belong to another domain than the wanted one.
    """

    written: tuple[tuple[str, str], ...] = ()
    refused: tuple[Refused, ...] = ()
    mended: tuple[Mended, ...] = ()
    left_out: int = 0

    def record(self) -> dict[str, Any]:
        """Return the report as JSON data."""
        return {
            "schema": 1,
            "written": [{"id": name, "file": file} for name, file in self.written],
            "refused": [
                {"file": r.file, "reason": r.reason.value, "key": r.key, "detail": r.detail}
                for r in self.refused
            ],
            "mended": [
                {"file": m.file, "mend": m.mend.value, "detail": m.detail} for m in self.mended
            ],
            "left_out": self.left_out,
        }

    def counts(self) -> dict[str, int]:
        """Return how often each refusal and each mend occurred."""
        reasons = [r.reason.value for r in self.refused] + [m.mend.value for m in self.mended]
        return dict(sorted(Counter(reasons).items()))
