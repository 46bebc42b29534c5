"""After a remedy: a new error continues the case, and what usually follows is expected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .belief import normalised
from .compiled import Model

ELIMINATED = 0.01
"""What is left of the prior of a cause that was mended or ruled out before."""


def continue_after(model: Model, cause: str, eliminated: Collection[str] = ()) -> Model:
    """Return the model with which the case goes on once ``cause`` is mended and a new error shows.

    P'(B) = max(P(B), p) for every edge ``cause leads_to B`` with probability p; the mended cause
    and the eliminated ones stay out. The rest shares what is left in the old proportions.

    Args:
        eliminated: ids of causes that evidence had ruled out and that no remedy brings back.
    """
    mended = model.index.get(cause)
    out = {model.index[name] for name in eliminated if name in model.index}
    if mended is not None:
        out.add(mended)
    follows = dict(model.leads_to.get(mended, ())) if mended is not None else {}
    raised = {
        number: p for number, p in follows.items() if number not in out and p > model.priors[number]
    }
    expected = sum(raised.values())
    scale = 0.95 / expected if expected > 0.95 else 1.0
    rest = normalised(
        [
            0.0 if number in raised else prior * (ELIMINATED if number in out else 1.0)
            for number, prior in enumerate(model.priors)
        ]
    )
    left = 1.0 - expected * scale
    priors = [
        raised[number] * scale if number in raised else left * weight
        for number, weight in enumerate(rest)
    ]
    return replace(model, priors=tuple(priors))
