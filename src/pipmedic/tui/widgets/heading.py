"""The top lines: which machine is sick, what is known of it, and what pip says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from ..text import plain, say_of

if TYPE_CHECKING:
    from ...case.case import Case

CRAMPED = (50, 14)
"""Columns and rows below which the steps do not fit."""


class Heading(Vertical):
    """Two lines over every step."""

    DEFAULT_CSS = """
    Heading { height: auto;
        #title { height: 1; background: $primary-background; color: $text; padding: 0 1; }
        #said { height: auto; max-height: 3; padding: 0 1; color: $text-muted; display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._case: Case | None = None
        self._problem = ""

    def compose(self) -> ComposeResult:
        """Build the lines; the first is there at the first paint."""
        yield Static(plain(self._title(), "bold"), id="title", markup=False)
        yield Static(id="said", markup=False)

    def show(self, case: Case, problem: str) -> None:
        """Show a case, and why it cannot be saved if it cannot."""
        self._case, self._problem = case, problem
        self.retranslate()

    def on_resize(self, event: events.Resize) -> None:
        """Say so when the window is too small."""
        self.retranslate()

    def retranslate(self) -> None:
        """Write both lines anew."""
        self.query_one("#title", Static).update(plain(self._title(), "bold"))
        said = self.query_one("#said", Static)
        text = self._said()
        said.display = bool(text)
        said.update(plain(text))

    def _title(self) -> str:
        case, say, size = self._case, say_of(self), self.app.size
        if size.width < CRAMPED[0] or size.height < CRAMPED[1]:
            return say("title.cramped")
        if case is None:
            return say("title.app")
        target = case.target if case.state.text or case.state.checks else None
        parts = [
            say("title.app"),
            say("title.here") if case.opened.here else say("title.elsewhere"),
            f"Python {target.python_version}" if target and target.python_version else "",
            f"pip {target.pip_version}" if target and target.pip_version else "",
        ]
        return "  ".join(part for part in parts if part)

    def _said(self) -> str:
        if self._case is None:
            return ""
        from ...case.pages import said_line

        if self._problem:
            return say_of(self)("case.unsaved", reason=self._problem)
        return said_line(self._case.in_language(say_of(self).language))
