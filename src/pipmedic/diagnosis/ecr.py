"""Expected cost of repair, over small abstract problems.

Formulas: Heckerman, Breese and Rommelse (1995) for the updated P/C rule, observe-then-repair and
the value of a question; Jensen et al. (SACSO, 2001) for the question now or later.

Weights need not sum to one: every cost here is proportional to their sum, so that the sum over
the answers of a question needs no division.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Optional

_ENOUGH = 1e-9


@dataclass(frozen=True)
class Action:
    """A repair: its cost, and (cause, P(it mends the cause)) for the causes it can mend."""

    name: str
    cost: float
    fixes: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Answer:
    """One answer to a question.

    Attributes:
        base: P(answer | cause) for causes not named in ``ratios``.
        ratios: (cause, P(answer | cause) / base).
        changes: (action number, action) that replace actions once the answer is known.
    """

    name: str
    base: float
    ratios: tuple[tuple[int, float], ...] = ()
    changes: tuple[tuple[int, Action], ...] = ()


@dataclass(frozen=True)
class Question:
    """A question or check: its cost and its answers; bases times ratios sum to one a cause.

    Attributes:
        group: once another question of this group was answered, ``tempered`` holds instead.
    """

    name: str
    cost: float
    answers: tuple[Answer, ...]
    group: str = ""
    tempered: Optional[tuple[Answer, ...]] = None


@dataclass(frozen=True)
class Problem:
    """Which cause is it, and what to do about it.

    Attributes:
        weights: weight of each cause.
        service: cost of handing over, which always ends the case; infinite when impossible.
    """

    weights: tuple[float, ...]
    actions: tuple[Action, ...]
    questions: tuple[Question, ...] = ()
    service: float = math.inf


@dataclass(frozen=True)
class State:
    """Where a case stands: what is left of the weights, and what may still be done."""

    weights: Sequence[float]
    actions: Sequence[Action]
    open_actions: frozenset[int]
    open_questions: frozenset[int]
    groups: frozenset[str] = field(default_factory=frozenset)


def start(problem: Problem) -> State:
    """Return the state in which nothing was done yet."""
    return State(
        problem.weights,
        problem.actions,
        frozenset(range(len(problem.actions))),
        frozenset(range(len(problem.questions))),
    )


def expected_cost(
    weights: Sequence[float], sequence: Iterable[Action], service: float = math.inf
) -> float:
    """Return the expected cost of repair of a fixed sequence, then service for what is left.

    ECR = sum of c_i times P(all before i failed).
    """
    left = list(weights)
    cost = 0.0
    for action in sequence:
        cost += action.cost * sum(left)
        for cause, p in action.fixes:
            left[cause] *= 1 - p
    rest = sum(left)
    return cost if rest <= _ENOUGH else cost + service * rest


def updated_pc(
    weights: Sequence[float],
    actions: Sequence[Action],
    available: Iterable[int],
    service: float = math.inf,
) -> tuple[float, list[int]]:
    """Return cost and order of the updated P/C sequence.

    Always the action with the highest P(mends | what failed) per cost, until that is below
    1 / service. P(mends) only shrinks as actions fail, so a heap of outdated values is enough:
    an entry is recomputed when it comes up.
    """
    left = list(weights)
    total = sum(left)
    heap = _worths(left, actions, available)
    heapq.heapify(heap)
    cost, order = 0.0, []
    while heap and total > _ENOUGH:
        known, number = heap[0]
        action = actions[number]
        worth = 0.0
        for cause, p in action.fixes:
            worth -= left[cause] * p
        worth /= action.cost
        if worth > known:
            heapq.heapreplace(heap, (worth, number))
            if heap[0][1] != number:
                continue
        if -worth * service < total or worth >= 0.0:
            break
        heapq.heappop(heap)
        order.append(number)
        cost += action.cost * total
        for cause, p in action.fixes:
            gone = left[cause] * p
            left[cause] -= gone
            total -= gone
    return (cost + service * total if total > _ENOUGH else cost), order


def _worths(
    weights: Sequence[float], actions: Sequence[Action], available: Iterable[int]
) -> list[tuple[float, int]]:
    """Return (minus P(mends) per cost, number) for the actions that can mend anything."""
    found = []
    for number in available:
        worth = 0.0
        for cause, p in actions[number].fixes:
            worth -= weights[cause] * p
        if worth < 0.0:
            found.append((worth / actions[number].cost, number))
    return found


def answers_of(question: Question, groups: frozenset[str]) -> tuple[Answer, ...]:
    """Return the answers with the numbers that hold after ``groups`` were touched."""
    if question.tempered is not None and question.group in groups:
        return question.tempered
    return question.answers


def reweighted(weights: Sequence[float], answer: Answer) -> list[float]:
    """Return the weights given an answer, still to be multiplied by its base."""
    found = list(weights)
    for cause, ratio in answer.ratios:
        found[cause] *= ratio
    return found


def after_answer(state: State, number: int, question: Question, answer: Answer) -> State:
    """Return the state after an answer; its weights are still to be multiplied by the base."""
    actions = state.actions
    if answer.changes:
        changed = list(actions)
        for index, action in answer.changes:
            changed[index] = action
        actions = changed
    groups = state.groups | {question.group} if question.group and answer.ratios else state.groups
    return State(
        reweighted(state.weights, answer),
        actions,
        state.open_actions,
        state.open_questions - {number},
        groups,
    )


def after_failure(state: State, number: int) -> State:
    """Return the state after an action failed."""
    left = list(state.weights)
    for cause, p in state.actions[number].fixes:
        left[cause] *= 1 - p
    return State(
        left, state.actions, state.open_actions - {number}, state.open_questions, state.groups
    )


def repair_cost(state: State, service: float) -> float:
    """Return the cost of the updated P/C sequence from a state on."""
    return updated_pc(state.weights, state.actions, state.open_actions, service)[0]


def eco(state: State, number: int, question: Question, service: float) -> float:
    """Return the expected cost of asking one question and repairing by updated P/C after it."""
    cost = question.cost * sum(state.weights)
    for answer in answers_of(question, state.groups):
        cost += answer.base * repair_cost(after_answer(state, number, question, answer), service)
    return cost


def information_gain(state: State, question: Question) -> float:
    """Return the expected loss of entropy about the cause, in nats times the weights' sum."""
    total = sum(state.weights)
    if total <= 0.0:
        return 0.0
    gain = 0.0
    for answer in answers_of(question, state.groups):
        touched = hit = spread = 0.0
        for cause, ratio in answer.ratios:
            weight = state.weights[cause]
            if weight > 0.0 and ratio > 0.0:
                part = weight * ratio
                touched += weight
                hit += part
                spread += part * math.log(ratio)
        mean = (hit + total - touched) / total
        if mean > 0.0:
            gain += answer.base * (spread - (hit + total - touched) * math.log(mean))
    return gain


def myopic(problem: Problem, state: State, width: int) -> float:
    """Return the cost of the best of: repair now, or one question first.

    Args:
        width: how many questions, best information gain per cost first, are looked at.
    """
    best = repair_cost(state, problem.service)
    if best <= _ENOUGH:
        return best
    for number in shortlist(problem, state, width):
        best = min(best, eco(state, number, problem.questions[number], problem.service))
    return best


def shortlist(problem: Problem, state: State, width: int) -> list[int]:
    """Return the open questions with the most information gain a minute, best first."""
    questions = problem.questions
    if len(state.open_questions) <= width:
        return sorted(state.open_questions)
    worth = [
        (information_gain(state, questions[n]) / questions[n].cost, -n)
        for n in state.open_questions
    ]
    return [-n for gain, n in heapq.nlargest(width, worth) if gain > 0.0]
