"""The answers to choose from, for every face alike."""

from __future__ import annotations

from ..knowledge import Fact, FactValue


def choices(fact: Fact) -> tuple[FactValue, ...]:
    """Return the coarse answers where there are any, then the fine ones they do not cover."""
    covered = {member for value in fact.values for member in value.members}
    coarse = tuple(value for value in fact.values if value.members)
    fine = (value for value in fact.values if not value.members and value.id not in covered)
    return (*coarse, *fine)
