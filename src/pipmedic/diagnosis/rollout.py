"""Two-step lookahead: each candidate is judged by what the best myopic policy makes of it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Optional

from .ecr import (
    Problem,
    State,
    after_answer,
    after_failure,
    answers_of,
    eco,
    myopic,
    repair_cost,
    shortlist,
    updated_pc,
)


@dataclass(frozen=True)
class Width:
    """How far to look.

    Attributes:
        filtered: questions that pass the information-gain filter.
        questions: best questions that are rolled out; zero for a plain myopic choice.
        actions: best actions that are rolled out.
        inner: questions looked at after each outcome.
    """

    filtered: int = 20
    questions: int = 3
    actions: int = 2
    inner: int = 4


@dataclass(frozen=True)
class Candidate:
    """Something to do next, with the expected cost to the end of the case.

    Attributes:
        kind: ``question``, ``action`` or ``service``.
        number: of the question or action; -1 for service.
    """

    cost: float
    kind: str
    number: int


THOROUGH = Width()


def candidates(problem: Problem, state: State, width: Width = THOROUGH) -> list[Candidate]:
    """Return what can be done next, cheapest expected cost first.

    A question now is compared with doing the best action first and asking later, since both are
    followed by the same myopic policy.
    """
    total = sum(state.weights) or 1.0
    sequence_cost, order = updated_pc(
        state.weights, state.actions, state.open_actions, problem.service
    )
    asked = [
        (eco(state, number, problem.questions[number], problem.service), number)
        for number in shortlist(problem, state, width.filtered)
    ]
    asked.sort()
    found = [Candidate(problem.service, "service", -1)]
    if width.questions:
        found += [
            Candidate(question_value(problem, state, number, width) / total, "question", number)
            for _, number in asked[: width.questions]
        ]
        found += [
            Candidate(action_value(problem, state, number, width) / total, "action", number)
            for number in _best_actions(state, order, width.actions)
        ]
    else:
        found += [Candidate(cost / total, "question", number) for cost, number in asked]
        if order:
            later = _later(problem, state, order[0], asked[0][1] if asked else None)
            found.append(Candidate(min(sequence_cost, later) / total, "action", order[0]))
    return sorted(found, key=lambda item: (item.cost, item.kind, item.number))


def _later(problem: Problem, state: State, action: int, question: Optional[int]) -> float:
    """Return c_a + P(a fails) ECO(q | a failed), the test of now or later."""
    cost = state.actions[action].cost * sum(state.weights)
    failed = after_failure(state, action)
    if question is None:
        return cost + repair_cost(failed, problem.service)
    return cost + eco(failed, question, problem.questions[question], problem.service)


def _best_actions(state: State, order: list[int], width: int) -> list[int]:
    if order:
        return order[:width]
    worth = [
        (sum(state.weights[cause] * p for cause, p in state.actions[n].fixes), -n)
        for n in state.open_actions
    ]
    return [-n for gain, n in heapq.nlargest(1, worth) if gain > 0.0]


def question_value(problem: Problem, state: State, number: int, width: Width) -> float:
    """Return the cost of asking a question and going on myopically."""
    question = problem.questions[number]
    cost = question.cost * sum(state.weights)
    for answer in answers_of(question, state.groups):
        following = after_answer(state, number, question, answer)
        cost += answer.base * myopic(problem, following, width.inner)
    return cost


def action_value(problem: Problem, state: State, number: int, width: Width) -> float:
    """Return the cost of trying an action and going on myopically when it fails."""
    cost = state.actions[number].cost * sum(state.weights)
    return cost + myopic(problem, after_failure(state, number), width.inner)
