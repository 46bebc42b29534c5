"""Where the system owns the Python, pip installs into a virtual environment and nowhere else."""

from __future__ import annotations

import pytest

from pipmedic.knowledge import load
from pipmedic.remedies.operations import EnvSet, Pip
from pipmedic.remedies.parsing import parse_operation
from pipmedic.remedies.render import render
from pipmedic.remedies.target import SHELLS, Target

MANAGED = Target(externally_managed=True, python_version="3.12.3", pip_version="24.0", home="/h")
REMEDIES = load().remedies
INSTALL = Pip(("install", "--cert", "/ca.pem", "six"))


def test_an_environment_is_made_first_and_once() -> None:
    lines = render([INSTALL, INSTALL], MANAGED, "bash")
    assert lines == (
        "python3 -m venv .venv",
        ".venv/bin/python -m pip install --cert /ca.pem six",
        ".venv/bin/python -m pip install --cert /ca.pem six",
    )


def test_variables_of_the_command_stay_with_the_install() -> None:
    proxy = EnvSet("NO_PROXY", "*", "command")
    assert render([proxy, INSTALL], MANAGED, "bash")[-1].startswith("NO_PROXY='*' .venv/bin/")
    assert render([proxy], MANAGED, "bash")[-1].startswith("NO_PROXY='*' .venv/bin/")


def test_other_pythons_and_other_commands_are_left_alone() -> None:
    assert len(render([INSTALL], Target(), "bash")) == 1
    assert len(render([INSTALL], Target(externally_managed=True, venv=True), "bash")) == 1
    assert render([Pip(("config", "list"))], MANAGED, "bash") == ("python3 -m pip config list",)


@pytest.mark.parametrize("name", sorted(REMEDIES))
def test_no_remedy_lets_pip_install_into_the_systems_python(name: str) -> None:
    remedy = REMEDIES[name]
    for tables in (remedy.operations, remedy.undo):
        steps = [parse_operation(table) for table in tables]
        for shell in SHELLS:
            for line in render(steps, MANAGED, shell):
                words = line.split()
                assert "python3" not in words or "install" not in words or "-c" in words, line
