"""The remedy that Ansible carries out on many machines: only what is fit for all of them."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

FILTER = Path(__file__).parents[3] / "ansible" / "plugins" / "filter" / "remedy.py"
chosen = runpy.run_path(str(FILTER))["fleet_remedy"]
FIT: dict[str, Any] = {
    "remedy": "ca-config",
    "title": "Let pip remember the CA file",
    "scope": "user",
    "risk": "safe",
    "needs_admin": False,
    "open": [],
    "operations": [{"op": "env-unset"}, {"op": "pip-config-set"}],
    "commands": [{"shell": "bash", "lines": ["pip config set global.cert x"]}],
    "undo": ["pip config unset global.cert"],
}


def document(*plan: dict[str, Any], confident: bool = True) -> dict[str, Any]:
    return {"verdict": {"cause": "private-ca", "confident": confident}, "plan": list(plan)}


def test_the_first_that_is_fit_is_taken_with_its_way_back() -> None:
    found = chosen(document({**FIT, "risk": "care"}, FIT, {**FIT, "remedy": "later"}))
    assert (found["id"], found["cause"]) == ("ca-config", "private-ca")
    assert found["lines"] == ["pip config set global.cert x"]
    assert found["undo"] == FIT["undo"]


@pytest.mark.parametrize(
    "unfit",
    [
        {"risk": "weakens-security"},
        {"risk": "care"},
        {"needs_admin": True},
        {"open": ["ca_file"]},
        {"scope": "once"},
        {"operations": [{"op": "pip-config-set"}, {"op": "manual"}]},
        {"operations": [{"op": "env-set"}]},
        {"operations": [{"op": "env-set"}, {"op": "build-bundle"}]},
        {"operations": [{"op": "env-unset"}]},
        {"commands": [{"shell": "cmd", "lines": ["x"]}]},
    ],
    ids=str,
)
def test_what_is_not_fit_for_many_machines_is_left_alone(unfit: dict[str, Any]) -> None:
    assert chosen(document({**FIT, **unfit})) == {}


def test_nothing_is_done_for_a_cause_that_is_not_sure() -> None:
    assert chosen(document(FIT, confident=False)) == chosen({"verdict": None}) == {}
