"""Beside the step: suspects, how far it still is, who interferes, answers, what was ruled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ..text import lines, plain, say_of
from .suspects import Suspects
from .trail import Trail

if TYPE_CHECKING:
    from ...case.case import Case

RULED_OUT_SHOWN = 8


class Side(VerticalScroll):
    """What a person may want to look at while answering."""

    DEFAULT_CSS = """
    Side { width: 30; border-left: solid $border-blurred;
        &.-off { display: none; }
        #side-more { height: auto; padding: 0 1; }
        #side-out { height: auto; padding: 0 1; color: $text-muted; display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__(can_focus=False)
        self._case: Case | None = None

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Suspects()
        yield Static(id="side-more", markup=False)
        yield Trail()
        yield Static(id="side-out", markup=False)

    def show(self, case: Case) -> None:
        """Show a case."""
        self._case = case
        self.query_one(Suspects).show(case)
        self.query_one(Trail).show(case)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the own parts anew."""
        if self._case is None:
            return
        say = say_of(self)
        self._case = self._case.in_language(say.language)
        self.query_one("#side-more", Static).update(lines(self._more(self._case)))
        self.query_one("#side-out", Static).update(lines(self._out(self._case)))

    def _more(self, case: Case) -> list[Content]:
        from ...case.contract import also_noticed

        say, why = say_of(self), case.explanation
        steps, minutes = f"{why.steps_left:.0f}", f"{why.minutes_left:.0f}"
        parts = [plain(say("side.left", steps=steps, minutes=minutes))]
        if case.examination.interceptor:
            who = say("picture.interferes", who=case.examination.interceptor)
            parts += [plain(""), plain(who, "$text-warning")]
        noticed = also_noticed(case)
        if noticed:
            parts.append(plain(say("side.noticed", count=len(noticed)), "$text-accent"))
        return parts

    def _out(self, case: Case) -> list[Content]:
        from ...case.wording import cause_title

        say = say_of(self)
        if not case.ruled_out:
            return []
        parts = [plain(say("side.ruled_out", count=len(case.ruled_out)), "bold")]
        parts += [
            plain(f"- {cause_title(case, out.cause)}") for out in case.ruled_out[:RULED_OUT_SHOWN]
        ]
        if len(case.ruled_out) > RULED_OUT_SHOWN:
            parts.append(plain(say("side.more")))
        return parts
