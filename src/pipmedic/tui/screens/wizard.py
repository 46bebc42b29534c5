"""The main screen: one step at a time, with what is suspected beside it."""

from __future__ import annotations

import time
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import ContentSwitcher, Footer, Static

from ...case.case import Case
from ...checks.runner import CheckEvent, ChecksDone, hosts, stream
from ...diagnosis.choice import AskQuestion, RunChecks, TryRemedy
from ..commands import EVERYWHERE, ON_CASE, bindings
from ..text import plain
from ..widgets.checks import Checks
from ..widgets.hand_over import HandOver
from ..widgets.plan import Plan
from ..widgets.question import Question
from ..widgets.start import Start
from ..widgets.suspects import Suspects
from ..widgets.trail import Trail
from .base import WizardScreen


class WizardMain(WizardScreen):
    """Start, checks, questions, plan, hand-over: whatever the case says comes next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((*EVERYWHERE, *ON_CASE)),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(10)),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (72, "-narrow"), (110, "-wide")]
    DEFAULT_CSS = """
    WizardMain {
        #title { height: 1; background: $primary-background; color: $text; padding: 0 1; }
        #said { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
        #side { width: 30; border-left: solid $border-blurred; }
        ContentSwitcher { width: 1fr; height: 1fr; }
        &.-wide #side { width: 44; }
        &.-tiny #side { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._reopened = ""
        self._plan_asked = False

    def compose(self) -> ComposeResult:
        """Build all steps once; one of them is on show."""
        yield Static(id="title", markup=False)
        yield Static(id="said", markup=False)
        with Horizontal():
            with ContentSwitcher(initial="start"):
                yield Start("start")
                yield Checks("checks")
                yield Question("question")
                yield Plan("plan")
                yield HandOver("hand-over-step")
            with VerticalScroll(id="side", can_focus=False):
                yield Suspects()
                yield Trail()
        yield Footer()

    def on_mount(self) -> None:
        """Show the first step."""
        self.show_case()

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.wizard.case

    def show_case(self) -> None:
        """Show the step that the case says comes next."""
        case = self.case
        started = bool(case.state.text or case.state.answers or case.state.checks)
        self.query_one("#side").display = started
        self._retranslate_title()
        if not started and not self._plan_asked:
            self._show("start")
            self.query_one(Start).show(case.opened.here)
            return
        self.query_one(Suspects).show(case)
        self.query_one(Trail).show(case)
        self._show_step(case)

    def _show_step(self, case: Case) -> None:
        if self._reopened:
            self._show("question")
            self.query_one(Question).show(case, case.knowledge.facts[self._reopened])
            return
        step = case.decision.step
        if case.state.works:
            self._show("hand-over-step")
            self.query_one(HandOver).show(case)
        elif isinstance(step, RunChecks):
            self._show("checks")
            self._name_hosts()
        elif isinstance(step, AskQuestion):
            self._show("question")
            self.query_one(Question).show(case, case.knowledge.facts[step.fact])
        elif isinstance(step, TryRemedy) or case.plan:
            self.show_plan()
        else:
            self._show("hand-over-step")
            self.query_one(HandOver).show(case)

    def show_plan(self) -> None:
        """Show the plan as it stands, whatever the next step is."""
        self._show("plan")
        self.query_one(Plan).show(self.case)

    def _show(self, step: str) -> None:
        self.query_one(ContentSwitcher).current = step

    def retranslate(self) -> None:
        """Say everything anew in place."""
        super().retranslate()
        self._retranslate_title()

    def _retranslate_title(self) -> None:
        case, say = self.case.in_language(self.wizard.language), self.say
        target = case.target
        where = say("title.here") if case.opened.here else say("title.elsewhere")
        parts = [say("title.app"), where]
        if target.python_version:
            parts.append(f"Python {target.python_version}")
        if target.pip_version:
            parts.append(f"pip {target.pip_version}")
        self.query_one("#title", Static).update(plain("  ".join(parts), "bold"))
        said = self.query_one("#said", Static)
        text = self._said(case)
        said.display = bool(text)
        said.update(plain(text))

    def _said(self, case: Case) -> str:
        reading, say = case.reading, self.say
        if reading is None:
            return self.wizard.saved.problem
        if reading.near_miss:
            miss = case.knowledge.near_misses[reading.near_miss]
            return (
                f"{say('linear.near_miss')} {miss.title(say.language)} {miss.advice(say.language)}"
            )
        error = next((item for item in reading.observations if item.fact == "error"), None)
        if error is None:
            return say("linear.nothing_read")
        value = case.knowledge.facts["error"].value(error.value)
        return f"{say('said.error')} {value.text(say.language)}" if value else ""

    @on(Start.Text)
    def take_text(self, event: Start.Text) -> None:
        """Read what pip printed."""
        self.wizard.advance(self.case.observe(event.text, time.time()))
        if self.case.reading is None or not self.case.reading.observations:
            self.wizard.tell("linear.nothing_read", "warning")

    @on(Start.NoText)
    def go_without_text(self) -> None:
        """Ask instead of reading."""
        self._plan_asked = True
        self.show_case()

    @on(Start.Elsewhere)
    def switch_machine(self) -> None:
        """Say that the sick machine is another one, or this one again."""
        self.wizard.restart(here=not self.case.opened.here)

    @on(Question.Given)
    def take_answer(self, event: Question.Given) -> None:
        """Take an answer; one that says nothing is said so."""
        answered = self.case.answer(event.fact, event.raw, time.time())
        if answered is None:
            self.wizard.tell("linear.not_understood", "warning")
            return
        self._reopened = ""
        self.wizard.advance(answered)

    @on(Trail.Reopened)
    def reopen(self, event: Trail.Reopened) -> None:
        """Ask an answered question again."""
        self._reopened = event.fact
        self.show_case()

    @work(thread=True, exclusive=True, group="hosts", exit_on_error=False)
    def _name_hosts(self) -> None:
        opened = self.case.opened
        try:
            named = () if opened.offline else hosts(opened.python, opened.index_url)
        except (OSError, ValueError):
            named = ()
        self.app.call_from_thread(self.query_one(Checks).ask, named)

    @on(Checks.Consent)
    def start_checks(self, event: Checks.Consent) -> None:
        """Run the checks the person allowed."""
        granted = event.choice != "none"
        self.wizard.advance(self.case.consent((), granted, time.time()), show=not granted)
        if granted:
            self._run_checks(offline=event.choice == "local" or self.case.opened.offline)

    @on(Checks.Cancelled)
    def cancel_checks(self) -> None:
        """Stop waiting for the checks."""
        self.workers.cancel_group(self, "checks")
        self.query_one(Checks).end()
        self.wizard.advance(self.case.consent((), False, time.time()))

    @work(exclusive=True, group="checks", exit_on_error=False)
    async def _run_checks(self, offline: bool) -> None:
        view = self.query_one(Checks)
        view.begin()
        opened = self.case.opened
        last: CheckEvent | None = None
        async for event in stream(opened.python, opened.index_url, offline):
            view.note(event)
            last = event
        view.end()
        if isinstance(last, ChecksDone):
            self.wizard.advance(self.case.examine(last.document, "check", time.time()))
        else:
            self.wizard.tell("checks.could_not", "error")
            self.wizard.advance(self.case.consent((), False, time.time()))

    @on(Plan.Value)
    def take_value(self, event: Plan.Value) -> None:
        """Take a value that the commands need."""
        self.wizard.advance(self.case.give(event.name, event.value, time.time()))

    @on(Plan.Did)
    def take_outcome(self, event: Plan.Did) -> None:
        """Copy, check again, or take note that the remedy did not help."""
        if event.what == "copy":
            self.action_copy()
        elif event.what == "check":
            self.action_check_again()
        else:
            self.wizard.advance(self.case.tried(event.remedy, "failed", time.time()))

    def action_digit(self, digit: int) -> None:
        """Answer, or choose a remedy, by digit."""
        current = self.query_one(ContentSwitcher).current
        if current == "question":
            self.query_one(Question).choose(digit)
        elif current == "plan":
            self.query_one(Plan).choose(digit)

    def action_copy(self) -> None:
        """Copy the commands on show."""
        plan = self.query_one(Plan)
        plan.show(self.case) if plan.item is None else None
        if plan.item is not None:
            self.wizard.copy(plan.item.lines(plan.shell_shown))

    def action_check_again(self) -> None:
        """Run the real pip again and take in what it says."""
        self.wizard.tell("verify.running", "information")
        self._verify()

    @work(thread=True, exclusive=True, group="verify", exit_on_error=False)
    def _verify(self) -> None:
        from ...case.verifying import verify_case

        case = self.case
        remedy = self.query_one(Plan).item
        outcome = verify_case(case)
        self.app.call_from_thread(
            self._verified, remedy.remedy.id if remedy else "", outcome.kind, outcome.output
        )

    def _verified(self, remedy: str, kind: str, output: str) -> None:
        case = self.case.verified(kind, output, time.time(), remedy)
        self.wizard.tell(f"verify.{kind}", "information" if kind == "works" else "warning")
        self.wizard.advance(case)

    def action_back(self) -> None:
        """Close a reopened question, else take the last step back."""
        if self._reopened:
            self._reopened = ""
            self.show_case()
        elif self.query_one(Checks).running:
            self.cancel_checks()
        elif self.case.state.undoable:
            self.wizard.advance(self.case.undo(time.time()))
        else:
            self._plan_asked = False
            self.show_case()

    def action_undo(self) -> None:
        """Take the last step back."""
        if self.case.state.undoable:
            self.wizard.advance(self.case.undo(time.time()))

    def action_redo(self) -> None:
        """Put the step last taken back in again."""
        if self.case.state.redoable:
            self.wizard.advance(self.case.redo(time.time()))
