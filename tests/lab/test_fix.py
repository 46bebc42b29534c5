"""`pipmedic fix` and `pipmedic undo` themselves, against a real fault and real pips."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest

from pipmedic.case.case import Case as Diagnosis
from pipmedic.case.events import Opened
from pipmedic.case.saved import save_new

from .conftest import Lab
from .faults import BY_ID
from .pips import PIPS, pip_id
from .remedies import KNOWLEDGE, MODEL, collected
from .runner import Case

pytestmark = pytest.mark.lab
FIX_S = 60.0
QUICK = "9.0.1"
"""The pip that has no `pip config`, so that pasting a command would not do."""


def versions() -> list[object]:
    return [
        pytest.param(python, version, marks=[] if version == QUICK else [pytest.mark.long])
        for python, version in PIPS
    ]


@pytest.mark.parametrize(("python", "version"), versions())
def test_done_for_the_person_and_taken_back(python: str, version: str, lab: Lab) -> None:
    name = pip_id(python, version)
    if name in lab.missing:
        pytest.skip(lab.missing[name])
    case = lab.bench.prepare(BY_ID["private-ca"], lab.pips[name])
    env = {**case.env, "PIPMEDIC_DATA": str(case.home / "data"), "PYTHONPATH": ":".join(sys.path)}
    former = case.config.read_bytes()
    assert not lab.bench.install(case).installed
    save(case, lab)
    done = run(lab, env, "fix", "--remedy", "ca-bundle", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert lab.bench.install(case).installed, done.stdout
    undone = run(lab, env, "undo")
    assert undone.returncode == 0, undone.stdout + undone.stderr
    assert case.config.read_bytes() == former
    assert not (case.home / "ca-bundle.pem").exists()
    assert not lab.bench.install(case).installed


def save(case: Case, lab: Lab) -> None:
    """Leave a case on disk as the wizard would have."""
    opened = Opened(1.0, python=str(case.pip.python), index_url=case.index_url, home=str(case.home))
    diagnosis = Diagnosis(KNOWLEDGE, MODEL, (opened,))
    diagnosis = diagnosis.examine(collected(case, lab.bench), "check", 2.0)
    for name, value in case.fault.values:
        diagnosis = diagnosis.give(name, lab.room.fill(value), 3.0)
    save_new(diagnosis, case.home / "data" / "cases")


def run(lab: Lab, env: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [*lab.room.prefix, sys.executable, "-m", "pipmedic", *words, "--lang", "en"]
    return subprocess.run(
        command, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=FIX_S, check=False,
    )  # fmt: skip
