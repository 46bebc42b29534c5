"""Numbers printed in the literature, which any correct implementation must give."""

from __future__ import annotations

import pytest
from decision.solver import optimum

from pipmedic.diagnosis.ecr import (
    Action,
    Answer,
    Problem,
    Question,
    after_answer,
    after_failure,
    expected_cost,
    repair_cost,
    start,
    updated_pc,
)


def perfect(name: str, *causes: int) -> Action:
    return Action(name, 1.0, tuple((cause, 1.0) for cause in causes))


def test_sacso_figure_1() -> None:
    """Jensen et al. 2001, AI EDAM 15:321-333: updated P/C costs 1.50, the optimum 1.45."""
    actions = (perfect("A1", 0, 1), perfect("A2", 1, 2), perfect("A3", 2, 3))
    problem = Problem((0.20, 0.25, 0.40, 0.15), actions)
    cost, order = updated_pc(problem.weights, actions, range(3))
    assert order == [1, 0, 2]
    assert cost == pytest.approx(1.50)
    assert expected_cost(problem.weights, [actions[n] for n in order]) == pytest.approx(1.50)
    assert expected_cost(problem.weights, (actions[2], actions[0])) == pytest.approx(1.45)
    assert optimum(problem) == pytest.approx(1.45)


def test_lin_figure_2() -> None:
    """Lin 2014, IJAR 55:977-988: repair, then ask, then the right repair costs 2."""
    actions = tuple(perfect(f"A{n + 1}", n) for n in range(3))
    tells = Question(
        "Q",
        1.0,
        (
            Answer("2", 0.5, ((1, 2.0), (2, 0.0))),
            Answer("3", 0.5, ((1, 0.0), (2, 2.0))),
        ),
    )
    state = start(Problem((0.5, 0.25, 0.25), actions, (tells,)))
    failed = after_failure(state, 0)
    later = tells.cost * sum(failed.weights) + sum(
        answer.base * repair_cost(after_answer(failed, 0, tells, answer), float("inf"))
        for answer in tells.answers
    )
    assert 1.0 + later == pytest.approx(2.0)


def test_langseth_and_jensen_example_4() -> None:
    """Langseth and Jensen 2003, RESS 80:49-62: static 1.58, updated 1.53, optimum 1.47.

    The regions that the actions share are solved back from the printed efficiencies.
    """
    raw = (0.154, 0.204, 0.018, 0.357, 0.264)
    weights = tuple(weight / sum(raw) for weight in raw)
    second, third, fourth = perfect("A2", 0, 2, 3), perfect("A3", 3, 4), perfect("A4", 1, 2, 4)
    actions = (second, third, fourth)
    assert expected_cost(weights, (third, second, fourth)) == pytest.approx(1.58, abs=0.005)
    cost, order = updated_pc(weights, actions, range(3))
    assert [actions[n].name for n in order] == ["A3", "A4", "A2"]
    assert cost == pytest.approx(1.53, abs=0.005)
    assert optimum(Problem(weights, actions)) == pytest.approx(1.47, abs=0.005)


@pytest.mark.parametrize(("sets", "expected"), [(1, 3.0), (2, 3.667), (3, 4.25)])
def test_vomlelova_theorem_4(sets: int, expected: float) -> None:
    """Vomlelova 2003, IJIS 18:267-277: disjoint 3-sets as questions, 3m + 3 equal faults."""
    faults = 3 * sets + 3
    questions = tuple(
        Question(f"Q{n}", 1.0, _membership(range(3 * n, 3 * n + 3), faults)) for n in range(sets)
    )
    actions = tuple(perfect(f"A{n}", n) for n in range(faults))
    problem = Problem((1 / faults,) * faults, actions, questions)
    assert optimum(problem) == pytest.approx(expected, abs=0.001)
    assert expected == pytest.approx(2 + sets * (sets + 3) / (2 * (sets + 1)), abs=0.001)


def _membership(inside: range, faults: int) -> tuple[Answer, ...]:
    yes = tuple((n, 2.0 if n in inside else 0.0) for n in range(faults))
    no = tuple((n, 0.0 if n in inside else 2.0) for n in range(faults))
    return Answer("yes", 0.5, yes), Answer("no", 0.5, no)
