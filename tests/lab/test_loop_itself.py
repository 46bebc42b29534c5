"""The loop must notice what it is there to notice: shown with scripted diagnoses."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any, Optional

import pytest

from .conftest import Lab
from .faults import BY_ID
from .loop import Diagnose, LoopResult, fill_open, run_loop
from .runner import Bench, Case

pytestmark = pytest.mark.lab
PRIVATE = "private-index-private-ca"


def scripted(
    lines: Iterable[str], undo: Iterable[str], risk: str = "safe", cause: str = PRIVATE
) -> Diagnose:
    """A diagnosis that always says the same; ``{pip}`` stands for the sick pip."""

    def ask(
        case: Case, bench: Bench, env: Mapping[str, str], text: Optional[str]
    ) -> tuple[int, dict[str, Any]]:
        pip = f"{shlex.quote(str(case.pip.python))} -m pip"
        commands = {"shell": "bash", "lines": [line.replace("{pip}", pip) for line in lines]}
        item = {
            "remedy": "scripted",
            "risk": risk,
            "commands": [{"shell": "fish", "lines": ["false"]}, commands],
            "undo": [line.replace("{pip}", pip) for line in undo],
        }
        return 1, {"verdict": {"cause": cause, "confident": True}, "plan": [item]}

    return ask


@pytest.fixture
def run(lab: Lab) -> Any:
    if not lab.pips:
        pytest.skip("; ".join(lab.missing.values()))
    pip = list(lab.pips.values())[-1]

    def run_it(fault: str, ask: Diagnose) -> LoopResult:
        return run_loop(BY_ID[fault], pip, lab.bench, ask=ask)

    return run_it


SET = "{pip} config set global.cert '<CA FILE>'"
UNSET = "{pip} config unset global.cert"


def test_a_right_remedy_works_and_is_undone(run: Any) -> None:
    result = run("private-ca", scripted([SET], [UNSET]))
    assert (result.cause_right, result.plan_right, result.weakened) == (True, True, False)
    assert (result.works_after, result.undone) == (True, True)


def test_a_variable_set_in_the_shell_reaches_pip(run: Any) -> None:
    ask = scripted(["export PIP_CERT='<CA FILE>'"], ["unset PIP_CERT"])
    assert run("private-ca", ask).undone


def test_a_one_time_command_counts_and_leaves_nothing(run: Any, lab: Lab) -> None:
    ask = scripted(["{pip} install --cert '<CA FILE>' '<PACKAGE>'"], [])
    assert run("private-ca", ask).works_after
    pip = list(lab.pips.values())[-1]
    assert not (pip.packages / "labpkg.py").exists()


def test_a_wrong_cause_is_noticed(run: Any) -> None:
    assert not run("private-ca", scripted([SET], [UNSET], cause="clock-wrong")).cause_right


def test_a_useless_remedy_is_noticed(run: Any) -> None:
    result = run("private-ca", scripted(["true"], []))
    assert (result.works_after, result.plan_right, result.undone) == (False, False, None)


def test_an_undo_that_undoes_nothing_is_noticed(run: Any) -> None:
    result = run("private-ca", scripted([SET], ["true"]))
    assert (result.works_after, result.undone) == (True, False)


@pytest.mark.parametrize("risk", ["safe", "weakens-security"])
def test_a_weakening_command_is_noticed_whatever_it_calls_itself(run: Any, risk: str) -> None:
    ask = scripted(["{pip} config set global.trusted-host localhost"], [], risk)
    result = run("private-ca", ask)
    assert (result.weakened, result.plan_right) == (True, False)


def test_a_false_finding_on_a_healthy_machine_is_noticed(run: Any) -> None:
    assert not run("healthy", scripted([SET], [UNSET])).cause_right


def test_filling_keeps_the_quoting() -> None:
    values = {"ca_file": "/a b/c.pem"}
    assert fill_open("x '<CA FILE>'", values) == "x '/a b/c.pem'"
    assert fill_open("x '<OTHER>'", values) == "x '<OTHER>'"
