"""Ten thousand hostile words per real shell: each must arrive exactly, and nothing else may run.

Run: python benchmarks/shell_quoting.py [count]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "property"))

from shell_words import arrived, command_line, hostile_words, quotable

BATCH = 500


def main(count: int) -> int:
    words = hostile_words(count, seed=6)
    failed = 0
    for shell in ("bash", "zsh", "sh", "fish"):
        if command_line(shell) is None:
            print(f"{shell:5} NOT TESTED: not installed")
            continue
        started = time.perf_counter()
        pairs = quotable(words, shell)
        wrong = sum(check(shell, pairs[i : i + BATCH]) for i in range(0, len(pairs), BATCH))
        failed += wrong
        seconds = time.perf_counter() - started
        sent, refused = len(pairs), count - len(pairs)
        print(f"{shell:5} {sent} sent, {wrong} wrong, {refused} refused, {seconds:.1f} s")
    return 1 if failed else 0


def check(shell: str, pairs: list[tuple[str, str]]) -> int:
    """How many of these words come out wrong, through a builtin and as arguments of a program."""
    want = [word.encode("utf-8", "surrogateescape") for word, _ in pairs]
    wrong = 0
    for native in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            got = arrived(shell, [quoted for _, quoted in pairs], Path(folder), native)
        wrong += sum(a != b for a, b in zip(got, want)) + abs(len(got) - len(want))
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
