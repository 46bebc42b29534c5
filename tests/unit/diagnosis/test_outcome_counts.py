from __future__ import annotations

import math
from dataclasses import replace

import pytest
from decision_fixtures import sample

from pipmedic.diagnosis.beta import below, interval, quantile
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.learning import (
    ABANDONED,
    OTHER_WORKED,
    Cell,
    Counts,
    Tally,
    apply,
    learned_rates,
)


@pytest.fixture(scope="module")
def model() -> Model:
    return replace(compile_model(sample()), version="v1")


def cell(site: str = "s1", quarter: int = 100, **more: str) -> Cell:
    return Cell(
        site,
        more.get("knowledge", "v1"),
        more.get("cause", "gateway"),
        more.get("remedy", "give-ca"),
        more.get("environment", "win"),
        quarter,
    )


def rate(model: Model, remedy: str = "give-ca", cause: str = "gateway") -> float:
    number = model.index[cause]
    return next(fix.p for fix in model.remedies[remedy].fixes if fix.cause == number)


def many(where: Cell, works: int, fails: int) -> Counts:
    return Counts({where: Tally(works, fails)})


def test_outcomes_are_counted() -> None:
    counts = Counts().record(cell(), "worked").record(cell(), "failed")
    assert counts.record(cell(), OTHER_WORKED).cells[cell()] == Tally(1, 2)


def test_abandoned_and_unclear_cases_are_censored() -> None:
    assert Counts().record(cell(), ABANDONED) == Counts()
    assert Counts().record(cell(), "unclear") == Counts()


def test_importing_twice_counts_once() -> None:
    mine, theirs = many(cell("a"), 3, 1), many(cell("b"), 2, 2)
    merged = mine.merge(theirs)
    assert merged.merge(theirs) == merged
    assert merged == theirs.merge(mine)
    assert merged.merge(many(cell("b"), 1, 1)) == merged


def test_three_successes_and_seven_failures_move_a_rate_as_beta_says(model: Model) -> None:
    before = rate(model)
    after = rate(apply(model, many(cell(), 3, 7), 100))
    assert after == pytest.approx((before * 10 + 3) / (10 + 10))


def test_confirmed_causes_move_the_priors(model: Model) -> None:
    after = apply(model, many(cell(), 30, 0), 100)
    number = model.index["gateway"]
    assert after.priors[number] > model.priors[number]
    assert sum(after.priors) == pytest.approx(1.0)


def test_old_counts_are_worth_less(model: Model) -> None:
    fresh = rate(apply(model, many(cell(quarter=100), 0, 10), 100))
    old = rate(apply(model, many(cell(quarter=80), 0, 10), 100))
    assert fresh < old < rate(model)


def test_counts_of_another_knowledge_base_or_environment_do_not_vote(model: Model) -> None:
    other = many(cell(knowledge="v0"), 0, 10)
    assert rate(apply(model, other, 100)) == pytest.approx(rate(model))
    assert rate(apply(model, many(cell(), 0, 10), 100, "linux")) == pytest.approx(rate(model))


def test_what_is_not_known_of_an_environment_matches(model: Model) -> None:
    where = cell(environment="win/py310/p242")
    for environment, votes in (
        ("win/-/-", True),
        ("win/py310/p242", True),
        ("", True),
        ("win/py310/p213", False),
        ("-/py27/-", False),
    ):
        moved = rate(apply(model, many(where, 0, 10), 100, environment)) != rate(model)
        assert moved == votes, environment


def test_one_site_cannot_outvote_everybody(model: Model) -> None:
    flood = many(cell("evil"), 0, 1_000_000)
    honest = many(cell("a"), 200, 0).merge(many(cell("b"), 200, 0))
    assert rate(apply(model, flood.merge(honest), 100)) > 0.6


def test_the_best_remedy_follows_what_was_learned(model: Model) -> None:
    number = model.index["name"]
    assert model.best[number] == "admin-fix"
    learned = apply(model, many(cell(cause="name", remedy="admin-fix"), 0, 60), 100)
    assert learned.best[number] == "proxy-off"


def test_a_learned_rate_comes_with_its_interval(model: Model) -> None:
    (item,) = learned_rates(model, many(cell(), 3, 7), 100)
    assert (item.cause, item.remedy) == ("gateway", "give-ca")
    assert item.now == pytest.approx(rate(apply(model, many(cell(), 3, 7), 100)))
    assert item.low < item.now < item.high
    (surer,) = learned_rates(model, many(cell(), 60, 140), 100)
    assert surer.high - surer.low < item.high - item.low


@pytest.mark.parametrize(
    ("works", "fails", "low", "high"),
    [(1, 1, 0.05, 0.95), (2, 1, math.sqrt(0.05), math.sqrt(0.95)), (1, 3, 0.01695, 0.63160)],
)
def test_intervals_are_those_of_closed_forms(
    works: float, fails: float, low: float, high: float
) -> None:
    assert interval(works, fails) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("works", "fails"), [(0.5, 0.5), (8, 2), (11, 9), (200, 3)])
def test_quantiles_invert_the_distribution(works: float, fails: float) -> None:
    for p in (0.05, 0.5, 0.95):
        assert below(works, fails, quantile(works, fails, p)) == pytest.approx(p, abs=1e-6)
    assert below(works, fails, 0.3) + below(fails, works, 0.7) == pytest.approx(1.0)
