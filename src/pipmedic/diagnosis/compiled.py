"""The knowledge as tables of numbers, made once and then only read.

Every fact has a base row P(value) that holds for all causes that say nothing about it; a cause
that does say something is kept as likelihood ratios to that row. Most facts touch few causes, so
all later work is proportional to what is said, not to causes times facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..knowledge import OTHER, UNKNOWN, Cause, Fact, FactKind, Knowledge, Remedy, Risk
from ..knowledge.model import Applies, Effort, Rate, RemedyUse
from ..knowledge.words import distribution, likelihood
from .edges import confusable, leads_to
from .foreign import complete
from .options import BEGINNER

if TYPE_CHECKING:
    from .belief import Belief

LEAK = 0.03
"""Prior probability of a cause that the knowledge base does not know."""

GROUP_EXPONENT = 0.65
"""Weight of the second and later observation of one group of correlated facts."""

ADMIN_FACT = "admin"
OS = "os"
SECOND_MACHINE_FACT = "usb"
"""Planning facts that stand for a remedy's ``admin`` and ``needs = second-machine``."""

MIN_TRIALS, MAX_TRIALS = 4.0, 20.0
"""What an authored rate is worth at least and at most, in trials: a person's word weighs little,
and a laboratory is not the world."""

READING = 0.3
"""Minutes that any question costs by being a question, however easy its answer."""

DEFAULT_EFFORT = Effort(3.0, 2.0)
DEFAULT_DONT_KNOW = Effort(0.3, 0.15)


@dataclass(frozen=True)
class Value:
    """One value of a fact, in numbers.

    Attributes:
        base: P(value) for every cause that says nothing about the fact.
        ratios: cause index to P(value | cause) / base.
        tempered: the same for an observation that is not the first of its group; a fact
            without a group has no use for it.
    """

    base: float
    ratios: Mapping[int, float]
    tempered: Mapping[int, float]


@dataclass(frozen=True)
class FactTable:
    """One fact, in numbers.

    Attributes:
        values: value id to its numbers, coarse values included.
        fine: ids of the exclusive values; their bases sum to one.
        answers: ids of the values a person chooses from; their bases sum to one as well.
        members: coarse value id to its fine ones.
        touched: indices of the causes that say something about the fact.
    """

    id: str
    kind: FactKind
    values: Mapping[str, Value]
    fine: tuple[str, ...]
    answers: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]
    touched: tuple[int, ...]
    group: str = ""
    check: str = ""
    effort: Effort = DEFAULT_EFFORT
    dont_know: Effort = DEFAULT_DONT_KNOW
    changed_by: tuple[str, ...] = ()

    def minutes(self, audience: str) -> float:
        """Return what asking costs, in minutes: reading and answering, then finding out."""
        return READING + _of(self.effort, audience)

    def p_dont_know(self, audience: str) -> float:
        """Return P(a person cannot tell)."""
        return _of(self.dont_know, audience)

    def covers(self, observed: str, wanted: Iterable[str]) -> bool:
        """Tell whether an observed value may be one of the wanted ones."""
        mine = {observed, *self.members.get(observed, ())}
        theirs = {fine for value in wanted for fine in (value, *self.members.get(value, ()))}
        return bool(mine & theirs)

    def p_among(self, wanted: Iterable[str], cause: int) -> float:
        """Return P(the fact has one of the wanted values | cause)."""
        found = {fine for value in wanted for fine in self.members.get(value, (value,))}
        rows = (self.values[value] for value in found if value in self.values)
        return min(1.0, sum(row.base * row.ratios.get(cause, 1.0) for row in rows))


@dataclass(frozen=True)
class Fix:
    """P(a remedy mends one cause), and the fact values under which it can.

    Attributes:
        weight: trials that ``p`` is worth when outcomes move it.
    """

    cause: int
    p: float
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: float = MIN_TRIALS


@dataclass(frozen=True)
class RemedyTable:
    """One remedy, in numbers."""

    id: str
    fixes: tuple[Fix, ...]
    effort: Effort = DEFAULT_EFFORT
    fix_class: str = ""
    admin: bool = False
    weakens: bool = False
    needs: tuple[str, ...] = ()
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def minutes(self, audience: str) -> float:
        """Return what trying it costs, in minutes."""
        return max(_of(self.effort, audience), 0.05)


