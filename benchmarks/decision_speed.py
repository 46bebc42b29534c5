"""How long one decision takes, and the curve of its growth.

Processor time of one thread, which is the time on the clock where nothing else runs.

Run: python benchmarks/decision_speed.py
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from typing import Callable

from pipmedic.diagnosis.choice import AskQuestion, next_step
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.observations import Observation
from pipmedic.diagnosis.options import Options
from pipmedic.knowledge import (
    Cause,
    Fact,
    FactKind,
    FactValue,
    Knowledge,
    Rate,
    RemedyUse,
    Text,
    load,
)

OPTIONS = Options(checks_allowed=False)
EMPTY = Text({"en": "x"})
WORDS = ("always", "usual", "sometimes", "rare", "never")
GROWTH = (125, 250, 500, 1000, 2000, 4000)
SMALL_LIMIT, LARGE_LIMIT = 0.050, 0.300


def synthetic(causes: int, facts: int, remedies: int, said: int = 7, seed: int = 1) -> Model:
    """Make a model in which every cause says something about ``said`` facts."""
    rng = random.Random(seed)
    tables = {}
    for number in range(facts):
        shares = [rng.uniform(0.1, 1.0) for _ in range(rng.choice((2, 3, 4, 5)))]
        values = tuple(FactValue(f"v{n}", EMPTY, s / sum(shares)) for n, s in enumerate(shares))
        tables[f"f{number}"] = Fact(f"f{number}", FactKind.QUESTION, values, EMPTY)
    entries = {}
    for number in range(causes):
        evidence = {
            name: {f"v{rng.randrange(len(tables[name].shares))}": rng.choice(WORDS)}
            for name in rng.sample(sorted(tables), min(said, facts))
        }
        uses = tuple(
            RemedyUse(f"r{rng.randrange(remedies)}", Rate(3, 1)) for _ in range(rng.randint(2, 5))
        )
        entries[f"c{number}"] = Cause(
            f"c{number}",
            EMPTY,
            EMPTY,
            prior=rng.choice((6, 2, 0.5)),
            evidence=evidence,
            remedies=uses,
        )
    return compile_model(Knowledge(entries, tables, (), {}))


def session(model: Model, first: list[Observation], steps: int) -> list[float]:
    """Return the seconds of each decision while questions are answered at random."""
    rng = random.Random(2)
    seen, asked, found = list(first), [item.fact for item in first], []
    for _ in range(steps):
        began = time.process_time()
        decision = next_step(model, seen, (), OPTIONS, asked)
        found.append(time.process_time() - began)
        if not isinstance(decision.step, AskQuestion):
            break
        fact = decision.step.fact
        asked.append(fact)
        value = rng.choice(model.facts[fact].answers)
        seen.append(Observation(fact, value, "person", trust=0.9))
    return found


def report(name: str, build: Callable[[], Model], steps: int = 5, first: str = "") -> float:
    model = build()
    times: list[float] = []
    if first:
        values = random.Random(3).sample(model.facts[first].fine, 12)
        for value in values:
            times += session(model, [Observation(first, value, "text")], steps)
    else:
        times = session(model, [], steps) + session(model, [], steps)
    worst, middle = max(times), statistics.median(times)
    print(f"{name:46} {middle * 1000:9.1f} {worst * 1000:9.1f} {len(times):6}")
    return middle


def draw(curve: dict[int, float]) -> None:
    """Draw milliseconds over causes, one bar a size, and the exponent of the growth."""
    print("\ngrowth: median of one decision over the number of causes")
    longest = max(curve.values())
    for size, seconds in curve.items():
        print(f"{size:8} {seconds * 1000:8.1f} ms  {'#' * max(1, round(50 * seconds / longest))}")
    logs = [(math.log(size), math.log(seconds)) for size, seconds in curve.items()]
    middle = [statistics.mean(axis) for axis in zip(*logs)]
    slope = sum((x - middle[0]) * (y - middle[1]) for x, y in logs) / sum(
        (x - middle[0]) ** 2 for x, _ in logs
    )
    print(f"time grows as causes to the power of {slope:.2f}\n")


def main() -> int:
    print(f"{'causes x facts x remedies':46} {'median ms':>9} {'max ms':>9} {'n':>6}")
    real = report("knowledge base", lambda: compile_model(load()), first="error")
    small = report("67 x 45 x 90", lambda: synthetic(67, 45, 90))
    curve = {67: small}
    for size in GROWTH:
        name = f"{size} x {size // 10 + 40} x {size}"
        curve[size] = report(name, lambda s=size: synthetic(s, s // 10 + 40, s), steps=3)
    large = report("10000 x 1000 x 10000", lambda: synthetic(10_000, 1_000, 10_000), steps=3)
    curve[10_000] = large
    draw(curve)
    good = max(real, small) < SMALL_LIMIT and large < LARGE_LIMIT
    print("PASS" if good else "FAIL", "(medians: 50 ms for the first two, 300 ms for the last)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
