"""Random decision problems, and slices of the real knowledge base."""

from __future__ import annotations

import random

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.compiled import Model
from pipmedic.diagnosis.ecr import Action, Answer, Problem, Question
from pipmedic.diagnosis.observations import Observation
from pipmedic.diagnosis.options import Options
from pipmedic.diagnosis.situation import Situation, situation


def random_problem(
    seed: int, causes: int = 5, questions: int = 4, actions: int = 5, service: float = 40.0
) -> Problem:
    """Make a problem: answers 5 % wrong and 10 % "don't know", imperfect repairs."""
    rng = random.Random(seed)
    raw = [rng.expovariate(1.0) + 0.05 for _ in range(causes)]
    weights = tuple(weight / sum(raw) for weight in raw)
    return Problem(
        weights,
        tuple(_action(rng, number, causes) for number in range(actions)),
        tuple(_question(rng, number, causes) for number in range(questions)),
        service,
    )


def _action(rng: random.Random, number: int, causes: int) -> Action:
    main = number % causes
    fixes = {main: rng.uniform(0.6, 0.98)}
    for cause in range(causes):
        if cause != main and rng.random() < 0.25:
            fixes[cause] = rng.uniform(0.1, 0.9)
    return Action(f"a{number}", rng.uniform(1.0, 12.0), tuple(sorted(fixes.items())))


def _question(rng: random.Random, number: int, causes: int) -> Question:
    values = rng.choice((2, 2, 3))
    truth = [rng.randrange(values) for _ in range(causes)]
    answers = [Answer("unknown", 0.1)]
    for value in range(values):
        rows = [0.95 if truth[c] == value else 0.05 / (values - 1) for c in range(causes)]
        base = 1 / values
        ratios = tuple((c, row / base) for c, row in enumerate(rows))
        answers.append(Answer(str(value), 0.9 * base, ratios))
    return Question(f"q{number}", rng.uniform(0.3, 3.0), tuple(answers))


def slice_of(
    model: Model, seed: int, causes: int = 5, questions: int = 4, actions: int = 6
) -> Problem:
    """Cut a small problem out of the real model: causes that look alike, and what splits them."""
    rng = random.Random(seed)
    error = model.facts["error"]
    value = rng.choice([v for v in error.fine if len(_favoured(model, v)) >= causes])
    seen = Observation("error", value, "text")
    belief = posterior(model, (seen,))
    here = situation(model, belief, (), Options(checks_allowed=False), ("error",))
    return restrict(here, causes, questions, actions)


def _favoured(model: Model, value: str) -> list[int]:
    return [c for c, ratio in model.facts["error"].values[value].ratios.items() if ratio > 2]


def restrict(here: Situation, causes: int, questions: int, actions: int) -> Problem:
    """Keep the likeliest causes and OTHER, and the questions and repairs that concern them."""
    problem = here.problem
    order = sorted(range(len(problem.weights) - 1), key=lambda n: -problem.weights[n])[:causes]
    kept = [*order, len(problem.weights) - 1]
    number = {old: new for new, old in enumerate(kept)}
    total = sum(problem.weights[old] for old in kept)

    def fewer(pairs: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
        return tuple((number[c], x) for c, x in pairs if c in number)

    cut = [Action(a.name, a.cost, fewer(a.fixes)) for a in problem.actions]
    weight = [problem.weights[old] / total for old in kept]
    worth = sorted(cut, key=lambda a: -sum(weight[c] * p for c, p in a.fixes) / a.cost)
    asked = [q for q in problem.questions if len(q.answers) <= 6][:questions]
    return Problem(
        tuple(weight),
        tuple(a for a in worth[:actions] if a.fixes),
        tuple(
            Question(
                q.name,
                q.cost,
                tuple(Answer(a.name, a.base, fewer(a.ratios)) for a in q.answers),
            )
            for q in asked
        ),
        problem.service,
    )
