"""Mutational fuzzing: real inputs, changed a little, and what a reader may do with them.

The same seed draws the same inputs, so that whatever is found can be found again.
"""

from __future__ import annotations

import contextlib
import copy
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Optional

HANG_S = 1.0
"""What one input may take, in seconds of processor time: other work must not count as a hang."""

ODD_BYTES = (b"\0", b"\x1b[31m", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\\u0000", b"\\ud800")
ODD_TEXTS = (
    "\0",
    "\ud800",
    "\u202e",
    "\u200b",
    "İ",
    "ſ",
    "１",
    "{",
    "[",
    '"',
    "=",
    "~",
    "://",
    "@",
)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**400, 1e308, float("nan"), float("inf"), -(2**63)),
    *("", "\0", "x" * 5000, "\ud800", "\u202e", "١", "(a+)+$", "{", "${x}", [], {}, [[]], {"": {}}),
)


class Hang(BaseException):
    """One input took too long. No reader's ``except Exception`` swallows it."""


@dataclass(frozen=True)
class Target:
    """A reader under test.

    Attributes:
        make: draws one input.
        run: reads it; may raise what ``allowed`` lists and nothing else.
        count: its share of the inputs of a full run.
    """

    name: str
    make: Callable[[random.Random], Any]
    run: Callable[[Any], object]
    allowed: tuple[type[Exception], ...] = ()
    count: int = 1000


@dataclass
class Tally:
    """What came of the inputs of one target so far."""

    inputs: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest_s: float = 0.0
    peak_mb: float = 0.0
    hangs: int = 0
    crashes: dict[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Tell whether nothing crashed or hung."""
        return not self.crashes and not self.hangs


def fuzz(target: Target, count: int, seed: str, tally: Optional[Tally] = None) -> Tally:
    """Feed ``count`` inputs to a target and add what came of them to ``tally``.

    Args:
        seed: decides every input; the target's name is mixed in.
    """
    dice = random.Random(f"{target.name} {seed}")
    tally = tally or Tally()
    begun = time.perf_counter()
    for _ in range(count):
        _feed(target, target.make(dice), tally)
    tally.seconds += time.perf_counter() - begun
    return tally


def _feed(target: Target, given: Any, tally: Tally) -> None:
    tally.inputs += 1
    started = time.thread_time()
    try:
        with limited(HANG_S):
            target.run(given)
    except target.allowed:
        tally.refused += 1
    except Hang:
        tally.hangs += 1
        tally.crashes.setdefault(f"hang: {given!r:.300}", traceback.format_exc())
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        key = f"{type(error).__name__} in {place.filename.rpartition('/')[2]}:{place.lineno}"
        tally.crashes.setdefault(key, f"{traceback.format_exc()}\nfor {given!r:.1000}")
    tally.slowest_s = max(tally.slowest_s, time.thread_time() - started)


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `Hang` after so many seconds of processor time, where the system has such a timer."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: Optional[FrameType]) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again, since what is raised within a callback may be lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds / 4)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def changed_bytes(seeds: Sequence[bytes], dice: random.Random) -> bytes:
    """One seed with one to four changes: bits, lengths, cuts, doubled and foreign pieces."""
    data, other = bytearray(dice.choice(seeds)), dice.choice(seeds)
    for _ in range(dice.randint(1, 4)):
        place, size = dice.randrange(len(data) + 1), dice.randrange(1, 60)
        kind = dice.randrange(8)
        if kind == 0 and data:
            data[place % len(data)] ^= 1 << dice.randrange(8)
        elif kind == 1 and data:
            data[place % len(data)] = dice.choice((0, 1, 0x7F, 0x80, 0x81, 0x84, 0xFF))
        elif kind == 2:
            del data[place : place + size]
        elif kind == 3:
            data[place:place] = data[place : place + size]
        elif kind == 4:
            start = dice.randrange(len(other) + 1)
            data[place:place] = other[start : start + 4 * size]
        elif kind == 5:
            data[place:place] = dice.choice(ODD_BYTES)
        elif kind == 6 and not dice.randrange(40):
            data[place:place] = bytes(data[place : place + size]) * dice.randrange(1, 2000)
        elif kind == 7 and not dice.randrange(4):
            del data[place:]
    return bytes(data)


def changed_text(text: str, dice: random.Random) -> str:
    """A text with a cut, a doubled piece, or an odd character."""
    place, size = dice.randrange(len(text) + 1), dice.randrange(1, 20)
    odd = dice.choice((*ODD_TEXTS, text[place : place + size] * dice.randrange(1, 30)))
    return text[:place] + odd + text[place + dice.choice((0, size)) :]


def changed_tree(seeds: Sequence[Any], dice: random.Random) -> Any:
    """One seed of tables, lists and values, with one to four of its places changed."""
    tree = copy.deepcopy(dice.choice(seeds))
    for _ in range(dice.randint(1, 4)):
        places = list(_places(tree))
        if not places:
            return tree
        holder, key = dice.choice(places)
        kind, old = dice.randrange(6), holder[key]
        if kind == 0:
            del holder[key]
        elif kind == 1 and isinstance(old, str):
            holder[key] = changed_text(old, dice)
        elif kind == 2:
            foreign = list(_places(dice.choice(seeds)))
            there, name = dice.choice(foreign) if foreign else (holder, key)
            holder[key] = copy.deepcopy(there[name])
        elif kind == 3 and isinstance(holder, dict):
            holder[changed_text(str(key), dice)] = old
        elif kind == 4:
            holder[key] = [old] * dice.randrange(4)
        else:
            holder[key] = copy.deepcopy(dice.choice(ODD_VALUES))
    return tree


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in a tree of dicts and lists."""
    pending = [tree]
    while pending:
        holder = pending.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], (dict, list)):
                pending.append(holder[key])
