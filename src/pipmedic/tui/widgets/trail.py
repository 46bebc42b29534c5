"""The trail of answered steps; choosing one reopens it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ...case.case import Case
from ..text import plain, say_of


class Trail(Vertical):
    """Answered questions, oldest first."""

    DEFAULT_CSS = """
    Trail { height: auto; max-height: 50%; padding: 0 1;
        OptionList { height: auto; max-height: 10; border: none; background: transparent; }
    }
    """

    @dataclass
    class Reopened(Message):
        """A person wants to change an earlier answer."""

        fact: str

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
        case, say = self._case, say_of(self)
        steps = self.query_one("#trail-steps", OptionList)
        highlighted = steps.highlighted
        options = []
        for item in case.state.answers.values():
            fact = case.knowledge.facts[item.fact]
            value = fact.value(item.value)
            answer = value.text(say.language) if value else say("answer.unknown")
            options.append(Option(plain(f"{fact.question(say.language)} {answer}"), id=item.fact))
        steps.set_options(options)
        if highlighted is not None and highlighted < len(options):
            steps.highlighted = highlighted
        self.display = bool(options)
        self.query_one("#trail-title", Static).update(plain(say("side.trail"), "bold"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for an earlier step to be reopened."""
        event.stop()
        if event.option_id:
            self.post_message(self.Reopened(event.option_id))
