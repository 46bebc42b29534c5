"""The end when no remedy is worth trying: whom to ask for what, and what was ruled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from ..text import plain, say_of

if TYPE_CHECKING:
    from ...case.case import Case


class HandOver(VerticalScroll):
    """The pack for whoever can mend it; also the last page of a mended case."""

    DEFAULT_CSS = """
    HandOver { padding: 0 1; height: 1fr; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._case: Case | None = None

    def compose(self) -> ComposeResult:
        """Build the page."""
        yield Static(id="hand-over", markup=False)

    def show(self, case: Case) -> None:
        """Show the pack of a case."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Write the pack anew."""
        if self._case is None:
            return
        from ...case.report import Format, report

        say = say_of(self)
        case = self._case = self._case.in_language(say.language)
        intro = say("done.works") if case.state.works else say("linear.hand_over")
        text = f"{intro}\n{say('export.how')}\n\n{report(case, Format.TEXT)}"
        self.query_one("#hand-over", Static).update(plain(text))
