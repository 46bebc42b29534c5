"""The checks: consent, one row a check while they run, elapsed time, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from time import monotonic
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, Static
from textual.worker import Worker, WorkerState

from ..messages import Checked, Consent
from ..text import lines, plain, relabel, say_of, shown

if TYPE_CHECKING:
    from ...case.events import Opened
    from ...checks.runner import CheckEvent, ChecksFailed

TICK = 0.2
STATUS_CELLS = 9
_STYLES = {
    "done": "$text-success",
    "failed": "$text-error",
    "timeout": "$text-warning",
    "crashed": "$text-error",
    "skipped": "$text-muted",
}


@dataclass
class Row:
    """One check as shown."""

    started: float
    limit: float
    status: str = ""
    seconds: float = 0.0


class Phase(Enum):
    """How far the checks are."""

    NAMING = "naming"
    ASKING = "asking"
    RUNNING = "running"
    OVER = "over"


_BUTTONS = {
    Phase.ASKING: ("all", "local", "none"),
    Phase.RUNNING: ("cancel",),
}


class Checks(Vertical):
    """Names the hosts, asks for consent, runs the checks and shows how they go."""

    DEFAULT_CSS = """
    Checks { padding: 0 1; height: 1fr;
        #checks-buttons { height: auto; margin-top: 1; }
        Button { margin-right: 1; min-width: 8; }
        VerticalScroll { height: 1fr; }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._phase = Phase.OVER
        self._hosts: tuple[str, ...] = ()
        self._rows: dict[str, Row] = {}
        self._began = 0.0
        self._timer: Timer | None = None
        self._failure: ChecksFailed | None = None

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="checks-title", markup=False)
        with VerticalScroll(can_focus=False):
            yield Static(id="checks-body", markup=False)
        with Horizontal(id="checks-buttons"):
            yield Button(plain(""), id="checks-all", variant="primary")
            yield Button(plain(""), id="checks-local")
            yield Button(plain(""), id="checks-none")
            yield Button(plain(""), id="checks-cancel")

    @property
    def running(self) -> bool:
        """Whether checks are under way."""
        return self._phase is Phase.RUNNING

    def propose(self, opened: Opened) -> None:
        """Find out which hosts the checks of a case would touch, then ask for consent."""
        if self._phase in (Phase.ASKING, Phase.RUNNING):
            return
        self._phase = Phase.NAMING
        self.retranslate()
        self._name_hosts(opened)

    @work(thread=True, exclusive=True, group="hosts", exit_on_error=False)
    def _name_hosts(self, opened: Opened) -> None:
        from ...checks.runner import hosts

        try:
            named = () if opened.offline else hosts(opened.python, opened.index_url)
        except (OSError, ValueError):
            named = ()
        self.app.call_from_thread(self.ask, named)

    def ask(self, hosts: tuple[str, ...]) -> None:
        """Ask for consent; without hosts only what stays on this machine is offered."""
        self._phase, self._hosts = Phase.ASKING, hosts
        self.retranslate()
        self.query_one("#checks-all" if hosts else "#checks-local", Button).focus()

    def run(self, opened: Opened, offline: bool) -> None:
        """Run the checks; ``Checked`` follows."""
        self._rows, self._failure = {}, None
        self._began = monotonic()
        self._phase = Phase.RUNNING
        self._timer = self.set_interval(TICK, self._redraw)
        self.retranslate()
        self.query_one("#checks-cancel", Button).focus()
        self._run_checks(opened, offline)

    @work(exclusive=True, group="checks", exit_on_error=False)
    async def _run_checks(self, opened: Opened, offline: bool) -> None:
        from ...checks.runner import ChecksDone, stream

        last: CheckEvent | None = None
        async for event in stream(opened.python, opened.index_url, offline):
            self.note(event)
            last = event
        self.end()
        self.post_message(Checked(last.document if isinstance(last, ChecksDone) else None))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so if the checks themselves broke."""
        if event.worker.group == "checks" and event.state is WorkerState.ERROR:
            self.end()
            self.post_message(Checked(None))

    def cancel(self) -> None:
        """Stop what runs."""
        self.workers.cancel_node(self)
        self.end()

    def end(self) -> None:
        """Stop the clock; what was seen stays on show until the next step is known."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._phase = Phase.OVER
        self.retranslate()

    def note(self, event: CheckEvent) -> None:
        """Take in what happened to one check."""
        from ...checks.runner import CheckFinished, ChecksFailed, CheckStarted

        if isinstance(event, CheckStarted):
            self._rows[event.check] = Row(monotonic(), event.limit)
        elif isinstance(event, CheckFinished):
            row = self._rows.setdefault(event.check, Row(monotonic(), 5.0))
            row.status, row.seconds = event.status, event.seconds
        elif isinstance(event, ChecksFailed):
            self._failure = event
        self._redraw()

    def retranslate(self) -> None:
        """Write all texts anew."""
        say = say_of(self)
        title = "checks.title" if self._phase in (Phase.NAMING, Phase.ASKING) else "checks.running"
        self.query_one("#checks-title", Static).update(plain(say(title), "bold"))
        offered = _BUTTONS.get(self._phase, ())
        for name in ("all", "local", "none", "cancel"):
            button = self.query_one(f"#checks-{name}", Button)
            relabel(button, say(f"checks.{name}"))
            button.display = name in offered and (name != "all" or bool(self._hosts))
        self._redraw()

    def _redraw(self) -> None:
        asking = self._phase in (Phase.NAMING, Phase.ASKING)
        self.query_one("#checks-body", Static).update(
            lines(self._consent() if asking else self._progress())
        )

    def _consent(self) -> list[Content]:
        say = say_of(self)
        if self._phase is Phase.NAMING:
            return [plain(say("consent.naming"))]
        parts = [plain(say("consent.reads")), plain("")]
        if not self._hosts:
            return [*parts, plain(say("consent.local"))]
        parts += [plain(say("consent.network")), *(plain(f"  {host}") for host in self._hosts)]
        return [*parts, plain(say("consent.choices"))]

    def _progress(self) -> list[Content]:
        from ...checks.runner import WHOLE_RUN_SECONDS

        say = say_of(self)
        if self._phase is Phase.OVER:
            parts = []
        else:
            passed = f"{monotonic() - self._began:.0f}"
            done = sum(bool(row.status) for row in self._rows.values())
            limit = f"{WHOLE_RUN_SECONDS:.0f}"
            parts = [plain(say("checks.elapsed", done=done, seconds=passed, limit=limit))]
        parts += [self._row(check, row) for check, row in self._rows.items()]
        if self._failure is not None:
            reason = say(
                "checks.failed", reason=self._failure.reason, interpreter=self._failure.interpreter
            )
            parts.append(plain(reason, "$text-error"))
        return parts

    def _row(self, check: str, row: Row) -> Content:
        say = say_of(self)
        name = say(f"check.{check}") if say.has(f"check.{check}") else shown(check)
        seconds = row.seconds if row.status else monotonic() - row.started
        status = say(f"status.{row.status}") if row.status else say("status.running")
        style = _STYLES.get(row.status, "$text-accent")
        padded = status + " " * max(1, STATUS_CELLS - cell_len(status))
        return Content.assemble((padded, style), f"{name}  {seconds:.1f}/{row.limit:.0f} s")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Hand the decision over."""
        event.stop()
        choice = (event.button.id or "").replace("checks-", "", 1)
        self.post_message(Consent(choice, self._hosts))
