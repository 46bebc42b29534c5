"""Whole journeys: a beginner, the helpdesk, a machine without a network; both languages and sizes.

Further journeys are in ``test_wizard``.
"""

from __future__ import annotations

import functools
import http.server
import shlex
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Button, ContentSwitcher, OptionList, TextArea

from pipmedic.case.redaction import Level
from pipmedic.case.report import Format, preview
from pipmedic.checks.block import write_block
from pipmedic.checks.interpret import interpret
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.tui.app import Wizard

from .driving import SIZES, TEXTS, knowledge, new_case, paste, press, screen_text, settle, wizard_on
from .tour import examined_case, gateway_document

LOOKS = [(language, size) for language in SUPPORTED for size in SIZES]
looks = pytest.mark.parametrize(("language", "size"), LOOKS, ids=str)
MOST_QUESTIONS = 15


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    monkeypatch.delenv("TMUX", raising=False)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[str]:
    """Serve an index with one small package on the loopback interface."""
    folder = tmp_path / "served" / "simple" / "tinything"
    folder.mkdir(parents=True)
    name, info = "tinything-1.0-py3-none-any.whl", "tinything-1.0.dist-info"
    with zipfile.ZipFile(folder / name, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tinything\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    (folder / "index.html").write_text(f'<a href="{name}">{name}</a>')
    handler = functools.partial(Quiet, directory=str(tmp_path / "served"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/simple"
    server.shutdown()
    server.server_close()
    thread.join()


def step(wizard: Wizard) -> str:
    return wizard.main.query_one(ContentSwitcher).current or ""


async def answer_all(wizard: Wizard, pilot: object, key: str = "enter") -> None:
    """Press one key at every question until there is none."""
    for _ in range(MOST_QUESTIONS):
        if step(wizard) != "question":
            return
        await press(pilot, key)  # type: ignore[arg-type]
    pytest.fail("the questions do not come to an end")


@looks
async def test_a_beginner_ends_with_the_proof_that_pip_works(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    index: str,
    language: str,
    size: tuple[int, int],
) -> None:
    for name in ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", index)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    text = TEXTS["issuer"].replace("/simple/requests/", f"{index}/tinything/")
    case = new_case(language, python=sys.executable, index_url=index, home=str(tmp_path))
    wizard = wizard_on(tmp_path, case)
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, text)
        await answer_all(wizard, pilot)
        assert step(wizard) == "plan"
        await press(pilot, "f8")
        assert wizard.commands_copied
        await press(pilot, "f5")
        assert wizard.case.state.works
        assert step(wizard) == "hand-over-step"
        assert translator(language)("verify.works") in screen_text(wizard)
        assert wizard.focused is not None
        assert wizard.focused.id == "last-quit"
        await pilot.press("enter")
    assert wizard.return_code == 0


@looks
async def test_a_beginner_without_a_text_picks_what_pip_says(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    wizard = wizard_on(tmp_path, new_case(language))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await pilot.click("#start-pick")
        await settle(pilot)
        await press(pilot, "down", "down", "enter")
        assert wizard.case.state.answers["error"].value
        await answer_all(wizard, pilot)
        assert step(wizard) in ("plan", "hand-over-step")


@looks
async def test_enter_alone_leads_from_the_start_to_the_end(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    wizard = wizard_on(tmp_path, new_case(language))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert step(wizard) == "start"
        await press(pilot, "enter")
        assert step(wizard) == "question"
        await answer_all(wizard, pilot)
        assert step(wizard) in ("plan", "hand-over-step")
        assert isinstance(wizard.focused, (OptionList, Button))


@looks
async def test_an_earlier_answer_is_changed_and_the_later_ones_stay(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    wizard = wizard_on(tmp_path, new_case(language))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        await press(pilot, "1", "1")
        first, second = wizard.case.state.answers
        wizard.main.query_one("#trail-steps", OptionList).focus()
        await press(pilot, "home", "enter")
        assert step(wizard) == "question"
        await press(pilot, "escape")
        assert wizard.case.state.answers[first].value
        wizard.main.reopen(first)
        await press(pilot, "2")
        assert second in wizard.case.state.answers


@looks
async def test_the_helpdesk_takes_in_a_block_that_was_read_out(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    block = write_block(interpret(gateway_document(), knowledge(), "collector"))
    wizard = wizard_on(tmp_path, new_case(language, audience="staff", here=False))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+d")
        assert "pipmedic collect --block" in screen_text(wizard)
        box = wizard.screen.query_one(TextArea)
        box.text = block.replace("handshake", "handshakf", 1)
        await pilot.click("#collect-go")
        await settle(pilot)
        assert wizard.screen is not wizard.main, "what was pasted must stay to be corrected"
        assert not wizard.case.state.checks
        box.text = block
        await pilot.click("#collect-go")
        await settle(pilot)
        assert wizard.screen is wizard.main
        assert wizard.case.state.checks
        assert "Python 3.11.7" in screen_text(wizard)


@looks
async def test_the_collector_is_written_for_sending_and_its_file_taken_in(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    import json

    answer = tmp_path / "facts of ana.json"
    answer.write_text(json.dumps(gateway_document()), encoding="utf-8")
    wizard = wizard_on(tmp_path, new_case(language, audience="staff", here=False))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+d")
        await pilot.click("#collect-write")
        await settle(pilot)
        assert (tmp_path / "collector" / "collect.py").read_bytes().startswith(b"#")
        wizard.screen.query_one(TextArea).text = f"{shlex.quote(str(answer))}\n"
        await pilot.click("#collect-go")
        await settle(pilot)
        assert wizard.case.state.checks


@looks
async def test_the_ticket_is_previewed_at_every_level_in_every_form(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    wizard = wizard_on(tmp_path, examined_case(language, audience="staff", here=False))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "f12")
        for digit, level in enumerate((Level.NONE, Level.SHARE, Level.STRICT), start=1):
            for number, form in enumerate(
                (Format.MARKDOWN, Format.TEXT, Format.JSON, Format.CASE), start=4
            ):
                await press(pilot, str(digit), str(number))
                wanted = preview(wizard.case, form, level)
                assert wizard.screen.ticket == wanted  # type: ignore[attr-defined]
                await pilot.click("#export-write")
                await settle(pilot)
                written = next((tmp_path / "tickets").glob(f"*{form.suffix}"))
                assert written.read_text(encoding="utf-8") == wanted.text


@looks
async def test_a_colleague_takes_over_from_the_file(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    first = wizard_on(tmp_path, new_case(language, audience="staff", here=False))
    async with first.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        await press(pilot, "ctrl+f", *"407", "enter")
        await press(pilot, "f12", "2", "7")
        await pilot.click("#export-write")
        await settle(pilot)
        answers = first.case.state.answers
    handed = next((tmp_path / "tickets").glob("*.jsonl"))
    second = wizard_on(tmp_path / "colleague", new_case(language, audience="staff", here=False))
    async with second.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, str(handed))
        assert second.case.state.answers.keys() == answers.keys()
        assert not second.case.opened.here
        assert step(second) in ("question", "plan")


@looks
async def test_a_machine_without_a_network_is_led_to_carrying_the_packages(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    case = new_case(language, offline=True, checks=True)
    text = (
        "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError("
        "'<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a "
        "new connection: [Errno 101] Network is unreachable')': /simple/six/"
    )
    wizard = wizard_on(tmp_path, case.observe(text, 2.0).consent((), False, 2.0))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        answered = wizard.case.answer("network", "airgap", 3.0)
        assert answered is not None
        wizard.advance(answered)
        await settle(pilot)
        await answer_all(wizard, pilot)
        assert step(wizard) == "plan"
        assert wizard.main.steps is not None
        offered = [item.remedy.id for item in wizard.main.steps.plan.items]
        await press(pilot, str(offered.index("packages-offline") + 1))
        assert "--no-index" in "\n".join(wizard.main.steps.plan.commands_shown)
        await press(pilot, "f9", *"kit")
        assert wizard.screen is not wizard.main
        assert wizard.case.opened.offline
