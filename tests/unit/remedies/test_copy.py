"""The clipboard ladder: chosen by environment, honest in its outcome."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyperclip
import pytest

from pipmedic.remedies.copy import (
    Confirmed,
    NotCopied,
    Route,
    SentUnconfirmed,
    WrittenToFile,
    copy,
    ladder,
    osc52,
)

ALL = {"wl-copy", "xclip", "tmux", "clip.exe"}


@pytest.mark.parametrize(
    ("environment", "platform", "programs", "routes"),
    [
        ({"DISPLAY": ":0", "TERM": "xterm"}, "linux", ALL, [Route.HELPER, Route.OSC52]),
        ({"WAYLAND_DISPLAY": "w"}, "linux", {"wl-copy"}, [Route.HELPER, Route.OSC52]),
        ({"DISPLAY": ":0"}, "linux", set(), [Route.OSC52]),
        ({"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}, "linux", ALL, [Route.OSC52]),
        ({"SSH_CONNECTION": "1"}, "darwin", ALL, [Route.OSC52]),
        ({"SSH_CLIENT": "1", "TMUX": "x"}, "linux", ALL, [Route.TMUX]),
        ({"TMUX": "x", "DISPLAY": ":0"}, "linux", ALL, [Route.HELPER, Route.TMUX]),
        ({"TMUX": "x"}, "linux", set(), [Route.OSC52]),
        ({"TERM": "dumb"}, "linux", ALL, []),
        ({"TERM": "linux"}, "linux", ALL, []),
        ({"WSL_DISTRO_NAME": "U"}, "linux", {"clip.exe"}, [Route.HELPER, Route.OSC52]),
        ({}, "win32", set(), [Route.HELPER, Route.OSC52]),
        ({}, "darwin", set(), [Route.HELPER, Route.OSC52]),
    ],
)
def test_ladder(
    environment: dict[str, str], platform: str, programs: set[str], routes: list[Route]
) -> None:
    assert list(ladder(environment, platform, programs.__contains__)) == [*routes, Route.FILE]


TEXT = "pip config set global.cert '/tmp/证书.pem'\nsecond"


def test_osc52_is_never_called_copied(tmp_path: Path) -> None:
    sent: list[str] = []
    outcome = copy(TEXT, sent.append, tmp_path / "c.txt", (Route.OSC52, Route.FILE))
    assert outcome == SentUnconfirmed(Route.OSC52)
    assert base64.b64decode(sent[0][7:-1]).decode() == TEXT
    assert sent[0].startswith("\x1b]52;c;")
    assert not (tmp_path / "c.txt").exists()


def test_too_long_for_a_terminal_goes_to_the_file(tmp_path: Path) -> None:
    sent: list[str] = []
    text = "x" * 100_000
    with pytest.raises(OSError, match="longer"):
        osc52(text)
    outcome = copy(text, sent.append, tmp_path / "c.txt", (Route.OSC52, Route.FILE))
    assert outcome == WrittenToFile(tmp_path / "c.txt")
    assert sent == []
    assert (tmp_path / "c.txt").read_text() == text
    assert (tmp_path / "c.txt").stat().st_mode & 0o077 == 0


def test_when_nothing_works_it_says_why(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    outcome = copy(TEXT, print, tmp_path / "folder", (Route.FILE,))
    assert isinstance(outcome, NotCopied)
    assert outcome.tried[0][0] is Route.FILE


def test_a_helper_counts_only_when_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", board.append)
    monkeypatch.setattr(pyperclip, "paste", lambda: board[-1].replace("\n", "\r\n"))
    routes = (Route.HELPER, Route.FILE)
    assert copy(TEXT, print, tmp_path / "c", routes) == Confirmed(Route.HELPER)
    monkeypatch.setattr(pyperclip, "paste", lambda: "something else")
    assert copy(TEXT, print, tmp_path / "c", routes) == WrittenToFile(tmp_path / "c")


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed here, so its buffer was NOT tried")
    socket = str(tmp_path / "s")
    command = ["tmux", "-S", socket]
    monkeypatch.delenv("TMUX", raising=False)
    subprocess.run([*command, "-f", os.devnull, "new-session", "-d", "cat"], check=True, timeout=30)
    monkeypatch.setenv("TMUX", f"{socket},0,0")
    yield command
    subprocess.run([*command, "kill-server"], check=False, timeout=30)


def test_tmux_buffer_is_filled_and_read_back(tmux: list[str], tmp_path: Path) -> None:
    assert copy(TEXT, print, tmp_path / "c", (Route.TMUX,)) == Confirmed(Route.TMUX)
    shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, check=True, timeout=30)
    assert shown.stdout.decode() == TEXT


def test_a_dead_tmux_falls_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", f"{tmp_path / 'none'},0,0")
    outcome = copy(TEXT, print, tmp_path / "c", (Route.TMUX, Route.FILE))
    assert outcome == WrittenToFile(tmp_path / "c")
