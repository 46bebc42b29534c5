"""The checks while they run: consent, one row a check, elapsed time, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, Static

from ..messages import Consent
from ..text import plain, say_of

if TYPE_CHECKING:
    from ...checks.runner import CheckEvent, ChecksFailed

TICK = 0.2
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


class Checks(Vertical):
    """Asks for consent, then shows how the checks go."""

    DEFAULT_CSS = """
    Checks { padding: 0 1; height: 1fr;
        #checks-buttons { height: auto; margin-top: 1; }
        Button { margin-right: 1; min-width: 8; }
        VerticalScroll { height: 1fr; }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._hosts: tuple[str, ...] | None = None
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
        return self._timer is not None

    def ask(self, hosts: tuple[str, ...]) -> None:
        """Name the hosts and ask for consent."""
        if self._hosts == hosts and not self.running:
            return
        self._hosts = hosts
        self.retranslate()
        self.query_one("#checks-all", Button).focus()

    def begin(self) -> None:
        """Start the clock."""
        self._rows = {}
        self._failure = None
        self._began = monotonic()
        self._timer = self.set_interval(TICK, self._redraw)
        self.retranslate()
        self.query_one("#checks-cancel", Button).focus()

    def end(self) -> None:
        """Stop the clock."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._hosts = None
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
        title = "checks.running" if self.running else "checks.title"
        self.query_one("#checks-title", Static).update(plain(say(title), "bold"))
        for name in ("all", "local", "none", "cancel"):
            button = self.query_one(f"#checks-{name}", Button)
            button.label = plain(say(f"checks.{name}"))
            button.display = self.running == (name == "cancel")
        self._redraw()

    def _redraw(self) -> None:
        lines = self._progress() if self.running else self._consent()
        self.query_one("#checks-body", Static).update(Content("\n").join(lines))

    def _consent(self) -> list[Content]:
        say = say_of(self)
        if not self._hosts:
            return [plain(say("consent.local"))]
        return [plain(say("consent.network")), *(plain(f"  {host}") for host in self._hosts)]

    def _progress(self) -> list[Content]:
        say = say_of(self)
        now = monotonic()
        lines = [plain(say("checks.elapsed", seconds=f"{now - self._began:.1f}"))]
        for check, row in self._rows.items():
            name = say(f"check.{check}") if say.has(f"check.{check}") else check
            seconds = row.seconds if row.status else now - row.started
            status = say(f"status.{row.status}") if row.status else say("status.running")
            style = _STYLES.get(row.status, "$text-accent")
            lines.append(
                Content.assemble(
                    (f"{status:<8} ", style), f"{name}  {seconds:.1f}/{row.limit:.0f} s"
                )
            )
        if self._failure is not None:
            reason = say(
                "checks.failed", reason=self._failure.reason, interpreter=self._failure.interpreter
            )
            lines.append(plain(reason, "$text-error"))
        return lines

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Hand the decision over."""
        event.stop()
        choice = (event.button.id or "").replace("checks-", "", 1)
        self.post_message(Consent(choice, self._hosts or ()))
