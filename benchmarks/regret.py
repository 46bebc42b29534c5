"""Regret of the choice of the next step against exact dynamic programming.

Run: python benchmarks/regret.py [random models] [slices of the knowledge base]
"""

from __future__ import annotations

import statistics
import sys
import time

from decision.problems import random_problem, slice_of
from decision.solver import POLICIES, optimum, regret

from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.ecr import Problem
from pipmedic.knowledge import load

MEAN_LIMIT, MAX_LIMIT = 0.01, 0.06
MODELS, SLICES = 30, 10
BESIDE = ("updated P/C, no questions", "information gain, then P/C", "random")


def table(name: str, problems: list[Problem]) -> bool:
    began = time.perf_counter()
    best = [optimum(problem) for problem in problems]
    print(f"\n{name}: {len(problems)} problems, mean optimum {statistics.mean(best):.2f} min")
    print(f"{'policy':30} {'mean':>8} {'median':>8} {'max':>8} {'optimal':>8}")
    good, ours = True, 0.0
    for number, (label, policy) in enumerate(POLICIES.items()):
        found = [regret(problem, policy, low) for problem, low in zip(problems, best)]
        exact = sum(value < 1e-6 for value in found)
        print(
            f"{label:30} {statistics.mean(found):8.2%} {statistics.median(found):8.2%} "
            f"{max(found):8.2%} {exact:5}/{len(found)}"
        )
        if number == 0:
            good = statistics.mean(found) < MEAN_LIMIT and max(found) < MAX_LIMIT
            ours = statistics.mean(found)
        elif label in BESIDE:
            good &= ours <= statistics.mean(found)
    verdict = "PASS" if good else "FAIL"
    print(
        f"{verdict}: mean < {MEAN_LIMIT:.0%}, max < {MAX_LIMIT:.0%}, no dearer than "
        f"{', '.join(BESIDE)} ({time.perf_counter() - began:.0f} s)"
    )
    return good


def main() -> int:
    models = int(sys.argv[1]) if len(sys.argv) > 1 else MODELS
    slices = int(sys.argv[2]) if len(sys.argv) > 2 else SLICES
    good = table("random models", [random_problem(seed) for seed in range(models)])
    model = compile_model(load())
    good &= table("knowledge base", [slice_of(model, seed) for seed in range(slices)])
    enough = models >= MODELS and slices >= SLICES
    print("PASS" if good and enough else "FAIL", f"(at least {MODELS} models and {SLICES} slices)")
    return 0 if good and enough else 1


if __name__ == "__main__":
    sys.exit(main())
