"""The wizard, driven as a person drives it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Button, ContentSwitcher, Input, OptionList, Static, TextArea

from pipmedic.case.events import Noted, Pasted
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.tui.app import Wizard
from pipmedic.tui.widgets.boxes import PasteBox
from pipmedic.tui.widgets.start import StartStep

from .driving import SIZES, TEXTS, new_case, paste, press, screen_text, settle, wizard_on
from .tour import OVERLAYS, examined_case


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    monkeypatch.delenv("TMUX", raising=False)


@pytest.fixture
def wizard(tmp_path: Path) -> Wizard:
    return wizard_on(tmp_path, new_case())


def step(wizard: Wizard) -> str:
    return wizard.main.query_one(ContentSwitcher).current or ""


def on_disk(wizard: Wizard) -> bool:
    assert wizard.saved is not None
    assert wizard.saved.path is not None
    return wizard.saved.store.read(wizard.saved.path) == wizard.case.events


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("size", SIZES)
async def test_a_beginner_comes_from_the_text_to_commands_on_the_clipboard(
    tmp_path: Path, text: str, language: str, size: tuple[int, int]
) -> None:
    wizard = wizard_on(tmp_path, new_case(language))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, text)
        for _ in range(12):
            if step(wizard) != "question":
                break
            await press(pilot, "enter")
        assert step(wizard) in ("plan", "hand-over-step")
        if step(wizard) == "plan":
            await press(pilot, "f8")
            assert wizard.commands_copied
        assert on_disk(wizard)


@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("size", SIZES)
async def test_the_helpdesk_serves_a_user_of_the_other_language(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    other = next(code for code in SUPPORTED if code != language)
    wizard = wizard_on(tmp_path, new_case(language, audience="staff", here=False))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+f", *"407")
        await press(pilot, "enter")
        assert wizard.case.state.answers["error"].value == "proxy-login"
        await press(pilot, "ctrl+l")
        assert translator(other)("for_user.title") in screen_text(wizard)
        await press(pilot, "ctrl+t", *"called", "enter")
        assert any(isinstance(event, Noted) for event in wizard.case.events)
        wizard.main.show_plan()
        await settle(pilot)
        await press(pilot, "f5")
        wizard.screen.query_one(TextArea).text = "Successfully installed six-1.16.0"
        await pilot.click("#proof-go")
        await settle(pilot)
        assert wizard.case.state.works
        await press(pilot, "f12", "3", "6")
        await pilot.click("#export-write")
        await settle(pilot)
        written = list((tmp_path / "tickets").iterdir())
        assert [path.suffix for path in written] == [".json"]
        await press(pilot, "escape", "ctrl+n")
        assert not wizard.case.state.answers
        await press(pilot, "ctrl+o", "down", "enter")
        assert wizard.case.state.works


@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("size", SIZES)
async def test_an_air_gapped_machine_is_never_asked_for_the_network(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    wizard = wizard_on(tmp_path, new_case(language, offline=True, checks=True))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        assert step(wizard) == "checks"
        await settle(pilot)
        assert translator(language)("consent.local")[:20] in screen_text(wizard)
        await pilot.click("#checks-none")
        await settle(pilot)
        assert step(wizard) == "question"
        for _ in range(12):
            if step(wizard) != "question":
                break
            await press(pilot, "0")
        assert step(wizard) in ("plan", "hand-over-step")
        await press(pilot, "f9")
        assert wizard.screen is not wizard.main
        assert on_disk(wizard)


async def test_a_text_pasted_before_the_box_is_there_is_not_lost(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        wizard.main.on_paste(Paste("early words"))
        await settle(pilot)
        assert wizard.main.query_one(TextArea).text == "early words"
        assert focused(wizard) == "start-go", "Enter would not go on"


async def test_opening_the_case_moves_nobody_from_where_they_are(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        await settle(pilot)
        start = wizard.main.query_one(StartStep)
        box = wizard.main.query_one(TextArea)
        assert wizard.focused is box
        box.insert("typed by ha")
        start.show(True)
        assert wizard.focused is box
        box.clear()
        await pilot.pause()
        wizard.main.query_one(PasteBox).post_message(Paste("SSLError"))
        await pilot.pause()
        start.show(True)
        await pilot.pause()
        assert focused(wizard) == "start-go"


def focused(wizard: Wizard) -> str:
    return (wizard.focused.id or "") if wizard.focused is not None else ""


async def test_a_paste_beside_the_box_lands_in_the_box(wizard: Wizard) -> None:
    from textual.events import Paste

    async with wizard.run_test() as pilot:
        await settle(pilot)
        wizard.main.query_one("#start-pick", Button).focus()
        wizard.post_message(Paste("words"))
        await settle(pilot)
        assert wizard.main.query_one(TextArea).text == "words"
        await press(pilot, "shift+tab", *"x y")
        assert "x" in wizard.main.query_one(TextArea).text
        wizard.main.query_one(TextArea).text = ""
        await paste(pilot, TEXTS["issuer"])
        wizard.main.reopen("pip")
        await settle(pilot)
        wizard.post_message(Paste("pip 24.0 from /usr/lib (python 3.11)"))
        await settle(pilot)
        await press(pilot, "enter")
        assert wizard.case.state.answers["pip"].value


async def test_an_answer_can_be_reopened_and_later_ones_stay(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        await press(pilot, "1", "1")
        first, second = wizard.case.state.answers
        wizard.main.query_one("#trail-steps", OptionList).focus()
        await press(pilot, "home", "enter")
        assert step(wizard) == "question"
        before = wizard.case.state.answers[first].value
        await press(pilot, "2")
        assert wizard.case.state.answers[first].value != before
        assert second in wizard.case.state.answers
        await press(pilot, "ctrl+z")
        assert wizard.case.state.answers[first].value == before
        await press(pilot, "ctrl+y")
        assert wizard.case.state.answers[first].value != before


async def test_evidence_read_from_a_text_can_be_corrected(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        await press(pilot, "f4", "enter")
        assert wizard.screen is wizard.main
        assert step(wizard) == "question"
        await press(pilot, "1")
        assert "error" in wizard.case.state.answers


async def test_the_pictures_name_the_gateway_and_the_faulty_certificate(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, examined_case("en"))
    async with wizard.run_test(size=(80, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "f11")
        text = screen_text(wizard)
        assert "Zscaler sits in between" in " ".join(text.split())
        assert "BROKEN" in text
        assert "[X]" in text
        assert "expired" in text


async def test_the_tree_shows_what_can_still_come_and_opens_on_enter(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        await press(pilot, "1", "f7")
        rows = wizard.screen.query_one(OptionList)
        before = rows.option_count
        opens = next(
            number
            for number, option in enumerate(rows.options)
            if (option.id or "").split(":")[2] != "-1" and number > 1
        )
        rows.highlighted = opens
        await press(pilot, "enter")
        assert rows.option_count > before


@pytest.mark.parametrize("key", OVERLAYS)
async def test_every_screen_opens_speaks_both_languages_and_closes(
    tmp_path: Path, key: str
) -> None:
    wizard = wizard_on(tmp_path, examined_case("en"))
    async with wizard.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        wizard.main.show_plan()
        await press(pilot, key)
        assert wizard.screen is not wizard.main
        english = screen_text(wizard)
        await press(pilot, "f2")
        chinese = screen_text(wizard)
        assert translator("zh")("command.help") in chinese
        assert translator("en")("command.back") not in chinese
        await press(pilot, "f2")
        assert screen_text(wizard) == english
        await press(pilot, "escape")
        assert wizard.screen is wizard.main


async def test_the_menu_carries_out_what_was_searched(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p", *"中文", "enter")
        assert wizard.language == "zh"


async def test_the_footer_offers_only_what_can_be_done(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        await settle(pilot)
        assert "Copy" not in screen_text(wizard).splitlines()[-1]
        wizard.advance(examined_case("en"))
        await settle(pilot)
        wizard.main.show_plan()
        await settle(pilot)
        assert "Copy" in screen_text(wizard).splitlines()[-1]


async def test_an_empty_paste_is_said_and_nothing_is_lost(wizard: Wizard) -> None:
    async with wizard.run_test(notifications=True) as pilot:
        await settle(pilot)
        await pilot.click("#start-go")
        await settle(pilot)
        assert step(wizard) == "start"
        assert str(wizard.main.query_one("#start-reply", Static).content)


async def test_doing_it_for_the_person_needs_a_yes(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, examined_case("en", home=str(Path.home())))
    async with wizard.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        wizard.main.show_plan()
        await settle(pilot)
        wizard.main.query_one("#plan-apply", Button).press()
        await settle(pilot)
        assert wizard.focused is not None
        assert wizard.focused.id == "consent-no"
        await press(pilot, "enter")
        assert wizard.screen is wizard.main


async def test_a_disk_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text("in the way", encoding="utf-8")
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        assert "cannot be saved" in screen_text(wizard)


async def test_every_event_is_on_disk_before_the_screen_changes(wizard: Wizard) -> None:
    seen: list[bool] = []
    async with wizard.run_test() as pilot:
        await settle(pilot)
        show = wizard.main.show_case

        def watched() -> None:
            seen.append(on_disk(wizard))
            show()

        wizard.main.show_case = watched  # type: ignore[method-assign]
        await paste(pilot, TEXTS["issuer"])
        await press(pilot, "1", "0", "ctrl+z")
        assert len(seen) >= 4
        assert all(seen)
        assert any(isinstance(event, Pasted) for event in wizard.case.events)


async def test_what_cannot_be_begun_ends_the_wizard_with_the_reason(tmp_path: Path) -> None:
    def begin() -> object:
        raise LookupError("no knowledge")

    from pipmedic.case.settings import Settings

    wizard = Wizard(begin, Settings())  # type: ignore[arg-type]
    async with wizard.run_test() as pilot:
        for _ in range(50):
            await pilot.pause()
            if wizard.failure is not None:
                break
    assert isinstance(wizard.failure, LookupError)


async def test_the_time_of_a_case_is_written_as_its_language_writes_it(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+o")
        assert "1970-01-01" in screen_text(wizard)
        await press(pilot, "f2")
        assert "1970年1月1日" in screen_text(wizard)


async def test_a_search_says_when_nothing_fits(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "f9")
        wizard.screen.query_one(Input).value = "qqqqzzzz"
        await settle(pilot)
        assert translator("en")("picker.nothing") in screen_text(wizard)


async def test_after_a_paste_enter_goes_on_even_before_the_case_is_open(tmp_path: Path) -> None:
    import threading

    from textual.events import Paste

    from pipmedic.case.saved import SavedCase, save_new
    from pipmedic.case.settings import Settings

    gate = threading.Event()

    def begin() -> SavedCase:
        gate.wait(30)
        return save_new(new_case(), tmp_path / "cases")

    wizard = Wizard(begin, Settings())
    async with wizard.run_test(notifications=True) as pilot:
        while wizard.main.steps is None:
            await pilot.pause()
        wizard.post_message(Paste(TEXTS["issuer"]))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert wizard.saved is None
        gate.set()
        await settle(pilot)
        assert step(wizard) == "question"
        assert wizard.case.reading is not None


async def test_what_breaks_in_the_background_is_said_and_the_wizard_goes_on(
    wizard: Wizard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(case: object) -> object:
        raise RuntimeError("no tree today")

    monkeypatch.setattr("pipmedic.case.tree.tree_of", broken)
    async with wizard.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        await pilot.press("f7")
        for _ in range(50):
            await pilot.pause()
            if "RuntimeError" in screen_text(wizard):
                break
        assert "RuntimeError" in screen_text(wizard)
        await press(pilot, "escape")
        assert step(wizard) in ("question", "plan")
