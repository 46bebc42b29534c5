"""The desk: the step on show, what is known beside it, and what the user is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher

from ...diagnosis.choice import AskQuestion, RunChecks, TryRemedy
from .checks import Checks
from .for_user import ForUser
from .hand_over import HandOver
from .plan import Plan
from .question import Question
from .side import Side
from .start import StartStep

if TYPE_CHECKING:
    from ...case.case import Case


class Steps(Horizontal):
    """All steps are built once; one of them is on show."""

    DEFAULT_CSS = """
    Steps {
        #work { width: 1fr; }
        ContentSwitcher { height: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.start = StartStep("start")
        self.checks = Checks("checks")
        self.question = Question("question")
        self.plan = Plan("plan")
        self.hand_over = HandOver("hand-over-step")
        self.side = Side()
        self.for_user = ForUser()
        self._switcher = ContentSwitcher(initial="start")

    def compose(self) -> ComposeResult:
        """Build all steps."""
        with Vertical(id="work"):
            with self._switcher:
                yield self.start
                yield self.checks
                yield self.question
                yield self.plan
                yield self.hand_over
            yield self.for_user
        yield self.side

    @property
    def current(self) -> str | None:
        """The step on show."""
        return self._switcher.current

    def forget(self) -> None:
        """Leave what belongs to the case that was on show."""
        self.start.clear()
        self.question.clear()
        self.checks.cancel()

    def show_start(self, here: bool) -> None:
        """Show the first step."""
        self._show("start")
        self.side.add_class("-off")
        self.for_user.display = False
        self.start.show(here)

    def show_question(self, case: Case, fact: str) -> None:
        """Ask for one fact."""
        self._beside(case)
        self.question.show(case, case.knowledge.facts[fact])
        self._show("question")

    def show_plan(self, case: Case) -> None:
        """Show the remedies."""
        self._beside(case)
        self.plan.show(case)
        self._show("plan")

    def show_step(self, case: Case) -> None:
        """Show the step that the case says comes next."""
        step = case.decision.step
        if case.state.works:
            self._hand_over(case)
        elif isinstance(step, RunChecks):
            self._beside(case)
            self._show("checks")
            self.checks.propose(case.opened)
        elif isinstance(step, AskQuestion):
            self.show_question(case, step.fact)
        elif isinstance(step, TryRemedy) or case.plan:
            self.show_plan(case)
        else:
            self._hand_over(case)

    def _hand_over(self, case: Case) -> None:
        self._beside(case)
        self.side.set_class(case.state.works, "-off")
        self.hand_over.show(case)
        self._show("hand-over-step")

    def _beside(self, case: Case) -> None:
        self.side.remove_class("-off")
        self.side.show(case)
        self.for_user.show(case)

    def _show(self, step: str) -> None:
        fresh = step != self._switcher.current
        self._switcher.current = step
        if fresh and step == "plan":
            self.plan.take_focus()
        elif fresh and step == "hand-over-step":
            self.hand_over.take_focus()

    def retranslate(self) -> None:
        """Show or hide what is for the user; the other parts see to themselves."""
        self.for_user.retranslate()

    def take_paste(self, text: str) -> None:
        """Put what was pasted beside the box of the step on show into the box."""
        if self.current == "start":
            self.start.take(text)
        elif self.current == "question":
            self.question.take(text)

    def choose(self, digit: int) -> None:
        """Choose by digit in the step on show."""
        if self.current == "question":
            self.question.choose(digit)
        elif self.current == "plan":
            self.plan.choose(digit)
        elif self.current == "start":
            self.start.choose(digit)
