"""A kill at any moment loses no answered step (`benchmarks/kill.py` does 200 of them)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "kill.py"
KILLS = 12


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
@pytest.mark.skipif(not BENCHMARK.is_file(), reason="the benchmarks are not here")
def test_kills_lose_no_answer_and_break_no_file() -> None:
    command = [sys.executable, str(BENCHMARK), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{KILLS} kills" in done.stdout
    assert " 0 answers" not in done.stdout
