"""Undo puts back what was there, and takes away only what was added."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import Optional

import pytest

from pipmedic.remedies.former import Former, as_found, undo_of
from pipmedic.remedies.operations import (
    EditProxy,
    EnvSet,
    EnvUnset,
    Manual,
    Operation,
    PipConfigSet,
    PipConfigUnset,
)
from pipmedic.remedies.render import render
from pipmedic.remedies.target import Target

LINUX = Target()
SET = PipConfigSet("global.cert", "/new")
UNSET = PipConfigUnset("global.cert", missing_ok=True)
OLD = {("user", "global.cert"): "/old"}


@pytest.mark.parametrize(
    ("steps", "authored", "config", "undo"),
    [
        ([SET], [PipConfigUnset("global.cert")], None, [PipConfigUnset("global.cert")]),
        ([SET], [PipConfigUnset("global.cert")], {}, [PipConfigUnset("global.cert")]),
        ([SET], [PipConfigUnset("global.cert")], OLD, [PipConfigSet("global.cert", "/old")]),
        ([UNSET], [PipConfigSet("global.cert", "{ca_file}")], OLD,
         [PipConfigSet("global.cert", "/old")]),
        ([UNSET], [PipConfigSet("global.cert", "{ca_file}")], {}, []),
    ],
)  # fmt: skip
def test_options(
    steps: list[Operation],
    authored: list[Operation],
    config: Optional[Mapping[tuple[str, str], str]],
    undo: list[Operation],
) -> None:
    former = Former(config)
    assert list(undo_of(as_found(steps, former, LINUX), authored, former, LINUX)) == undo


def test_an_option_is_forgotten_wherever_it_is_set() -> None:
    former = Former({("venv", "install.cert"): "/a", ("user", "global.proxy"): "p"})
    assert as_found([UNSET], former, LINUX) == (PipConfigUnset("install.cert", "venv"),)
    assert as_found([UNSET], Former(), LINUX) == (UNSET,)
    assert as_found([UNSET], Former({}), LINUX) == ()


def test_the_legacy_file_is_edited_by_hand() -> None:
    former = Former({("legacy", "global.cert"): "/old"})
    (step,) = as_found([UNSET], former, LINUX)
    assert isinstance(step, Manual)
    assert "~/.pip/pip.conf" in step.text.text("zh")
    assert as_found([SET], former, LINUX) == (SET,), "the present file is stronger"


def test_what_would_override_a_new_setting_is_taken_away_and_comes_back() -> None:
    everywhere = PipConfigSet("global.cert", "/new", "system")
    former = Former(
        {("user", "global.cert"): "/old", ("system", "global.cert"): "/all",
         ("system", "download.cert"): "/one"},
        {"PIP_CERT": "/env", "REQUESTS_CA_BUNDLE": None},
    )  # fmt: skip
    steps = as_found([everywhere], former, LINUX)
    assert steps == (
        PipConfigUnset("global.cert", "user"),
        PipConfigUnset("download.cert", "system"),
        EnvUnset(("PIP_CERT",)),
        everywhere,
    )
    assert undo_of(steps, [], former, LINUX) == (
        PipConfigSet("global.cert", "/all", "system"),
        EnvSet("PIP_CERT", "/env"),
        PipConfigSet("download.cert", "/one", "system"),
        PipConfigSet("global.cert", "/old", "user"),
    )
    weaker = as_found([PipConfigSet("global.cert", "/new", "venv")], Former(OLD), LINUX)
    assert weaker == (PipConfigSet("global.cert", "/new", "venv"),)


def test_variables_come_back_with_their_values_and_a_secret_only_in_words() -> None:
    former = Former(
        variables={"HTTPS_PROXY": "http://***@p:1", "HTTP_PROXY": "http://q:2",
                   "https_proxy": None, "http_proxy": None},
    )  # fmt: skip
    steps = [EditProxy("set", "http://new:3")]
    lines = render(undo_of(steps, [EditProxy("unset")], former, LINUX), LINUX, "bash")
    assert "export HTTP_PROXY=http://q:2" in lines
    assert "unset https_proxy" in lines
    assert not [line for line in lines if "***" in line and not line.startswith("# ")]
    assert any("HTTPS_PROXY" in line and line.startswith("# ") for line in lines)
    windows = undo_of([EnvUnset(("A",), "user")], [], Former(variables={"A": "1"}), Target("win"))
    assert windows == (EnvSet("A", "1", "user"),)
    elsewhere = undo_of([EnvUnset(("A",), "user")], [], Former(variables={"A": "1"}), LINUX)
    assert elsewhere == ()


def test_what_was_not_seen_is_undone_as_the_remedy_says() -> None:
    authored = [EnvUnset(("OPENSSL_CONF",)), Manual.__new__(Manual)]
    former = Former({}, {"PIP_CERT": None})
    kept = undo_of([EnvSet("OPENSSL_CONF", "/x")], authored, former, LINUX)
    assert list(kept) == authored


@pytest.mark.parametrize("shell", ["bash", "zsh", "dash", "fish"])
def test_forgetting_what_is_not_set_does_not_fail(shell: str, tmp_path: Path) -> None:
    path = which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed here, so it was NOT tried")
    target = Target(python=(sys.executable,))
    lines = render([UNSET], target, "sh" if shell == "dash" else shell)
    options = ["--no-config"] if shell == "fish" else []
    ended = subprocess.run(
        [path, *options, "-c", "\n".join(lines)], capture_output=True, timeout=60, check=False,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert b"No such key" in ended.stderr
    assert ended.returncode == 0


def test_only_variables_that_are_set_are_removed() -> None:
    former = Former({}, {"PIP_CERT": "/a.pem", "CURL_CA_BUNDLE": None})
    step = EnvUnset(("PIP_CERT", "CURL_CA_BUNDLE", "NEVER_LOOKED_FOR"))
    assert as_found([step], former, LINUX) == (EnvUnset(("PIP_CERT", "NEVER_LOOKED_FOR")),)
    assert as_found([EnvUnset(("CURL_CA_BUNDLE",))], former, LINUX) == ()
