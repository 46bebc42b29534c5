"""One question: its choices by digit, a box for a pasted line, and why it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ...case.answers import choices
from ...knowledge import UNKNOWN
from ..messages import Answer
from ..text import lines, plain, say_of
from .boxes import LineBox

if TYPE_CHECKING:
    from ...case.case import Case
    from ...knowledge import Fact


DIGITS = 9
"""More choices than this do not fit the screen; then what Enter takes stands first."""


class Question(VerticalScroll):
    """The question that is asked now."""

    DEFAULT_CSS = """
    Question { padding: 0 1; height: 1fr;
        #question-text { text-style: bold; }
        #question-how { height: auto; }
        #question-why { margin-top: 1; color: $text-muted; }
        OptionList { height: auto; border: none; margin: 1 0 0 0; padding: 0;
            background: transparent; }
        LineBox { margin-top: 1; }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id, can_focus=False)
        self._case: Case | None = None
        self._fact: Fact | None = None

    def compose(self) -> ComposeResult:
        """Build the parts once; ``show`` fills them."""
        yield Static(id="question-text", markup=False)
        yield Static(id="question-how", markup=False)
        yield OptionList(id="question-choices", markup=False)
        yield LineBox(id="question-input")
        yield Static(id="question-why", markup=False)

    def show(self, case: Case, fact: Fact) -> None:
        """Ask for ``fact``; the same fact again keeps selection and typed text."""
        fresh = self._fact is None or fact.id != self._fact.id
        self._case, self._fact = case, fact
        if fresh:
            self.query_one(LineBox).value = ""
            self.query_one(OptionList).clear_options()
        self.retranslate()
        if fresh:
            self.scroll_home(animate=False)
        self.query_one(OptionList).focus()

    def take(self, pasted: str) -> None:
        """Put a line pasted beside the box into the box, if the question takes one."""
        box = self.query_one(LineBox)
        if box.display:
            box.focus()
            box.put(pasted)

    def clear(self) -> None:
        """Forget the question, so that the next one starts afresh."""
        self._case = self._fact = None

    def retranslate(self) -> None:
        """Write all texts anew, in place."""
        if self._case is None or self._fact is None:
            return
        say = say_of(self)
        case = self._case = self._case.in_language(say.language)
        self.query_one("#question-text", Static).update(plain(self._fact.question(say.language)))
        self._retranslate_choices()
        how = self.query_one("#question-how", Static)
        how.update(lines(self._how(case, self._fact)))
        self.query_one("#question-why", Static).update(lines(self._why(case, self._fact)))
        box = self.query_one(LineBox)
        box.display = bool(self._fact.parser)
        box.placeholder = say("question.paste")

    def _retranslate_choices(self) -> None:
        assert self._fact is not None
        say = say_of(self)
        options = self.query_one(OptionList)
        prompts = [
            (value.id, f"{number}  {value.text(say.language)}")
            for number, value in enumerate(choices(self._fact), start=1)
        ]
        at = len(prompts) if len(prompts) <= DIGITS else 0
        prompts.insert(at, (UNKNOWN, f"0  {say('answer.unknown')}"))
        if options.option_count != len(prompts):
            options.set_options([Option(plain(text), id=name) for name, text in prompts])
            options.highlighted = at
            return
        for name, text in prompts:
            options.replace_option_prompt(name, plain(text))

    def _how(self, case: Case, fact: Fact) -> list[Content]:
        say = say_of(self)
        parts = []
        how = fact.how(say.language)
        if how:
            parts.append(plain(how if case.opened.here else say("linear.ask_them", how=how)))
        if fact.run:
            parts.append(plain(f"$ {fact.run}", "$text-success"))
        return parts

    def _why(self, case: Case, fact: Fact) -> list[Content]:
        from ...case.contract import step_why
        from ...case.glossary import explained
        from ...case.wording import labelled
        from ...diagnosis.choice import AskQuestion

        say = say_of(self)
        why = step_why(case, AskQuestion(fact.id))
        asked = " ".join([fact.question(say.language), fact.how(say.language)])
        words = explained(case.knowledge, asked, say.language)
        return [
            plain(labelled(say("question.why"), why)),
            *(plain(f"* {line}", "$text-accent") for line in words),
        ]

    def choose(self, digit: int) -> None:
        """Answer by digit; 0 means "I don't know"."""
        if self._fact is None:
            return
        values = choices(self._fact)
        if digit > len(values):
            return
        chosen = values[digit - 1].id if digit else UNKNOWN
        options = self.query_one(OptionList)
        options.highlighted = options.get_option_index(chosen)
        self.post_message(Answer(self._fact.id, chosen))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen row."""
        event.stop()
        if self._fact is not None and event.option_id:
            self.post_message(Answer(self._fact.id, event.option_id))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with a pasted line."""
        event.stop()
        if self._fact is not None and event.value.strip():
            self.post_message(Answer(self._fact.id, event.value))
