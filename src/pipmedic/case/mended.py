"""What was mended on the way: faults hide behind each other, and a case goes on until the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diagnosis.belief import Belief
from ..diagnosis.compiled import Model
from ..diagnosis.transitions import continue_after, eliminated
from ..knowledge import OTHER
from .events import Event, Verified
from .state import OUTCOMES, live

if TYPE_CHECKING:
    from .case import Case


@dataclass(frozen=True)
class Mended:
    """A cause that a remedy took away, as another error in its place proves.

    Attributes:
        cause: the likeliest cause that the remedy mends, or OTHER.
        error: value of the fact ``error`` until then; empty when it was not known.
        ruled_out: other causes that what was known then keeps out.
        at: seconds since the epoch.
    """

    remedy: str
    cause: str
    error: str
    ruled_out: tuple[str, ...]
    at: float


def mended_in(case: Case) -> tuple[Mended, ...]:
    """Return what was mended so far, in order.

    When an error comes back that a remedy was thought to have mended, that remedy did not mend it,
    and its cause is a suspect again.
    """
    kept = live(case.events)[0]
    turn = _last_turn(kept)
    if turn < 0:
        return ()
    event = kept[turn]
    assert isinstance(event, Verified)
    before, after = case.with_events(kept[:turn]), case.with_events(kept[: turn + 1])
    shown = after.error
    earlier = tuple(item for item in before.mended if not shown or item.error != shown)
    cause = mended_by(before.model_now, before.belief, event.remedy)
    lasting = eliminated(before.model_now, before.observations, after.remedies_tried)
    out = tuple(name for name in lasting if name != cause)
    return (*earlier, Mended(event.remedy, cause, before.error, out, event.at))


def _last_turn(events: tuple[Event, ...]) -> int:
    for number in range(len(events) - 1, -1, -1):
        event = events[number]
        if (
            isinstance(event, Verified)
            and event.remedy
            and OUTCOMES.get(event.outcome) == "further"
        ):
            return number
    return -1


def mended_by(model: Model, belief: Belief, remedy: str) -> str:
    """Return the likeliest cause that a remedy which helped has mended, or OTHER."""
    table = model.remedies.get(remedy)
    if table is None or not table.fixes:
        return OTHER
    known = belief.known
    best = max(
        table.fixes, key=lambda fix: belief.weights[fix.cause] * model.p_fix(known, table, fix)
    )
    return model.causes[best.cause]


def model_after(model: Model, mended: Iterable[Mended]) -> Model:
    """Return the model with which a case goes on after what was mended."""
    for item in mended:
        model = continue_after(model, item.cause, item.ruled_out)
    return model
