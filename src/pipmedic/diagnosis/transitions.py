"""After a remedy: a new error continues the case, and what usually follows is expected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ..knowledge import OTHER
from .belief import factors_of, normalised, resolve, split_stale
from .compiled import Model
from .observations import Observation, RemedyTried

ELIMINATED = 0.01
"""What is left of the prior of a cause that was ruled out before."""

MENDED = 0.0001
"""What is left of the prior of a cause that was mended before."""

SPEAKS_AGAINST = 1 / 20
"""Likelihood ratio, to a cause of which nothing was seen, at which a cause is eliminated."""


def eliminated(
    model: Model, observations: Sequence[Observation], tried: Sequence[RemedyTried]
) -> tuple[str, ...]:
    """Return the causes against which something lasting speaks.

    What a remedy may have changed since counts no more, and neither does that another cause fitted
    better: the first fault of a machine hides the next.
    """
    fresh, _ = split_stale(model, observations, tried)
    odds: dict[int, float] = {}
    for row in factors_of(model, resolve(model, fresh), tried):
        for cause, factor in row.items():
            odds[cause] = odds.get(cause, 1.0) * factor
    return tuple(model.causes[cause] for cause, ratio in odds.items() if ratio <= SPEAKS_AGAINST)


def continue_after(model: Model, cause: str, ruled_out: Collection[str] = ()) -> Model:
    """Return the model with which the case goes on once ``cause`` is mended and a new error shows.

    P'(B) = max(P(B), p) for every edge ``cause leads_to B`` with probability p; the mended cause
    and those ruled out stay out. The rest shares what is left in the old proportions.

    Args:
        ruled_out: ids of causes to be kept out too, as ``eliminated`` finds them.
    """
    mended = model.index.get(cause) if cause != OTHER else None
    out = {model.index[name]: ELIMINATED for name in ruled_out if name in model.index}
    if mended is not None:
        out[mended] = MENDED
    follows = dict(model.leads_to.get(mended, ())) if mended is not None else {}
    raised = {
        number: p for number, p in follows.items() if number not in out and p > model.priors[number]
    }
    expected = sum(raised.values())
    scale = 0.95 / expected if expected > 0.95 else 1.0
    rest = normalised(
        [
            0.0 if number in raised else prior * out.get(number, 1.0)
            for number, prior in enumerate(model.priors)
        ]
    )
    left = 1.0 - expected * scale
    priors = [
        raised[number] * scale if number in raised else left * weight
        for number, weight in enumerate(rest)
    ]
    return replace(model, priors=tuple(priors))
