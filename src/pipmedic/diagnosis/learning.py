"""Learning from outcomes: counts that only grow, merged without counting anything twice.

Every site counts for itself, so the counts of many sites form a grow-only counter (a G-counter,
Shapiro et al. 2011): merging takes the larger count cell by cell, which is commutative,
associative and idempotent. Nothing but counts is kept: no host, no message, no path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..knowledge import OTHER
from .belief import normalised
from .beta import interval
from .compiled import Fix, Model, RemedyTable, best_remedies
from .observations import FAILED, WORKED

AGE_DISCOUNT = 0.9
"""What a count is worth one quarter later."""

SITE_CAP = 200.0
"""Trials of one cell that one site can bring in, against poisoning."""

UNKNOWN_PART = "-"
"""Stands in an environment for what is not known; it matches everything."""

CAUSE_WEIGHT = 60.0
"""Cases that the authored priors of all causes together are worth."""

_LEAST = 1e-3

ABANDONED = "abandoned"
OTHER_WORKED = "other"


class Cell(NamedTuple):
    """What a count belongs to.

    Attributes:
        site: random id of the installation that counted.
        knowledge: version of the knowledge base.
        environment: system, Python and pip generation, such as ``win/py310/p242``.
        quarter: quarters since year 0, for aging.
    """

    site: str
    knowledge: str
    cause: str
    remedy: str
    environment: str
    quarter: int


@dataclass(frozen=True)
class Tally:
    """How often something worked and did not."""

    works: int = 0
    fails: int = 0

    def after(self, outcome: str) -> Tally:
        """Return the tally after one more outcome.

        ``other`` (something else mended it) is a failure of the remedy; ``abandoned`` and
        ``unclear`` are censored: nobody knows what would have happened.
        """
        if outcome == WORKED:
            return Tally(self.works + 1, self.fails)
        if outcome in (FAILED, OTHER_WORKED):
            return Tally(self.works, self.fails + 1)
        return self

    def larger(self, other: Tally) -> Tally:
        """Return the larger of each count."""
        return Tally(max(self.works, other.works), max(self.fails, other.fails))


@dataclass(frozen=True)
class Counts:
    """Outcomes of any number of sites."""

    cells: Mapping[Cell, Tally] = field(default_factory=dict)

    def record(self, cell: Cell, outcome: str) -> Counts:
        """Return the counts after one more outcome; censored ones leave no cell."""
        after = self.cells.get(cell, Tally()).after(outcome)
        return Counts({**self.cells, cell: after}) if after != Tally() else self

    def merge(self, other: Counts) -> Counts:
        """Return the larger count of every cell; merging the same counts twice changes nothing."""
        merged = dict(self.cells)
        for cell, theirs in other.cells.items():
            merged[cell] = theirs.larger(merged.get(cell, Tally()))
        return Counts(merged)


def apply(model: Model, counts: Counts, quarter: int, environment: str = "") -> Model:
    """Return the model with rates and priors moved by what happened.

    Rates are Beta: the authored mean with its weight in trials plus discounted counts. Priors are
    Dirichlet: authored priors times ``CAUSE_WEIGHT`` plus confirmed causes.

    Args:
        quarter: the present quarter; older counts are worth less.
        environment: only counts of environments that match this one vote; empty matches all.
    """
    if not counts.cells:
        return model
    rates, causes = _evidence(model, counts, quarter, environment)
    remedies = {
        name: replace(table, fixes=_learned(table, model.causes, rates))
        for name, table in model.remedies.items()
    }
    priors = [
        prior * CAUSE_WEIGHT + causes.get(cause, 0.0)
        for cause, prior in zip(model.causes, model.priors)
    ]
    return replace(
        model,
        remedies=remedies,
        priors=tuple(normalised(priors)),
        best=best_remedies(remedies.values()),
    )


@dataclass(frozen=True)
class Learned:
    """What outcomes made of one rate.

    Attributes:
        authored: P(the remedy mends the cause) as the knowledge base has it.
        now: the same after the outcomes.
        low, high: in between the true rate lies with probability .9.
    """

    cause: str
    remedy: str
    authored: float
    now: float
    low: float
    high: float


def learned_rates(model: Model, counts: Counts, quarter: int) -> tuple[Learned, ...]:
    """Return the rates that outcomes have moved, all environments together, by cause."""
    rates, _ = _evidence(model, counts, quarter, "")
    found = []
    for table in model.remedies.values():
        for fix in table.fixes:
            seen = rates.get((model.causes[fix.cause], table.id))
            if seen is None:
                continue
            works, fails = fix.p * fix.weight + seen[0], (1 - fix.p) * fix.weight + seen[1]
            low, high = interval(works, max(fails, _LEAST))
            now = works / (works + fails)
            found.append(Learned(model.causes[fix.cause], table.id, fix.p, now, low, high))
    return tuple(sorted(found, key=lambda item: (item.cause, item.remedy)))


def matches(first: str, second: str) -> bool:
    """Tell whether two environments agree in everything known of both."""
    pairs = zip(first.split("/"), second.split("/"))
    return all(a == b or UNKNOWN_PART in (a, b) or not (a and b) for a, b in pairs)


def _evidence(
    model: Model, counts: Counts, quarter: int, environment: str
) -> tuple[dict[tuple[str, str], tuple[float, float]], dict[str, float]]:
    by_site: dict[tuple[str, str, str], tuple[float, float]] = {}
    for cell, tally in counts.cells.items():
        if cell.knowledge != model.version or not matches(cell.environment, environment):
            continue
        weight = AGE_DISCOUNT ** max(quarter - cell.quarter, 0)
        key = (cell.site, cell.cause, cell.remedy)
        works, fails = by_site.get(key, (0.0, 0.0))
        by_site[key] = (works + weight * tally.works, fails + weight * tally.fails)
    rates: dict[tuple[str, str], tuple[float, float]] = {}
    causes: dict[str, float] = {}
    for (_, cause, remedy), (works, fails) in by_site.items():
        scale = min(1.0, SITE_CAP / max(works + fails, 1e-9))
        known = rates.get((cause, remedy), (0.0, 0.0))
        rates[cause, remedy] = (known[0] + scale * works, known[1] + scale * fails)
        if cause in model.index or cause == OTHER:
            causes[cause] = causes.get(cause, 0.0) + scale * works
    return rates, causes


def _learned(
    table: RemedyTable,
    causes: Sequence[str],
    rates: Mapping[tuple[str, str], tuple[float, float]],
) -> tuple[Fix, ...]:
    found = []
    for fix in table.fixes:
        works, fails = rates.get((causes[fix.cause], table.id), (0.0, 0.0))
        mean = (fix.p * fix.weight + works) / (fix.weight + works + fails)
        found.append(replace(fix, p=mean))
    return tuple(found)
