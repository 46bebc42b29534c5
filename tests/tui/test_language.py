"""Switching the language at any moment loses nothing and leaves nothing behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input, OptionList, TextArea

from pipmedic.case.settings import Settings
from pipmedic.i18n import translator

from .driving import TEXTS, new_case, paste, press, screen_text, settle, wizard_on
from .tour import examined_case, tour

ENGLISH, CHINESE = translator("en"), translator("zh")
DIFFERENT = ("question in two languages", "ctrl+p", "f10", "toasts")
"""Screens that name the other language, a file, or a time."""

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    monkeypatch.delenv("TMUX", raising=False)


async def test_typed_text_cursor_and_focus_stay(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test() as pilot:
        await settle(pilot)
        box = wizard.main.query_one(TextArea)
        await press(pilot, *"half", "left")
        place = box.cursor_location
        await press(pilot, "f2")
        assert CHINESE("start.title") in screen_text(wizard)
        assert (box.text, box.cursor_location) == ("half", place)
        assert wizard.focused is box


async def test_the_highlighted_answer_and_a_half_pasted_line_stay(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test() as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        choices = wizard.main.query_one("#question-choices", OptionList)
        await press(pilot, "home", "down", "down")
        wizard.main.query_one("#question-input", Input).value = "pip 2"
        await press(pilot, "f2")
        assert choices.highlighted == 2
        assert wizard.focused is choices
        assert wizard.main.query_one("#question-input", Input).value == "pip 2"


async def test_the_chosen_remedy_its_shell_and_the_scroll_position_stay(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, examined_case("en"))
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        wizard.main.show_plan()
        await press(pilot, "3")
        assert wizard.main.steps is not None
        plan = wizard.main.steps.plan
        plan.shell = "fish"
        scroll = plan.query_one("#plan-scroll", VerticalScroll)
        scroll.scroll_to(y=5, animate=False)
        await settle(pilot)
        before = plan.item
        assert before is not None
        await press(pilot, "f2")
        assert plan.item is not None
        assert plan.item.remedy.id == before.remedy.id
        assert plan.shell_shown == "fish"
        assert scroll.scroll_y == 5


async def test_search_text_and_row_of_a_list_stay(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, examined_case("en"))
    async with wizard.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "f9", "down", "down")
        rows = wizard.screen.query_one(OptionList)
        chosen = rows.highlighted_option
        assert chosen is not None
        await press(pilot, "f2")
        assert rows.highlighted_option is not None
        assert rows.highlighted_option.id == chosen.id
        wizard.screen.query_one(Input).value = "proxy"
        await press(pilot, "f2")
        assert wizard.screen.query_one(Input).value == "proxy"


async def test_toasts_follow_the_language(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, examined_case("en"))
    async with wizard.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        wizard.tell("verify.timeout", "warning")
        await settle(pilot)
        assert ENGLISH("verify.timeout")[:20] in screen_text(wizard)
        await press(pilot, "f2")
        assert CHINESE("verify.timeout")[:8] in screen_text(wizard)
        assert ENGLISH("verify.timeout")[:20] not in screen_text(wizard)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30), (120, 40)])
async def test_no_character_of_a_chinese_toast_is_lost(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    wizard = wizard_on(tmp_path, examined_case("zh"))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        wizard.main.show_plan()
        for key in ("", "f4", "f9", "f12"):
            await press(pilot, *([key] if key else []))
            for message in ("checks.could_not", "linear.not_understood", "verify.same-error"):
                wizard.tell(message)
                await settle(pilot)
                seen = "".join(screen_text(wizard).split())
                assert "".join(CHINESE(message)[:10].split()) in seen, (key, message)
                wizard.clear_notifications()
            await press(pilot, *(["escape"] if key else []))


async def test_a_toast_that_was_closed_does_not_come_back(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, examined_case("en"))
    async with wizard.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        wizard.tell("verify.timeout")
        await settle(pilot)
        wizard.clear_notifications()
        await press(pilot, "f2")
        assert CHINESE("verify.timeout")[:8] not in screen_text(wizard)


async def test_an_english_screen_holds_no_chinese_but_the_way_to_it(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, new_case("zh"))
    async with wizard.run_test(size=(100, 30), notifications=True) as pilot:
        async for name in tour(pilot, "zh"):
            if name in ("question in two languages", "toasts", "ctrl+p", "f1", "start f1"):
                continue
            wizard.language = "en"
            await settle(pilot)
            left = screen_text(wizard).replace("中文", "")
            assert not HAN.search(left), (name, HAN.findall(left))
            wizard.language = "zh"
            await settle(pilot)


async def screens(folder: Path, language: str, switch: bool) -> dict[str, str]:
    """Return every screen in ``language``, reached in it or switched to on the spot."""
    other = "zh" if language == "en" else "en"
    begun = other if switch else language
    wizard = wizard_on(folder, new_case(begun))
    found: dict[str, str] = {}
    async with wizard.run_test(size=(80, 24), notifications=True) as pilot:
        async for name in tour(pilot, begun):
            if switch:
                wizard.language = language
                await settle(pilot)
            found[name] = screen_text(wizard)
            if switch:
                wizard.language = other
                await settle(pilot)
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_screen_switched_to_a_language_looks_as_if_begun_in_it(
    tmp_path: Path, language: str
) -> None:
    begun = await screens(tmp_path / "begun", language, switch=False)
    switched = await screens(tmp_path / "switched", language, switch=True)
    differ = [name for name in begun if switched[name] != begun[name] and name not in DIFFERENT]
    assert not differ, "\n".join(begun[name] + switched[name] for name in differ[:2])


async def test_both_languages_can_be_the_habit(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, new_case(), Settings(both_languages=True))
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        text = screen_text(wizard)
        assert CHINESE("for_user.title") in text
        assert ENGLISH("answer.unknown") in text
        assert CHINESE("answer.unknown") in text
