"""`pipmedic run -- COMMAND`: output, exit code and words pass through; help follows a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipmedic.cli.run_command import tee

FAILED = (
    "WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: "
    "CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:997)'))'"
)


def run(code: str, tmp_path: Path, *before: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pipmedic", "run", *before, "--", sys.executable, "-c", code]
    env = {**os.environ, "PIPMEDIC_DATA": str(tmp_path), "PIPMEDIC_CONFIG": str(tmp_path / "none")}
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=env)


def test_both_streams_and_the_exit_code_pass_through(tmp_path: Path) -> None:
    code = "import sys; print('out'); sys.stderr.write('err\\n'); sys.exit(7)"
    done = run(code, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (7, b"out\n", b"err\n")


def test_success_says_nothing_more(tmp_path: Path) -> None:
    done = run(f"print({FAILED!r})", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_failed_connection_is_explained_beside_the_output(tmp_path: Path) -> None:
    done = run(f"import sys; sys.exit({FAILED!r})", tmp_path, "--lang", "zh", "--no-checks")
    assert done.returncode == 1
    assert done.stdout == b""
    assert FAILED in done.stderr.decode()
    assert "过期" in done.stderr.decode()


def test_a_missing_program_is_named() -> None:
    command = [sys.executable, "-m", "pipmedic", "run", "--", "no-such-program"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 127
    assert "no-such-program" in done.stderr


def test_no_command_is_wrong_usage() -> None:
    done = subprocess.run([sys.executable, "-m", "pipmedic", "run"], capture_output=True)
    assert done.returncode == 2


def test_bytes_arrive_unchanged_and_in_the_copy(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    raw = bytes(range(256))
    code, kept = tee([sys.executable, "-c", f"import os; os.write(1, {raw!r})"])
    assert (code, kept) == (0, raw)
    assert capfdbinary.readouterr().out == raw


def test_a_signal_is_told_as_shells_tell_it() -> None:
    code, _ = tee([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"])
    assert code == 137
