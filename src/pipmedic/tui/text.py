"""Dynamic text for widgets. Nothing foreign is ever parsed as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from ..i18n import Translator, translator

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

_BOXES = {"─": "-", "│": "|", "█": "#", "░": ".", "▸": ">", "✓": "+", "✗": "x", "⚠": "!", "·": "-"}


def plain(text: str, style: str = "") -> Content:
    """Return text that is shown literally, in one style."""
    return Content.styled(text, style) if style else Content(text)


def glyphs(text: str, ascii_only: bool) -> str:
    """Return drawing characters as they are, or their ASCII stand-ins."""
    if not ascii_only:
        return text
    return "".join(_BOXES.get(character, character) for character in text)


def language_of(node: DOMNode) -> str:
    """Return the language the app speaks now."""
    app: App[object] = node.app
    return str(getattr(app, "language", "en"))


def say_of(node: DOMNode) -> Translator:
    """Return the translator of the language the app speaks now."""
    return translator(language_of(node))
