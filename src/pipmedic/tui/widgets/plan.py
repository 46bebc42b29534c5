"""The plan: the verdict, the remedies, the commands of the chosen one, and what does not help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from ..messages import Decided, Value
from ..text import command_line, plain, relabel, say_of, shown
from .boxes import LineBox

if TYPE_CHECKING:
    from ...case.case import Case
    from ...case.plan import PlanItem
    from ...knowledge import Cause

BUTTONS = ("copy", "apply", "check", "failed", "shell", "weak")


class Plan(Vertical):
    """The remedies worth trying, the likeliest to pay off first."""

    DEFAULT_CSS = """
    Plan { padding: 0 1; height: 1fr;
        #plan-verdict { text-style: bold; height: auto; max-height: 3; }
        #plan-remedies { height: auto; max-height: 6; border: none; }
        #plan-scroll { height: 1fr; border-top: solid $border-blurred; }
        #plan-scroll:focus { border-top: solid $border; }
        #plan-ask { height: auto; }
        #plan-ask-hint { height: auto; color: $text-muted; }
        #plan-buttons { height: auto; layout: grid; grid-size: 3; grid-columns: auto;
            grid-rows: auto; grid-gutter: 0 1; }
        Button { min-width: 8; }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._case: Case | None = None
        self._remedy = ""
        self.shell = ""
        self.weak = False

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="plan-verdict", markup=False)
        yield OptionList(id="plan-remedies", markup=False)
        yield LineBox(id="plan-ask")
        yield Static(id="plan-ask-hint", markup=False)
        with VerticalScroll(id="plan-scroll"):
            yield Static(id="plan-body", markup=False)
        with Container(id="plan-buttons"):
            yield Button(plain(""), id="plan-copy", variant="primary", compact=True)
            yield Button(plain(""), id="plan-apply", compact=True)
            yield Button(plain(""), id="plan-check", variant="success", compact=True)
            yield Button(plain(""), id="plan-failed", compact=True)
            yield Button(plain(""), id="plan-shell", compact=True)
            yield Button(plain(""), id="plan-weak", compact=True)

    def show(self, case: Case) -> None:
        """Show the plan of a case."""
        fresh = self._case is None or self.item_of(case) is not self.item
        self._case = case
        if self.item is None and case.plan:
            self._remedy = case.plan[0].remedy.id
        self.retranslate()
        if fresh:
            self.query_one("#plan-scroll").scroll_home(animate=False)

    def take_focus(self) -> None:
        """Let Enter take the likeliest remedy."""
        self.query_one("#plan-remedies" if self.items else "#plan-scroll").focus()

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """The remedies on show: the plan, and the last resorts once asked for."""
        if self._case is None:
            return ()
        return self._case.plan + (self._case.last_resorts if self.weak else ())

    def item_of(self, case: Case) -> PlanItem | None:
        """Return the chosen remedy in another state of the case."""
        pool = case.plan + (case.last_resorts if self.weak else ())
        return next((item for item in pool if item.remedy.id == self._remedy), None)

    @property
    def item(self) -> PlanItem | None:
        """The chosen remedy."""
        return self.item_of(self._case) if self._case is not None else None

    @property
    def shell_shown(self) -> str:
        """The shell whose commands are on show."""
        from ...case.plan import shells_of

        return shells_of(self.item.target, self.shell)[0] if self.item else self.shell

    @property
    def commands_shown(self) -> tuple[str, ...]:
        """The commands on show, as they are copied."""
        return self.item.lines(self.shell_shown) if self.item else ()

    def retranslate(self) -> None:
        """Write all texts anew, keeping selection and scroll position."""
        if self._case is None:
            return
        say = say_of(self)
        self._case = self._case.in_language(say.language)
        self.query_one("#plan-verdict", Static).update(self._verdict(self._case))
        self._retranslate_remedies()
        self.query_one("#plan-body", Static).update(self._body())
        for name in ("copy", "apply", "check", "failed", "weak"):
            relabel(self.query_one(f"#plan-{name}", Button), say(f"plan.button_{name}"))
        self.query_one("#plan-weak", Button).display = (
            bool(self._case.last_resorts) and not self.weak
        )
        self.query_one("#plan-apply", Button).display = self._case.opened.here
        relabel(
            self.query_one("#plan-shell", Button),
            say("plan.button_shell", shell=self.shell_shown),
        )
        self._retranslate_ask()

    def _retranslate_ask(self) -> None:
        say = say_of(self)
        missing = self.item.open[0] if self.item and self.item.open else ""
        box, hint = self.query_one("#plan-ask", Input), self.query_one("#plan-ask-hint", Static)
        box.display = bool(missing)
        if missing:
            known = say.has(f"parameter.{missing}")
            box.placeholder = say(f"parameter.{missing}") if known else missing
        hint.display = say.has(f"parameter_hint.{missing}")
        if hint.display:
            hint.update(plain(say(f"parameter_hint.{missing}")))

    def _verdict(self, case: Case) -> Content:
        from ...case.wording import labelled

        say = say_of(self)
        top, p = case.belief.top(1)[0]
        cause = case.knowledge.causes.get(top)
        title = cause.title(say.language) if cause else say("cause.other")
        sure = case.verdict is not None and case.verdict.confident
        label = say("plan.cause") if sure else say("plan.likely")
        rest = labelled(label, f"{shown(title)} ({p:.0%})")[len(label) :]
        return Content.assemble((label, "$text-accent"), rest)

    def _retranslate_remedies(self) -> None:
        options = self.query_one("#plan-remedies", OptionList)
        rows = [
            (item.remedy.id, self._row(number, item))
            for number, item in enumerate(self.items, start=1)
        ]
        if [options.get_option_at_index(i).id for i in range(options.option_count)] != [
            name for name, _ in rows
        ]:
            options.set_options([Option(row, id=name) for name, row in rows])
            names = [name for name, _ in rows]
            options.highlighted = names.index(self._remedy) if self._remedy in names else None
            return
        for name, row in rows:
            options.replace_option_prompt(name, row)

    def _row(self, number: int, item: PlanItem) -> Content:
        say = say_of(self)
        marks = []
        if item.needs_admin:
            marks.append(say("plan.mark_admin"))
        if item.remedy.risk.value != "safe":
            marks.append(say(f"risk.{item.remedy.risk.value}"))
        tail = f"  [{', '.join(marks)}]" if marks else ""
        return Content.assemble(
            (f"{number} ", "bold"),
            shown(item.remedy.title(say.language)),
            f"  {item.p_fixes:.0%}",
            (tail, "bold"),
        )

    def _body(self) -> Content:
        item, say = self.item, say_of(self)
        if item is None or self._case is None:
            return plain(say("plan.empty"))
        shell = self.shell_shown
        parts = [*self._last_proof(self._case), plain(item.remedy.summary(say.language))]
        if item.remedy.risk_note:
            parts.append(plain(item.remedy.risk_note(say.language), "$text-warning"))
        parts += _block(say("plan.commands", shell=shell), item.lines(shell))
        parts += _block(say("plan.verify"), item.verify_lines(shell))
        undo = item.undo_lines(shell)
        if undo:
            parts += _block(say("plan.undo"), undo)
        if self._case.cause is not None:
            parts += self._about(self._case.cause)
        return Content("\n").join(parts)

    def _last_proof(self, case: Case) -> list[Content]:
        if not case.state.verified:
            return []
        from ...case.wording import moment

        say, proof = say_of(self), case.state.verified[-1]
        words = say(f"verify.{proof.outcome}")
        when = moment(say.language, proof.at)
        return [plain(say("plan.last_proof", when=when, words=words), "$text-warning"), plain("")]

    def _about(self, cause: Cause) -> list[Content]:
        say = say_of(self)
        parts = [plain(""), plain(say("plan.why"), "bold"), plain(cause.root_cause(say.language))]
        if cause.mechanism:
            parts.append(plain(cause.mechanism(say.language)))
        if cause.dead_ends:
            parts += [plain(""), plain(say("plan.dead_ends"), "bold")]
            parts += [
                plain(f"- {end.action(say.language)}: {end.why(say.language)}")
                for end in cause.dead_ends
            ]
        if cause.myths:
            parts += [plain(""), plain(say("plan.myths"), "bold")]
            parts += [
                plain(f"- {myth.claim(say.language)} {myth.truth(say.language)}")
                for myth in cause.myths
            ]
        if cause.sources:
            parts += [plain(""), plain(say("plan.sources"), "bold")]
            parts += [plain(f"- {source.title} {source.url}") for source in cause.sources]
        return parts

    def choose(self, digit: int) -> None:
        """Choose a remedy by digit."""
        if 1 <= digit <= len(self.items):
            self.query_one("#plan-remedies", OptionList).highlighted = digit - 1

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the remedy under the cursor."""
        event.stop()
        if event.option_id and event.option_id != self._remedy:
            self._remedy = event.option_id
            self.retranslate()
            self.query_one("#plan-scroll").scroll_home(animate=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Copy the commands of the remedy that Enter was pressed on, once they are complete."""
        event.stop()
        if self.item is not None and self.item.open:
            self.query_one("#plan-ask").focus()
        else:
            self._did("copy")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take a value that the commands need."""
        event.stop()
        if self.item and self.item.open and event.value.strip():
            self.post_message(Value(self.item.open[0], event.value.strip()))
            event.input.value = ""

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Hand over what came of the remedy."""
        event.stop()
        name = (event.button.id or "").replace("plan-", "", 1)
        if name == "shell":
            self._next_shell()
        elif name == "weak":
            self.weak = True
            self.retranslate()
        else:
            self._did(name)

    def _did(self, what: str) -> None:
        if self.item is not None:
            self.post_message(Decided(self.item.remedy.id, what))

    def _next_shell(self) -> None:
        if self.item is None:
            return
        names = [each.shell for each in self.item.commands()]
        at = names.index(self.shell_shown) if self.shell_shown in names else -1
        self.shell = names[(at + 1) % len(names)]
        self.retranslate()


def _block(title: str, lines: tuple[str, ...]) -> list[Content]:
    return [plain(""), plain(title, "bold"), *(command_line(line) for line in lines)]
