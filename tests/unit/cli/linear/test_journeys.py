"""Whole journeys of the three kinds of people, in both languages, on a real pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipmedic.case.commands import BY_ID, word_of
from pipmedic.i18n import SUPPORTED, translator

from .console import CONTROL, Console, prompts
from .typing_it import ISSUER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
STEPS = 25
Start = Callable[..., Console]
both_languages = pytest.mark.parametrize("language", SUPPORTED)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    opened: list[Console] = []

    def begin(*words: str, **more: object) -> Console:
        opened.append(Console(tmp_path, *words, **more))  # type: ignore[arg-type]
        return opened[-1]

    yield begin
    for console in opened:
        console.close()


def to(console: Console, language: str, *wanted: str) -> str:
    """Press Enter, or say that nothing helped, until the case waits at one of some prompts."""
    known = prompts(language)
    names = {text: name for name, text in known.items()}
    for _ in range(STEPS):
        at = names[console.until(*known.values())]
        if at in wanted:
            return at
        console.type("f" if at.startswith("remedy") else "")
    raise AssertionError(f"no way to {wanted}")


def word(command: str, language: str) -> str:
    return word_of(BY_ID[command], language)


@both_languages
def test_a_beginner_at_this_machine(language: str, start: Start, tmp_path: Path) -> None:
    say = translator(language)
    console = start("--plain", "--offline", "--lang", language)
    to(console, language, "paste")
    console.type(ISSUER, ".")
    console.until(say("linear.read"))
    to(console, language, "consent_local")
    console.type("")
    console.until(say("checks.wait"))
    to(console, language, "remedy")
    console.type("c")
    console.until(str(tmp_path / "commands.txt"))
    console.type("")
    console.until(say("verify.by_hand"))
    console.type("Would install requests-2.0", ".")
    console.until(say("verify.works"))
    to(console, language, "end")
    console.type("e", "", "", "")
    console.until(str(tmp_path / "tickets"))
    to(console, language, "end")
    console.type("")
    console.until("pipmedic resume")
    assert console.exit_code() in (0, 1, 3)
    assert not CONTROL.search(console.said), "no cursor movement, no colour"


@both_languages
def test_the_helpdesk_with_the_sick_machine_elsewhere(
    language: str, start: Start, tmp_path: Path
) -> None:
    say, other = translator(language), translator("zh" if language == "en" else "en")
    console = start("--plain", "--elsewhere", "--lang", language)
    console.until(say("linear.paste_elsewhere")[:20])
    to(console, language, "paste")
    console.type(*collected_block(tmp_path), ".")
    console.until(say("collect.taken"))
    to(console, language, "question", "question_paste", "remedy_elsewhere", "value")
    console.type(word("paste", language), ISSUER, ".")
    console.until(say("linear.read"))
    console.type(word("other_language", language))
    console.until(other("for_user.title"))
    console.type("n ring back at 3 pm", "l")
    console.until(say("note.taken"))
    console.until(other("for_user.title"), say("for_user.title"))
    console.type("l")
    to(console, language, "remedy_elsewhere")
    console.type("", ISSUER, ".")
    console.until(say("verify.same-error"))
    to(console, language, "remedy_elsewhere", "question", "question_paste", "value", "end")
    console.type("e", "2", "4", "")
    console.until(".shared.jsonl")
    console.type("q")
    console.exit_code()
    (ticket,) = (tmp_path / "tickets").iterdir()

    colleague = start("resume", "--plain", "--lang", language, str(ticket), size=(80, 500))
    to(colleague, language, "remedy_elsewhere", "question", "question_paste", "value", "end")
    colleague.type(word("replay", language))
    colleague.until("ring back at 3 pm")
    colleague.type("q")
    colleague.exit_code()


def collected_block(folder: Path) -> list[str]:
    env = {**os.environ, "PIPMEDIC_DATA": str(folder)}
    command = [sys.executable, "-m", "pipmedic", "collect", "--block", "--offline"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=True)
    return done.stdout.splitlines()


@both_languages
def test_an_air_gapped_machine_without_checks(language: str, start: Start, tmp_path: Path) -> None:
    say = translator(language)
    console = start("--plain", "--no-checks", "--offline", "--lang", language, size=(60, 20))
    to(console, language, "paste")
    console.type(f"{word('symptoms', language)} CERTIFICATE_VERIFY_FAILED")
    console.until(say("page.symptoms")[:10])
    console.type("1")
    console.until(say("symptoms.prompt"))
    console.type("")
    to(console, language, "question", "question_paste")
    console.type("1")
    console.until(say("question.noted", answer="").strip())
    to(console, language, "question", "question_paste", "remedy", "value", "end")
    console.type("t 1")
    to(console, language, "question", "question_paste")
    console.type("b", "z")
    console.until(say("desk.undone"))
    to(console, language, "question", "question_paste", "remedy", "value", "end")
    console.close_input()
    console.until("pipmedic resume")
    console.exit_code()
    (case,) = (tmp_path / "cases").iterdir()
    assert case.name.split(".")[0] in console.said


@both_languages
def test_killed_and_resumed(language: str, start: Start) -> None:
    console = start("--plain", "--no-checks", "--lang", language)
    to(console, language, "paste")
    console.type(ISSUER, ".")
    to(console, language, "question", "question_paste")
    console.type("1")
    console.until(translator(language)("question.noted", answer="").strip())
    to(console, language, "question", "question_paste", "remedy", "value")
    console.kill()
    again = start("resume", "--plain", "--lang", language)
    to(again, language, "question", "question_paste", "remedy", "value")
    again.type("t")
    again.until("  1. ")


def test_ctrl_c_ends_politely_with_its_own_exit_code(start: Start) -> None:
    console = start("--plain", "--no-checks", "--lang", "en")
    to(console, "en", "paste")
    console.interrupt()
    console.until("pipmedic resume")
    assert console.exit_code() == 130


def test_ctrl_c_during_the_checks_goes_on_with_questions(start: Start, tmp_path: Path) -> None:
    slow = tmp_path / "python"
    script = (
        f'#!/bin/sh\ncase "$*" in *--stream*) exec sleep 60;; esac\nexec {sys.executable} "$@"\n'
    )
    slow.write_text(script, encoding="utf-8")
    slow.chmod(0o755)
    console = start("--plain", "--offline", "--lang", "en", "--python", str(slow))
    to(console, "en", "paste")
    console.type(ISSUER, ".")
    to(console, "en", "consent_local")
    console.type("2")
    console.until(translator("en")("checks.wait")[:30])
    console.interrupt()
    console.until(translator("en")("checks.stopped"))
    to(console, "en", "question", "question_paste", "value", "remedy")


@pytest.mark.parametrize(
    "variables",
    [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}, {"TERM": "dumb", "NO_COLOR": "1"}],
    ids=["dumb", "accessible", "no-color"],
)
def test_it_comes_by_itself_where_nothing_can_be_drawn(
    variables: dict[str, str], start: Start
) -> None:
    console = start("--no-checks", "--lang", "en", variables=variables)
    to(console, "en", "paste")
    console.type("", "h")
    console.until(translator("en")("command_group.look"))
    console.type("b", "q")
    console.exit_code()
    assert not CONTROL.search(console.said)


def test_ascii_on_a_serial_console_of_60_columns(start: Start) -> None:
    console = start(
        "--plain", "--ascii", "--no-checks", "--lang", "en",
        size=(60, 20), variables={"TERM": "vt100", "LC_ALL": "C"},
    )  # fmt: skip
    to(console, "en", "paste")
    console.type(ISSUER, ".")
    to(console, "en", "question", "question_paste")
    console.type("o", "b", "q")
    console.exit_code()
    assert console.said.isascii()
    typed = (ISSUER, *prompts("en").values())
    long = [line for line in console.said.splitlines() if len(line) > 60]
    assert not [line for line in long if not any(part in line for part in typed)]


@both_languages
def test_a_pipe_gets_it_too_and_ends_when_the_input_ends(language: str, tmp_path: Path) -> None:
    env = {**os.environ, "PIPMEDIC_DATA": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "pipmedic", "--no-checks", "--lang", language]
    done = subprocess.run(
        command, input=ISSUER.encode(), capture_output=True, env=env, timeout=60,
        start_new_session=True, check=False,
    )  # fmt: skip
    said = done.stdout.decode("utf-8")
    assert not done.stderr
    assert "\x1b" not in said
    (case,) = (tmp_path / "cases").iterdir()
    assert case.name.split(".")[0] in said.splitlines()[-1]


def test_a_console_that_cannot_write_chinese_loses_letters_and_nothing_else(
    tmp_path: Path,
) -> None:
    env = {**os.environ, "PIPMEDIC_DATA": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "pipmedic", "--plain", "--no-checks", "--lang", "zh"]
    done = subprocess.run(
        command, input=b"\xff\xfe?\nq\n", capture_output=True, env=env, timeout=60,
        start_new_session=True, check=False,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert b"pipmedic resume" in done.stdout
