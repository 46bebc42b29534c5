"""The loop: every fault is named, mended by the first command, seen to work, and undone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from .conftest import Lab
from .faults import BY_ID
from .loop import LoopResult
from .matrix import Pair
from .pairs import parameters

QUICK_PIPS = ("20.3.4", "25.3")
pytestmark = pytest.mark.lab


@pytest.mark.parametrize("pair", parameters(QUICK_PIPS))
def test_loop(pair: Pair, lab: Lab, loops: Mapping[Pair, LoopResult]) -> None:
    reason = lab.why_not(pair)
    if not lab.room.private:
        reason = "the checks compare with public hosts; that needs the namespaces"
    if reason:
        pytest.skip(reason)
    fault, result = BY_ID[pair[0]], loops[pair]
    assert not result.note, result.note
    assert result.cause_right, f"named {result.named!r}, right were {fault.causes}"
    assert not result.weakened, "the first command weakens verification"
    if fault.fixable:
        assert result.works_after, result.applied
        assert result.undone, result.applied
