"""P(answer | cause) for all causes and facts, for rules and pages about evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log

from .model import FactKind, Knowledge
from .words import distribution

MIN_GIVEN = 0.05
"""An answer counts as one that a cause gives from this probability on."""


@dataclass(frozen=True)
class Likelihoods:
    """The authored evidence as numbers.

    Attributes:
        knowledge: where the words come from.
    """

    knowledge: Knowledge
    _known: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict, repr=False)

    def of(self, cause: str, fact: str) -> dict[str, float]:
        """Return P(value | cause) for every fine value of a fact."""
        key = (cause, fact)
        if key not in self._known:
            words = self.knowledge.causes[cause].evidence.get(fact, {})
            self._known[key] = distribution(self.knowledge.facts[fact].shares, words)
        return self._known[key]

    def facts(self, cause: str) -> list[str]:
        """Return the facts about a machine that a cause has words for."""
        known = self.knowledge.facts
        return [
            fact
            for fact in self.knowledge.causes[cause].evidence
            if fact in known and known[fact].kind is not FactKind.PLANNING
        ]

    def ratios(self, cause: str) -> dict[tuple[str, str], float]:
        """Return for each (fact, value) how much likelier it is here than among all users."""
        return {
            (fact, value): p / max(self.knowledge.facts[fact].shares.get(value, 0.0), 0.001)
            for fact in self.facts(cause)
            for value, p in self.of(cause, fact).items()
        }

    def best_case(self, cause: str) -> dict[str, str]:
        """Return the answers that speak most for a cause, among those it often gives."""
        best: dict[str, tuple[float, str]] = {}
        for (fact, value), ratio in self.ratios(cause).items():
            weight = ratio if self.of(cause, fact)[value] >= MIN_GIVEN else 0.0
            best[fact] = max(best.get(fact, (0.0, "")), (weight, value))
        return {fact: value for fact, (weight, value) in best.items() if weight > 0}

    def score(self, cause: str, answers: dict[str, str]) -> float:
        """Return the logarithm of prior times likelihood of these answers."""
        return log(self.knowledge.causes[cause].prior) + sum(
            log(self.of(cause, fact)[value]) for fact, value in answers.items()
        )

    def distance(self, one: str, other: str, fact: str) -> float:
        """Return the total variation distance of a fact's answers under two causes, in 0..1."""
        first, second = self.of(one, fact), self.of(other, fact)
        return sum(abs(first[value] - second[value]) for value in first) / 2
