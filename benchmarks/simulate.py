"""Simulated cases: one side knows the cause and answers, the other side must find out.

Run: python benchmarks/simulate.py [cases] [seed]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from dataclasses import dataclass, field

from pipmedic.diagnosis.choice import AskQuestion, HandOver, RunChecks, TryRemedy, next_step
from pipmedic.diagnosis.compiled import FactTable, Model, compile_model
from pipmedic.diagnosis.observations import Observation, RemedyTried
from pipmedic.diagnosis.options import Options
from pipmedic.knowledge import OTHER, UNKNOWN, load

MAX_STEPS = 60
CHECK_TRUST, CHECK_FAILS = 0.98, 0.05


@dataclass(frozen=True)
class Answers:
    """How people answer: P(a wrong answer), and P("I don't know") or None for each fact's own."""

    wrong: float = 0.0
    dont_know: float | None = None


@dataclass
class Result:
    cause: str
    end: str = "lost"
    questions: int = 0
    remedies: int = 0
    minutes: float = 0.0
    mendable: bool = True
    offered: set[str] = field(default_factory=set)


def draw(rng: random.Random, table: FactTable, cause: int) -> str:
    weights = [table.values[v].base * table.values[v].ratios.get(cause, 1.0) for v in table.fine]
    return rng.choices(table.fine, weights)[0]


@dataclass
class Patient:
    """The side that knows."""

    model: Model
    cause: int
    rng: random.Random
    answers: Answers
    options: Options

    def __post_init__(self) -> None:
        self.truth = {f: draw(self.rng, t, self.cause) for f, t in self.model.facts.items()}

    def answer(self, fact: str) -> str:
        table = self.model.facts[fact]
        dont_know = self.answers.dont_know
        if dont_know is None:
            dont_know = table.p_dont_know(self.options.audience)
        if self.rng.random() < dont_know:
            return UNKNOWN
        if self.rng.random() < self.answers.wrong:
            return self.rng.choice([v for v in table.fine if v != self.truth[fact]])
        return self.truth[fact]

    def look(self, checks: tuple[str, ...], at: float) -> list[Observation]:
        found = []
        for fact, table in self.model.facts.items():
            if table.check in checks and table.check:
                value = UNKNOWN if self.rng.random() < CHECK_FAILS else self.truth[fact]
                found.append(Observation(fact, value, "check", trust=CHECK_TRUST, at=at))
        return found

    def chance(self, name: str) -> float:
        remedy = self.model.remedies[name]
        for fix in remedy.fixes:
            if fix.cause == self.cause:
                return self.model.p_fix(self.truth, remedy, fix)
        return 0.0

    def mendable(self) -> bool:
        return any(
            self.chance(name) >= 0.4 and not remedy.weakens
            for name, remedy in self.model.remedies.items()
        )


def play(model: Model, patient: Patient, options: Options) -> Result:
    result = Result(model.causes[patient.cause], mendable=patient.mendable())
    seen = [Observation("error", patient.truth["error"], "text")]
    tried: list[RemedyTried] = []
    asked: list[str] = []
    for clock in range(1, MAX_STEPS):
        decision = next_step(model, seen, tried, options, asked)
        step = decision.step
        if isinstance(step, HandOver):
            result.end = "handed over"
            result.minutes += options.service
            break
        if isinstance(step, RunChecks):
            seen += patient.look(step.checks, clock)
            options = Options(audience=options.audience, checks_allowed=False)
        elif isinstance(step, AskQuestion):
            asked.append(step.fact)
            result.questions += 1
            result.minutes += model.facts[step.fact].minutes(options.audience)
            value = patient.answer(step.fact)
            seen.append(Observation(step.fact, value, "person", trust=options.trust, at=clock))
        elif isinstance(step, TryRemedy):
            result.remedies += 1
            if patient.chance(step.remedy) >= 0.4:
                result.offered.add(result.cause)
            result.minutes += model.remedies[step.remedy].minutes(options.audience)
            if patient.rng.random() < patient.chance(step.remedy):
                result.end = "mended"
                break
            tried.append(RemedyTried(step.remedy, "failed", clock))
            seen.append(Observation("error", patient.truth["error"], "text", at=clock))
    return result


