"""The wizard in a real terminal: start, paste, language, copy, resize, kill, resume."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .driving import TEXTS
from .terminal import CHINESE, ENGLISH, TMUX, Terminal, go_on

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.end()


def test_paste_language_resize_kill_and_resume(terminal: Terminal) -> None:
    terminal.start("--no-checks", "--lang", "en")
    go_on(terminal, TEXTS["issuer"])
    terminal.wait(ENGLISH("answer.unknown"))

    terminal.keys("F2")
    terminal.wait(CHINESE("answer.unknown"))
    terminal.keys("F2")
    terminal.wait(ENGLISH("answer.unknown"))

    terminal.resize(60, 20)
    terminal.wait(lambda text: ENGLISH("side.suspects") not in text)
    terminal.resize(120, 40)
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
