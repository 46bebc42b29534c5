"""Every fault really is one: real pips fail by it, and say what it makes them say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from .conftest import Lab
from .faults import BY_ID, FAULTS
from .matrix import Pair
from .pairs import parameters
from .pips import PIPS
from .room import Room
from .runner import PipResult, open_bench

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("pair", parameters(version for _, version in PIPS))
def test_wording(pair: Pair, lab: Lab, wordings: Mapping[Pair, PipResult]) -> None:
    reason = lab.why_not(pair)
    if reason:
        pytest.skip(reason)
    fault, pip, result = BY_ID[pair[0]], lab.pips[pair[1]], wordings[pair]
    assert result.installed == fault.installs, result.output
    if not fault.installs and result.code is not None:
        assert result.code != 0
        assert fault.told_in(result.output, pip.modern), result.output


def test_the_lab_is_wide_enough() -> None:
    broken = [fault for fault in FAULTS if not fault.installs]
    assert len(broken) >= 60
    assert len(PIPS) >= 7


def test_every_cause_is_known(knowledge_ids: frozenset[str]) -> None:
    named = {cause for fault in FAULTS for cause in fault.causes}
    assert named <= knowledge_ids


@pytest.fixture
def knowledge_ids() -> frozenset[str]:
    kb = Path(__file__).parents[2] / "kb"
    return frozenset(path.stem for path in kb.glob("*.json"))


@pytest.mark.parametrize("fault", ["healthy", "expired"])
def test_works_without_namespaces(
    fault: str, lab: Lab, open_lab_without_namespaces: Room, tmp_path: Path
) -> None:
    if not lab.pips:
        pytest.skip("; ".join(lab.missing.values()))
    room, pip = open_lab_without_namespaces, list(lab.pips.values())[-1]
    assert room.prefix == ()
    with open_bench(room, tmp_path / "homes") as bench:
        result = bench.install(bench.prepare(BY_ID[fault], pip))
    assert result.installed == BY_ID[fault].installs, result.output