def simulate(
    model: Model, cases: int, seed: int, options: Options, answers: Answers
) -> list[Result]:
    rng = random.Random(seed)
    found = []
    for _ in range(cases):
        cause = rng.choices(range(len(model.causes)), model.priors)[0]
        patient = Patient(model, cause, random.Random(rng.random()), answers, options)
        found.append(play(model, patient, options))
    return found


def typical(model: Model, name: str, options: Options) -> Result:
    """Play the most typical case of a cause: every fact has its likeliest value."""
    cause = model.index[name]
    patient = Patient(model, cause, random.Random(0), Answers(0.0, 0.0), options)
    for fact, table in model.facts.items():
        rows = table.values
        patient.truth[fact] = max(
            table.fine, key=lambda v: rows[v].base * rows[v].ratios.get(cause, 1.0)
        )
    return play(model, patient, options)


def unreached(model: Model) -> list[str]:
    """Return the mendable causes whose typical case ends without a remedy that mends it."""
    options = Options(checks_allowed=False, admin=True, second_machine=True)
    found = []
    for name in model.causes[:-1]:
        result = typical(model, name, options)
        if result.mendable and name not in result.offered:
            found.append(name)
    return found


@dataclass(frozen=True)
class Goal:
    """A row of the table: how the cases are played, and what the mean of questions may be."""

    name: str
    checks: bool
    answers: Answers
    questions: float


GOALS = (
    Goal("checks, as the model says", True, Answers(), 2.0),
    Goal('checks, 10 % wrong, 30 % "I don\'t know"', True, Answers(0.1, 0.3), 2.0),
    Goal("no checks, as the model says", False, Answers(), 6.0),
    Goal('no checks, 10 % wrong, 30 % "I don\'t know"', False, Answers(0.1, 0.3), 6.0),
)


@dataclass(frozen=True)
class Summary:
    """What came of many cases; ``mended`` is a share of those that can be mended at all."""

    mended: float
    questions: float
    most: int
    remedies: float
    minutes: float
    lost: int

    def meets(self, goal: Goal) -> bool:
        return self.questions <= goal.questions and self.lost == 0


def summary(results: list[Result]) -> Summary:
    known = [item for item in results if item.cause != OTHER and item.mendable]
    return Summary(
        sum(item.end == "mended" for item in known) / max(len(known), 1),
        statistics.mean(item.questions for item in results),
        max(item.questions for item in results),
        statistics.mean(item.remedies for item in results),
        statistics.mean(item.minutes for item in results),
        sum(item.end == "lost" for item in results),
    )


def run(model: Model, goal: Goal, cases: int, seed: int) -> Summary:
    return summary(simulate(model, cases, seed, Options(checks_allowed=goal.checks), goal.answers))


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    model = compile_model(load())
    began = time.perf_counter()
    print(
        f"{'':44} {'mended':>8} {'questions':>10} {'goal':>5} {'most':>5} {'remedies':>9} "
        f"{'minutes':>8} {'lost':>5}"
    )
    good = True
    for goal in GOALS:
        found = run(model, goal, cases, seed)
        good &= found.meets(goal)
        print(
            f"{goal.name:44} {found.mended:8.1%} {found.questions:10.2f} {goal.questions:5.1f} "
            f"{found.most:5} {found.remedies:9.2f} {found.minutes:8.1f} {found.lost:5}  "
            f"{'PASS' if found.meets(goal) else 'FAIL'}",
            flush=True,
        )
    missed = unreached(model)
    good &= not missed
    print(
        f"mendable causes whose typical case never meets their remedy: {missed or 'none'}  "
        f"{'FAIL' if missed else 'PASS'}"
    )
    print(f"{cases} cases a row, seed {seed}, {time.perf_counter() - began:.0f} s")
    print("PASS" if good else "FAIL", "(mean questions within the goal, nobody lost)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
