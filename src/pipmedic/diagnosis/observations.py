"""What was learned, and what was tried: the only input of belief."""

from __future__ import annotations

from dataclasses import dataclass

WORKED = "worked"
FAILED = "failed"
"""The same error still shows."""

FURTHER = "further"
"""Another error shows now: one cause is mended, the next one hid behind it."""

UNCLEAR = "unclear"

MACHINE_SOURCES = frozenset({"check", "collector"})
"""Sources that looked for themselves; they outrank what text or people say."""


@dataclass(frozen=True)
class Observation:
    """A fact with its value.

    Attributes:
        fact: id of the fact.
        value: a fine value, a coarse value (one with members), or ``unknown``.
        source: ``text``, ``check``, ``person`` or ``collector``.
        detail: what was really seen, such as an exact version.
        trust: probability in 0..1 that the value is no accident; the rest is noise that says
            nothing about the cause.
        at: seconds since the epoch.
    """

    fact: str
    value: str
    source: str
    detail: str = ""
    trust: float = 0.95
    at: float = 0.0


@dataclass(frozen=True)
class RemedyTried:
    """A remedy that was carried out; ``outcome`` is worked, failed, further or unclear."""

    remedy: str
    outcome: str
    at: float = 0.0
