"""Kill -9 at random moments under load: no answered step may be lost, no file broken.

A writer answers questions as fast as it can and acknowledges each answer only after it was saved,
as the wizard shows a step only then. Between answers it saves large documents, so that kills hit
the middle of a write. After each kill the case must hold every acknowledged answer, must open, and
must take further events.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from pipmedic.case.case import Case

KILLS = 200
AT_ONCE = 4
LONGEST = 0.6


@dataclass(frozen=True)
class Outcome:
    """What one kill left.

    Attributes:
        acknowledged: answers that the writer said were saved.
        found: answers in the file.
        torn: the kill hit the middle of a write.
        problem: what was wrong afterwards; empty when nothing was.
    """

    acknowledged: int
    found: int
    torn: bool
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing was lost and nothing broken."""
        return not self.problem and self.found >= self.acknowledged


@dataclass(frozen=True)
class Writer:
    """A process that answers and saves, and the pipe on which it acknowledges."""

    pid: int
    pipe: int
    folder: Path


def kill_some(base: Case, folder: Path, count: int, chance: random.Random) -> list[Outcome]:
    """Start ``count`` writers at once and kill each at its own random moment."""
    writers = [start(base, folder / f"{number}-{chance.random()}") for number in range(count)]
    moments = sorted((chance.uniform(0.0, LONGEST), number) for number in range(count))
    began = time.monotonic()
    for moment, number in moments:
        time.sleep(max(0.0, began + moment - time.monotonic()))
        os.kill(writers[number].pid, signal.SIGKILL)
    return [judge(writer) for writer in writers]


def start(base: Case, folder: Path) -> Writer:
    """Start a writer; killing begins at once, also before its first answer."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        write(base, folder, writing)
    os.close(writing)
    return Writer(pid, reading, folder)


def write(base: Case, folder: Path, pipe: int) -> NoReturn:
    """Answer, save, acknowledge; every third time save a large document too."""
    from pipmedic.case.saved import save_new

    saved = save_new(base, folder)
    document = {"schema": 1, "checks": [], "padding": "x" * 200_000}
    for number in itertools.count(1):
        answered = saved.case.answer("pip", f"pip 24.{number}", float(number))
        assert answered is not None
        saved = saved.advance(answered)
        os.write(pipe, b"%d\n" % number)
        if number % 3 == 0:
            saved = saved.advance(saved.case.examine(document, "check", float(number)))
    raise AssertionError("a writer only ends by being killed")


def judge(writer: Writer) -> Outcome:
    """Compare what the writer acknowledged with what its file holds, then go on with the case."""
    from pipmedic.case.events import Answered
    from pipmedic.case.store import CaseFileError, CaseStore

    os.waitpid(writer.pid, 0)
    with os.fdopen(writer.pipe, "rb") as pipe:
        said = pipe.read().rpartition(b"\n")[0].split()
    acknowledged = int(said[-1]) if said else 0
    store = CaseStore(writer.folder)
    paths = store.cases()
    if not paths:
        return Outcome(acknowledged, 0, False)
    path = paths[0]
    torn = not path.read_bytes().endswith(b"\n")
    if b"\n" not in path.read_bytes():
        return Outcome(acknowledged, 0, torn)
    try:
        before = store.read(path)
        store.append(path, [Answered(1.0, "pip", "unknown")])
        after = store.read(path)
    except CaseFileError as error:
        return Outcome(acknowledged, 0, torn, str(error))
    found = sum(isinstance(event, Answered) for event in before)
    problem = "" if len(after) == len(before) + 1 else "an event after the kill went missing"
    return Outcome(acknowledged, found, torn, problem)


def report(outcomes: Sequence[Outcome]) -> str:
    """Return the result in one line."""
    lost = sum(max(0, each.acknowledged - each.found) for each in outcomes)
    broken = sum(bool(each.problem) for each in outcomes)
    torn = sum(each.torn for each in outcomes)
    answers = sum(each.acknowledged for each in outcomes)
    return (
        f"{len(outcomes)} kills, {answers} answers acknowledged, {lost} lost, "
        f"{broken} files broken, {torn} kills in the middle of a write"
    )


def main() -> int:
    """Kill, judge, report; the exit code says whether all was well."""
    from pipmedic.case.case import Case
    from pipmedic.case.events import Opened
    from pipmedic.diagnosis.compiled import compile_model
    from pipmedic.diagnosis.foreign import complete
    from pipmedic.knowledge import load

    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    knowledge = complete(load())
    base = Case(knowledge, compile_model(knowledge), (Opened(1.0),), "en")
    chance = random.Random(7)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        while len(outcomes) < kills:
            count = min(AT_ONCE, kills - len(outcomes))
            outcomes += kill_some(base, Path(folder), count, chance)
    print(report(outcomes))
    return 0 if all(each.good for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
