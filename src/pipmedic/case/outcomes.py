"""What a finished case teaches: which remedy mended which cause, and which did not.

Nothing is learned from a case that was left before pip was seen to work: nobody knows how it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from ..diagnosis.learning import OTHER_WORKED, UNKNOWN_PART
from ..diagnosis.observations import FAILED, WORKED
from ..knowledge import OTHER
from .events import Verified
from .mended import mended_by
from .state import live

if TYPE_CHECKING:
    from .case import Case

ENVIRONMENT_FACTS = ("os", "python", "pip")


@dataclass(frozen=True)
class Outcome:
    """What came of one remedy against one cause; ``result`` is worked, failed or other."""

    cause: str
    remedy: str
    result: str


def environment_of(known: Mapping[str, str]) -> str:
    """Return the bucket of a machine, such as ``win/py310/p242``; coarse, so that it names nobody.

    Args:
        known: fact id to value.
    """
    return "/".join(known.get(fact, UNKNOWN_PART) for fact in ENVIRONMENT_FACTS)


def quarter_of(at: float) -> int:
    """Return the number of quarters since year 0; ``at`` is in seconds since the epoch."""
    day = datetime.fromtimestamp(at, tz=timezone.utc)
    return day.year * 4 + (day.month - 1) // 3


def outcomes_of(case: Case) -> tuple[Outcome, ...]:
    """Return what the case proves once pip was seen to work; nothing before."""
    kept = live(case.events)[0]
    proof = next((event for event in reversed(kept) if isinstance(event, Verified)), None)
    if proof is None or not case.state.works:
        return ()
    found: list[Outcome] = []
    since = float("-inf")
    for item in case.mended:
        found += _of_error(case, item.cause, item.remedy, since, item.at)
        since = item.at
    before = case.with_events(kept[: kept.index(proof)])
    if proof.remedy:
        cause = mended_by(before.model_now, before.belief, proof.remedy)
    else:
        cause = before.verdict.cause if before.verdict else OTHER
    found += _of_error(case, cause, proof.remedy, since, proof.at)
    return tuple(item for item in found if item.cause != OTHER)


def _of_error(case: Case, cause: str, remedy: str, since: float, until: float) -> Iterable[Outcome]:
    """Return what the remedies tried against one error prove, once its cause is known."""
    authored = case.knowledge.causes.get(cause)
    meant = {use.remedy for use in authored.remedies} if authored else set()
    for item in case.state.tried:
        if item.outcome == FAILED and since < item.at <= until and item.remedy in meant:
            yield Outcome(cause, item.remedy, FAILED if remedy else OTHER_WORKED)
    if remedy:
        yield Outcome(cause, remedy, WORKED)
