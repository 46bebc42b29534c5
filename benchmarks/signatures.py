"""Very many signatures against one 20 kB paste: processor time of reading and loading.

Usage: python benchmarks/signatures.py [--most N] [--pastes N]
Goals at 100,000 signatures: 20 ms at the 99th percentile, load under 300 ms.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Iterator

from pipmedic.knowledge import Signature, load
from pipmedic.knowledge.signatures import Signatures, load_signatures

WORDS = [
    "ssl",
    "certificate",
    "verify",
    "failed",
    "connection",
    "proxy",
    "timeout",
    "handshake",
    "alert",
    "index",
    "package",
    "install",
    "error",
    "warning",
    "module",
    "import",
    "version",
    "python",
    "file",
    "permission",
    "denied",
    "network",
    "host",
    "resolve",
    "name",
    "service",
    "unknown",
    "server",
    "request",
    "response",
    "status",
    "retry",
    "download",
    "wheel",
    "build",
    "metadata",
    "command",
]
PASTE_BYTES = 20_000


def invented(count: int, seed: int) -> Iterator[Signature]:
    """Patterns like those people write: a few words of a message, gaps, choices, numbers."""
    random_ = random.Random(seed)
    for number in range(count):
        words = [random_.choice(WORDS) for _ in range(random_.randint(2, 4))]
        own = "".join(
            random_.choice("abcdefghijklmnoprstuvwy") for _ in range(random_.randint(5, 9))
        )
        words.insert(random_.randrange(len(words) + 1), own)
        pattern = r"[\s:]{1,4}".join(map(re.escape, words))
        if number % 5 == 0:
            pattern = f"({pattern}|{own}error: {random_.choice(WORDS)})"
        if number % 7 == 0:
            pattern += r" \(\d{1,5}\)"
        yield Signature(f"s{number}", pattern, "error", "x")


def pastes(signatures: Signatures, count: int, seed: int) -> Iterator[str]:
    """Texts of 20 kB of the same words, with the words of a few signatures in them."""
    random_ = random.Random(seed)
    for _ in range(count):
        parts: list[str] = []
        size = 0
        while size < PASTE_BYTES:
            line = " ".join(random_.choice(WORDS) for _ in range(12))
            if random_.random() < 0.05:
                pattern = random_.choice(signatures).pattern
                line += " " + " ".join(re.findall(r"[a-z]{4,}", pattern))
            parts.append(line)
            size += len(line) + 1
        yield " ".join(parts)[:PASTE_BYTES]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def match_all(signatures: Signatures, text: str) -> int:
    found = signatures.candidates(text)
    return sum(re.search(item.pattern, text, re.IGNORECASE) is not None for item in found)


def measure(count: int, texts: int) -> tuple[float, float, float, float, float]:
    made = tuple(invented(count, seed=count))
    started = time.thread_time()
    ready = Signatures(made)
    dumped = ready.dump("digest")
    build = time.thread_time() - started
    started = time.thread_time()
    loaded = load_signatures(dumped, "digest")
    load_time = time.thread_time() - started
    times, matches = [], 0
    for text in pastes(loaded, texts, seed=1):
        started = time.thread_time()
        matches += match_all(loaded, text)
        times.append(time.thread_time() - started)
    return build, load_time, percentile(times, 0.5), percentile(times, 0.99), matches / texts


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--pastes", type=int, default=200)
    args = parser.parse_args()
    print("signatures   build s   load ms   median ms   p99 ms   matches a paste")
    worst = (0.0, 0.0)
    for count in (100, 1_000, 10_000, 30_000, 100_000):
        if count > args.most:
            break
        build, loading, median, late, matches = measure(count, args.pastes)
        print(
            f"{count:10,}  {build:8.2f}  {loading * 1e3:8.1f}  {median * 1e3:10.2f}"
            f"  {late * 1e3:7.2f}  {matches:16.1f}"
        )
        worst = (late, loading)
    shipped = Signatures(tuple(load().signatures))
    times = []
    for text in pastes(shipped, args.pastes, seed=2):
        started = time.thread_time()
        match_all(shipped, text)
        times.append(time.thread_time() - started)
    print(f"the {len(shipped)} that ship: p99 {percentile(times, 0.99) * 1e3:.2f} ms")
    met = worst[0] < 0.020 and worst[1] < 0.300
    print("goals (20 ms, 300 ms):", "met" if met else "MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
