"""The probability of each cause given everything known.

One hidden cause, facts independent given the cause except within a group, noise by trust:
P(C | e) is proportional to P(C) times P(o | C) for each observation times 1 - P(fix | C) for each
remedy that failed (Heckerman, Breese and Rommelse 1995; the collapse to this shape is SACSO's,
Jensen et al. 2001).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..knowledge import OTHER, UNKNOWN
from .compiled import Model, RemedyTable
from .observations import FAILED, FURTHER, MACHINE_SOURCES, WORKED, Observation, RemedyTried
from .ranges import parse_version, within

OUT_OF_RANGE = 0.002
"""Likelihood ratio of a version outside the range in which a cause can occur."""

WORKED_BY_LUCK = 0.02
"""P(pip works again after a remedy that does not mend the cause)."""

_VERSION_FACTS = ("pip", "python", "openssl")
_HUGE = 1e250


@dataclass(frozen=True)
class Belief:
    """The probability of each cause.

    Attributes:
        causes: cause ids, in the model's order.
        weights: P(cause), aligned with ``causes``; sums to one.
        live: the observations that count, one a fact.
        stale: observations that a remedy tried since then may have changed.
    """

    causes: tuple[str, ...]
    weights: tuple[float, ...]
    live: tuple[Observation, ...] = ()
    stale: tuple[Observation, ...] = ()

    @cached_property
    def items(self) -> tuple[tuple[str, float], ...]:
        """The causes with their probabilities, likeliest first."""
        order = sorted(range(len(self.causes)), key=lambda i: -self.weights[i])
        return tuple((self.causes[i], self.weights[i]) for i in order)

    @cached_property
    def known(self) -> dict[str, str]:
        """Fact id to value, for every live observation that is not ``unknown``."""
        return {item.fact: item.value for item in self.live if item.value != UNKNOWN}

    def p(self, cause: str) -> float:
        """Return P(cause); zero for a cause nobody knows."""
        return self._by_id.get(cause, 0.0)

    def top(self, n: int) -> tuple[tuple[str, float], ...]:
        """Return the ``n`` likeliest causes with their probabilities."""
        return self.items[:n]

    @cached_property
    def _by_id(self) -> dict[str, float]:
        return dict(zip(self.causes, self.weights))


def posterior(
    model: Model, observations: Sequence[Observation], tried: Sequence[RemedyTried] = ()
) -> Belief:
    """Return the belief after all observations and remedies tried.

    Observations of one group are tempered from the second on, in the order given.
    """
    fresh, stale = split_stale(model, observations, tried)
    live = resolve(model, fresh)
    weights = list(model.priors)
    for factors in factors_of(model, live, tried):
        for cause, factor in factors.items():
            weights[cause] *= factor
        if max(weights) > _HUGE:
            weights = normalised(weights)
    return Belief(model.causes, tuple(normalised(weights)), live, stale)


def normalised(weights: Sequence[float]) -> list[float]:
    """Scale to sum one; all-zero weights become even ones."""
    total = sum(weights)
    if total <= 0.0:
        return [1.0 / len(weights)] * len(weights)
    return [weight / total for weight in weights]


def factors_of(
    model: Model, live: Sequence[Observation], tried: Sequence[RemedyTried]
) -> list[dict[int, float]]:
    """Return, for each live observation and then each remedy tried, cause index to factor.

    Causes that are not named have the factor one.
    """
    groups: set[str] = set()
    found = []
    for item in live:
        found.append(observation_factors(model, item, groups))
        group = model.facts[item.fact].group
        if group and item.value != UNKNOWN:
            groups.add(group)
    return found + [outcome_factors(model, item) for item in tried]


def observation_factors(
    model: Model, item: Observation, groups: Iterable[str] = ()
) -> dict[int, float]:
    """Return cause index to likelihood ratio for one observation.

    Args:
        groups: groups of which an observation has already been counted.
    """
    table = model.facts[item.fact]
    value = table.values.get(item.value)
    factors: dict[int, float] = {}
    if value is not None:
        ratios = value.tempered if table.group in groups else value.ratios
        factors = {cause: 1 + item.trust * (ratio - 1) for cause, ratio in ratios.items()}
    if item.fact in _VERSION_FACTS and item.detail:
        _rule_out_versions(model, item, factors)
    return factors


def _rule_out_versions(model: Model, item: Observation, factors: dict[int, float]) -> None:
    version = parse_version(item.detail)
    if version is None:
        return
    for cause, applies in model.applies.items():
        ranges = getattr(applies, item.fact)
        if ranges and not within(version, ranges):
            factors[cause] = min(factors.get(cause, 1.0), OUT_OF_RANGE)


def outcome_factors(model: Model, item: RemedyTried) -> dict[int, float]:
    """Return cause index to likelihood ratio for one remedy's outcome.

    After ``further`` pip still fails, so what is wrong now is nothing that the remedy mends.
    """
    remedy = model.remedies.get(item.remedy)
    if remedy is None:
        return {}
    if item.outcome in (FAILED, FURTHER):
        return {fix.cause: 1 - fix.p for fix in remedy.fixes}
    if item.outcome == WORKED:
        return {
            fix.cause: (fix.p + (1 - fix.p) * WORKED_BY_LUCK) / WORKED_BY_LUCK
            for fix in remedy.fixes
        }
    return {}


def split_stale(
    model: Model, observations: Sequence[Observation], tried: Sequence[RemedyTried]
) -> tuple[list[Observation], tuple[Observation, ...]]:
    """Split observations into those that still hold and those a later remedy may have changed."""
    fresh: list[Observation] = []
    stale: list[Observation] = []
    for item in observations:
        table = model.facts.get(item.fact)
        changed = table is not None and any(
            done.at > item.at and _changes(model.remedies.get(done.remedy), done, table.changed_by)
            for done in tried
        )
        (stale if changed else fresh).append(item)
    return fresh, tuple(stale)


def _changes(remedy: RemedyTable | None, done: RemedyTried, changed_by: tuple[str, ...]) -> bool:
    names = {"*", done.remedy, remedy.fix_class if remedy else ""} - {""}
    return bool(names & set(changed_by))


def resolve(model: Model, observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Keep one observation a fact: the same thing said twice is no new evidence.

    A real value outranks ``unknown``, a check outranks text and people, then the latest wins.
    """
    chosen: dict[str, tuple[tuple[bool, bool, float], Observation]] = {}
    for item in observations:
        if item.fact not in model.facts:
            continue
        rank = (item.value != UNKNOWN, item.source in MACHINE_SOURCES, item.at)
        if item.fact not in chosen or rank >= chosen[item.fact][0]:
            chosen[item.fact] = (rank, item)
    return tuple(item for _, item in chosen.values())


def leading(belief: Belief) -> str:
    """Return the likeliest known cause, or OTHER when nothing else is known."""
    return next((cause for cause, _ in belief.items if cause != OTHER), OTHER)
