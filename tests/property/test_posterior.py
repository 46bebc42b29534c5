"""Belief against brute force, and against an independent library where it is installed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipmedic.diagnosis.belief import posterior, resolve
from pipmedic.diagnosis.compiled import GROUP_EXPONENT, LEAK, compile_model
from pipmedic.diagnosis.observations import Observation, RemedyTried
from pipmedic.knowledge import (
    OTHER,
    Cause,
    Fact,
    FactKind,
    FactValue,
    Knowledge,
    Rate,
    RemedyUse,
    Text,
)
from pipmedic.knowledge.words import LIKELIHOOD, PRIOR, distribution

try:
    import lea
except ImportError:
    lea = None

WORDS = st.sampled_from(sorted(LIKELIHOOD))
EMPTY = Text({"en": "x"})


@st.composite
def models(draw: st.DrawFn, groups: bool = True) -> Knowledge:
    facts = {}
    for number in range(draw(st.integers(1, 4))):
        shares = draw(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=4))
        values = tuple(FactValue(f"v{n}", EMPTY, s / sum(shares)) for n, s in enumerate(shares))
        group = draw(st.sampled_from(["", "g"])) if groups else ""
        fact = Fact(f"f{number}", FactKind.QUESTION, values, EMPTY, group=group)
        facts[fact.id] = fact
    causes = {}
    for number in range(draw(st.integers(1, 5))):
        evidence = {
            fact.id: draw(
                st.dictionaries(st.sampled_from([v.id for v in fact.values]), WORDS, max_size=2)
            )
            for fact in facts.values()
        }
        uses = tuple(
            RemedyUse(name, Rate(draw(st.floats(0.1, 5)), draw(st.floats(0.1, 5))))
            for name in draw(st.sets(st.sampled_from(["r0", "r1"])))
        )
        cause = Cause(
            f"c{number}",
            EMPTY,
            EMPTY,
            prior=draw(st.sampled_from(sorted(PRIOR.values()))),
            evidence={fact: words for fact, words in evidence.items() if words},
            remedies=uses,
        )
        causes[cause.id] = cause
    return Knowledge(causes, facts, (), {})


@st.composite
def evidence_on(draw: st.DrawFn, known: Knowledge) -> tuple[list[Observation], list[RemedyTried]]:
    seen = []
    for fact in known.facts.values():
        value = draw(st.sampled_from(["", "unknown", *(v.id for v in fact.values)]))
        if value:
            trust = draw(st.floats(0.1, 0.99))
            seen.append(Observation(fact.id, value, "person", trust=trust))
    tried = draw(st.sets(st.sampled_from(["r0", "r1"])))
    return draw(st.permutations(seen)), [RemedyTried(name, "failed") for name in sorted(tried)]


def brute_force(
    known: Knowledge, seen: list[Observation], tried: list[RemedyTried]
) -> dict[str, float]:
    """Multiply everything out, cause by cause, straight from the authored words."""
    total = sum(cause.prior for cause in known.causes.values())
    scores = {c.id: math.log(c.prior / total * (1 - LEAK)) for c in known.causes.values()}
    scores["OTHER"] = math.log(LEAK)
    for name in scores:
        cause = known.causes.get(name)
        groups: set[str] = set()
        for item in seen:
            fact = known.facts[item.fact]
            if item.value == "unknown":
                continue
            base = distribution(fact.shares, {})
            words = cause.evidence.get(fact.id, {}) if cause else {}
            row = distribution(fact.shares, words) if words else base
            if fact.group in groups:
                raw = {v: base[v] * (row[v] / base[v]) ** GROUP_EXPONENT for v in row}
                row = {v: p / sum(raw.values()) for v, p in raw.items()}
            scores[name] += math.log(
                item.trust * row[item.value] + (1 - item.trust) * base[item.value]
            )
            groups |= {fact.group} - {""}
        for done in tried:
            for use in cause.remedies if cause else ():
                if use.remedy == done.remedy:
                    scores[name] += math.log(1 - use.fixes.mean)
    top = max(scores.values())
    weights = {name: math.exp(score - top) for name, score in scores.items()}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_posterior_equals_brute_force(data: st.DataObject) -> None:
    known = data.draw(models())
    seen, tried = data.draw(evidence_on(known))
    belief = posterior(compile_model(known), seen, tried)
    for cause, p in brute_force(known, seen, tried).items():
        assert belief.p(cause) == pytest.approx(p, rel=1e-6, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_order_does_not_matter_without_groups(data: st.DataObject) -> None:
    known = data.draw(models(groups=False))
    seen, tried = data.draw(evidence_on(known))
    model = compile_model(known)
    turned = posterior(model, seen[::-1], tried[::-1])
    assert turned.weights == pytest.approx(posterior(model, seen, tried).weights)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_rows_are_probabilities(data: st.DataObject) -> None:
    model = compile_model(data.draw(models()))
    for table in model.facts.values():
        for cause in range(len(model.causes)):
            for which in ("ratios", "tempered"):
                total = sum(
                    table.values[v].base * getattr(table.values[v], which).get(cause, 1.0)
                    for v in table.fine
                )
                assert total == pytest.approx(1.0)


def _mixed(row: dict[str, float], base: dict[str, float], trust: float) -> dict[str, float]:
    return {value: trust * row[value] + (1 - trust) * base[value] for value in base}


def oracle(known: Knowledge, seen: list[Observation], tried: list[RemedyTried]) -> dict[str, float]:
    """The same network in Lea, which knows nothing of ratios, groups or sparse tables."""
    total = sum(cause.prior for cause in known.causes.values())
    priors = {name: cause.prior / total * (1 - LEAK) for name, cause in known.causes.items()}
    cause = lea.pmf({**priors, OTHER: LEAK})
    evidence = []
    for item in resolve(compile_model(known), seen):
        fact = known.facts[item.fact]
        base = distribution(fact.shares, {})
        if item.value not in base:
            continue
        tables = {
            name: lea.pmf(
                _mixed(
                    distribution(fact.shares, known.causes[name].evidence.get(fact.id, {})),
                    base,
                    item.trust,
                )
            )
            for name in known.causes
        }
        answer = cause.switch({**tables, OTHER: lea.pmf(base)})
        evidence.append(answer == item.value)
    for done in tried:
        works = {
            name: lea.event(sum(u.fixes.mean for u in c.remedies if u.remedy == done.remedy))
            for name, c in known.causes.items()
        }
        evidence.append(~cause.switch({**works, OTHER: lea.event(0)}))
    found = cause.given(*evidence) if evidence else cause
    return {name: float(found.p(name)) for name in (*known.causes, OTHER)}


@pytest.mark.skipif(lea is None, reason="lea is not installed: no independent oracle")
@settings(max_examples=120, deadline=None)
@given(st.data())
def test_posterior_equals_an_independent_library(data: st.DataObject) -> None:
    known = data.draw(models(groups=False))
    seen, tried = data.draw(evidence_on(known))
    belief = posterior(compile_model(known), seen, tried)
    for name, p in oracle(known, seen, tried).items():
        assert belief.p(name) == pytest.approx(p, rel=1e-6, abs=1e-9)
