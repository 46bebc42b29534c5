"""Foreign text is shown literally, crashes nothing, and nothing of it reaches the terminal raw."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste
from textual.widget import Widget
from textual.widgets import TextArea

from pipmedic.case.case import Case
from pipmedic.checks.runner import CheckFinished, ChecksFailed, CheckStarted
from pipmedic.tui.app import Wizard
from pipmedic.tui.screens.collect import Collect
from pipmedic.tui.screens.proof import ProofScreen
from pipmedic.tui.text import MAX_SHOWN, shown
from pipmedic.tui.widgets.boxes import foldable
from pipmedic.tui.widgets.busy import Busy

from .driving import TEXTS, new_case, press, rendered, screen_text, settle, wizard_on
from .tour import NOW, OVERLAYS, gateway_document

FRAGMENTS = {
    "markup": "[/etc/hosts] [bold red]x[/] [@click=app.quit]quit[/] [",
    "escapes": "\x1b]0;title\x07\x1b[31mred\x1b[0m\x1bP$q\x1b\\ \x9b5n",
    "controls": "a\x00b\x08c\x0bd\x7fe\x85f\rg",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200f",
    "zero width": "pay\u200bpal\u2060 \ufeff\u00ad\u200d",
    "surrogate": "lone \udc9b end",
    "combining": "e" + "\u0301" * 40,
    "wide": "\u4e2d\u6587" * 30,
}
FORBIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    monkeypatch.delenv("TMUX", raising=False)


def raw(wizard: Wizard) -> set[str]:
    """Return characters on the screen that a terminal would obey instead of show."""
    text = "".join(segment.text for segment in rendered(wizard))
    return {char for char in text if char != "\n" and unicodedata.category(char) in FORBIDDEN}


def hostile_case(fragment: str) -> Case:
    """Return a case in which everything foreign carries the fragment."""
    case = new_case().observe(f"{fragment}\n{TEXTS['issuer']} host='{fragment}'", NOW)
    case = case.examine(gateway_document(f"Zscaler {fragment[:40]}".strip()), "check", NOW)
    case = case.note(fragment, NOW).give("proxy", f"http://u:{fragment}@h", NOW)
    answered = case.answer("pip", f"pip 24.0 from {fragment}", NOW)
    return answered or case


@given(st.text())
def test_what_is_shown_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    seen = shown(text)
    assert not [
        char for char in seen if char not in "\n\t" and unicodedata.category(char) in FORBIDDEN
    ]
    assert shown(seen) == seen
    assert len(seen) <= 3 * MAX_SHOWN


@given(st.text())
def test_folding_loses_nothing(text: str) -> None:
    assert foldable(text).replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize("fragment", FRAGMENTS.values(), ids=FRAGMENTS.keys())
async def test_every_screen_shows_foreign_text_literally(tmp_path: Path, fragment: str) -> None:
    fragment = fragment.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    wizard = wizard_on(tmp_path, hostile_case(fragment))
    async with wizard.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        assert not raw(wizard)
        wizard.main.show_plan()
        for key in ("f4", "f11", "f12", "f10", "ctrl+t"):
            await press(pilot, key)
            assert not raw(wizard), key
            if key == "ctrl+t":
                assert shown(fragment).split("\n")[0][:40].strip() in screen_text(wizard)
            await press(pilot, "escape")
        wizard.tell_text(fragment)
        await settle(pilot)
        assert not raw(wizard)
        assert wizard.is_running


async def test_boxes_take_foreign_text_harmlessly(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for name, fragment in FRAGMENTS.items():
            wizard.main.query_one(TextArea).focus()
            wizard.post_message(Paste(fragment))
            await settle(pilot)
            assert not raw(wizard), name
        await press(pilot, "ctrl+f")
        for name, fragment in FRAGMENTS.items():
            wizard.post_message(Paste(fragment))
            await settle(pilot)
            assert not raw(wizard), name


async def test_a_line_of_a_megabyte_is_taken_and_shown(tmp_path: Path) -> None:
    line = "x" * MEGABYTE
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        wizard.post_message(Paste(f"{TEXTS['issuer']}\n{line}"))
        await settle(pilot)
        assert wizard.main.query_one(TextArea).text
        await pilot.click("#start-go")
        await settle(pilot)
        assert wizard.case.reading is not None
        assert wizard.case.reading.value("error") == "verify-local-issuer"
        wizard.advance(wizard.case.note(line, NOW))
        await settle(pilot)
        await press(pilot, "ctrl+t", "escape", "f12", "escape", "f4")
        assert wizard.is_running


def test_the_fragments_are_hostile() -> None:
    for name in ("escapes", "controls", "bidi", "zero width"):
        fragment = FRAGMENTS[name]
        assert {unicodedata.category(char) for char in fragment} & set(FORBIDDEN), name


def widgets_of_ours() -> set[type[Widget]]:
    """Return every widget class that the wizard declares."""
    import pkgutil
    from importlib import import_module

    from pipmedic.tui import screens, widgets

    found: set[type[Widget]] = set()
    for package in (screens, widgets):
        for module in pkgutil.iter_modules(package.__path__):
            named = vars(import_module(f"{package.__name__}.{module.name}")).values()
            found |= {
                each
                for each in named
                if isinstance(each, type)
                and issubclass(each, Widget)
                and each.__module__.startswith(package.__name__)
            }
    return found


ABSTRACT = {"WizardScreen", "Overlay"}
HOSTILE = "".join(FRAGMENTS[name] for name in ("markup", "escapes", "bidi", "zero width", "wide"))


async def test_no_widget_is_left_out_and_each_shows_foreign_text_literally(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[type] = set()
    wizard = wizard_on(tmp_path, hostile_case(HOSTILE))

    def look(name: str) -> None:
        seen.update(type(widget) for widget in wizard.screen.query("*") if widget.display)
        seen.add(type(wizard.screen))
        assert not raw(wizard), name
        assert wizard.is_running, name

    async with wizard.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        main = wizard.main
        assert main.steps is not None
        look("first step")
        await press(pilot, "ctrl+l")
        look("both languages")
        main.steps.checks.ask((HOSTILE, f"{HOSTILE}.example"))
        main.steps._show("checks")
        await settle(pilot)
        look("hosts")
        opened = wizard.case.opened
        main.steps.checks.note(CheckStarted(HOSTILE, 5.0))
        main.steps.checks.note(CheckFinished(HOSTILE, "done", 0.1, {}))
        main.steps.checks.note(ChecksFailed(HOSTILE, HOSTILE))
        main.steps.checks.end()
        await settle(pilot)
        look("checks")
        main.busy("busy.thinking")
        monkeypatch.setattr("pipmedic.tui.widgets.busy.PATIENCE", 0.0)
        main.query_one(Busy).retranslate()
        await pilot.pause()
        look("busy")
        main.query_one(Busy).end()
        main.show_plan()
        await settle(pilot)
        look("plan")
        main.proving.offer()
        await settle(pilot)
        look("consent")
        await press(pilot, "escape")
        for key in OVERLAYS:
            await press(pilot, key)
            look(key)
            await press(pilot, "escape")
        main.steps._show("hand-over-step")
        main.steps.hand_over.show(wizard.case)
        await settle(pilot)
        look("hand-over")
        wizard.push_screen(ProofScreen((HOSTILE,)))
        await settle(pilot)
        wizard.screen.query_one(TextArea).text = ""
        wizard.post_message(Paste(HOSTILE))
        await settle(pilot)
        look("proof")
        await press(pilot, "escape")
        wizard.push_screen(Collect(main.take))
        await settle(pilot)
        wizard.post_message(Paste(HOSTILE))
        await settle(pilot)
        look("collect")
        await press(pilot, "escape")
        main.reopen("pip")
        await settle(pilot)
        look("question")
        wizard.restart(here=opened.here)
        await settle(pilot)
        wizard.post_message(Paste(HOSTILE))
        await settle(pilot)
        look("start")
    missed = {each.__name__ for each in widgets_of_ours() - seen} - ABSTRACT
    assert not missed
