"""What happened in a case, step by step, and what was believed after each step.

A pure function of the event log: nothing is run, asked or written, and the case stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from ..diagnosis.reading import Reading, read
from .case import Case
from .events import Event, Redone, Undone
from .state import live

MAX_STEPS = 300
"""Steps that are replayed; of a longer log the oldest are left out."""

BELIEVED = 3
MAX_WORK = 300_000
"""Events folded in all: a hostile log of many events is no reason to wait for minutes."""


@dataclass(frozen=True)
class ReplayedStep:
    """One event, and how the case stood after it.

    Attributes:
        number: 1-based place in the log.
        after: the case as it was then.
        moved: the event that an undo took back or a redo put in again.
        lasting: whether the event still counts at the end of the log.
        believed: (cause, probability) of the likeliest causes; empty while nothing was known.
        changed: whether the belief is another than before this step.
    """

    number: int
    event: Event
    after: Case
    moved: Optional[Event]
    lasting: bool
    believed: tuple[tuple[str, float], ...]
    changed: bool


@dataclass(frozen=True)
class Replay:
    """The steps of a case, oldest first; ``left_out`` is the number of older ones not shown."""

    case: Case
    steps: tuple[ReplayedStep, ...]
    left_out: int = 0


def replay(case: Case, most: int = MAX_STEPS) -> Replay:
    """Return what happened in a case.

    Args:
        most: how many steps at the end of the log are shown.
    """
    affordable = max(1, MAX_WORK // len(case.events))
    left_out = max(0, len(case.events) - min(most, affordable))
    return Replay(case, tuple(_steps(case, left_out)), left_out)


def _steps(case: Case, left_out: int) -> Iterator[ReplayedStep]:
    lasting = {id(event) for event in live(case.events)[0]}
    before = case.with_events(case.events[: max(1, left_out)])
    for number in range(left_out + 1, len(case.events) + 1):
        event = case.events[number - 1]
        after = _after(before, case.events[:number])
        believed = _believed(after)
        yield ReplayedStep(
            number=number,
            event=event,
            after=after,
            moved=_moved(before, after, event),
            lasting=id(event) in lasting or isinstance(event, (Undone, Redone)),
            believed=believed,
            changed=believed != _believed(before),
        )
        before = after


def _after(before: Case, events: tuple[Event, ...]) -> Case:
    """Return the case after one more event; texts that were read before are not read again."""
    after = before.with_events(events)
    known: dict[str, Reading] = {
        paste.text: reading for paste, reading in zip(before.state.pastes, before.readings)
    }
    readings = tuple(
        known.get(paste.text) or read(paste.text, after.knowledge) for paste in after.state.pastes
    )
    vars(after)["readings"] = readings
    if after.state.checks == before.state.checks:
        vars(after)["examination"] = before.examination
    return after


def _believed(case: Case) -> tuple[tuple[str, float], ...]:
    state = case.state
    told = state.text or state.answers or state.checks or state.tried
    return case.belief.top(BELIEVED) if told else ()


def _moved(before: Case, after: Case, event: Event) -> Optional[Event]:
    """Return the event that is in force on one side only of an undo or redo."""
    if not isinstance(event, (Undone, Redone)):
        return None
    pair = sorted((live(before.events)[0], live(after.events)[0]), key=len)
    fewer = {id(each) for each in pair[0]}
    return next((each for each in pair[1] if id(each) not in fewer), None)
