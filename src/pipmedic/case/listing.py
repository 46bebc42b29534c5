"""The saved cases, summed up for a list without inferring anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..i18n import Said, translator
from ..knowledge import Knowledge
from .state import State, fold
from .store import SUFFIX, CaseFileError, CaseStore
from .wording import moment

MAX_LISTED = 300
_HINT = 60


@dataclass(frozen=True)
class Listed:
    """One saved case.

    Attributes:
        name: the file's name.
        state: what its events amount to, or None when the file is damaged.
        problem: what is wrong with the file; None when nothing is.
    """

    name: str
    state: State | None
    problem: Said | None = None


def listed(folder: Path) -> tuple[Listed, ...]:
    """Return the newest saved cases, newest first; a damaged file is listed with its problem."""
    store = CaseStore(folder)
    return tuple(_listed(store, path) for path in store.cases()[:MAX_LISTED])


def _listed(store: CaseStore, path: Path) -> Listed:
    try:
        return Listed(path.name, fold(store.read(path)))
    except CaseFileError as error:
        return Listed(path.name, None, error.reason)


def title(item: Listed, knowledge: Knowledge, language: str) -> str:
    """Return one line: when it began, which machine, how far it came, what it is about."""
    say = translator(language)
    state = item.state
    if state is None:
        reason = item.problem.told(say) if item.problem else ""
        return f"{item.name[: -len(SUFFIX)]}  {say('cases.damaged', reason=reason)}"
    where = say("title.here") if state.opened.here else say("title.elsewhere")
    done = say("cases.works") if state.works else say("cases.answers", count=len(state.answers))
    about = [note.text for note in state.notes[-1:]] or _error(state, knowledge, language)
    parts = (moment(language, state.opened.at), where, done, *about)
    return "  ".join(part for part in parts if part)


def _error(state: State, knowledge: Knowledge, language: str) -> list[str]:
    answer = state.answers.get("error")
    value = knowledge.facts["error"].value(answer.value) if answer else None
    if value is not None:
        return [value.text(language)]
    return [line.strip()[:_HINT] for line in state.text.splitlines()[-1:]]


def search(
    items: Iterable[Listed], text: str, knowledge: Knowledge, language: str
) -> list[tuple[str, str]]:
    """Return (file name, line) of the cases whose line, text or notes mention every word."""
    words = text.lower().split()
    rows = [(item, title(item, knowledge, language)) for item in items]
    return [
        (item.name, row)
        for item, row in rows
        if all(word in f"{item.name} {row} {_searched(item)}".lower() for word in words)
    ]


def _searched(item: Listed) -> str:
    if item.state is None:
        return ""
    return " ".join([item.state.text, *(note.text for note in item.state.notes)])


def located(name: str, folder: Path) -> Path | None:
    """Return the case file that a person means, or None when there is none.

    Args:
        name: a path, or the name of a saved case with or without its ending; empty means the
            newest saved one.
        folder: where saved cases are.
    """
    if not name:
        return next(iter(CaseStore(folder).cases()), None)
    places = (Path(name), folder / Path(name).name, folder / f"{Path(name).name}{SUFFIX}")
    return next((place for place in places if place.is_file()), None)
