"""Why: the verdict, what was ruled out, and the reasons for a step, all as data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Optional

from ..knowledge import OTHER, UNKNOWN
from .belief import Belief, factors_of, observation_factors, posterior
from .compiled import Model
from .ecr import Answer, Problem, after_failure, reweighted, start, updated_pc
from .observations import Observation, RemedyTried
from .situation import Situation

CONFIDENT = 0.8
"""Probability of the causes that share the leading cause's remedy, from which we are sure."""

PRIOR = "prior"
RIVAL = 0.05
SEPARATED = 3.0
_RULED_OUT_P = 0.005
_RULED_OUT_RATIO = 1 / 20
_MIN_SHOWN = 0.005
_SHOWN = 50


@dataclass(frozen=True)
class Verdict:
    """The likeliest cause.

    Attributes:
        p: probability of the cause itself.
        confident: the group is likely enough, and no confusable cause is left beside it.
        group: all causes mended by the same best remedy, the leading one included.
        group_p: their probability together.
        rival: a confusable cause that nothing separates yet, or empty.
    """

    cause: str
    p: float
    confident: bool
    group: tuple[str, ...] = ()
    group_p: float = 0.0
    rival: str = ""


@dataclass(frozen=True)
class RuledOut:
    """A cause that can be left aside, and the fact or remedy ids that did it, strongest first."""

    cause: str
    p: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Branch:
    """What one answer would do: the cause it would make likeliest, and how likely."""

    fact: str
    value: str
    p_answer: float
    cause: str
    p: float


@dataclass(frozen=True)
class Flip:
    """An observation that decides the verdict: with ``to`` instead, ``cause`` would lead."""

    fact: str
    value: str
    to: str
    cause: str
    p: float


@dataclass(frozen=True)
class Contribution:
    """What one observation or failed remedy adds to the odds of the leader over the runner-up.

    Attributes:
        source: fact or remedy id, or ``prior`` for how common the two are.
        log_ratio: natural logarithm of the likelihood ratio; positive favours the leader.
    """

    source: str
    value: str
    log_ratio: float


@dataclass(frozen=True)
class Explanation:
    """Why the next step is the next step.

    Attributes:
        splits: cause to the expected change of its probability by this step.
        branches: what each answer would do; empty unless a question is asked.
        flips: observations whose change would change the verdict.
        leader, runner_up: the two likeliest known causes, or empty.
        versus: why the leader is ahead of the runner-up, strongest first.
        minutes_left: expected minutes to a working pip or a hand-over.
        steps_left: expected questions and remedies until then.
    """

    splits: Mapping[str, float] = field(default_factory=dict)
    branches: tuple[Branch, ...] = ()
    flips: tuple[Flip, ...] = ()
    leader: str = ""
    runner_up: str = ""
    versus: tuple[Contribution, ...] = ()
    minutes_left: float = 0.0
    steps_left: float = 0.0


def verdict(belief: Belief, model: Model) -> Optional[Verdict]:
    """Return the likeliest cause, or None when nothing is known or nothing known fits."""
    if not belief.live and belief.weights == model.priors:
        return None
    cause, p = belief.items[0]
    if cause == OTHER:
        return None
    lead = model.index[cause]
    remedy = model.best.get(lead, "")
    group = tuple(
        other
        for other, _ in belief.items
        if other == cause or (remedy and model.best.get(model.index[other]) == remedy)
    )
    total = sum(belief.p(other) for other in group)
    rival = unseparated(belief, model, lead)
    return Verdict(cause, p, total >= CONFIDENT and not rival, group, total, rival)


def unseparated(belief: Belief, model: Model, lead: int, least: float = RIVAL) -> str:
    """Return a likely cause that is often confused with ``lead`` and that nothing tells apart.

    Two causes with the same best remedy need no telling apart.
    """
    factors = None
    for (first, second), deciders in model.confusable.items():
        if lead not in (first, second):
            continue
        other = second if lead == first else first
        if belief.weights[other] < least or model.best.get(other) == model.best.get(lead):
            continue
        if any(fact in belief.known for fact in deciders):
            continue
        factors = factors_of(model, belief.live, ()) if factors is None else factors
        odds = sum(
            math.log(max(row.get(lead, 1.0), 1e-9) / max(row.get(other, 1.0), 1e-9))
            for row in factors
        )
        if odds < math.log(SEPARATED):
            return model.causes[other]
    return ""


def ruled_out(
    model: Model, observations: Sequence[Observation], tried: Sequence[RemedyTried] = ()
) -> tuple[RuledOut, ...]:
    """Return the causes that evidence made improbable, most improbable last."""
    belief = posterior(model, observations, tried)
    rows = factors_of(model, belief.live, tried)
    names = [item.fact for item in belief.live] + [item.remedy for item in tried]
    weights = list(model.priors)
    drops: list[dict[int, float]] = []
    for row in rows:
        total = sum(weights)
        for cause, factor in row.items():
            weights[cause] *= factor
        mean = sum(weights) / total
        drops.append(_drops(row, mean, len(weights)) if mean > 0.0 else {})
    found = []
    for name, p in belief.items:
        number = model.index[name]
        prior = model.priors[number]
        low = (p < _RULED_OUT_P and p < prior / 3) or p < prior * _RULED_OUT_RATIO
        if not low or name == OTHER:
            continue
        blame = sorted((drop[number], by) for drop, by in zip(drops, names) if number in drop)
        strong = [by for value, by in blame if value < 0.5] or [by for _, by in blame[:1]]
        if strong:
            found.append(RuledOut(name, p, tuple(strong)))
    return tuple(found)


