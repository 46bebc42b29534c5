"""The best next step: the one with the least expected minutes to a working pip.

Free checks come first, all at once. Then questions, remedies and handing over are compared by
expected cost of repair, two steps ahead. Likely causes that are often confused and need different
remedies are told apart before either remedy.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Union

from ..knowledge import FactKind
from .belief import Belief, posterior
from .compiled import FactTable, Model
from .ecr import start
from .explain import (
    Explanation,
    explain_question,
    explain_remedy,
    explain_rest,
    unseparated,
)
from .observations import MACHINE_SOURCES, Observation, RemedyTried
from .options import DEFAULTS, Options
from .rollout import THOROUGH, Candidate, Width, candidates
from .situation import Situation, situation
from .situation import usable_remedies as _usable

RIVAL = 0.15
"""A confusable cause at least this likely is told apart before a remedy."""

RIVAL_SHARE = 0.25
"""... and at least this likely in proportion to the leader."""


@dataclass(frozen=True)
class RunChecks:
    """Run these checks of the probe, all at once."""

    checks: tuple[str, ...]


@dataclass(frozen=True)
class AskQuestion:
    """Ask a person for this fact."""

    fact: str


@dataclass(frozen=True)
class TryRemedy:
    """Try this remedy; ``cause`` is the likeliest cause that it mends."""

    remedy: str
    cause: str


@dataclass(frozen=True)
class HandOver:
    """Give the case to somebody else.

    Attributes:
        reason: ``no-remedy`` (nothing left that is allowed) or ``threshold`` (going on would cost
            more than help does).
    """

    reason: str


Step = Union[RunChecks, AskQuestion, TryRemedy, HandOver]


@dataclass(frozen=True)
class Alternative:
    """Another step, with the expected minutes to the end of the case."""

    step: Step
    expected_cost: float


@dataclass(frozen=True)
class Decision:
    """The next step.

    Attributes:
        expected_cost: expected minutes of the user's time to the end of the case.
        alternatives: the other steps that were weighed, best first.
    """

    step: Step
    expected_cost: float
    why: Explanation
    alternatives: tuple[Alternative, ...] = ()


def next_step(
    model: Model,
    observations: Sequence[Observation],
    tried: Sequence[RemedyTried] = (),
    options: Options = DEFAULTS,
    asked: Collection[str] = (),
    width: Width = THOROUGH,
) -> Decision:
    """Return the best next step.

    Args:
        asked: fact ids that a person was asked for, answered or not, once for each time; none is
            asked twice unless a remedy tried since then may have changed it.
        width: how far to look ahead.
    """
    belief = posterior(model, observations, tried)
    here = situation(model, belief, tried, options, asked)
    checks = pending_checks(model, belief, observations) if options.checks_allowed else ()
    weighed = candidates(here.problem, start(here.problem), Width(5, 0) if checks else width)
    best = weighed[0]
    if checks:
        why = explain_rest(model, here, best.cost, tried)
        return Decision(RunChecks(checks), best.cost, why, _alternatives(model, here, weighed))
    step = step_of(model, here, best)
    if isinstance(step, TryRemedy):
        telling = separating_question(model, here, step)
        if telling:
            step = AskQuestion(telling)
    return Decision(
        step,
        best.cost,
        _explain(model, here, step, best.cost, tried),
        _alternatives(model, here, [item for item in weighed if item is not best]),
    )


def usable_remedies(
    model: Model,
    observations: Sequence[Observation],
    tried: Sequence[RemedyTried],
    options: Options,
) -> tuple[str, ...]:
    """Return the remedies that the situation allows and nobody tried; none weakens TLS."""
    return _usable(model, posterior(model, observations, tried), tried, options)


def pending_checks(
    model: Model, belief: Belief, observations: Sequence[Observation]
) -> tuple[str, ...]:
    """Return the checks to run: all of them once, later those that a remedy made stale."""
    if not any(item.source in MACHINE_SOURCES for item in observations):
        wanted = [table for table in model.facts.values() if table.id not in belief.known]
    else:
        stale = {item.fact for item in belief.stale if item.source in MACHINE_SOURCES}
        wanted = [model.facts[fact] for fact in sorted(stale) if fact not in belief.known]
    return tuple(dict.fromkeys(table.check for table in wanted if table.check))


def step_of(model: Model, here: Situation, candidate: Candidate) -> Step:
    """Return the step that a candidate stands for."""
    if candidate.kind == "question":
        return AskQuestion(here.facts[candidate.number])
    if candidate.kind == "action":
        action = here.problem.actions[candidate.number]
        weights = here.problem.weights
        local, _ = max(action.fixes, key=lambda fix: weights[fix[0]] * fix[1])
        return TryRemedy(here.remedies[candidate.number], model.causes[here.causes[local]])
    return HandOver("threshold" if here.problem.actions else "no-remedy")


def separating_question(model: Model, here: Situation, step: TryRemedy) -> str:
    """Return the fact to ask before a remedy that a confusable cause would not need, or empty."""
    lead = model.index[step.cause]
    least = max(RIVAL, RIVAL_SHARE * here.belief.weights[lead])
    rival = unseparated(here.belief, model, lead, least)
    if not rival:
        return ""
    other = model.index[rival]
    pair = (min(lead, other), max(lead, other))
    deciders = model.confusable[pair]
    open_facts = [model.facts[fact] for fact in here.facts]
    named = [table for table in open_facts if table.id in deciders]
    worth = [
        (_separation(table, lead, other) / table.minutes("beginner"), table.id)
        for table in named or open_facts
        if table.kind is not FactKind.PLANNING
    ]
    best = max(worth, default=(0.0, ""))
    return best[1] if best[0] > 0.02 else ""


def _separation(table: FactTable, first: int, second: int) -> float:
    """Return the Hellinger distance, squared, of what two causes make of a fact."""
    overlap = sum(
        value.base * math.sqrt(value.ratios.get(first, 1.0) * value.ratios.get(second, 1.0))
        for value in (table.values[name] for name in table.fine)
    )
    return 1.0 - overlap


def _explain(
    model: Model, here: Situation, step: Step, cost: float, tried: Sequence[RemedyTried]
) -> Explanation:
    if isinstance(step, AskQuestion):
        return explain_question(model, here, step.fact, cost, tried)
    if isinstance(step, TryRemedy):
        return explain_remedy(model, here, step.remedy, cost, tried)
    return explain_rest(model, here, cost, tried)


def _alternatives(
    model: Model, here: Situation, weighed: Sequence[Candidate]
) -> tuple[Alternative, ...]:
    return tuple(Alternative(step_of(model, here, item), item.cost) for item in weighed)
