"""Fault x pip: cause right / plan right / pip works afterwards / undone.

Usage: python benchmarks/lab.py [--fault ID]... [--pip VERSION]... [--with-text] [--quick]
Needs Linux with network and mount namespaces, and the interpreters of tests/lab/pips.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from lab.fault import Fault
from lab.faults import FAULTS
from lab.loop import LoopResult, run_loop
from lab.matrix import Pair, obstacle, run_pairs
from lab.pips import PIPS, LabPip, available, cache_directory, own_directory
from lab.pki import load_or_make_public
from lab.room import open_room
from lab.runner import open_bench
from lab.table import goals_met, marks, summary, table


def main() -> int:
    """Run the loops and print the table; 1 when a goal is missed."""
    args = _arguments().parse_args()
    faults = [fault for fault in FAULTS if not args.fault or fault.id in args.fault]
    faults = [fault for fault in faults if fault.quick or not args.quick]
    cache = cache_directory()
    wanted = [pair for pair in PIPS if not args.pip or pair[1] in args.pip]
    started = time.monotonic()
    with own_directory(cache) as own:
        pips, missing = available(cache, own, load_or_make_public(cache).pem, wanted)
        for reason in missing.values():
            print(f"left out: {reason}")
        results = run(faults, pips.values(), cache, args.with_text)
    print("\n".join((*table(results), *summary(results))))
    print(f"{len(results)} loops in {time.monotonic() - started:.0f} s")
    return 0 if results and goals_met(results) else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("--fault", action="append", default=[], metavar="ID")
    parser.add_argument("--pip", action="append", default=[], metavar="VERSION")
    parser.add_argument("--with-text", action="store_true", help="tell what pip printed, too")
    parser.add_argument("--quick", action="store_true", help="the representative part")
    return parser


def run(
    faults: Iterable[Fault], pips: Iterable[LabPip], cache: Path, with_text: bool
) -> Mapping[Pair, LoopResult]:
    """Run every loop that can be run here; none without namespaces."""
    with tempfile.TemporaryDirectory() as directory:
        servers, homes = Path(directory, "servers"), Path(directory, "homes")
        servers.mkdir()
        homes.mkdir()
        with open_room(servers, cache) as room, open_bench(room, homes) as bench:
            if not room.private:
                print("skipped: this system allows no network and mount namespaces")
                return {}
            pairs = [
                (fault, pip)
                for fault in faults
                for pip in pips
                if fault.concerns(pip.version) and not obstacle(fault, room)
            ]

            def loop(fault: Fault, pip: LabPip) -> LoopResult:
                result = run_loop(fault, pip, bench, with_text)
                told = f"{fault.id:32} {pip.version:8} {marks(result):6} {result.named}"
                print(f"{told} {result.seconds:.1f} s", file=sys.stderr, flush=True)
                return result

            return run_pairs(pairs, loop)


if __name__ == "__main__":
    raise SystemExit(main())
