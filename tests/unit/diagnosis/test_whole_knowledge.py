"""The real knowledge base, driven to the end in every way that people drive it."""

from __future__ import annotations

import random
import statistics

import pytest
from decision.problems import slice_of
from decision.solver import optimum, ours, regret
from simulate import GOALS, Answers, Goal, Patient, play, run, unreached

from pipmedic.diagnosis.choice import AskQuestion, HandOver, RunChecks, TryRemedy, next_step
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.observations import Observation, RemedyTried
from pipmedic.diagnosis.options import MAX_QUESTIONS, Options
from pipmedic.diagnosis.tree import compile_tree
from pipmedic.knowledge import UNKNOWN, Knowledge, Risk, load

NO_CHECKS = Options(checks_allowed=False)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def model(known: Knowledge) -> Model:
    return compile_model(known)


def test_every_cause_meets_its_remedy(model: Model) -> None:
    assert unreached(model) == []


def test_the_tree_has_no_dead_end_and_nothing_that_weakens(model: Model, known: Knowledge) -> None:
    tree = compile_tree(model, Options(), depth=2)
    assert all(isinstance(leaf.step, (TryRemedy, HandOver)) for leaf in tree.leaves())
    for node in tree.nodes:
        if isinstance(node.step, TryRemedy):
            assert known.remedies[node.step.remedy].risk is not Risk.WEAKENS
        elif not isinstance(node.step, HandOver):
            assert node.branches


def test_who_never_knows_anything_still_gets_an_end(model: Model) -> None:
    for cause in model.causes[::9]:
        patient = Patient(model, model.index[cause], random.Random(5), Answers(0.0, 1.0), NO_CHECKS)
        assert play(model, patient, NO_CHECKS).end in ("mended", "handed over")


@pytest.mark.parametrize("seed", range(4))
def test_random_clicking_ends_at_a_remedy_or_at_help(model: Model, seed: int) -> None:
    rng = random.Random(seed)
    seen: list[Observation] = []
    tried: list[RemedyTried] = []
    asked: list[str] = []
    for clock in range(1, 80):
        step = next_step(model, seen, tried, NO_CHECKS, asked).step
        if isinstance(step, HandOver):
            break
        assert not isinstance(step, RunChecks)
        if isinstance(step, AskQuestion):
            value = rng.choice([*model.facts[step.fact].answers, UNKNOWN])
            asked.append(step.fact)
            seen.append(Observation(step.fact, value, "person", trust=0.9, at=clock))
        else:
            tried.append(RemedyTried(step.remedy, rng.choice(["failed", "unclear"]), clock))
    assert isinstance(step, HandOver)


def test_wrong_answers_and_doubt_lose_no_case(model: Model) -> None:
    for number, cause in enumerate(model.causes[:-1:8]):
        patient = Patient(
            model, model.index[cause], random.Random(number), Answers(0.1, 0.3), Options()
        )
        assert play(model, patient, Options()).end != "lost"


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_few_questions_and_nobody_lost(model: Model, goal: Goal) -> None:
    found = run(model, goal, cases=15, seed=7)
    assert found.meets(goal)
    assert found.most <= MAX_QUESTIONS
    assert found.mended >= 0.7


def test_regret_on_slices_of_the_knowledge_base(model: Model) -> None:
    problems = [slice_of(model, seed, 4, 3, 4) for seed in range(6)]
    found = [regret(problem, ours, optimum(problem)) for problem in problems]
    assert statistics.mean(found) < 0.01
    assert max(found) < 0.06
