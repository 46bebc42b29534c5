"""Feed the probe's DER reader mutated certificates: no crash, no hang.

Run: python benchmarks/fuzz_der.py [count] [seed]
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import certifi

from lab.pki import LONG_AGO, ROOT, Profile, issue, subject
from lab.servers import HOSTILE
from pipmedic.probe import probe

SLOWEST_S = 0.25
"""What one input may take; the largest certificate of a chain has 64 KiB."""


def corpus() -> list[bytes]:
    """Real authorities, and certificates with every extension."""
    ca = issue(subject("Root"), None, ROOT)
    profiles = (
        Profile(),
        Profile(key="rsa2048", names=("a.example", "127.0.0.1", "*.b.example")),
        Profile(days=LONG_AGO, omit=frozenset({"aki", "ski", "ku", "bc"})),
        Profile(names=tuple(f"n{number}.example" for number in range(300))),
    )
    own = [issue("localhost", ca, profile).der for profile in profiles]
    own += [issue(HOSTILE, None, ROOT).der, b"\x30\x80" * 1000, b""]
    public = probe.pem_certificates(Path(certifi.where()).read_bytes())
    return own + [der for der in public if der]


def mutated(seed: bytes, other: bytes, dice: random.Random) -> bytes:
    """One to three changes: bits, lengths, cuts, doubled pieces, pieces of another certificate."""
    data = bytearray(seed)
    for _ in range(dice.randint(1, 3)):
        place, size = dice.randrange(len(data) + 1), dice.randrange(1, 40)
        kind = dice.randrange(6)
        if kind == 0 and data:
            data[place % len(data)] ^= 1 << dice.randrange(8)
        elif kind == 1 and data:
            data[place % len(data)] = dice.choice((0, 1, 0x7F, 0x80, 0x81, 0x84, 0xFF))
        elif kind == 2:
            del data[place : place + size]
        elif kind == 3:
            data[place:place] = data[place : place + size]
        elif kind == 4:
            data[place:place] = other[place : place + size]
        else:
            del data[place:]
    return bytes(data)


def main(count: int, seed: int) -> int:
    dice, seeds = random.Random(seed), corpus()
    crashes, slowest, read = 0, 0.0, 0
    begun = time.perf_counter()
    for number in range(count):
        der = mutated(dice.choice(seeds), dice.choice(seeds), dice)
        started = time.perf_counter()
        try:
            found = probe.read_certificate(der)
            probe.faults_of(found, "localhost", number % 2 == 0, 1_700_000_000)
            json.dumps(found)
            read += "unreadable" not in found
        except Exception as error:
            crashes += 1
            print(f"{type(error).__name__}: {error}: {der.hex()[:200]}")
        slowest = max(slowest, time.perf_counter() - started)
    seconds = time.perf_counter() - begun
    print(f"{count} inputs, {read} still certificates, {crashes} crashes,")
    print(f"slowest {slowest * 1000:.1f} ms (at most {SLOWEST_S * 1000:.0f}), {seconds:.0f} s")
    return 1 if crashes or slowest > SLOWEST_S else 0


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sys.exit(main(*(given + [100_000, 7][len(given) :])))
