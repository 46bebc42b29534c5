"""A real terminal for tests: tmux, with one pane."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from pipmedic.i18n import translator

TMUX = shutil.which("tmux")
PATIENCE = 60.0
CLICKS = 6
ENGLISH, CHINESE = translator("en"), translator("zh")


class Terminal:
    """One tmux server with one pane."""

    def __init__(self, folder: Path) -> None:
        self._name = f"pipmedic-{uuid.uuid4().hex[:12]}"
        self._folder = folder
        self.seen = ""

    def tmux(self, *arguments: str) -> str:
        command = [str(TMUX), "-L", self._name, "-f", "/dev/null", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout

    def start(self, *arguments: str, size: str = "80x24", **environment: str) -> None:
        """Run pipmedic in a fresh pane, with further variables."""
        self.run(*self.command(*arguments, **environment), size=size)

    def command(self, *arguments: str, **environment: str) -> tuple[str, ...]:
        """Return the words that run pipmedic with its own data and the given variables."""
        whole = {
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PIPMEDIC_DATA": str(self._folder),
            "PIPMEDIC_CONFIG": str(self._folder / "none.toml"),
            "LC_ALL": "C.UTF-8",
            **environment,
        }
        settings = [f"{name}={value}" for name, value in whole.items()]
        return (
            "env",
            "-u",
            "COLUMNS",
            "-u",
            "LINES",
            *settings,
            sys.executable,
            "-m",
            "pipmedic",
            *arguments,
        )

    def run(self, *command: str, size: str = "80x24") -> None:
        """Run any program in a fresh pane."""
        width, height = size.split("x")
        self.tmux("-u", "new-session", "-d", "-x", width, "-y", height, *command)
        self.tmux("set-option", "-g", "remain-on-exit", "on")

    def resize(self, width: int, height: int) -> None:
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def click(self, what: str, shows: str) -> None:
        """Click on a text with the mouse, as a terminal reports it (SGR), until it has its effect.

        A click on a part that is being drawn anew goes nowhere, as a person's would.
        """
        for _ in range(CLICKS):
            number, line = next(
                (number, line)
                for number, line in enumerate(self.wait(what).splitlines(), start=1)
                if what in line
            )
            column = cell_len(line[: line.index(what)]) + 2
            self.tmux("send-keys", "-l", f"\x1b[<0;{column};{number}M\x1b[<0;{column};{number}m")
            if self.shows(shows, PATIENCE / CLICKS):
                return
        pytest.fail(f"a click on {what!r} did not show {shows!r}:\n{self.screen()}")

    def colours(self) -> str:
        """Return the screen with the escape sequences of its colours."""
        return self.tmux("capture-pane", "-p", "-e")

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
        if self.shows(what, PATIENCE):
            return self.seen
        pytest.fail(f"{what!r} did not show up within {PATIENCE} s:\n{self.seen}")

    def shows(self, what: str | Callable[[str], bool], seconds: float) -> bool:
        """Tell whether the screen shows something within the time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.seen = self.screen()
            if what(self.seen) if callable(what) else what in self.seen:
                return True
            time.sleep(0.1)
        return False

    def kill_program(self) -> None:
        pid = int(self.tmux("list-panes", "-F", "#{pane_pid}").strip())
        os.kill(pid, signal.SIGKILL)

    def ended(self) -> bool:
        """Tell whether the program in the pane has come to its end."""
        return self.tmux("list-panes", "-F", "#{pane_dead}").strip() == "1"

    def end(self) -> None:
        self.tmux("kill-server")


def go_on(terminal: Terminal, text: str) -> str:
    """Paste a text and go on to the first step after it."""
    terminal.wait(ENGLISH("start.pick"))
    terminal.paste(text)
    terminal.wait("CERTIFICATE_VERIFY_FAILED")
    terminal.keys("Enter")
    return terminal.wait(ENGLISH("side.suspects"))
