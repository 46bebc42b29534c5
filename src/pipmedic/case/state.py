"""The state of a case: a fold over its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..diagnosis.observations import FAILED, FURTHER, WORKED
from .events import (
    Answered,
    Checked,
    Consented,
    Event,
    Given,
    Noted,
    Opened,
    Pasted,
    Redone,
    Tried,
    Undone,
    Verified,
)

_UNDOABLE = (Pasted, Answered, Given, Tried, Verified, Noted)

OUTCOMES = {"works": WORKED, "same-error": FAILED, "new-error": FURTHER}
"""What a run of the real pip proves of the remedy before it; other outcomes prove nothing."""


@dataclass(frozen=True)
class State:
    """What the events of a case amount to.

    Attributes:
        answers: fact id to the latest answer, in the order in which facts were first answered.
        asked: answers to questions, one for each time that a question was put: neither what was
            told unasked, nor a changed answer unless a remedy was tried in between.
        redoable: number of steps that can be put in again.
    """

    opened: Opened
    pastes: tuple[Pasted, ...] = ()
    answers: Mapping[str, Answered] = field(default_factory=dict)
    asked: tuple[Answered, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Checked, ...] = ()
    tried: tuple[Tried, ...] = ()
    verified: tuple[Verified, ...] = ()
    notes: tuple[Noted, ...] = ()
    consent: Consented | None = None
    undoable: int = 0
    redoable: int = 0

    @property
    def text(self) -> str:
        """Return the newest pasted text, or an empty string."""
        return self.pastes[-1].text if self.pastes else ""

    @property
    def works(self) -> bool:
        """Tell whether pip was seen to work after everything that happened."""
        return bool(self.verified) and self.verified[-1].outcome == "works"


def live(events: Iterable[Event]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Split events into those in force and those taken back (next to redo last)."""
    kept: list[Event] = []
    undone: list[Event] = []
    for event in events:
        if isinstance(event, Undone):
            _undo(kept, undone)
        elif isinstance(event, Redone):
            if undone:
                kept.append(undone.pop())
        else:
            if isinstance(event, _UNDOABLE):
                undone.clear()
            kept.append(event)
    return tuple(kept), tuple(undone)


def _undo(kept: list[Event], undone: list[Event]) -> None:
    for index in range(len(kept) - 1, -1, -1):
        if isinstance(kept[index], _UNDOABLE):
            undone.append(kept.pop(index))
            return


def fold(events: Iterable[Event]) -> State:
    """Return the state after all events.

    Raises:
        ValueError: the first event is not ``Opened``.
    """
    kept, undone = live(events)
    if not kept or not isinstance(kept[0], Opened):
        raise ValueError("a case begins with Opened")
    state = State(kept[0])
    for event in kept[1:]:
        state = _after(state, event)
    steps = sum(isinstance(event, _UNDOABLE) for event in kept)
    return replace(state, undoable=steps, redoable=len(undone))


def _after(state: State, event: Event) -> State:
    if isinstance(event, Pasted):
        return replace(state, pastes=(*state.pastes, event))
    if isinstance(event, Answered):
        answers = {**state.answers, event.fact: event}
        asked = (*state.asked, event) if _was_asked(state, event) else state.asked
        return replace(state, answers=answers, asked=asked)
    if isinstance(event, Given):
        return replace(state, given={**state.given, event.name: event.value})
    if isinstance(event, Checked):
        return replace(state, checks=(*state.checks, event))
    if isinstance(event, Tried):
        return replace(state, tried=(*state.tried, event))
    if isinstance(event, Verified):
        return _after_proof(state, event)
    if isinstance(event, Noted):
        return replace(state, notes=(*state.notes, event))
    if isinstance(event, Consented):
        return replace(state, consent=event)
    return state


def _was_asked(state: State, event: Answered) -> bool:
    before = state.answers.get(event.fact)
    again = before is not None and not any(item.at >= before.at for item in state.tried)
    return not event.told and not again


def _after_proof(state: State, event: Verified) -> State:
    """Take in what the real pip said: it proves the remedy, and may be a fresh paste."""
    tried, pastes = state.tried, state.pastes
    proven = OUTCOMES.get(event.outcome)
    if event.remedy and proven:
        tried = (*tried, Tried(event.at, event.remedy, proven))
    if event.telling and event.output:
        pastes = (*pastes, Pasted(event.at, event.output))
    return replace(state, verified=(*state.verified, event), tried=tried, pastes=pastes)
