"""The main screen: one step at a time, with what is suspected beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from ...served import served
from ..commands import EVERYWHERE, ON_CASE, bindings
from ..messages import Answer, Consent, Decided, Machine, NoText, Reopen, Start, Symptoms, Value
from ..text import plain
from ..widgets.busy import Busy
from .base import WizardScreen

if TYPE_CHECKING:
    from ...case.case import Case
    from ..widgets.steps import Steps


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
        #hello { padding: 0 1; }
        #desk { height: 1fr; }
        &.-wide Side { width: 44; }
        &.-wide Side #side-out { display: block; }
        &.-wide #work { layout: horizontal; }
        &.-wide ForUser { width: 40%; height: 100%; max-height: 100%; border-top: none;
            border-left: solid $border; }
        &.-wide #plan-buttons { grid-size: 6; }
        &.-tiny Side { display: none; }
        &.-tiny #start-buttons { grid-size: 2; }
        &.-tiny Button { min-width: 6; height: 1; border: none !important; }
        &.-tiny #start-hint { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._early = ""
        self._reopened = ""
        self._asked = False
        self._waiting: Callable[[], None] | None = None
        self.steps: Steps | None = None

    def compose(self) -> ComposeResult:
        """Build what the first paint shows; the rest follows at once."""
        yield Static(self._title_text(), id="title", markup=False)
        yield Static(id="said", markup=False)
        yield Busy()
        with Horizontal(id="desk"):
            yield Static(plain(self.say("start.title"), "bold"), id="hello", markup=False)

    def on_mount(self) -> None:
        """Furnish the desk as soon as the first paint is out."""
        self.query_one("#said").display = False
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        from textual.widgets import Footer

        from ..widgets.steps import Steps

        steps = Steps()
        await self.query_one("#desk").mount(steps)
        await self.query_one("#hello").remove()
        await self.mount(Footer(compact=True, show_command_palette=False))
        self.steps = steps
        self.steps.start.take(self._early)
        self.steps.show_start(True)
        self.wizard.begin()

    def on_resize(self) -> None:
        """Catch up with a language switched while a part was hidden for want of room."""
        if self.ready:
            self.call_after_refresh(self.retranslate)

    def on_paste(self, event: events.Paste) -> None:
        """Keep what is pasted before the paste box is there."""
        if self.steps is None:
            self._early += event.text

    def begun(self) -> None:
        """Take the case that was opened, and show where it stands."""
        self.show_case()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.wizard.case

    @property
    def ready(self) -> bool:
        """Whether there is a case and a desk to show it on."""
        return self.wizard.saved is not None and self.steps is not None

    @property
    def step(self) -> str:
        """The step on show, or nothing before the desk is furnished."""
        return self.steps.current or "" if self.steps is not None else ""

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything to take back or to close."""
        return bool(self._reopened or self._asked or self.case.state.undoable)

    def start_anew(self) -> None:
        """Show the start of a fresh case."""
        self.forget()
        self.show_case()

    def forget(self) -> None:
        """Leave what belongs to the case that was on show."""
        self._reopened, self._asked = "", False
        if self.steps is not None:
            self.steps.forget()

    def show_case(self) -> None:
        """Show the step that the case says comes next."""
        self.query_one(Busy).end()
        if self.steps is None:
            return
        case, state = self.case, self.case.state
        self._retranslate_title()
        started = self._asked or bool(state.text or state.answers or state.checks)
        if not started:
            self.steps.show_start(case.opened.here)
        elif self._reopened:
            self.steps.show_question(case, self._reopened)
        else:
            self.steps.show_step(case)
            if self.steps.wants_hosts:
                self._name_hosts()
        self.refresh_bindings()

    def show_plan(self) -> None:
        """Show the plan as it stands, whatever the next step is."""
        assert self.steps is not None
        self.steps.show_plan(self.case)
        self.refresh_bindings()

    def retranslate(self) -> None:
        """Say everything anew in place."""
        self._retranslate_title()
        super().retranslate()

    def _title_text(self) -> str:
        if self.wizard.saved is None:
            return self.say("title.app")
        case, say = self.case, self.say
        target = case.target if case.state.text or case.state.checks else None
        parts = [
            say("title.app"),
            say("title.here") if case.opened.here else say("title.elsewhere"),
            f"Python {target.python_version}" if target and target.python_version else "",
            f"pip {target.pip_version}" if target and target.pip_version else "",
        ]
        return "  ".join(part for part in parts if part)

    def _retranslate_title(self) -> None:
        self.query_one("#title", Static).update(plain(self._title_text(), "bold"))
        said = self.query_one("#said", Static)
        text = self._said()
        said.display = bool(text)
        said.update(plain(text))

    def _said(self) -> str:
        if self.wizard.saved is None:
            return ""
        from ...case.pages import said_line

        if self.wizard.saved.problem:
            return self.say("case.unsaved", reason=self.wizard.saved.problem)
        return said_line(self.case)

    def _go(self, case: Case, message: str = "busy.thinking") -> None:
        self.query_one(Busy).begin(message)
        self.wizard.advance(case)

    @on(Start)
    def take_text(self, event: Start) -> None:
        """Read what pip printed, or the block of a collector."""
        self._when_ready(lambda: self._take_text(event.text))

    def _when_ready(self, action: Callable[[], None]) -> None:
        """Act now, or as soon as the case is open: what a person decided early is not lost."""
        if self.ready:
            action()
        else:
            self._waiting = action
            self.query_one(Busy).begin("busy.loading")

    def _take_text(self, text: str) -> None:
        from ...case.pasted import complaint, take

        try:
            case = take(self.case, text, time.time())
        except ValueError as error:
            self.wizard.tell_text(complaint(error, self.say), "error")
            return
        if not case.observations:
            self.wizard.tell("linear.nothing_read", "warning")
        self._go(case)

    @on(NoText)
    def go_without_text(self) -> None:
        """Ask instead of reading."""
        self._when_ready(self._ask)

    def _ask(self) -> None:
        self._asked = True
        self.wizard.think()

    @on(Symptoms)
    def pick_symptom(self) -> None:
        """Pick from what pip says in plain words."""
        self._when_ready(self.wizard.action_symptoms)

    @on(Machine)
    def switch_machine(self) -> None:
        """Say that the sick machine is another one, or this one again."""
        self._when_ready(self._switch_machine)

    def _switch_machine(self) -> None:
        if served() and not self.case.opened.here:
            self.wizard.tell("serve.elsewhere_only", "warning")
            return
        self.wizard.restart(here=not self.case.opened.here)

    @on(Answer)
    def take_answer(self, event: Answer) -> None:
        """Take an answer; one that says nothing is said so."""
        self.answer(event.fact, event.raw)

    def answer(self, fact: str, raw: str) -> None:
        """Take an answer from wherever it was given."""
        answered = self.case.answer(fact, raw, time.time())
        if answered is None:
            self.wizard.tell("linear.not_understood", "warning")
            return
        self._reopened = ""
        self._go(answered)

    @on(Reopen)
    def take_reopen(self, event: Reopen) -> None:
        """Ask an answered question again."""
        self.reopen(event.fact)

    def reopen(self, fact: str) -> None:
        """Ask a question again, whichever way its answer became known."""
        self._reopened = fact
        self.show_case()

    @work(thread=True, exclusive=True, group="hosts", exit_on_error=False)
    def _name_hosts(self) -> None:
        from ...checks.runner import hosts

        opened = self.case.opened
        try:
            named = () if opened.offline else hosts(opened.python, opened.index_url)
        except (OSError, ValueError):
            named = ()
        assert self.steps is not None
        self.app.call_from_thread(self.steps.checks.ask, named)

    @on(Consent)
    def take_consent(self, event: Consent) -> None:
        """Run the checks the person allowed, or stop the running ones."""
        assert self.steps is not None
        if event.choice == "cancel":
            self.workers.cancel_group(self, "checks")
            self.steps.checks.end()
        granted = event.choice in ("all", "local")
        case = self.case.consent(event.hosts if event.choice == "all" else (), granted, time.time())
        if not granted:
            self._go(case)
            return
        self.wizard.advance(case, show=False)
        self._run_checks(offline=event.choice == "local" or self.case.opened.offline)

    @work(exclusive=True, group="checks", exit_on_error=False)
    async def _run_checks(self, offline: bool) -> None:
        from ...checks.runner import CheckEvent, ChecksDone, stream

        assert self.steps is not None
        view = self.steps.checks
        view.begin()
        opened = self.case.opened
        last: CheckEvent | None = None
        async for event in stream(opened.python, opened.index_url, offline):
            view.note(event)
            last = event
        view.end()
        if isinstance(last, ChecksDone):
            self._go(self.case.examine(last.document, "check", time.time()))
        else:
            self.wizard.tell("checks.could_not", "error")
            self._go(self.case.consent((), False, time.time()))

    @on(Value)
    def take_value(self, event: Value) -> None:
        """Take a value that the commands need."""
        self._go(self.case.give(event.name, event.value, time.time()))

    @on(Decided)
    def take_outcome(self, event: Decided) -> None:
        """Copy, check again, or take note of what came of the remedy."""
        if event.what == "copy":
            self.action_copy()
        elif event.what == "check":
            self.action_check_again()
        elif event.what == "apply":
            self._offer()
        else:
            self._go(self.case.tried(event.remedy, "failed", time.time()))

    def action_digit(self, digit: int) -> None:
        """Answer, or choose a remedy, by digit."""
        if self.steps is not None:
            self.steps.choose(digit)

    def action_copy(self) -> None:
        """Copy the commands on show."""
        assert self.steps is not None
        lines = self.steps.plan.commands_shown
        if lines:
            self.wizard.copy(lines)

    def action_check_again(self) -> None:
        """Run the real pip again and take in what it says."""
        from ...case.verifying import may_run

        if not may_run(self.case):
            self._ask_for_proof()
            return
        self.query_one(Busy).begin("verify.running")
        self._verify()

    def _ask_for_proof(self) -> None:
        from .proof import ProofScreen

        assert self.steps is not None
        plan = self.steps.plan
        commands = plan.item.verify_lines(plan.shell_shown) if plan.item else ()
        asked = "verify.by_hand" if self.case.opened.here else "verify.elsewhere"
        self.app.push_screen(ProofScreen(asked, commands, self._take_proof))

    def _take_proof(self, text: str) -> None:
        from ...case.told import told

        assert self.steps is not None
        proof = told(self.case, text)
        if proof is None:
            self.wizard.tell("verify.unread", "warning")
            return
        item = self.steps.plan.item
        self._verified(item.remedy.id if item else "", proof.kind, proof.output)

    def _offer(self) -> None:
        from ...case.applying import offer
        from .consent import ConsentScreen

        assert self.steps is not None
        plan = self.steps.plan
        if plan.item is not None:
            given = offer(self.case, plan.item)
            screen = ConsentScreen(given, plan.shell_shown, self.action_check_again)
            self.app.push_screen(screen)

    @work(thread=True, exclusive=True, group="verify", exit_on_error=False)
    def _verify(self) -> None:
        from ...case.verifying import verify_case

        assert self.steps is not None
        item = self.steps.plan.item
        proof = verify_case(self.case, item)
        self.app.call_from_thread(
            self._verified, item.remedy.id if item else "", proof.kind, proof.output
        )

    def _verified(self, remedy: str, kind: str, output: str) -> None:
        case = self.case.verified(kind, output, time.time(), remedy)
        self.wizard.tell(f"verify.{kind}", "information" if kind == "works" else "warning")
        self._go(case)

    def action_back(self) -> None:
        """Close a reopened question, else stop the checks, else take the last step back."""
        if self._reopened:
            self._reopened = ""
            self.show_case()
        elif self.steps is not None and self.steps.checks.running:
            self.take_consent(Consent("cancel", ()))
        elif self.case.state.undoable:
            self.action_undo()
        else:
            self._asked = False
            self.show_case()

    def action_undo(self) -> None:
        """Take the last step back."""
        if self.case.state.undoable:
            self._go(self.case.undo(time.time()))

    def action_redo(self) -> None:
        """Put the step last taken back in again."""
        if self.case.state.redoable:
            self._go(self.case.redo(time.time()))
