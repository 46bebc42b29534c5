"""The wizard, driven as a person drives it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import ContentSwitcher, OptionList, Static, TextArea

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.saved import save_new
from pipmedic.case.settings import Settings
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import load
from pipmedic.tui.app import Wizard

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
TEXTS = {
    "protocol": "Could not fetch URL https://pypi.python.org/simple/xdict/: There was a problem "
    "confirming the ssl certificate: [SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol "
    "version (_ssl.c:590) - skipping",
    "hostname": 'raise ValueError("check_hostname requires server_hostname")\n'
    "ValueError: check_hostname requires server_hostname",
    "issuer": "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate "
    "verify failed: unable to get local issuer certificate (_ssl.c:1007)'))': /simple/requests/",
}
HOSTILE = "[/etc/hosts] [@click=app.quit]x[/] \x1b]0;title\x07 \u202e CERTIFICATE_VERIFY_FAILED"


@pytest.fixture
def wizard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wizard:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    case = Case(KNOWLEDGE, MODEL, (Opened(1.0, checks=False),), "en")
    return Wizard(save_new(case, tmp_path / "cases"), Settings())


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_from_the_text_to_commands_on_the_clipboard(
    wizard: Wizard, text: str, language: str, size: tuple[int, int]
) -> None:
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        if language == "zh":
            await pilot.press("f2")
        main = wizard.main
        main.query_one(TextArea).text = text
        await pilot.click("#start-go")
        await pilot.pause()
        for _ in range(12):
            step = main.query_one(ContentSwitcher).current
            if step != "question":
                break
            await pilot.press("0")
            await pilot.pause()
        assert step in ("plan", "hand-over-step")
        if step == "plan":
            await pilot.press("f8")
            await pilot.pause()
            assert wizard.commands_copied
        assert wizard.saved.path is not None
        assert wizard.saved.store.read(wizard.saved.path) == wizard.case.events


async def test_language_switch_keeps_typed_text_and_focus(wizard: Wizard) -> None:
    async with wizard.run_test(notifications=True) as pilot:
        await pilot.pause()
        box = wizard.main.query_one(TextArea)
        box.focus()
        box.text = "half typed"
        title = wizard.main.query_one("#start-title", Static)
        before = str(title.content)
        await pilot.press("f2")
        await pilot.pause()
        assert str(title.content) != before
        assert box.text == "half typed"
        assert wizard.focused is box


async def test_language_switch_keeps_the_highlighted_answer(wizard: Wizard) -> None:
    async with wizard.run_test(notifications=True) as pilot:
        await pilot.pause()
        await pilot.click("#start-none")
        await pilot.pause()
        choices = wizard.main.query_one("#question-choices", OptionList)
        await pilot.press("down")
        await pilot.press("f2")
        await pilot.pause()
        assert choices.highlighted == 1


async def test_every_page_opens_and_closes(wizard: Wizard) -> None:
    async with wizard.run_test(notifications=True) as pilot:
        await pilot.pause()
        wizard.main.query_one(TextArea).text = TEXTS["issuer"]
        await pilot.click("#start-go")
        for key in ("f1", "f3", "f4", "f7", "f9", "f10", "f11", "f12"):
            await pilot.press(key)
            await pilot.pause()
            assert wizard.screen is not wizard.main, key
            await pilot.press("f2", "escape")
            await pilot.pause()
            assert wizard.screen is wizard.main, key


async def test_hostile_text_is_shown_literally(wizard: Wizard) -> None:
    async with wizard.run_test(notifications=True) as pilot:
        await pilot.pause()
        wizard.main.query_one(TextArea).text = HOSTILE
        await pilot.click("#start-go")
        await pilot.press("f4")
        await pilot.pause()
        assert "\x1b" not in wizard.case.state.text
        assert "\u202e" not in wizard.case.state.text
        assert wizard.is_running


async def test_an_empty_paste_is_said_and_nothing_is_lost(wizard: Wizard) -> None:
    async with wizard.run_test(notifications=True) as pilot:
        await pilot.pause()
        await pilot.click("#start-go")
        await pilot.pause()
        assert wizard.main.query_one(ContentSwitcher).current == "start"
        assert str(wizard.main.query_one("#start-reply", Static).content)
