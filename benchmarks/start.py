"""How long pipmedic.pyz takes to start, beside the installed package.

    python benchmarks/start.py [--pyz dist/pipmedic.pyz] [--runs 15]

First paint: from starting the program in a pseudo-terminal of 80x24 to the title of the first
screen. Both kinds run with the Python that runs this file, in turns, after one run that unpacks.
"""

from __future__ import annotations

import argparse
import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TITLE = b"What did pip print"
TEXT = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate\n"
LIMIT_S = 30.0
MOST_PAINT_RATIO = 1.5
MOST_DIAGNOSE_S = 0.4


def main() -> int:
    """Measure and print a table; exit code 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description="Start of the single file, measured.")
    parser.add_argument("--pyz", type=Path, default=ROOT / "dist" / "pipmedic.pyz")
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        error = Path(home) / "error.txt"
        error.write_text(TEXT)
        kinds = {"single file": [str(args.pyz)], "installed": ["-m", "pipmedic"]}
        diagnose = ["diagnose", "--no-checks", "--text", str(error)]
        unpacking = elapsed([*kinds["single file"], "--version"], home)
        paint = measured(kinds, ["--no-checks"], first_paint, home, args.runs)
        answer = measured(kinds, diagnose, elapsed, home, args.runs)
        work = measured(kinds, diagnose, processor, home, args.runs)
    print(
        f"Python {sys.version.split()[0]}, {args.runs} runs of each, load {os.getloadavg()[0]:.1f}"
    )
    print(f"first run, with unpacking: {unpacking:.2f} s\n")
    print(f"{'':22}{'median':>8}{'best':>8}")
    rows = (("first paint", paint), ("diagnose --text", answer), ("its CPU time", work))
    for title, found in rows:
        for kind, times in found.items():
            print(f"{title + ', ' + kind:30}{statistics.median(times):8.3f}{min(times):8.3f} s")
    ratio = statistics.median(paint["single file"]) / statistics.median(paint["installed"])
    seconds = statistics.median(answer["single file"])
    print(f"\nfirst paint, single file to installed: {ratio:.2f} (limit {MOST_PAINT_RATIO})")
    print(f"diagnose --text: {seconds:.3f} s (limit {MOST_DIAGNOSE_S})")
    return int(ratio > MOST_PAINT_RATIO or seconds > MOST_DIAGNOSE_S)


def measured(
    kinds: dict[str, list[str]],
    arguments: Sequence[str],
    clock: Callable[[list[str], str], float],
    home: str,
    runs: int,
) -> dict[str, list[float]]:
    """Return the seconds of each run, the kinds taking turns so that both meet the same load."""
    for words in kinds.values():
        clock([*words, *arguments], home)
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(runs):
        for kind, words in kinds.items():
            found[kind].append(clock([*words, *arguments], home))
    return found


def environment(home: str) -> dict[str, str]:
    wanted = {"HOME": home, "XDG_CACHE_HOME": "", "TERM": "xterm-256color"}
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **wanted}


def elapsed(arguments: list[str], home: str) -> float:
    """Return the seconds of a whole run."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env=environment(home), capture_output=True, check=False
    )
    return time.perf_counter() - begin


def processor(arguments: list[str], home: str) -> float:
    """Return the CPU seconds of a whole run: what it takes on a machine that does nothing else."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    elapsed(arguments, home)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_paint(arguments: list[str], home: str) -> float:
    """Return the seconds until the title of the first screen was written.

    Raises:
        TimeoutError: it never was.
    """
    import fcntl
    import pty
    import struct
    import termios

    main_end, other_end = pty.openpty()
    fcntl.ioctl(other_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments, "--lang", "en"],
        env=environment(home),
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        start_new_session=True,
    )
    os.close(other_end)
    seen = b""
    try:
        while TITLE not in seen:
            if time.perf_counter() - begin > LIMIT_S:
                raise TimeoutError(f"no first screen: {seen[-500:]!r}")
            if select.select([main_end], [], [], 0.05)[0]:
                seen += os.read(main_end, 65536)
        return time.perf_counter() - begin
    finally:
        process.kill()
        process.wait()
        os.close(main_end)


if __name__ == "__main__":
    sys.exit(main())
