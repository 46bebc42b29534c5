"""Contrast, colours, glyphs and sizes, measured on what is really drawn."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from pipmedic.case.settings import Settings
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.tui._compat import wrap_between_characters
from pipmedic.tui.commands import ALL
from pipmedic.tui.screens.base import is_shown
from pipmedic.tui.text import shown

from .driving import knowledge, new_case, press, rendered, settle, wizard_on
from .tour import examined_case, tour

WCAG_AA, WCAG_AAA = 4.5, 7.0
DRAWN = range(0x2500, 0x25A0)
"""Boxes and blocks: decoration that ``--ascii`` replaces, not text."""


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))


def luminance(color: Color) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = [part / 255 for part in color.get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    pair = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


def is_text(segment: Segment) -> bool:
    return any(not char.isspace() and ord(char) not in DRAWN for char in segment.text)


@dataclass(frozen=True)
class Look:
    """One way the wizard can look."""

    language: str
    size: tuple[int, int]
    theme: str = ""
    ascii_only: bool = False

    def __str__(self) -> str:
        drawn = "ascii" if self.ascii_only else self.theme or "default"
        return f"{self.language}-{self.size[0]}x{self.size[1]}-{drawn}"


LOOKS = (
    Look("en", (120, 40), "hc-dark"),
    Look("zh", (80, 24), "hc-light"),
    Look("en", (80, 24), ascii_only=True),
    Look("zh", (120, 40), ascii_only=True),
    Look("en", (110, 34)),
    Look("en", (60, 20)),
    Look("zh", (60, 20)),
)


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_every_screen_can_be_read(tmp_path: Path, look: Look) -> None:
    settings = Settings(theme=look.theme)
    wizard = wizard_on(tmp_path, new_case(look.language), settings, look.ascii_only)
    complaints: list[str] = []
    screens = 0
    async with wizard.run_test(size=look.size, notifications=True) as pilot:
        async for name in tour(pilot, look.language):
            screens += 1
            segments = list(rendered(wizard))
            text = "".join(segment.text for segment in segments)
            found = [*widths(text, look.size[0]), *cut_off(name, text, look.language)]
            if look.theme:
                found += faint(segments)
            if look.ascii_only and name != "question in two languages":
                found += not_ascii(text, look.language)
            complaints += [f"{name}: {each}" for each in found]
    assert screens > 20
    assert not complaints


def faint(segments: list[Segment]) -> list[str]:
    """Return what stands out less than WCAG's level AAA asks for."""
    return [
        f"{segment.text.strip()[:30]} has {contrast(segment.style):.1f}"
        for segment in segments
        if segment.style is not None and is_text(segment) and contrast(segment.style) < WCAG_AAA
    ]


def widths(text: str, width: int) -> list[str]:
    """Return lines of a wrong width, and characters on whose width terminals disagree."""
    wrong = {cell_len(line) for line in text.splitlines()} - {width}
    unsure = {char for char in text if is_ambiguous(char)}
    return [f"width {each}" for each in wrong] + [f"unsure {char}" for char in unsure]


def not_ascii(text: str, language: str) -> list[str]:
    """Return what a terminal without Unicode cannot show; Chinese text itself may stay."""
    if language == "en":
        return [repr(char) for char in set(text) if not char.isascii()]
    return [repr(char) for char in set(text) if 0x2190 <= ord(char) < 0x2C00]


def cut_off(name: str, text: str, language: str) -> list[str]:
    """Return what nobody can do without and is not on the screen."""
    say = translator(language)
    needed = {
        "start": ["start.title", "start.go", "start.pick", "start.none", "start.here"],
        "question": ["answer.unknown"],
        "plan": [f"plan.button_{each}" for each in ("copy", "apply", "check", "failed", "weak")],
        "consent": ["checks.title", "checks.all", "checks.local", "checks.none"],
        "f12": ["export.write", "export.copy"],
    }
    always = ["command.help", "command.quit"] if name != "toasts" else []
    return [message for message in needed.get(name, []) + always if say(message) not in text]


FOOTERS = [("en", (80, 24)), ("zh", (80, 24)), ("en", (60, 20)), ("zh", (60, 20))]


