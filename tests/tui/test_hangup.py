"""A wizard whose terminal is gone does not stay behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from pipmedic.i18n import translator

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

import pty
import select

from pipmedic.tui.hangup import EXIT_CODE, hung_up

PATIENCE_S = 30.0


def test_only_a_closed_terminal_has_hung_up() -> None:
    ours, theirs = pty.openpty()
    assert not hung_up(theirs)
    os.close(ours)
    assert hung_up(theirs)
    os.close(theirs)


def test_the_wizard_ends_where_no_signal_tells_it(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.environ.update(TERM="xterm-256color", PIPMEDIC_DATA=str(tmp_path))
        words = [sys.executable, "-m", "pipmedic", "--no-checks", "--lang", "en"]
        os.execv(sys.executable, words)
    try:
        _read_until(terminal, translator("en")("start.title").encode())
        os.close(terminal)
        code = _ended(pid)
    finally:
        if _running(pid):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    assert code == EXIT_CODE


def _read_until(terminal: int, mark: bytes) -> None:
    seen, end = b"", time.monotonic() + PATIENCE_S
    while mark not in seen:
        assert select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0], seen[-300:]
        seen += os.read(terminal, 65536)


def _ended(pid: int) -> int | None:
    """The exit code of a child; None when it is still there after a while."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        select.select([], [], [], 0.05)
    return None


def _running(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False
