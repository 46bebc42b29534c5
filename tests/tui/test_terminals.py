"""The wizard in terminals of every kind: dumb, old, small, few colours, screen, ssh, mouse."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .driving import TEXTS
from .terminal import CHINESE, ENGLISH, TMUX, Terminal, go_on

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
CHOICES = ("--no-checks", "--lang", "en")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.end()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_terminal_that_cannot_draw_is_told_why_it_gets_plain_lines(
    terminal: Terminal, language: str
) -> None:
    say = ENGLISH if language == "en" else CHINESE
    terminal.start("--no-checks", "--lang", language, TERM="dumb")
    text = terminal.wait(say("linear.welcome"))
    assert say("linear.dumb", term="dumb") in "".join(text.splitlines())


def test_a_terminal_of_sixteen_colours_gets_only_these(terminal: Terminal) -> None:
    terminal.start(*CHOICES, TERM="xterm", COLORTERM="")
    go_on(terminal, TEXTS["issuer"])
    drawn = terminal.colours()
    assert "38;2;" not in drawn
    assert "38;5;" not in drawn
    assert "\x1b[" in drawn


def test_no_colour_is_sent_to_those_who_want_none(terminal: Terminal) -> None:
    terminal.start(*CHOICES, NO_COLOR="1")
    go_on(terminal, TEXTS["issuer"])
    drawn = terminal.colours()
    ink = {code for part in drawn.split("\x1b[")[1:] for code in part.split("m")[0].split(";")}
    assert not ink & {"31", "32", "33", "34", "35", "36", "91", "92", "93", "94", "95", "96"}


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_a_locale_without_unicode_gets_ascii(terminal: Terminal, locale: str) -> None:
    terminal.start(*CHOICES, LC_ALL=locale)
    text = go_on(terminal, TEXTS["issuer"])
    assert text.isascii(), {char for char in text if not char.isascii()}


def test_a_window_too_small_says_what_to_do_and_still_works(terminal: Terminal) -> None:
    terminal.start(*CHOICES, size="40x10")
    terminal.wait(ENGLISH("title.cramped")[:30])
    terminal.wait(ENGLISH("start.pick"))
    terminal.paste(TEXTS["issuer"])
    terminal.wait("CERTIFICATE_VERIFY_FAILED")
    terminal.keys("Enter")
    terminal.wait(ENGLISH("said.error"))
    terminal.resize(20, 5)
    terminal.wait(lambda text: ENGLISH("said.error") not in text)
    terminal.resize(80, 24)
    terminal.wait(ENGLISH("side.suspects"))


def test_resizing_during_a_question_keeps_it_and_its_row(terminal: Terminal) -> None:
    terminal.start(*CHOICES, "--fact", "os=win")
    terminal.wait(ENGLISH("start.pick"))
    terminal.keys("Enter")
    terminal.wait(ENGLISH("start.empty")[:20])
    terminal.keys("Enter")
    terminal.wait(ENGLISH("answer.unknown"))
    before = terminal.screen().splitlines()[1]
    for width, height in ((60, 20), (120, 40), (80, 24)):
        terminal.resize(width, height)
        terminal.wait(ENGLISH("answer.unknown"))
    assert before[:20] in terminal.screen()


def test_the_mouse_presses_buttons_and_footer_and_picks_answers(terminal: Terminal) -> None:
    terminal.start(*CHOICES)
    terminal.click(ENGLISH("start.pick"), ENGLISH("page.symptoms")[:20])
    terminal.click(ENGLISH("command.back"), ENGLISH("start.none"))
    terminal.click(ENGLISH("start.none"), ENGLISH("answer.unknown"))
    terminal.click(ENGLISH("answer.unknown"), ENGLISH("side.trail"))
    terminal.click(ENGLISH("command.language"), CHINESE("side.trail"))


@pytest.mark.parametrize("term", ["xterm-256color", "screen-256color", "linux", "vt100"])
def test_digits_and_function_keys_work(terminal: Terminal, term: str) -> None:
    terminal.start(*CHOICES, TERM=term)
    go_on(terminal, TEXTS["issuer"])
    for key, title in (("F1", "page.help"), ("F3", "page.why"), ("F4", "page.known")):
        terminal.keys(key)
        terminal.wait(ENGLISH(title))
        terminal.keys("Escape")
        terminal.wait(ENGLISH("side.suspects"))


def test_inside_gnu_screen(terminal: Terminal, tmp_path: Path) -> None:
    screen = shutil.which("screen")
    if screen is None:
        pytest.skip("GNU screen is not installed: it was NOT tested")
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    rc = tmp_path / "screenrc"
    rc.write_text("startup_message off\ndefutf8 on\n", encoding="ascii")
    command = terminal.command(*CHOICES)
    own = ("env", f"SCREENDIR={sockets}", "LC_ALL=C.UTF-8", screen, "-U", "-c", str(rc))
    terminal.run(*own, "-S", "wizard", *command)
    go_on(terminal, TEXTS["issuer"])
    terminal.keys("F2")
    terminal.wait(CHINESE("side.suspects"))
    terminal.keys("C-q")
    terminal.wait(lambda _: terminal.ended())


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """Serve ssh on a loopback port of our own; yield the words that log in there."""
    sshd = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
    client, keygen = shutil.which("ssh"), shutil.which("ssh-keygen")
    if not (sshd and client and keygen) or os.geteuid() != 0:
        pytest.skip("sshd is not installed or cannot be run: ssh was NOT tested")
    for name in ("host", "user"):
        words = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(words, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [
        "ListenAddress 127.0.0.1",
        f"Port {port}",
        f"HostKey {tmp_path / 'host'}",
        f"AuthorizedKeysFile {tmp_path / 'user.pub'}",
        "StrictModes no",
        "UsePAM no",
        "PermitRootLogin yes",
        "PidFile none",
    ]
    config = tmp_path / "sshd_config"
    config.write_text("\n".join([*settings, ""]), encoding="utf-8")
    Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([sshd, "-D", "-e", "-f", config], stderr=subprocess.DEVNULL)
    options = (
        "StrictHostKeyChecking=no",
        f"UserKnownHostsFile={tmp_path / 'known'}",
        "ConnectionAttempts=30",
    )
    words = [word for option in options for word in ("-o", option)]
    login = f"{getpass.getuser()}@127.0.0.1"
    yield (client, "-tt", "-q", "-p", str(port), "-i", str(tmp_path / "user"), *words, login)
    server.terminate()
    server.wait(20)


def test_over_ssh(terminal: Terminal, ssh: tuple[str, ...]) -> None:
    import shlex

    terminal.run(*ssh, shlex.join(terminal.command(*CHOICES)))
    go_on(terminal, TEXTS["issuer"])
    terminal.keys("F2")
    terminal.wait(CHINESE("side.suspects"))
    terminal.resize(120, 40)
    terminal.wait(lambda text: max(len(line) for line in text.splitlines()) > 80)
    terminal.keys("C-q")
    terminal.wait(lambda _: terminal.ended())