@pytest.mark.parametrize(("language", "size"), FOOTERS, ids=str)
async def test_no_footer_is_cut(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    say = translator(language)
    known = {say(f"command.{command.id}") for command in ALL}
    wizard = wizard_on(tmp_path, new_case(language))
    async with wizard.run_test(size=size, notifications=True) as pilot:
        async for name in tour(pilot, language):
            footer = wizard.screen.query_one(Footer)
            keys = list(footer.query(FooterKey))
            assert keys, name
            assert all(key.region.right <= size[0] for key in keys), name
            assert {key.description for key in keys} <= known, name


async def test_where_the_focus_is_can_be_seen_and_every_part_reached_by_keys(
    tmp_path: Path,
) -> None:
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test(size=(80, 24), notifications=True) as pilot:
        async for name in tour(pilot, "en"):
            parts = [
                each
                for each in wizard.screen.query("Button, OptionList, Input, TextArea")
                if is_shown(each) and not each.disabled
            ]
            chain = wizard.screen.focus_chain
            assert all(each in chain for each in parts), name
            looks = set()
            for each in parts:
                each.focus()
                await pilot.pause()
                styles = [(str(s.style), s.text) for s in rendered(wizard)]
                looks.add(tuple(styles))
            assert len(looks) == len(parts), f"{name}: the focus is not to be seen"


async def test_sixteen_colours_get_a_theme_that_can_be_read_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rich.console.Console.color_system", property(lambda _: "standard"))
    wizard = wizard_on(tmp_path, examined_case("en"))
    poor: list[str] = []
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert wizard.theme == "hc-dark"
        wizard.main.show_plan()
        for key in ("f3", "f4", "f11", "f12"):
            await press(pilot, key)
            for segment in rendered(wizard):
                if segment.style is not None and is_text(segment):
                    ratio = contrast(in_sixteen(segment.style))
                    poor += [f"{segment.text[:20]} {ratio:.1f}"] if ratio < WCAG_AA else []
            await press(pilot, "escape")
    assert not poor


def in_sixteen(style: Style) -> Style:
    """Return a style as a terminal of sixteen colours shows it."""
    assert style.color is not None
    assert style.bgcolor is not None
    ink, paper = (
        Color.from_triplet(color.downgrade(ColorSystem.STANDARD).get_truecolor())
        for color in (style.color, style.bgcolor)
    )
    return Style(color=ink, bgcolor=paper)


def is_ambiguous(char: str) -> bool:
    return unicodedata.east_asian_width(char) == "A" and ord(char) not in DRAWN


@pytest.mark.parametrize("language", SUPPORTED)
def test_no_message_or_knowledge_shows_a_character_of_unsure_width(language: str) -> None:
    texts = dict(translator(language).messages)
    data = knowledge()
    for fact in data.facts.values():
        texts[fact.id] = fact.question(language) + fact.how(language) + fact.why(language)
        texts.update({f"{fact.id}.{each.id}": each.text(language) for each in fact.values})
    for cause in data.causes.values():
        texts[cause.id] = cause.title(language) + cause.root_cause(language)
        texts[f"{cause.id}.mechanism"] = cause.mechanism(language) + cause.signature(language)
    for remedy in data.remedies.values():
        texts[remedy.id] = remedy.title(language) + remedy.summary(language)
    texts.update({name: entry(language) for name, entry in data.glossary.items()})
    unsure = {
        name: {char for char in shown(text) if is_ambiguous(char)} for name, text in texts.items()
    }
    assert not {name: chars for name, chars in unsure.items() if chars}


async def test_without_colours_the_row_under_the_cursor_still_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    wizard = wizard_on(tmp_path, new_case())
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click("#start-none")
        await settle(pilot)
        rows = [segment for segment in rendered(wizard) if segment.text.strip()]
        papers = {
            segment.text.startswith("0  "): segment.style.bgcolor
            for segment in rows
            if segment.style is not None and segment.text[:3] in ("0  ", "1  ")
        }
        assert papers[True] != papers[False]


@given(st.text("中文证书检查[](),.;:!?%（）【】。，：ab 1", max_size=60), st.integers(6, 40))
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(text: str, width: int) -> None:
    wrap_between_characters()
    words = re.sub(r"[\[\(（【]+(?![\u4e00-\u9fff])|(?<![\u4e00-\u9fff])[\]\)）】]+", "", text)
    for line in Content(words).wrap(width)[:-1]:
        assert not line.plain.rstrip().endswith(("[", "(", "（", "【"))
    for line in Content(words).wrap(width)[1:]:
        assert not re.match(r"[\]\)）】。，：]", line.plain) or not line.plain.strip()
