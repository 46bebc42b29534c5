"""One question: its choices by digit, a box for a pasted line, and why it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ...case.answers import choices
from ...case.case import Case
from ...case.contract import step_why
from ...diagnosis.choice import AskQuestion
from ...knowledge import UNKNOWN, Fact
from ..text import plain, say_of


class Question(VerticalScroll):
    """The question that is asked now."""

    DEFAULT_CSS = """
    Question { padding: 0 1; height: 1fr;
        #question-text { text-style: bold; margin-bottom: 1; }
        #question-why, #question-how { color: $text-muted; }
        #question-other { color: $text-accent; }
        OptionList { height: auto; border: none; margin: 1 0; background: transparent; }
        Input { margin-top: 1; }
    }
    """

    @dataclass
    class Given(Message):
        """A person answered."""

        fact: str
        raw: str

    def __init__(self, id: str) -> None:
        super().__init__(id=id, can_focus=False)
        self._case: Case | None = None
        self._fact: Fact | None = None

    def compose(self) -> ComposeResult:
        """Build the parts once; ``show`` fills them."""
        yield Static(id="question-text", markup=False)
        yield Static(id="question-other", markup=False)
        yield Static(id="question-how", markup=False)
        yield OptionList(id="question-choices", markup=False)
        yield Input(id="question-input")
        yield Static(id="question-why", markup=False)

    def show(self, case: Case, fact: Fact) -> None:
        """Ask for ``fact``; the same fact again keeps selection and typed text."""
        fresh = self._fact is None or fact.id != self._fact.id
        self._case, self._fact = case, fact
        if fresh:
            self.query_one("#question-input", Input).value = ""
            self.query_one("#question-choices", OptionList).clear_options()
            self.scroll_home(animate=False)
        self.retranslate()
        if fresh:
            self.query_one("#question-choices", OptionList).focus()

    def retranslate(self) -> None:
        """Write all texts anew, in place."""
        if self._case is None or self._fact is None:
            return
        fact, say = self._fact, say_of(self)
        self.query_one("#question-text", Static).update(plain(fact.question(say.language)))
        self._retranslate_other()
        self._retranslate_choices()
        self.query_one("#question-how", Static).update(plain(self._how()))
        self.query_one("#question-why", Static).update(plain(self._why()))
        box = self.query_one("#question-input", Input)
        box.display = bool(fact.parser)
        box.placeholder = say("question.paste")

    def _retranslate_other(self) -> None:
        other = self.query_one("#question-other", Static)
        code = getattr(self.app, "other_language", "")
        other.display = bool(code)
        if code and self._fact is not None:
            other.update(plain(self._fact.question(code)))

    def _retranslate_choices(self) -> None:
        assert self._fact is not None
        say = say_of(self)
        code = getattr(self.app, "other_language", "")
        options = self.query_one("#question-choices", OptionList)
        rows = [(value.id, value.text) for value in choices(self._fact)]
        prompts = [
            (identifier, f"{number}  {text(say.language)}" + (f"  /  {text(code)}" if code else ""))
            for number, (identifier, text) in enumerate(rows, start=1)
        ]
        prompts.append((UNKNOWN, f"0  {say('answer.unknown')}"))
        if options.option_count != len(prompts):
            options.set_options([Option(plain(text), id=name) for name, text in prompts])
            options.highlighted = 0
            return
        for name, text in prompts:
            options.replace_option_prompt(name, plain(text))

    def _how(self) -> str:
        assert self._case is not None
        assert self._fact is not None
        say, fact = say_of(self), self._fact
        how = fact.how(say.language)
        lines = []
        if how:
            here = self._case.opened.here
            lines.append(how if here else say("linear.ask_them", how=how))
        if fact.run:
            lines.append(f"$ {fact.run}")
        return "\n".join(lines)

    def _why(self) -> str:
        assert self._case is not None
        assert self._fact is not None
        case = self._case.in_language(say_of(self).language)
        return step_why(case, AskQuestion(self._fact.id))

    def choose(self, digit: int) -> None:
        """Answer by digit; 0 means "I don't know"."""
        if self._fact is None:
            return
        values = choices(self._fact)
        if digit == 0:
            self.post_message(self.Given(self._fact.id, UNKNOWN))
        elif digit <= len(values):
            self.post_message(self.Given(self._fact.id, values[digit - 1].id))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen row."""
        event.stop()
        if self._fact is not None and event.option_id:
            self.post_message(self.Given(self._fact.id, event.option_id))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with a pasted line."""
        event.stop()
        if self._fact is not None and event.value.strip():
            self.post_message(self.Given(self._fact.id, event.value))
