"""The main screen: one step at a time, with what is suspected beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from ...served import served
from ..commands import EVERYWHERE, ON_CASE, bindings
from ..messages import (
    Answer,
    Checked,
    Consent,
    Decided,
    Machine,
    NoText,
    Reopen,
    Start,
    Symptoms,
    Value,
)
from ..text import plain
from ..widgets.busy import Busy
from ..widgets.heading import CRAMPED, Heading
from .base import WizardScreen

if TYPE_CHECKING:
    from ...case.case import Case
    from ..widgets.steps import Steps
    from .proving import Proving


class WizardMain(WizardScreen[None]):
    """Start, checks, questions, plan, hand-over: whatever the case says comes next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((*EVERYWHERE, *ON_CASE)),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(10)),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (72, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (CRAMPED[1], "-high")]
    DEFAULT_CSS = """
    WizardMain {
        #hello { padding: 0 1; }
        #desk { height: 1fr; }
        &.-wide Side { width: 44; }
        &.-wide Side #side-out { display: block; }
        &.-wide #work { layout: horizontal; }
        &.-wide ForUser { width: 40%; height: 100%; max-height: 100%; border-top: none;
            border-left: solid $border; }
        &.-tiny Side { display: none; }
        &.-tiny #start-buttons { grid-size: 2; }
        &.-tiny Button { min-width: 6; height: 1; border: none !important; }
        &.-tiny #start-hint { display: none; }
        &.-low #start-hint { display: none; }
        &.-low PasteBox { border: none; min-height: 2; }
        &.-low #said, &.-low #plan-verdict { max-height: 1; }
        &.-low #plan-remedies { max-height: 3; }
        &.-low #plan-ask-hint { max-height: 0; }
        &.-low Button { height: 1; border: none !important; }
        &.-tiny LineBox { height: 1; border: none; margin-top: 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._early = ""
        self._reopened = ""
        self._asked = False
        self._waiting: Callable[[], object] | None = None
        self.steps: Steps | None = None

    def compose(self) -> ComposeResult:
        """Build what the first paint shows; the rest follows at once."""
        yield Heading()
        yield Busy()
        with Horizontal(id="desk"):
            yield Static(plain(self.say("start.title"), "bold"), id="hello", markup=False)

    def on_mount(self) -> None:
        """Furnish the desk as soon as the first paint is out."""
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
        """Put what is pasted beside a box into the box, also when the box is still to come."""
        if self.steps is None:
            self._early += event.text
        else:
            self.steps.take_paste(event.text)

    def on_key(self, event: events.Key) -> None:
        """Go on after an early paste, when Enter came before there was anything to press."""
        if event.key == "enter" and self.step == "start" and self.focused is not None:
            assert self.steps is not None
            self.steps.start.submit()

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
    def proving(self) -> Proving:
        """What carries the plan out and proves it."""
        from .proving import Proving

        assert self.steps is not None
        return Proving(self, self.steps.plan)

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
        self.query_one(Heading).show(case, self.wizard.saved.problem if self.wizard.saved else "")
        started = self._asked or bool(state.text or state.answers or state.checks)
        if not started:
            self.steps.show_start(case.opened.here)
        elif self._reopened:
            self.steps.show_question(case, self._reopened)
        else:
            self.steps.show_step(case)
        self.refresh_bindings()

    def show_plan(self) -> None:
        """Show the plan as it stands, whatever the next step is."""
        assert self.steps is not None
        self.steps.show_plan(self.case)
        self.refresh_bindings()

    def go(self, case: Case) -> None:
        """Go on with a new state of the case."""
        self.busy("busy.thinking")
        self.wizard.advance(case)

    def busy(self, message: str) -> None:
        """Say what takes long, once it does, by message id."""
        self.query_one(Busy).begin(message)

    @on(Start)
    def take_text(self, event: Start) -> None:
        """Read what pip printed, or the block of a collector."""
        self._when_ready(lambda: self.take(event.text))

    def _when_ready(self, action: Callable[[], object]) -> None:
        """Act now, or as soon as the case is open: what a person decided early is not lost."""
        if self.ready:
            action()
        else:
            self._waiting = action
            self.busy("busy.loading")

    def take(self, text: str) -> bool:
        """Take in pip's words, a collected document, or the file that is named.

        Returns:
            Whether it could be used; if not, the person was told why.
        """
        from ...case.named_file import file_named, text_of
        from ...case.pasted import complaint, take

        path = None if served() else file_named(text)
        try:
            if path is not None and self.wizard.open_file(path):
                return True
            case = take(self.case, text_of(path) if path is not None else text, time.time())
        except (OSError, ValueError) as error:
            words = complaint(error, self.say) if isinstance(error, ValueError) else str(error)
            self.wizard.tell_text(words, "error")
            return False
        if not case.observations:
            self.wizard.tell("linear.nothing_read", "warning")
        self.go(case)
        return True

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
        self.go(answered)

    @on(Reopen)
    def take_reopen(self, event: Reopen) -> None:
        """Ask an answered question again."""
        self.reopen(event.fact)

    def reopen(self, fact: str) -> None:
        """Ask a question again, whichever way its answer became known."""
        self._reopened = fact
        self.show_case()

    @on(Consent)
    def take_consent(self, event: Consent) -> None:
        """Run the checks the person allowed, or stop the running ones."""
        assert self.steps is not None
        if event.choice == "cancel":
            self.steps.checks.cancel()
        granted = event.choice in ("all", "local")
        case = self.case.consent(event.hosts if event.choice == "all" else (), granted, time.time())
        if not granted:
            self.go(case)
            return
        self.wizard.advance(case, show=False)
        opened = self.case.opened
        self.steps.checks.run(opened, offline=event.choice == "local" or opened.offline)

    @on(Checked)
    def take_checks(self, event: Checked) -> None:
        """Take in what the checks saw, or ask instead if they could not run."""
        if event.document is not None:
            self.go(self.case.examine(event.document, "check", time.time()))
        else:
            self.wizard.tell("checks.could_not", "error")
            self.go(self.case.consent((), False, time.time()))

    @on(Value)
    def take_value(self, event: Value) -> None:
        """Take a value that the commands need."""
        self.go(self.case.give(event.name, event.value, time.time()))

    @on(Decided)
    def take_outcome(self, event: Decided) -> None:
        """Copy, check again, or take note of what came of the remedy."""
        if event.what == "copy":
            self.action_copy()
        elif event.what == "check":
            self.action_check_again()
        elif event.what == "apply":
            self.proving.offer()
        else:
            self.go(self.case.tried(event.remedy, "failed", time.time()))

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
        """Prove that pip works again, or that it does not."""
        self.proving.prove()

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
            self.go(self.case.undo(time.time()))

    def action_redo(self) -> None:
        """Put the step last taken back in again."""
        if self.case.state.redoable:
            self.go(self.case.redo(time.time()))
