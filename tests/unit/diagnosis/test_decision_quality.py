"""The chooser against the exact optimum, on problems small enough to solve."""

from __future__ import annotations

import statistics

import pytest
from decision.problems import random_problem
from decision.solver import cost_of, entropy, no_questions, optimum, ours, regret


@pytest.fixture(scope="module")
def regrets() -> list[float]:
    problems = [random_problem(seed, 4, 3, 4) for seed in range(12)]
    return [regret(problem, ours, optimum(problem)) for problem in problems]


def test_mean_regret_is_below_one_percent(regrets: list[float]) -> None:
    assert statistics.mean(regrets) < 0.01


def test_no_regret_is_above_six_percent(regrets: list[float]) -> None:
    assert max(regrets) < 0.06


def test_nobody_beats_the_optimum(regrets: list[float]) -> None:
    assert min(regrets) > -1e-6


@pytest.mark.parametrize("seed", range(4))
def test_never_dearer_than_ignoring_questions_or_chasing_entropy(seed: int) -> None:
    problem = random_problem(seed, 4, 3, 4)
    mine = cost_of(problem, ours)
    assert mine <= cost_of(problem, no_questions) + 1e-9
    assert mine <= cost_of(problem, entropy) * 1.02
