"""“Do it for me”: exactly what would be changed, and nothing is changed before it is agreed to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Footer, Static

from ..commands import EVERYWHERE, bindings
from ..text import plain, relabel
from .base import Overlay

if TYPE_CHECKING:
    from ...case.applying import Offer


class ConsentScreen(Overlay[None]):
    """Shows an offer; agreeing carries it out."""

    BINDINGS = bindings(EVERYWHERE)
    DEFAULT_CSS = """
    ConsentScreen {
        #consent-title { height: 1; background: $primary-background; padding: 0 1;
            text-style: bold; }
        VerticalScroll { height: 1fr; padding: 0 1; }
        Horizontal { height: auto; }
        Button { margin-right: 1; min-width: 8; }
    }
    """

    def __init__(self, given: Offer, shell: str, done: Callable[[], None]) -> None:
        """Make the screen.

        Args:
            shell: for which the steps that stay with the person are written.
            done: called after the changes were made.
        """
        super().__init__()
        self._given = given
        self._shell = shell
        self._done = done

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="consent-title", markup=False)
        with VerticalScroll():
            yield Static(id="consent-text", markup=False)
        with Horizontal():
            yield Button(plain(""), id="consent-no", compact=True)
            yield Button(plain(""), id="consent-yes", variant="primary", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the offer; Enter alone changes nothing."""
        self.retranslate()
        self.query_one("#consent-no").focus()

    def retranslate(self) -> None:
        """Write everything anew."""
        super().retranslate()
        from ...case.applying import offer_lines

        lines = offer_lines(self._given, self.say, self._shell)
        self.query_one("#consent-title", Static).update(plain(self.say("page.consent")))
        self.query_one("#consent-text", Static).update(plain("\n".join(lines)))
        relabel(self.query_one("#consent-no", Button), self.say("consent_screen.no"))
        yes = self.query_one("#consent-yes", Button)
        relabel(yes, self.say("consent_screen.yes"))
        yes.display = self._given.possible

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Carry the offer out, or leave everything as it is."""
        event.stop()
        if event.button.id == "consent-yes":
            event.button.disabled = True
            self._carry_out()
        else:
            self.wizard.tell("applying.declined")
            self.dismiss()

    @work(thread=True, exclusive=True, group="apply", exit_on_error=False)
    def _carry_out(self) -> None:
        import time

        from ...case.applying import carry_out

        outcome = carry_out(self._given, time.time())
        self.app.call_from_thread(self._carried_out, outcome)

    def _carried_out(self, outcome: object) -> None:
        from ...case.applying import outcome_text
        from ...remedies.apply import Applied, Failed

        assert isinstance(outcome, (Applied, Failed))
        good = isinstance(outcome, Applied)
        self.wizard.tell_text(outcome_text(outcome, self.say), "information" if good else "error")
        self.dismiss()
        if good:
            self._done()
