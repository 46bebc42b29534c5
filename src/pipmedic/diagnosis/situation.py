"""A case as a small decision problem: what matters now, and nothing else.

The likeliest causes are kept by themselves; all others count as OTHER. Of the facts that can still
be asked, the most informative ones a minute become questions.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..knowledge import UNKNOWN, FactKind
from .belief import Belief
from .compiled import ADMIN_FACT, SECOND_MACHINE_FACT, FactTable, Model, RemedyTable, Value
from .ecr import Action, Answer, Problem, Question
from .observations import RemedyTried
from .options import Options

MAX_CAUSES = 200
MAX_QUESTIONS = 20
_KEPT_MASS = 0.9995
_MIN_P_FIX = 0.002


@dataclass(frozen=True)
class Situation:
    """A decision problem with the names that its numbers stand for.

    Attributes:
        causes: problem cause number to model cause index; the last is OTHER.
        facts: problem question number to fact id.
        remedies: problem action number to remedy id.
    """

    belief: Belief
    problem: Problem
    causes: tuple[int, ...]
    facts: tuple[str, ...]
    remedies: tuple[str, ...]


def situation(
    model: Model,
    belief: Belief,
    tried: Sequence[RemedyTried],
    options: Options,
    asked: Collection[str] = (),
) -> Situation:
    """Build the decision problem of a case."""
    causes = _leading_causes(belief)
    local = {cause: number for number, cause in enumerate(causes)}
    weights = [belief.weights[cause] for cause in causes]
    weights[-1] += max(0.0, 1.0 - sum(weights))
    known = known_facts(belief, options)
    remedies, actions = [], []
    for name in usable_remedies(model, belief, tried, options):
        action = _action(model, model.remedies[name], known, local, options.audience)
        if action.fixes:
            remedies.append(name)
            actions.append(action)
    numbers = {name: number for number, name in enumerate(remedies)}
    live_groups = groups_of(model, belief)
    tables = _chosen_facts(model, belief, options, asked, numbers, live_groups)
    questions = tuple(
        _question(model, table, options, known, local, numbers, live_groups) for table in tables
    )
    problem = Problem(tuple(weights), tuple(actions), questions, options.service)
    return Situation(belief, problem, causes, tuple(table.id for table in tables), tuple(remedies))


def groups_of(model: Model, belief: Belief) -> frozenset[str]:
    """Return the groups of which something is known."""
    return frozenset(model.facts[fact].group for fact in belief.known) - {""}


def known_facts(belief: Belief, options: Options) -> dict[str, str]:
    """Return fact id to value, with the rights and machines that the options tell of."""
    known = dict(belief.known)
    for fact, value in (
        (ADMIN_FACT, options.admin),
        (SECOND_MACHINE_FACT, options.second_machine),
    ):
        if value is not None:
            known[fact] = "yes" if value else "no"
    return known


def usable_remedies(
    model: Model, belief: Belief, tried: Iterable[RemedyTried], options: Options
) -> tuple[str, ...]:
    """Return the remedies that the situation allows and nobody tried; none weakens TLS."""
    done = {item.remedy for item in tried}
    known = known_facts(belief, options)
    return tuple(
        remedy.id
        for remedy in model.remedies.values()
        if remedy.id not in done and _allowed(model, remedy, known, options)
    )


def _allowed(model: Model, remedy: RemedyTable, known: Mapping[str, str], options: Options) -> bool:
    if remedy.weakens or (remedy.admin and options.admin is False):
        return False
    if not options.network_allowed and "network" in remedy.needs:
        return False
    if options.second_machine is False and "second-machine" in remedy.needs:
        return False
    return all(
        model.facts[fact].covers(known[fact], wanted)
        for fact, wanted in remedy.requires.items()
        if wanted and fact in known and fact in model.facts
    )


def _leading_causes(belief: Belief) -> tuple[int, ...]:
    weights = belief.weights
    other = len(weights) - 1
    best = heapq.nlargest(MAX_CAUSES, range(other), key=weights.__getitem__)
    kept, mass = [], weights[other]
    for cause in best:
        if mass >= _KEPT_MASS or weights[cause] <= 0.0:
            break
        kept.append(cause)
        mass += weights[cause]
    return (*kept, other)


def _action(
    model: Model,
    remedy: RemedyTable,
    known: Mapping[str, str],
    local: Mapping[int, int],
    audience: str,
) -> Action:
    fixes = []
    for fix in remedy.fixes:
        number = local.get(fix.cause)
        if number is not None:
            p = model.p_fix(known, remedy, fix)
            if p > _MIN_P_FIX:
                fixes.append((number, p))
    return Action(remedy.id, remedy.minutes(audience), tuple(fixes))


def askable(
    model: Model, belief: Belief, options: Options, asked: Collection[str]
) -> list[FactTable]:
    """Return the facts that a person may still be asked for; none twice."""
    known = known_facts(belief, options)
    gone = set(asked) - {item.fact for item in belief.stale}
    gone |= {item.fact for item in belief.live if item.source == "person"}
    if len(asked) >= options.max_questions:
        return []
    return [
        table for table in model.facts.values() if table.id not in known and table.id not in gone
    ]


def _chosen_facts(
    model: Model,
    belief: Belief,
    options: Options,
    asked: Collection[str],
    remedies: Mapping[str, int],
    live_groups: frozenset[str],
) -> list[FactTable]:
    worth = []
    planning = []
    for number, table in enumerate(askable(model, belief, options, asked)):
        conditions = any(name in remedies for name in model.conditioned.get(table.id, ()))
        if table.kind is FactKind.PLANNING or not table.touched:
            if conditions:
                planning.append(table)
            continue
        gain = expected_gain(belief.weights, table, options, table.group in live_groups)
        if gain > 1e-6:
            worth.append((gain / table.minutes(options.audience), -number, table))
    best = heapq.nlargest(MAX_QUESTIONS, worth, key=lambda item: item[:2])
    return [table for _, _, table in best] + planning


def expected_gain(
    weights: Sequence[float], table: FactTable, options: Options, tempered: bool
) -> float:
    """Return the information gain in nats of asking for a fact."""
    gain = 0.0
    trust = options.trust
    for name in table.answers:
        value = table.values[name]
        spread = shift = 0.0
        for cause, raw in (value.tempered if tempered else value.ratios).items():
            weight = weights[cause]
            if weight > 1e-7:
                ratio = 1 + trust * (raw - 1)
                shift += weight * (ratio - 1)
                spread += weight * ratio * math.log(ratio)
        mean = 1 + shift
        if mean > 0.0:
            gain += value.base * (spread - mean * math.log(mean))
    return gain * (1 - table.p_dont_know(options.audience))


def _question(
    model: Model,
    table: FactTable,
    options: Options,
    known: Mapping[str, str],
    local: Mapping[int, int],
    remedies: Mapping[str, int],
    live_groups: frozenset[str],
) -> Question:
    audience = options.audience
    dont_know = table.p_dont_know(audience)
    changing = [name for name in model.conditioned.get(table.id, ()) if name in remedies]

    def answers(tempered: bool) -> tuple[Answer, ...]:
        found = [Answer(UNKNOWN, dont_know)] if dont_know > 0.0 else []
        for name in table.answers:
            value = table.values[name]
            changes = tuple(
                (
                    remedies[remedy],
                    _action(
                        model, model.remedies[remedy], {**known, table.id: name}, local, audience
                    ),
                )
                for remedy in changing
            )
            base = value.base * (1 - dont_know)
            ratios = _local_ratios(value, tempered, options.trust, local)
            found.append(Answer(name, base, ratios, changes))
        return tuple(found)

    live = table.group in live_groups
    return Question(
        table.id,
        table.minutes(audience),
        answers(live),
        table.group,
        answers(True) if table.group and not live else None,
    )


def _local_ratios(
    value: Value, tempered: bool, trust: float, local: Mapping[int, int]
) -> tuple[tuple[int, float], ...]:
    raw = value.tempered if tempered else value.ratios
    found = []
    for cause, ratio in raw.items():
        number = local.get(cause)
        if number is not None:
            mixed = 1 + trust * (ratio - 1)
            if abs(mixed - 1) > 0.005:
                found.append((number, mixed))
    return tuple(found)
