"""`pipmedic probe --save`: the collector as one file."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipmedic.cli.exits import Exit
from pipmedic.cli.main import main


def test_the_saved_collector_runs_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "collect.py"
    assert main(["probe", "--save", str(saved)]) is Exit.OK
    assert hashlib.sha256(saved.read_bytes()).hexdigest() in capsys.readouterr().out
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(saved), "--offline"],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads(run.stdout)["schema"] == 1


def test_it_says_in_both_languages_how_to_run_it_and_still_declares_its_encoding(
    tmp_path: Path,
) -> None:
    saved = tmp_path / "collect.py"
    main(["probe", "--save", str(saved)])
    first, header = saved.read_text("utf-8").split("\n", 1)
    assert first == "# -*- coding: utf-8 -*-"
    assert "Run it with" in header[:800]
    assert "运行" in header[:800]


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "collect.py"
    mine.write_text("mine")
    assert main(["probe", "--save", str(mine)]) is Exit.USAGE
    assert mine.read_text() == "mine"