def _drops(row: Mapping[int, float], mean: float, size: int) -> dict[int, float]:
    silent = 1.0 / mean
    relative = {cause: row.get(cause, 1.0) / mean for cause in (range(size) if silent < 1 else row)}
    return {cause: value for cause, value in relative.items() if value < 1.0}


def explain_question(
    model: Model, here: Situation, fact: str, minutes: float, tried: Sequence[RemedyTried]
) -> Explanation:
    """Explain why a question is asked."""
    question = here.problem.questions[here.facts.index(fact)]
    before = here.problem.weights
    change = [0.0] * len(before)
    branches = []
    for answer in question.answers:
        after = reweighted(before, answer)
        total = sum(after)
        if total <= 0.0:
            continue
        for number, weight in enumerate(after):
            change[number] += answer.base * abs(weight - before[number] * total)
        if answer.name != UNKNOWN:
            branches.append(_branch(model, here, fact, answer, after, total))
    branches.sort(key=lambda item: -item.p_answer)
    return _explained(model, here, tried, minutes, change, 1.0, tuple(branches))


def explain_remedy(
    model: Model, here: Situation, remedy: str, minutes: float, tried: Sequence[RemedyTried]
) -> Explanation:
    """Explain why a remedy is tried: what its failure would do to each cause."""
    before = here.problem.weights
    after = list(after_failure(start(here.problem), here.remedies.index(remedy)).weights)
    total = sum(after) or 1.0
    change = [weight / total - before[number] for number, weight in enumerate(after)]
    return _explained(model, here, tried, minutes, change, 0.0, ())


def explain_rest(
    model: Model, here: Situation, minutes: float, tried: Sequence[RemedyTried]
) -> Explanation:
    """Explain a step that splits nothing by itself: checks, or handing over."""
    return _explained(model, here, tried, minutes, [], 0.0, ())


def _branch(
    model: Model, here: Situation, fact: str, answer: Answer, after: list[float], total: float
) -> Branch:
    best = max(range(len(after)), key=after.__getitem__)
    cause = model.causes[here.causes[best]]
    return Branch(fact, answer.name, answer.base * total, cause, after[best] / total)


def _explained(
    model: Model,
    here: Situation,
    tried: Sequence[RemedyTried],
    minutes: float,
    change: Sequence[float],
    asked: float,
    branches: tuple[Branch, ...],
) -> Explanation:
    names = [model.causes[cause] for cause in here.causes]
    order = sorted(range(len(change)), key=lambda number: -abs(change[number]))
    splits = {names[n]: change[n] for n in order if abs(change[n]) >= _MIN_SHOWN}
    known = [cause for cause, _ in here.belief.top(3) if cause != OTHER][:2]
    leader, runner_up = (*known, "", "")[:2]
    return Explanation(
        splits=splits,
        branches=branches,
        flips=flips(model, here.belief),
        leader=leader,
        runner_up=runner_up,
        versus=versus(model, here.belief, tried, leader, runner_up) if runner_up else (),
        minutes_left=minutes,
        steps_left=asked + _expected_tries(here.problem),
    )


def _expected_tries(problem: Problem) -> float:
    _, order = updated_pc(
        problem.weights, problem.actions, range(len(problem.actions)), problem.service
    )
    left = list(problem.weights)
    tries = 0.0
    for number in order:
        tries += sum(left)
        for cause, p in problem.actions[number].fixes:
            left[cause] *= 1 - p
    return tries


def versus(
    model: Model,
    belief: Belief,
    tried: Sequence[RemedyTried],
    leader: str,
    runner_up: str,
) -> tuple[Contribution, ...]:
    """Return what each observation, and how common they are, adds to the odds of two causes."""
    first, second = model.index[leader], model.index[runner_up]
    rows = factors_of(model, belief.live, tried)
    rows.append({number: model.priors[number] for number in (first, second)})
    names = [(item.fact, item.value) for item in belief.live]
    names += [(item.remedy, item.outcome) for item in tried]
    names.append((PRIOR, ""))
    found = []
    for (source, value), row in zip(names, rows):
        ratio = max(row.get(first, 1.0), 1e-9) / max(row.get(second, 1.0), 1e-9)
        if abs(math.log(ratio)) > 0.05:
            found.append(Contribution(source, value, math.log(ratio)))
    return tuple(sorted(found, key=lambda item: -abs(item.log_ratio)))


def flips(model: Model, belief: Belief) -> tuple[Flip, ...]:
    """Return the observations whose other value would put another cause on top.

    Looked at among the likeliest causes only; the likeliest flip of each observation is given.
    """
    causes = [model.index[cause] for cause, _ in belief.top(_SHOWN)]
    leader = belief.items[0][0]
    found = []
    groups: set[str] = set()
    for item in belief.live:
        table = model.facts[item.fact]
        mine = observation_factors(model, item, groups)
        without = {c: belief.weights[c] / max(mine.get(c, 1.0), 1e-12) for c in causes}
        best: Optional[Flip] = None
        for value in table.answers:
            if value == item.value or item.value in table.members.get(value, ()):
                continue
            other = Observation(item.fact, value, item.source, trust=item.trust)
            row = observation_factors(model, other, groups)
            scores = {c: weight * row.get(c, 1.0) for c, weight in without.items()}
            top = max(scores, key=scores.__getitem__)
            p = scores[top] / (sum(scores.values()) or 1.0)
            if model.causes[top] != leader and (best is None or p > best.p):
                best = Flip(item.fact, item.value, value, model.causes[top], p)
        if best is not None:
            found.append(best)
        if table.group and item.value != UNKNOWN:
            groups.add(table.group)
    return tuple(found)
