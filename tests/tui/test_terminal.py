"""The wizard in a real terminal: start, paste, language, copy, resize, kill, resume."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipmedic.i18n import translator

from .driving import TEXTS

TMUX = shutil.which("tmux")
PATIENCE = 60.0
pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
ENGLISH, CHINESE = translator("en"), translator("zh")


class Terminal:
    """One tmux server with one pane."""

    def __init__(self, folder: Path) -> None:
        self._name = f"pipmedic-{uuid.uuid4().hex[:12]}"
        self._folder = folder

    def tmux(self, *arguments: str) -> str:
        command = [str(TMUX), "-L", self._name, "-f", "/dev/null", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout

    def start(self, *arguments: str) -> None:
        """Run pipmedic in a fresh pane of 80x24."""
        environment = {
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PIPMEDIC_DATA": str(self._folder),
            "PIPMEDIC_CONFIG": str(self._folder / "none.toml"),
            "LC_ALL": "C.UTF-8",
        }
        settings = [f"{name}={value}" for name, value in environment.items()]
        command = ["env", *settings, sys.executable, "-m", "pipmedic", *arguments]
        self.tmux("-u", "new-session", "-d", "-x", "80", "-y", "24", *command)
        self.tmux("set-option", "-g", "remain-on-exit", "on")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.tmux("send-keys", key)

    def paste(self, text: str) -> None:
        self.tmux("set-buffer", "-b", "given", text)
        self.tmux("paste-buffer", "-p", "-b", "given")

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def wait(self, what: str | Callable[[str], bool]) -> str:
        """Return the screen once it shows something, or fail with what it shows."""
        end = time.monotonic() + PATIENCE
        text = ""
        while time.monotonic() < end:
            text = self.screen()
            if what(text) if callable(what) else what in text:
                return text
            time.sleep(0.1)
        pytest.fail(f"{what!r} did not show up within {PATIENCE} s:\n{text}")

    def kill_program(self) -> None:
        pid = int(self.tmux("list-panes", "-F", "#{pane_pid}").strip())
        os.kill(pid, signal.SIGKILL)

    def ended(self) -> bool:
        """Tell whether the program in the pane has come to its end."""
        return self.tmux("list-panes", "-F", "#{pane_dead}").strip() == "1"

    def end(self) -> None:
        self.tmux("kill-server")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.end()


def go_on(terminal: Terminal, text: str) -> str:
    """Paste a text and go on to the first question."""
    terminal.wait(ENGLISH("start.pick"))
    terminal.paste(text)
    terminal.wait("CERTIFICATE_VERIFY_FAILED")
    terminal.keys("Enter")
    return terminal.wait(ENGLISH("side.suspects"))


def test_paste_language_resize_kill_and_resume(terminal: Terminal) -> None:
    terminal.start("--no-checks", "--lang", "en")
    go_on(terminal, TEXTS["issuer"])
    terminal.wait(ENGLISH("answer.unknown"))

    terminal.keys("F2")
    terminal.wait(CHINESE("answer.unknown"))
    terminal.keys("F2")
    terminal.wait(ENGLISH("answer.unknown"))

    terminal.tmux("resize-window", "-x", "60", "-y", "20")
    terminal.wait(lambda text: ENGLISH("side.suspects") not in text)
    terminal.tmux("resize-window", "-x", "120", "-y", "40")
    terminal.wait(ENGLISH("side.suspects"))

    terminal.keys("1")
    trail = ENGLISH("side.trail")
    terminal.wait(trail)
    terminal.kill_program()
    terminal.end()

    terminal.start("resume", "--lang", "en")
    terminal.wait(trail)
    terminal.keys("C-q")
    terminal.wait(lambda _: terminal.ended())


def test_copying_says_what_was_really_done(terminal: Terminal) -> None:
    terminal.start("--no-checks", "--lang", "en")
    go_on(terminal, TEXTS["issuer"])
    for _ in range(8):
        text = terminal.wait(lambda text: "0  " in text or ENGLISH("plan.button_failed") in text)
        if ENGLISH("plan.button_failed") in text:
            break
        shown = text
        terminal.keys("0")
        terminal.wait(lambda text, before=shown: text != before)  # type: ignore[misc]
    terminal.keys("F8")
    done = terminal.wait(
        lambda text: any(word in text for word in ("Copied", "Sent to", "Written", "written"))
    )
    if "Copied" in done:
        assert terminal.tmux("show-buffer").strip()


def test_a_terminal_that_can_do_nothing_gets_linear_mode(terminal: Terminal) -> None:
    os.environ.pop("ACCESSIBLE", None)
    terminal.start("--no-checks", "--lang", "en", "--plain")
    terminal.wait(ENGLISH("linear.welcome"))


def test_ascii_mode_draws_with_ascii(terminal: Terminal) -> None:
    terminal.start("--no-checks", "--lang", "en", "--ascii")
    text = terminal.wait(ENGLISH("start.pick"))
    assert text.isascii(), {char for char in text if not char.isascii()}
