"""Reads what real pips printed in the laboratory: is the error kind right, is no verdict wrong?

Truth is in lab_truth.toml. Three tables are printed: error kinds, confident verdicts outside the
causes that the fault stands for (the goal is none), and, for each line that several faults share,
how the belief spreads and which step comes next when checks may not run.

Usage: python benchmarks/lab_outputs.py [--path FILE] [--misses]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipmedic.diagnosis.belief import Belief, posterior
from pipmedic.diagnosis.choice import next_step
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.explain import CONFIDENT, verdict
from pipmedic.diagnosis.observations import Observation
from pipmedic.diagnosis.options import Options
from pipmedic.diagnosis.parsers import parse_value
from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import OTHER, Knowledge, load

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT = Path(__file__).parents[2] / "shared" / "lab" / "outputs.jsonl"
TRUTH = Path(__file__).with_name("lab_truth.toml")
GOAL = 0.98
WITHOUT_REASON = ("2.7", "3.6")
"""Pythons that print "certificate verify failed" and nothing else."""

CAPTURED = 4000
"""Longer outputs were cut here when they were captured; the reason at their end is lost."""


@dataclass(frozen=True)
class Row:
    """One failing run and what was made of it.

    Attributes:
        wrong: a confident verdict outside the causes of the fault, or empty.
        versions: for each of Python and pip that the text gives away, whether it was read right.
    """

    fault: str
    pip: str
    wanted: frozenset[str]
    found: str
    belief: Belief
    wrong: str
    versions: tuple[bool, ...]

    @property
    def right(self) -> bool:
        """Tell whether the error kind is one of those wanted."""
        return self.found in self.wanted


def wanted_kinds(run: dict[str, Any], kinds: list[str]) -> frozenset[str]:
    """Return the error kinds that are right for one run; "" when its reason was cut away."""
    bare = run["python"] in WITHOUT_REASON
    found = {
        "verify-bare" if bare and kind.startswith("verify-") and kind != "verify-hostname" else kind
        for kind in kinds
    }
    return frozenset(found | ({""} if len(run["output"]) >= CAPTURED else set()))


def judge(run: dict[str, Any], truth: dict[str, Any], knowledge: Knowledge, model: Model) -> Row:
    """Read one run and compare it with the truth."""
    observations = read(run["output"], knowledge).observations
    belief = posterior(model, observations)
    said = verdict(belief, model)
    top, p = belief.items[0]
    wrong = ""
    if top not in (*truth["causes"], OTHER) and (p >= CONFIDENT or (said and said.confident)):
        wrong = f"{top} {p:.2f}"
    error = next((item.value for item in observations if item.fact == "error"), "")
    wanted = wanted_kinds(run, truth["kinds"])
    versions = tuple(
        item.value == (parse_value(knowledge.facts[item.fact], run[item.fact]) or ("",))[0]
        for item in observations
        if item.fact in ("python", "pip")
    )
    return Row(
        run["fault"], f"{run['python']}/{run['pip']}", wanted, error, belief, wrong, versions
    )


def shared_lines(rows: list[Row], model: Model) -> None:
    """Print, for each error kind of several faults, the belief and the step that separates."""
    faults: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        faults[row.found].add(row.fault)
    print("\nlines that several faults share")
    for kind, names in sorted(faults.items(), key=lambda item: -len(item[1])):
        if len(names) < 2 or not kind:
            continue
        seen = (Observation("error", kind, "text", "", 0.96),)
        belief = posterior(model, seen)
        said = verdict(belief, model)
        step = next_step(model, seen, options=Options(checks_allowed=False)).step
        following = f"{type(step).__name__} {getattr(step, 'fact', getattr(step, 'remedy', ''))}"
        top = ", ".join(f"{cause} {p:.2f}" for cause, p in belief.top(3))
        sure = "confident" if said and said.confident else "open"
        print(f"  {kind:<26} {len(names):>2} faults  {sure:<9} then {following}")
        print(f"  {'':<26} {top}")


def main() -> int:
    """Print the tables; 1 when a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--path", type=Path, default=DEFAULT)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    if not args.path.exists():
        print(f"SKIPPED: no captured outputs at {args.path}", file=sys.stderr)
        return 0
    faults = tomllib.loads(TRUTH.read_text("utf-8"))["faults"]
    knowledge = load()
    model = compile_model(knowledge)
    runs = [json.loads(line) for line in args.path.read_text("utf-8").splitlines()]
    failing = [run for run in runs if run["rc"] != 0]
    unknown = sorted({run["fault"] for run in failing} - set(faults))
    judged = (run for run in failing if run["fault"] in faults)
    rows = [judge(run, faults[run["fault"]], knowledge, model) for run in judged]
    for fault in unknown:
        print(f"no truth for fault {fault!r}: its rows are left out")
    return report(rows, model, args.misses)


def report(rows: list[Row], model: Model, misses: bool) -> int:
    """Print the figures; 1 when a goal is missed."""
    right = sum(row.right for row in rows)
    wrong = [row for row in rows if row.wrong]
    cut = sum("" in row.wanted for row in rows)
    if misses:
        for row in (row for row in rows if not row.right):
            print(f"  miss {row.fault} {row.pip}: {row.found or '-'}, wanted {set(row.wanted)}")
    for row in wrong:
        print(f"  confident and wrong: {row.fault} {row.pip} {row.found}: {row.wrong}")
    share = right / max(len(rows), 1)
    print(f"{'failing rows':<34} {len(rows):>5}   of which cut when captured {cut}")
    print(f"{'error kind right':<34} {share:>6.1%}   {right} of {len(rows)}, goal {GOAL:.0%}")
    print(f"{'confident verdicts that are wrong':<34} {len(wrong):>5}   goal 0")
    read_right = [one for row in rows for one in row.versions]
    print(f"{'Python and pip read from text':<34} {len(read_right):>5}   right {sum(read_right)}")
    shared_lines(rows, model)
    return 0 if share >= GOAL and not wrong else 1


if __name__ == "__main__":
    raise SystemExit(main())
