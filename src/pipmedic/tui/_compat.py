"""Every touch of Textual that is not public, in one place (checked with Textual 8.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import rich._wrap
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.app import App
    from textual.color import Color
    from textual.screen import Screen

_WIDE = r"\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
_OPENING = r"\[\(\u3008\u300a\u300c\u300e\u3010\uff08"
_CLOSING = (
    r"\]\),.;:!?%\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f"
)
_WORD = re.compile(rf"\s*(?:[{_OPENING}]*[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+[{_CLOSING}]*|\S)\s*")


def wrap_between_characters() -> None:
    """Let lines break between Chinese characters, but not before closing punctuation."""
    rich._wrap.re_word = _WORD


class TextFilter(LineFilter):
    """Changes characters of everything on screen, keeping the width in cells."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with their texts changed."""
        return [Segment(self._change(text), style, control) for text, style, control in segments]


def add_filter(app: App[Any], line_filter: LineFilter) -> None:
    """Let everything on screen pass a filter, also what Textual itself draws."""
    app._filters.append(line_filter)


def notices(app: App[Any]) -> set[str]:
    """Return the texts of the toasts that nobody has closed yet."""
    return {notification.message for notification in app._notifications}


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Send an escape sequence to the terminal.

    Raises:
        OSError: the app does not draw on a terminal.
    """
    if app._driver is None:
        raise OSError("no terminal")
    app._driver.write(sequence)


def segments_on_screen(screen: Screen[Any]) -> list[list[Segment]]:
    """Return what is on the screen now, row by row, for tests and measurements."""
    return [list(strip) for strip in screen._compositor.render_strips()]
