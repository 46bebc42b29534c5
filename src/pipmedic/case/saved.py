"""A case together with its file: nothing is shown before it is on disk."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

from ..diagnosis.compiled import Model
from ..diagnosis.learning import Counts
from ..knowledge import Knowledge
from .case import Case
from .ledger import LedgerError, LedgerFile
from .outcomes import environment_of, outcomes_of, quarter_of
from .settings import outcomes_file
from .store import CaseStore


@dataclass(frozen=True)
class SavedCase:
    """A case and where it is kept.

    Attributes:
        path: the case file, or None when the disk cannot be written (the case goes on in memory).
        problem: why the case cannot be saved; empty while it can.
    """

    case: Case
    store: CaseStore
    path: Optional[Path]
    problem: str = ""

    def advance(self, case: Case) -> SavedCase:
        """Write the events that ``case`` has beyond this one, then return the new state."""
        fresh = case.events[len(self.case.events) :]
        if case.state.works and not self.case.closed:
            learn_from(case)
        if self.path is None or not fresh:
            return replace(self, case=case)
        try:
            self.store.append(self.path, fresh)
        except OSError as error:
            return replace(self, case=case, path=None, problem=error.strerror or str(error))
        return replace(self, case=case)


def learn_from(case: Case) -> None:
    """Count what a case proved, for cases to come; a case is worth more than its count."""
    try:
        LedgerFile(outcomes_file()).record(
            outcomes_of(case),
            case.knowledge.version,
            environment_of(case.settled),
            quarter_of(case.opened.at),
        )
    except OSError:
        return


def learned_here() -> Counts:
    """Return the outcomes counted and imported on this machine; none when they cannot be read."""
    try:
        return LedgerFile(outcomes_file()).read().counts
    except LedgerError:
        return Counts()


def save_new(case: Case, folder: Path) -> SavedCase:
    """Begin a file for a case that is not on disk yet."""
    store = CaseStore(folder)
    path = store.new(time.time())
    try:
        store.append(path, case.events)
    except OSError as error:
        return SavedCase(case, store, None, error.strerror or str(error))
    return SavedCase(case, store, path)


def reopen(path: Path, knowledge: Knowledge, model: Model, language: str) -> SavedCase:
    """Continue a case from its file.

    Raises:
        CaseFileError: the file is damaged or unreadable.
    """
    store = CaseStore(path.parent)
    case = Case(knowledge, model, store.read(path), language, learned_here())
    return SavedCase(case, store, path)
