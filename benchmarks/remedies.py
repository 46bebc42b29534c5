"""Which remedies are reproduced: remedy x scope x pip, executed in a real bash and undone.

Usage: python benchmarks/remedies.py [--remedy ID]... [--quick]
Needs Linux with network and mount namespaces, and the interpreters of tests/lab/pips.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from lab import web
from lab.matrix import obstacle
from lab.pips import LabPip, available, cache_directory, own_directory
from lab.pki import load_or_make_public
from lab.remedies import TrialResult, run_trial, scopes
from lab.room import open_room
from lab.runner import Bench, open_bench
from lab.trials import NOT_HERE, TRIALS, Trial

Run = tuple[str, str, str, str]
"""(remedy, fault, scope, pip version)."""


def main() -> int:
    """Run the trials and print the table; 1 when one is not reproduced."""
    args = _arguments().parse_args()
    trials = [t for t in TRIALS if not args.remedy or t.remedy in args.remedy]
    trials = [t for t in trials if t.quick or not args.quick]
    cache = cache_directory()
    web.PIP_WHEELS = cache / "wheels"
    with own_directory(cache) as own, tempfile.TemporaryDirectory() as directory:
        pips, missing = available(cache, own, load_or_make_public(cache).pem)
        for reason in missing.values():
            print(f"left out: {reason}")
        servers, homes = Path(directory, "servers"), Path(directory, "homes")
        servers.mkdir()
        homes.mkdir()
        with open_room(servers, cache) as room, open_bench(room, homes) as bench:
            if not room.private:
                print("skipped: this system allows no network and mount namespaces")
                return 1
            possible = [t for t in trials if not obstacle(t.fault, room)]
            results = run(possible, pips.values(), bench)
    print("\n".join(table(results)))
    return 0 if results and all(found.reproduced for found in results.values()) else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("--remedy", action="append", default=[], metavar="ID")
    parser.add_argument("--quick", action="store_true", help="the representative part")
    return parser


def run(trials: list[Trial], pips: Iterable[LabPip], bench: Bench) -> Mapping[Run, TrialResult]:
    """Run every trial in every scope, one after the other: they share the system's settings."""
    results = {}
    for pip in pips:
        for trial in trials:
            for scope in scopes(trial) if pip.version in trial.pips else ():
                key = (trial.remedy, trial.fault.id, scope, pip.version)
                results[key] = run_trial(trial, scope, pip, bench)
                print(*key, results[key].reproduced, file=sys.stderr, flush=True)
    return results


def table(results: Mapping[Run, TrialResult]) -> Iterator[str]:
    """A line a run (+ yes, - no: broken before, works after, undone), then the totals."""
    yield f"{'remedy':24}{'fault':34}{'scope':8}{'pip':8}seen"
    for (remedy, fault, scope, version), found in sorted(results.items()):
        seen = "".join("+-"[not flag] for flag in (found.broken, found.works, found.undone))
        yield f"{remedy:24}{fault:34}{scope:8}{version:8}{seen}"
        if not found.reproduced:
            yield f"    {found.note.strip()[-300:]}"
    remedies = {key[0] for key in results}
    bad = {key[0] for key, found in results.items() if not found.reproduced}
    yield f"reproduced: {len(remedies - bad)} of {len(remedies)} remedies, {len(results)} runs"
    for reason, names in NOT_HERE.items():
        yield f"not run here, {reason}: {', '.join(names)}"


if __name__ == "__main__":
    raise SystemExit(main())
