"""pipmedic.pyz as an unprivileged user, without network, in a home that cannot be written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from single_file import LIMIT_S, SingleFile, confined, environment, interpreters

TEXT = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate\n"
SCREEN_S = 30.0


@pytest.fixture
def sealed(single: SingleFile) -> SingleFile:
    """The single file with a home that cannot be written."""
    single.home.chmod(0o555)
    return single


def words(sealed: SingleFile, python: str) -> list[str]:
    return [*confined(), python, str(sealed.path), "--offline"]


def error_text(sealed: SingleFile) -> str:
    path = sealed.home.parent / "error.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


@dataclass(frozen=True)
class Terminal:
    """A real terminal of 80x24 in a tmux of its own."""

    socket: str

    def tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-L", self.socket, *arguments],
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=True,
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def click(self, button: str, page: str) -> None:
        """Click on `button` until `page` is gone; a click before the page is ready does nothing."""
        for _ in range(10):
            lines = self.tmux("capture-pane", "-p").splitlines()
            row = next((n for n, line in enumerate(lines, start=1) if button in line), 0)
            if row:
                place = f"<0;{lines[row - 1].index(button) + 2};{row}"
                self.tmux("send-keys", "-l", f"\x1b[{place}M\x1b[{place}m")
            deadline = time.monotonic() + SCREEN_S / 10
            while time.monotonic() < deadline:
                if page not in self.tmux("capture-pane", "-p"):
                    return
        raise AssertionError(f"{page!r} stayed")

    def paste(self, text: str) -> None:
        """Paste as a terminal does, between brackets."""
        self.tmux("set-buffer", text)
        self.tmux("paste-buffer", "-p", "-d")

    def paste_until_shown(self, text: str, pattern: str) -> None:
        """Paste again where a slow start swallowed it."""
        for _ in range(4):
            self.paste(text)
            try:
                self.wait_for(pattern, patience=SCREEN_S / 3)
            except AssertionError:
                continue
            return
        self.wait_for(pattern)

    def quit(self) -> None:
        """Leave the program and wait for its end."""
        self.tmux("set-option", "-g", "remain-on-exit", "on")
        self.press("C-q")
        deadline = time.monotonic() + SCREEN_S
        while self.tmux("display-message", "-p", "#{pane_dead}").strip() != "1":
            assert time.monotonic() < deadline, "the program did not end"

    def wait_for(self, pattern: str, other_than: str = "", patience: float = SCREEN_S) -> str:
        """Return the screen once it shows `pattern` and is not `other_than` any more."""
        deadline = time.monotonic() + patience
        screen = ""
        while time.monotonic() < deadline:
            screen = self.tmux("capture-pane", "-p")
            if screen != other_than and re.search(pattern, screen):
                return screen
        raise AssertionError(f"{pattern!r} never came:\n{screen}")


@contextmanager
def terminal(command: list[str], home: Path) -> Iterator[Terminal]:
    """Start `command` in a terminal and end it afterwards."""
    if not shutil.which("tmux"):
        pytest.skip("no tmux here")
    found = Terminal(f"pipmedic-{uuid.uuid4().hex[:8]}")
    sized = ["-f", os.devnull, "new-session", "-d", "-x", "80", "-y", "24"]
    variables = [f"{name}={value}" for name, value in environment(home).items()]
    found.tmux(*sized, "env", "-i", *variables, *command)
    try:
        yield found
    finally:
        found.tmux("kill-server")


def guided(screen: Terminal) -> None:
    """Go from the pasted text to the plan, agreeing to checks and answering what is asked."""
    screen.paste_until_shown(TEXT, "CERTIFICATE_VERIFY_FAILED")
    screen.click("Go on", "What did pip print")
    step = r"Check again|I don.t know|May pipmedic look"
    shown = screen.wait_for(step)
    while "Check again" not in shown:
        if "May pipmedic look" in shown:
            screen.click("Local only", "May pipmedic look")
        else:
            screen.press("1")
        shown = screen.wait_for(step, other_than=shown)


@pytest.mark.parametrize("version", interpreters())
def test_a_guided_session_from_the_text_to_the_copied_commands(
    version: str, sealed: SingleFile
) -> None:
    with terminal([*words(sealed, interpreters()[version]), "--no-checks"], sealed.home) as screen:
        screen.wait_for("cannot be saved")
        guided(screen)
        screen.tmux("set-option", "-s", "set-clipboard", "on")
        screen.press("F8")
        screen.wait_for("Sent to the terminal|Copied: the clipboard holds")
        assert "pip" in screen.tmux("show-buffer").lower()
    assert list(sealed.home.iterdir()) == []


@pytest.mark.parametrize("version", interpreters())
def test_the_linear_mode_works_as_well(version: str, sealed: SingleFile) -> None:
    run = subprocess.run(
        [*words(sealed, interpreters()[version]), "--plain", "--text", error_text(sealed)],
        env=environment(sealed.home),
        input="q\n",
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    assert "Traceback" not in run.stderr
    assert run.stdout


def traced(trace: Path) -> list[str]:
    """Return the words that write every network call of a program and its children down."""
    words = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace)]
    try:
        done = subprocess.run([*words, "true"], capture_output=True, timeout=10, check=False)
    except OSError as error:
        pytest.skip(f"no strace here, so --offline was NOT watched: {error}")
    if done.returncode:
        pytest.skip(f"strace is not allowed here: {done.stderr.decode().strip()}")
    return words


def network_calls(trace: Path) -> list[str]:
    """Return the calls that name an address of the network; pipes of the system are none."""
    calls = re.findall(r"\b(?:socket|socketpair|connect|bind|send\w*)\(.*", trace.read_text())
    return [call for call in calls if "AF_INET" in call or "AF_PACKET" in call]


def test_what_watches_the_network_sees_it(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
    subprocess.run([*traced(trace), sys.executable, "-c", code], check=True, timeout=LIMIT_S)
    assert len(network_calls(trace)) == 1


def test_diagnose_offline_calls_nothing_of_the_network(sealed: SingleFile) -> None:
    trace = sealed.home.parent / "trace"
    python = next(iter(interpreters().values()))
    options = ("diagnose", "--offline", "--text", error_text(sealed))
    run = subprocess.run(
        [*traced(trace), python, str(sealed.path), *options],
        env=environment(sealed.home),
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S * 2,
        check=False,
    )
    assert run.returncode in (1, 3), run.stderr
    assert network_calls(trace) == []


def test_the_wizard_offline_calls_nothing_of_the_network(sealed: SingleFile) -> None:
    trace = sealed.home.parent / "trace"
    command = [*traced(trace), sys.executable, str(sealed.path), "--offline"]
    with terminal(command, sealed.home) as screen:
        screen.wait_for("What did pip print")
        guided(screen)
        screen.press("F5")
        screen.wait_for("does not run pip")
        screen.quit()
    assert network_calls(trace) == []
