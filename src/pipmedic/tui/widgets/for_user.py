"""For the helpdesk: the step in the other language, to be shown or read to the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from ...i18n import translator
from ..text import plain

if TYPE_CHECKING:
    from ...case.case import Case


class ForUser(VerticalScroll):
    """Hidden until the other language is asked for."""

    DEFAULT_CSS = """
    ForUser { height: auto; max-height: 40%; padding: 0 1; border-top: solid $border;
        #for-user-title { text-style: bold; color: $text-accent; }
    }
    """

    def __init__(self) -> None:
        super().__init__(can_focus=False)
        self._case: Case | None = None
        self.display = False

    def compose(self) -> ComposeResult:
        """Build the page."""
        yield Static(id="for-user-title", markup=False)
        yield Static(id="for-user-text", markup=False)

    def show(self, case: Case) -> None:
        """Show the step of a case."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Write it anew in the language that the app does not speak."""
        from ...case.pages import for_user

        code = str(getattr(self.app, "other_language", ""))
        self.display = bool(code) and self._case is not None
        if not code or self._case is None:
            return
        self._case = self._case.in_language(code)
        self.query_one("#for-user-title", Static).update(plain(translator(code)("for_user.title")))
        self.query_one("#for-user-text", Static).update(plain(for_user(self._case)))
