"""Checking again checks the remedy: what it set for one window or one command is given again."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.verifying import verify_case
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import load
from pipmedic.remedies.as_done import as_done
from pipmedic.remedies.operations import EditProxy, EnvSet, EnvUnset, Operation, Pip
from pipmedic.remedies.target import Target

BEFORE = {"HTTPS_PROXY": "https://p", "PIP_CERT": "/gone", "KEEP": "1"}


@pytest.mark.parametrize(
    ("operations", "environment", "options"),
    [
        ([EnvSet("PIP_CERT", "/new")], {**BEFORE, "PIP_CERT": "/new"}, ()),
        ([EnvUnset(("PIP_CERT",))], {"HTTPS_PROXY": "https://p", "KEEP": "1"}, ()),
        ([EditProxy("unset")], {"PIP_CERT": "/gone", "KEEP": "1"}, ()),
        ([Pip(("install", "--cert", "{ca_file}", "{package}"))], BEFORE, ("--cert", "/ca.pem")),
        ([Pip(("--isolated", "install", "x"))], BEFORE, ("--isolated",)),
        ([Pip(("config", "list"))], BEFORE, ()),
    ],
)
def test_environment_and_options(
    operations: list[Operation], environment: dict[str, str], options: tuple[str, ...]
) -> None:
    done = as_done(operations, Target(ca_file="/ca.pem", package="x"), {}, BEFORE)
    assert (done.environment, done.options) == (environment, options)


@pytest.mark.skipif(sys.platform == "win32", reason="an executable script stands in for Python")
def test_pip_is_run_as_the_remedy_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "python"
    script.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        f"ran = open({str(tmp_path / 'ran')!r}, 'w')\n"
        "json.dump([sys.argv[1:], os.environ.get('PIP_CERT')], ran)"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PIP_CERT", "/gone")
    knowledge = complete(load())
    opened = Opened(1.0, python=str(script), home=str(tmp_path))
    case = Case(knowledge, compile_model(knowledge), (opened,))
    case = case.give("ca_file", "/ca.pem", 2.0).give("package", "six", 2.0)
    verify_case(case, case.write("ca-once", 0.5))
    words, _ = json.loads((tmp_path / "ran").read_text())
    assert words[words.index("--cert") + 1] == "/ca.pem"
    verify_case(case, case.write("clear-ca-variables", 0.5))
    assert json.loads((tmp_path / "ran").read_text())[1] is None
