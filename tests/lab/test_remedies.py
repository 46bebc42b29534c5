"""Every remedy that can run here mends its fault in each of its scopes, and is undone."""

from __future__ import annotations

import pytest

from .conftest import Lab
from .matrix import obstacle
from .pips import PIPS, Missing, pip_id
from .remedies import KNOWLEDGE, run_trial, scopes
from .trials import NOT_HERE, TRIALS, Trial

pytestmark = pytest.mark.lab
PYTHON_OF = {version: python for python, version in PIPS}


def parameters() -> list[object]:
    """Each trial in each scope with each pip; of a quick one, the first of all belongs to all."""
    made = []
    for trial in TRIALS:
        runs = [(scope, version) for scope in scopes(trial) for version in trial.pips]
        for number, (scope, version) in enumerate(runs):
            marks = [] if trial.quick and number == 0 else [pytest.mark.long]
            name = f"{trial.id}-{scope}-{version}"
            made.append(pytest.param(trial, scope, version, id=name, marks=marks))
    return made


@pytest.mark.parametrize(("trial", "scope", "version"), parameters())
def test_remedy(trial: Trial, scope: str, version: str, lab: Lab) -> None:
    name = pip_id(PYTHON_OF[version], version)
    reason = lab.missing.get(name, "") or obstacle(trial.fault, lab.room)
    if not lab.room.private:
        reason = "remedies change settings of the machine; that needs the namespaces"
    if reason:
        pytest.skip(reason)
    try:
        result = run_trial(trial, scope, lab.pips[name], lab.bench)
    except Missing as missing:
        pytest.skip(f"{missing}, so this was NOT tried")
    assert result.broken, "the fault was not there to begin with"
    assert result.works, (result.lines, result.note)
    assert result.undone, (result.undo, result.note)


def test_every_remedy_has_a_trial_or_a_reason_for_having_none() -> None:
    tried = {trial.remedy for trial in TRIALS}
    excused = {name for names in NOT_HERE.values() for name in names}
    assert not tried & excused
    assert tried | excused == set(KNOWLEDGE.remedies)


def test_only_what_was_tried_is_called_reproduced() -> None:
    tried = {trial.remedy for trial in TRIALS}
    called = {name for name, r in KNOWLEDGE.remedies.items() if r.tier.value == "reproduced"}
    assert called <= tried