@dataclass(frozen=True)
class Model:
    """Everything inference needs.

    Attributes:
        causes: cause ids; the last is OTHER.
        priors: P(cause) before anything is known, aligned with ``causes``; sums to one.
        confusable: pair of cause indices (smaller first) to the facts that separate them.
        leads_to: cause index to (cause index, probability) of what usually follows.
        best: cause index to the remedy that mends it at the least cost; "" for none.
    """

    causes: tuple[str, ...]
    priors: tuple[float, ...]
    facts: Mapping[str, FactTable]
    remedies: Mapping[str, RemedyTable]
    confusable: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    leads_to: Mapping[int, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    applies: Mapping[int, Applies] = field(default_factory=dict)
    best: Mapping[int, str] = field(default_factory=dict)
    version: str = ""
    index: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def conditioned(self) -> Mapping[str, tuple[str, ...]]:
        """Fact id to the remedies whose chance depends on it beyond the cause."""
        found: dict[str, dict[str, None]] = {}
        for remedy in self.remedies.values():
            for conditions in (remedy.requires, *(fix.when for fix in remedy.fixes)):
                for fact in conditions:
                    found.setdefault(fact, {})[remedy.id] = None
        return {fact: tuple(names) for fact, names in found.items()}

    def p_fix(self, known: Mapping[str, str], remedy: RemedyTable, fix: Fix) -> float:
        """Return P(the remedy mends the cause) given fact id to value known.

        A condition on a fact that nobody knows counts with its probability under that cause.
        """
        p = fix.p
        for conditions in (remedy.requires, fix.when):
            for fact, wanted in conditions.items():
                table = self.facts.get(fact)
                if table is None or not wanted:
                    continue
                if fact in known:
                    p *= table.covers(known[fact], wanted)
                else:
                    p *= table.p_among(wanted, fix.cause)
        return p

    def p_fixes(self, belief: Belief, remedy: str) -> float:
        """Return P(the remedy makes pip work), over all causes."""
        table, known = self.remedies[remedy], belief.known
        return sum(belief.weights[fix.cause] * self.p_fix(known, table, fix) for fix in table.fixes)


def _of(effort: Effort, audience: str) -> float:
    return effort.beginner if audience == BEGINNER else effort.staff


def compile_model(knowledge: Knowledge) -> Model:
    """Turn knowledge into tables; entries without an evidence table get one made for them."""
    known = complete(knowledge)
    causes = tuple(known.causes.values())
    index = {cause.id: number for number, cause in enumerate(causes)}
    aliases = {alias: index[cause.id] for cause in causes for alias in cause.aliases}
    index = {**aliases, **index, OTHER: len(causes)}
    remedies = _remedies(causes, known.remedies)
    evidence = _evidence(known.facts, causes)
    return Model(
        causes=(*(cause.id for cause in causes), OTHER),
        priors=_priors(causes),
        facts=MappingProxyType(
            {fact.id: fact_table(fact, evidence[fact.id]) for fact in known.facts.values()}
        ),
        remedies=MappingProxyType(remedies),
        confusable=confusable(causes, index),
        leads_to=leads_to(causes, index),
        applies={n: cause.applies for n, cause in enumerate(causes) if cause.applies != Applies()},
        best=best_remedies(remedies.values()),
        version=known.version,
        index=MappingProxyType(index),
    )


def _priors(causes: tuple[Cause, ...]) -> tuple[float, ...]:
    total = sum(cause.prior for cause in causes) or 1.0
    return (*(cause.prior / total * (1 - LEAK) for cause in causes), LEAK)


def _evidence(
    facts: Mapping[str, Fact], causes: tuple[Cause, ...]
) -> dict[str, dict[int, dict[str, float]]]:
    """Return fact id to cause index to value id to P(value | cause), where anything is said."""
    shares = {fact.id: fact.shares for fact in facts.values()}
    found: dict[str, dict[int, dict[str, float]]] = {fact: {} for fact in shares}
    for number, cause in enumerate(causes):
        for fact in (name for name in cause.evidence if cause.evidence[name] and name in shares):
            found[fact][number] = {
                value: likelihood(word, shares[fact].get(value, 1.0))
                for value, word in cause.evidence[fact].items()
            }
        elsewhere = [name for name in shares.get(OS, ()) if name not in cause.applies.os]
        for value in elsewhere if cause.applies.os else ():
            words = found[OS].setdefault(number, {})
            words.setdefault(value, likelihood("never", shares[OS][value]))
    return found


def fact_table(fact: Fact, evidence: Mapping[int, Mapping[str, float]]) -> FactTable:
    """Compile one fact.

    Args:
        evidence: cause index to value id to P(value | cause), for some values.
    """
    shares = fact.shares
    base = distribution(shares, {})
    members = {value.id: value.members for value in fact.values if value.members}
    ratios, soft = _ratios(fact, evidence, base, members)
    values = {v: _value(base, ratios, soft, (v,)) for v in base}
    for coarse, fine in members.items():
        values[coarse] = _value(base, ratios, soft, fine)
    dont_know = _dont_know(fact, evidence)
    if dont_know is not None:
        values[UNKNOWN] = dont_know
    covered = {fine for group in members.values() for fine in group}
    return FactTable(
        id=fact.id,
        kind=fact.kind,
        values=values,
        fine=tuple(base),
        answers=(*members, *(v for v in base if v not in covered)),
        members=members,
        touched=tuple(evidence),
        group=fact.group,
        check=fact.check,
        effort=fact.effort,
        dont_know=fact.dont_know,
        changed_by=fact.changed_by,
    )


def _ratios(
    fact: Fact,
    evidence: Mapping[int, Mapping[str, float]],
    base: Mapping[str, float],
    members: Mapping[str, tuple[str, ...]],
) -> tuple[dict[int, dict[str, float]], dict[int, dict[str, float]]]:
    """Return P(value | cause) / base, plain and tempered; causes that say the same share a row."""
    said = {cause: tuple(words.items()) for cause, words in evidence.items()}
    plain = {}
    for words in set(said.values()):
        row = distribution(fact.shares, _spread(dict(words), members, fact.shares))
        plain[words] = {value: row[value] / base[value] for value in base}
    ratios = {cause: plain[words] for cause, words in said.items()}
    if not fact.group:
        return ratios, ratios
    soft = {words: _tempered(row, base) for words, row in plain.items()}
    return ratios, {cause: soft[words] for cause, words in said.items()}


def _spread(
    words: Mapping[str, float],
    members: Mapping[str, tuple[str, ...]],
    shares: Mapping[str, float],
) -> dict[str, float]:
    """Hand what is said of a coarse value to those of its members that nothing is said of."""
    said = {value: p for value, p in words.items() if value in shares}
    for coarse, fine in members.items():
        silent = [value for value in fine if value not in words]
        pool = sum(shares[value] for value in silent)
        if coarse in words and pool:
            left = max(words[coarse] - sum(said.get(value, 0.0) for value in fine), 0.0)
            said.update({value: left * shares[value] / pool for value in silent})
    return said


def _tempered(row: Mapping[str, float], base: Mapping[str, float]) -> dict[str, float]:
    soft = {value: ratio**GROUP_EXPONENT for value, ratio in row.items()}
    total = sum(base[value] * ratio for value, ratio in soft.items())
    return {value: ratio / total for value, ratio in soft.items()}


def _value(
    base: Mapping[str, float],
    ratios: Mapping[int, Mapping[str, float]],
    soft: Mapping[int, Mapping[str, float]],
    fine: tuple[str, ...],
) -> Value:
    total = sum(base[value] for value in fine)

    def joined(rows: Mapping[int, Mapping[str, float]]) -> dict[int, float]:
        if len(fine) == 1:
            return {cause: row[fine[0]] for cause, row in rows.items()}
        return {
            cause: sum(base[value] * row[value] for value in fine) / total
            for cause, row in rows.items()
        }

    first = joined(ratios)
    return Value(total, first, first if soft is ratios else joined(soft))


def _dont_know(fact: Fact, evidence: Mapping[int, Mapping[str, float]]) -> Value | None:
    base = max(fact.dont_know.beginner, 0.01)
    ratios = {c: words[UNKNOWN] / base for c, words in evidence.items() if UNKNOWN in words}
    soft = {cause: ratio**GROUP_EXPONENT for cause, ratio in ratios.items()}
    return Value(base, ratios, soft) if ratios else None


def _remedies(causes: tuple[Cause, ...], known: Mapping[str, Remedy]) -> dict[str, RemedyTable]:
    uses: dict[str, list[tuple[int, RemedyUse]]] = {}
    for number, cause in enumerate(causes):
        for use in cause.remedies:
            uses.setdefault(use.remedy, []).append((number, use))
    found = {}
    for name, pairs in uses.items():
        fixes = tuple(
            Fix(number, use.fixes.mean, use.when, _trials(use.fixes)) for number, use in pairs
        )
        remedy = known.get(name)
        found[name] = RemedyTable(name, fixes) if remedy is None else _table(remedy, fixes)
    return found


def _trials(rate: Rate) -> float:
    return min(max(rate.works + rate.fails, MIN_TRIALS), MAX_TRIALS)


def _table(remedy: Remedy, fixes: tuple[Fix, ...]) -> RemedyTable:
    requires = dict(remedy.requires)
    if remedy.admin:
        requires.setdefault(ADMIN_FACT, ("yes",))
    if "second-machine" in remedy.needs:
        requires.setdefault(SECOND_MACHINE_FACT, ("yes",))
    return RemedyTable(
        id=remedy.id,
        fixes=fixes,
        effort=remedy.effort,
        fix_class=remedy.fix_class,
        admin=remedy.admin,
        weakens=remedy.risk is Risk.WEAKENS,
        needs=remedy.needs,
        requires=requires,
    )


def best_remedies(remedies: Iterable[RemedyTable]) -> dict[int, str]:
    """Return for each cause the remedy with the most P(fixes) a minute; none that weakens TLS."""
    best: dict[int, tuple[float, str]] = {}
    for remedy in remedies:
        if remedy.weakens:
            continue
        for fix in remedy.fixes:
            worth = fix.p / remedy.minutes(BEGINNER)
            if worth > best.get(fix.cause, (0.0, ""))[0]:
                best[fix.cause] = (worth, remedy.id)
    return {cause: name for cause, (_, name) in best.items()}
