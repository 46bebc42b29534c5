"""Feed every reader of foreign input a million changed inputs: no crash, no hang, bounded memory.

Each target runs in processes of its own, some ten thousand inputs at a time, so that its peak
memory is its own and a run that is stopped goes on where it was. The targets and the changes are
in tests/property/fuzz_targets.py and fuzzing.py; `--seed` draws other inputs.

Usage: python benchmarks/fuzz.py [--total N] [--seed WORD] [--state FILE] [--only TARGET]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows measures no peak
    resource = None  # type: ignore[assignment]

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "property"))

from fuzz_targets import targets
from fuzzing import HANG_S, Target, fuzz

CHUNK = 20_000
LIMIT_MB = 200.0
"""Resident memory of the whole process, the knowledge base included."""

CHUNK_TIMEOUT_S = 3600
STATE = Path(__file__).resolve().parents[1] / "build" / "fuzz.json"


def child(target: Target, count: int, seed: str) -> None:
    """Run one chunk and print what came of it as JSON."""
    tally = fuzz(target, count, seed)
    tally.peak_mb = peak_mb()
    print(json.dumps(asdict(tally)))


def peak_mb() -> float:
    """The most memory this process ever held, in MB; 0 where the system does not say."""
    if resource is None:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def chunk(target: Target, number: int, count: int, seed: str) -> dict[str, Any]:
    """What one chunk, run in a process of its own, came to."""
    command = [sys.executable, __file__, "--child", target.name, "--total", str(count)]
    done = subprocess.run(
        [*command, "--seed", f"{seed} {number}"],
        stdout=subprocess.PIPE,
        timeout=CHUNK_TIMEOUT_S,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def merged(known: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Two tallies of one target as one."""
    if not known:
        return new
    most = ("slowest_s", "peak_mb")
    both = {key: known[key] + new[key] for key in known if key not in (*most, "crashes")}
    highest = {key: max(known[key], new[key]) for key in most}
    return {**both, **highest, "crashes": {**new["crashes"], **known["crashes"]}}


def run(target: Target, count: int, seed: str, state: dict[str, Any], file: Path) -> None:
    """Run what is missing of a target, saving after each chunk."""
    for number, start in enumerate(range(0, count, CHUNK)):
        if state.get(target.name, {}).get("inputs", 0) > start:
            continue
        found = chunk(target, number, min(CHUNK, count - start), seed)
        state[target.name] = merged(state.get(target.name, {}), found)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"seed": seed, "targets": state}, indent=1), encoding="utf-8")


def show(state: dict[str, Any]) -> bool:
    """Print the table; tell whether all is within the limits."""
    print("target              inputs   refused  seconds  slowest ms  peak MB  crashes  hangs")
    sound = True
    for name, tally in state.items():
        good = not tally["crashes"] and not tally["hangs"]
        sound &= good and tally["slowest_s"] < HANG_S and tally["peak_mb"] < LIMIT_MB
        print(
            f"{name:<17}{tally['inputs']:>9}{tally['refused']:>10}{tally['seconds']:>9.0f}"
            f"{tally['slowest_s'] * 1000:>12.1f}{tally['peak_mb']:>9.0f}"
            f"{len(tally['crashes']):>9}{tally['hangs']:>7}"
        )
    total = sum(tally["inputs"] for tally in state.values())
    print(f"{total} inputs; limits: {HANG_S * 1000:.0f} ms of processor time, {LIMIT_MB:.0f} MB")
    for tally in state.values():
        for place, trace in tally["crashes"].items():
            print(f"\n{place}\n{trace}")
    return sound


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--total", type=int, default=0, help="scale all targets to this many")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--state", type=Path, default=STATE)
    parser.add_argument("--only", action="append", help="a target; may be given again")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    args = parser.parse_args()
    every = {target.name: target for target in targets()}
    if args.child:
        child(every[args.child], args.total, args.seed)
        return 0
    saved = json.loads(args.state.read_text("utf-8")) if args.state.exists() else {}
    state = saved.get("targets", {}) if saved.get("seed") == args.seed else {}
    scale = args.total / sum(target.count for target in every.values()) if args.total else 1.0
    for target in every.values():
        if not args.only or target.name in args.only:
            run(target, max(1, round(target.count * scale)), args.seed, state, args.state)
    return 0 if show(state) else 1


if __name__ == "__main__":
    sys.exit(main())
