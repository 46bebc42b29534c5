"""The exact optimum of small decision problems, and the exact cost of any policy on them.

Dynamic programming over everything that can be known. Exponential, so for tests and benchmarks.
"""

from __future__ import annotations

import math
import random
from typing import Callable

from pipmedic.diagnosis.ecr import (
    Problem,
    State,
    after_answer,
    after_failure,
    answers_of,
    information_gain,
    start,
    updated_pc,
)
from pipmedic.diagnosis.rollout import Candidate, Width, candidates

Policy = Callable[[Problem, State], Candidate]
Key = tuple[object, ...]

SERVICE = Candidate(0.0, "service", -1)


def _key(state: State) -> Key:
    weights = tuple(round(weight, 12) for weight in state.weights)
    return (state.open_actions, state.open_questions, weights, tuple(state.actions))


def moves(state: State) -> list[Candidate]:
    """Return everything that makes sense in a state except handing over."""
    found = [
        Candidate(0.0, "action", number)
        for number in sorted(state.open_actions)
        if any(state.weights[cause] > 1e-12 for cause, _ in state.actions[number].fixes)
    ]
    return found + [Candidate(0.0, "question", n) for n in sorted(state.open_questions)]


def _cost(problem: Problem, state: State, move: Candidate, go: Callable[[State], float]) -> float:
    total = sum(state.weights)
    if move.kind == "service":
        return problem.service * total
    if move.kind == "action":
        return state.actions[move.number].cost * total + go(after_failure(state, move.number))
    question = problem.questions[move.number]
    return question.cost * total + sum(
        answer.base * go(after_answer(state, move.number, question, answer))
        for answer in answers_of(question, state.groups)
    )


def optimum(problem: Problem) -> float:
    """Return the least expected cost there is."""
    memo: dict[Key, float] = {}

    def best(state: State) -> float:
        total = sum(state.weights)
        if total < 1e-9:
            return 0.0
        key = _key(state)
        if key not in memo:
            options = [_cost(problem, state, move, best) for move in moves(state)]
            memo[key] = min([problem.service * total, *options])
        return memo[key]

    return best(start(problem))


def cost_of(problem: Problem, policy: Policy) -> float:
    """Return the expected cost of a policy, computed exactly."""
    memo: dict[Key, float] = {}

    def follow(state: State) -> float:
        if sum(state.weights) < 1e-9:
            return 0.0
        key = _key(state)
        if key not in memo:
            memo[key] = _cost(problem, state, policy(problem, state), follow)
        return memo[key]

    return follow(start(problem))


def ours(problem: Problem, state: State) -> Candidate:
    """Two-step rollout, as pipmedic chooses."""
    return candidates(problem, state)[0]


def myopic_eco(problem: Problem, state: State) -> Candidate:
    """One step: least ECO with the test of now or later."""
    return candidates(problem, state, Width(filtered=20, questions=0))[0]


def no_questions(problem: Problem, state: State) -> Candidate:
    """Updated P/C."""
    order = updated_pc(state.weights, state.actions, state.open_actions, problem.service)[1]
    return Candidate(0.0, "action", order[0]) if order else SERVICE


def entropy(problem: Problem, state: State) -> Candidate:
    """Most information gain per cost until one cause is above .9, then updated P/C."""
    if max(state.weights) < 0.9 * sum(state.weights) and state.open_questions:
        gains = [
            (information_gain(state, problem.questions[n]) / problem.questions[n].cost, -n)
            for n in state.open_questions
        ]
        gain, number = max(gains)
        if gain > 1e-6 * sum(state.weights):
            return Candidate(0.0, "question", -number)
    return no_questions(problem, state)


def random_choice(problem: Problem, state: State) -> Candidate:
    """Anything that makes sense, by a coin that depends on the state alone."""
    return random.Random(repr(_key(state))).choice([*moves(state), SERVICE])


POLICIES: dict[str, Policy] = {
    "pipmedic (two-step rollout)": ours,
    "myopic ECO": myopic_eco,
    "updated P/C, no questions": no_questions,
    "information gain, then P/C": entropy,
    "random": random_choice,
}


def regret(problem: Problem, policy: Policy, best: float) -> float:
    """Return how much dearer a policy is than the optimum, as a fraction."""
    cost = cost_of(problem, policy)
    return cost / best - 1 if math.isfinite(cost) else math.inf
