"""The last page: proof that pip works, or whom to ask for what when no remedy is worth trying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from ..text import lines, plain, relabel, say_of

if TYPE_CHECKING:
    from ...case.case import Case

BUTTONS = ("export", "new_case", "quit")
"""Commands of the app that this page offers as buttons."""


class HandOver(Vertical):
    """The pack for whoever can mend it; also the last page of a mended case."""

    DEFAULT_CSS = """
    HandOver { padding: 0 1; height: 1fr;
        VerticalScroll { height: 1fr; }
        Horizontal { height: auto; }
        Button { margin-right: 1; min-width: 8; }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._case: Case | None = None

    def compose(self) -> ComposeResult:
        """Build the page."""
        with VerticalScroll():
            yield Static(id="hand-over", markup=False)
        with Horizontal():
            for name in BUTTONS:
                yield Button(plain(""), id=f"last-{name}", compact=True, action=f"app.{name}")

    def show(self, case: Case) -> None:
        """Show the pack of a case."""
        self._case = case
        self.retranslate()

    def take_focus(self) -> None:
        """Let Enter end a mended case, or write the ticket of one that is handed over."""
        works = self._case is not None and self._case.state.works
        self.query_one("#last-quit" if works else "#last-export", Button).focus()

    def retranslate(self) -> None:
        """Write the pack anew."""
        if self._case is None:
            return
        from ...case.report import Format, report

        say = say_of(self)
        case = self._case = self._case.in_language(say.language)
        for name in BUTTONS:
            relabel(self.query_one(f"#last-{name}", Button), say(f"last.{name}"))
        parts = self._mended(case) if case.state.works else [plain(say("linear.hand_over"))]
        parts += [plain(say("export.how")), plain(""), plain(report(case, Format.TEXT))]
        self.query_one("#hand-over", Static).update(lines(parts))

    def _mended(self, case: Case) -> list[Content]:
        say = say_of(self)
        parts = [plain(say("verify.works"), "bold $text-success")]
        tried = (
            case.knowledge.remedies.get(case.state.tried[-1].remedy) if case.state.tried else None
        )
        if tried is not None:
            parts.append(plain(say("last.tried", remedy=tried.title(say.language))))
        return parts
