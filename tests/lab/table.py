"""Fault x pip as text, and the goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Optional

from .faults import BY_ID, FAULTS
from .loop import LoopResult
from .matrix import Pair
from .pips import PIPS, pip_id

MARK = {True: "+", False: "-", None: "."}


@dataclass(frozen=True)
class Goal:
    """One row of the summary: ``good`` of ``total`` against a wanted share."""

    name: str
    good: int
    total: int
    wanted: float

    @property
    def met(self) -> bool:
        """Whether the share is reached."""
        return self.good >= self.wanted * self.total


def table(results: Mapping[Pair, LoopResult]) -> Iterator[str]:
    """A line a fault, four marks a pip: cause, plan, works, undone (+ yes, - no, . not so asked).

    A leading ``!`` marks a weakening command put first.
    """
    pips = [(pip_id(*pair), pair[1]) for pair in PIPS]
    shown = {fault for fault, _ in results}
    yield f"{'fault':32}" + "".join(f"{version:>8}" for _, version in pips) + "  wrongly named"
    for fault in FAULTS:
        if fault.id in shown:
            row = [results.get((fault.id, name)) for name, _ in pips]
            wrong = sorted({_wrong(r) for r in row if r is not None and not r.cause_right})
            yield f"{fault.id:32}{''.join(f'{marks(r):>8}' for r in row)}  {', '.join(wrong)}"


def _wrong(result: LoopResult) -> str:
    return result.note[-160:].replace("\n", " ") or result.named or "nothing"


def marks(result: Optional[LoopResult]) -> str:
    """The four marks of one result, as in `table`."""
    if result is None:
        return ""
    flags = (result.cause_right, result.plan_right, result.works_after, result.undone)
    return ("!" if result.weakened else "") + "".join(MARK[flag] for flag in flags)


def goals(results: Mapping[Pair, LoopResult]) -> tuple[Goal, ...]:
    """What the lab must show."""
    every = tuple(results.values())
    fixable = [result for (fault, _), result in results.items() if BY_ID[fault].fixable]
    mended = [result for result in fixable if result.works_after]
    return (
        Goal("cause right", sum(r.cause_right for r in every), len(every), 0.97),
        Goal("plan right", sum(r.plan_right for r in every), len(every), 0.95),
        Goal("pip works afterwards", len(mended), len(fixable), 0.95),
        Goal("undone", sum(bool(r.undone) for r in mended), len(mended), 1.0),
        Goal("no weakening command", sum(not r.weakened for r in every), len(every), 1.0),
    )


def goals_met(results: Mapping[Pair, LoopResult]) -> bool:
    """Whether every goal is reached."""
    return all(goal.met for goal in goals(results))


def summary(results: Mapping[Pair, LoopResult]) -> Iterator[str]:
    """A line a goal."""
    for goal in goals(results):
        share = goal.good / max(goal.total, 1)
        count = f"{goal.name:24}{goal.good:5} of {goal.total:<5}{share:7.1%}"
        yield f"{count}  goal {goal.wanted:.0%}" + ("" if goal.met else "  MISSED")
