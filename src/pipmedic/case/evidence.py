"""What a case knows, as observations: from texts, checks and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..diagnosis.foreign import SIGNATURE
from ..diagnosis.observations import FAILED, UNCLEAR, Observation
from ..diagnosis.options import PERSON_TRUST
from ..diagnosis.parsers import also_told
from ..diagnosis.reading import Reading
from ..knowledge import Knowledge
from .events import Tried
from .state import State

ANY_REMEDY = "*"
"""Stands in a fact's ``changed_by`` for every remedy."""


ABSENT_TRUST = 0.6
"""How far it counts that an entry's own words are not in a text: it may not be the whole output."""


def evidence(
    state: State,
    readings: Sequence[Reading],
    examined: Iterable[Observation],
    knowledge: Knowledge,
) -> tuple[Observation, ...]:
    """Return everything known.

    Args:
        readings: what each paste of ``state`` gives away, aligned with ``state.pastes``.
        examined: what the newest probe document gives away.
    """
    found: dict[str, Observation] = {}
    for paste, reading in zip(state.pastes, readings):
        for item in reading.observations:
            found[item.fact] = replace(item, at=paste.at)
    if any(paste.text.strip() for paste in state.pastes):
        for fact in knowledge.facts:
            if fact.startswith(SIGNATURE) and fact not in found:
                at = state.pastes[-1].at
                found[fact] = Observation(fact, "no", "text", "", ABSENT_TRUST, at)
    trust = PERSON_TRUST[state.opened.audience]
    said = [
        Observation(item.fact, item.value, "person", item.detail, trust, item.at)
        for item in state.answers.values()
    ]
    told = (other for item in said for other in also_told(item, knowledge))
    everything = (*found.values(), *told, *examined, *said)
    return tuple(_renewed(item, state.tried, knowledge) for item in everything)


def _renewed(item: Observation, tried: Sequence[Tried], knowledge: Knowledge) -> Observation:
    """Return what every remedy may change as seen anew when the remedy left it as it was.

    A remedy that failed is one after which the same error shows.
    """
    same = [done.at for done in tried if done.outcome == FAILED]
    moved = [done.at for done in tried if done.outcome not in (FAILED, UNCLEAR)]
    if not same or ANY_REMEDY not in _changed_by(knowledge, item.fact):
        return item
    return item if any(item.at < at for at in moved) else replace(item, at=max(item.at, *same))


def _changed_by(knowledge: Knowledge, fact: str) -> tuple[str, ...]:
    known = knowledge.facts.get(fact)
    return known.changed_by if known else ()
