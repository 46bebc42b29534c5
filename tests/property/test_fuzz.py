"""Every reader of foreign input stands some hundred changed inputs; `make fuzz` feeds a million."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable

import pytest
from fuzz_targets import targets
from fuzzing import Hang, Target, fuzz, limited

FEW = {"case reopened": 60, "pack": 250, "paste": 250, "DER": 300}
ENOUGH = 500


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_a_reader_refuses_with_its_own_error_or_reads(target: Target) -> None:
    tally = fuzz(target, FEW.get(target.name, ENOUGH), "test")
    assert not tally.crashes, "\n\n".join(tally.crashes.values())
    assert tally.inputs > tally.refused, "no input got past the door, so nothing inside was tried"


def test_the_same_seed_draws_the_same_inputs() -> None:
    drawn: list[object] = []
    target = Target("any", lambda dice: dice.random(), drawn.append)
    fuzz(target, 5, "one")
    fuzz(target, 5, "one")
    assert drawn[:5] == drawn[5:]


def test_a_crash_is_counted_once_a_place_with_its_input() -> None:
    tally = fuzz(Target("any", lambda dice: "7x", int), 3, "one")
    (place, trace), *more = tally.crashes.items()
    assert not more
    assert place.startswith("ValueError in fuzzing.py")
    assert "'7x'" in trace
    assert not tally.sound


def test_a_refusal_is_no_crash() -> None:
    tally = fuzz(Target("any", lambda dice: "7x", int, (ValueError,)), 3, "one")
    assert tally.sound
    assert tally.refused == 3


@pytest.mark.parametrize("slow", [lambda: re.match(r"(a+)+$", "a" * 64 + "b"), lambda: spin()])
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer of processor time here")
def test_a_hang_is_stopped_even_within_a_pattern(slow: Callable[[], object]) -> None:
    with pytest.raises(Hang), limited(0.05):
        slow()


def spin() -> None:
    begun = time.monotonic()
    while time.monotonic() < begun + 60:
        try:
            int("x")
        except Exception:
            continue
