"""The trail of answered steps; choosing one reopens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..messages import Reopen
from ..text import plain, say_of

if TYPE_CHECKING:
    from ...case.case import Case


class Trail(Vertical):
    """Answered questions, oldest first."""

    DEFAULT_CSS = """
    Trail { height: auto; padding: 0 1; margin-top: 1;
        OptionList { height: auto; max-height: 16; border: none; padding: 0;
            background: transparent; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._case: Case | None = None

    def compose(self) -> ComposeResult:
        """Build the title and the list."""
        yield Static(id="trail-title", markup=False)
        yield OptionList(id="trail-steps", markup=False, compact=True)

    def show(self, case: Case) -> None:
        """Show the answers of a case."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Write the list anew, keeping what is highlighted."""
        if self._case is None:
            return
        from ...case.wording import fact_line

        say = say_of(self)
        case = self._case = self._case.in_language(say.language)
        steps = self.query_one("#trail-steps", OptionList)
        highlighted = steps.highlighted
        options = [
            Option(plain(f"{number}. {fact_line(case, item.fact, item.value, '')}"), id=item.fact)
            for number, item in enumerate(case.state.answers.values(), start=1)
        ]
        steps.set_options(options)
        if highlighted is not None and highlighted < len(options):
            steps.highlighted = highlighted
        self.display = bool(options)
        self.query_one("#trail-title", Static).update(plain(say("side.trail"), "bold"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for an earlier step to be reopened."""
        event.stop()
        if event.option_id:
            self.post_message(Reopen(event.option_id))
