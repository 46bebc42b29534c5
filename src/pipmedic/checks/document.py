"""Typed access to a probe document that may have come from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..diagnosis.sanitize import sanitize

END_OF_TIME = 253_402_300_799
"""The last second that a date can name, in seconds since the epoch."""


@dataclass(frozen=True)
class Document:
    """Typed access to a probe document that may have come from anywhere."""

    raw: Mapping[str, Any]

    def data(self, check: str) -> Mapping[str, Any]:
        """What a check measured; empty when it measured nothing."""
        record = self.record(check)
        data = record.get("data")
        return data if isinstance(data, Mapping) else {}

    def record(self, check: str) -> Mapping[str, Any]:
        """The record of a check; empty when it was not run."""
        checks = self.raw.get("checks")
        for item in checks if isinstance(checks, list) else []:
            if isinstance(item, Mapping) and item.get("id") == check:
                return item
        return {}

    def ran(self, check: str) -> bool:
        """Whether the check came to an end, with whatever outcome."""
        return self.record(check).get("status") in ("done", "failed")

    @property
    def scheme(self) -> str:
        """``https`` or ``http``, of the index."""
        return text(self.raw.get("target"), "scheme")

    @property
    def host(self) -> str:
        """The host of the index."""
        target = self.raw.get("target")
        return text(target, "host")


def text(table: object, key: str, most: int = 400) -> str:
    """Return a text of a table, sanitised and bounded; empty when there is none."""
    value = table.get(key) if isinstance(table, Mapping) else None
    return sanitize(value)[:most] if isinstance(value, str) else ""


def moment(table: object, key: str, default: float) -> float:
    """Return a number of seconds of a table; the default when no date could name it."""
    value = table.get(key) if isinstance(table, Mapping) else None
    known = isinstance(value, (int, float)) and 0 <= value <= END_OF_TIME
    return float(value) if known and value is not None else default


def number(table: object, key: str) -> float:
    """Return a number of a table; 0 when there is none that can be counted with."""
    return moment(table, key, 0.0)
