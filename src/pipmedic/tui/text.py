"""Dynamic text for widgets: nothing foreign is parsed as markup or reaches the terminal raw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from ..diagnosis.sanitize import sanitize
from ..i18n import Translator, translator

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode
    from textual.widgets import Button

MAX_SHOWN = 20_000
"""Longer texts show their head and their tail, so that no line makes the screen slow."""

_NARROW = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "—": "-",
        "–": "-",
        "…": "...",
        "·": "-",
        "×": "x",
        "→": "->",
        "←": "<-",
        "≥": ">=",
        "≤": "<=",
        "°": " ",
    }
)
"""Terminals disagree on the width of these characters."""


def shown(text: str) -> str:
    """Return text as it may be shown: sanitised, bounded, without characters of unsure width."""
    if len(text) > MAX_SHOWN:
        half = MAX_SHOWN // 2
        text = f"{text[:half]}\n...\n{text[-half:]}"
    return sanitize(text).translate(_NARROW)


def plain(text: str, style: str = "") -> Content:
    """Return text that is shown literally, in one style."""
    return Content.styled(shown(text), style) if style else Content(shown(text))


def command_line(line: str) -> Content:
    """Return one line of commands exactly as it is copied, but for what a terminal would obey."""
    return Content.styled(sanitize(line), "$text-success")


def relabel(button: Button, text: str) -> None:
    """Write a button anew; a label of another length needs other room."""
    label = plain(text)
    if button.label != label:
        button.label = label
        button.refresh(layout=True)


def lines(parts: list[Content]) -> Content:
    """Return one content of several lines."""
    return Content("\n").join(parts)


def language_of(node: DOMNode) -> str:
    """Return the language the app speaks now."""
    app: App[object] = node.app
    return str(getattr(app, "language", "en"))


def say_of(node: DOMNode) -> Translator:
    """Return the translator of the language the app speaks now."""
    return translator(language_of(node))
