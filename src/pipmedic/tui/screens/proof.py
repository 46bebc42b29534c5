"""The proof by hand: what is to be run, and what is read out, sent back or pasted of it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Footer, Static

from ..commands import EVERYWHERE, bindings
from ..text import command_line, lines, plain, relabel
from ..widgets.boxes import PasteBox
from .base import Overlay


class ProofScreen(Overlay[str]):
    """Gives back what pip printed elsewhere, or here where pipmedic may not run it."""

    BINDINGS = bindings(EVERYWHERE)
    DEFAULT_CSS = """
    ProofScreen {
        #proof-title { height: 1; background: $primary-background; padding: 0 1;
            text-style: bold; }
        #proof-ask { padding: 0 1; height: auto; }
        PasteBox { height: 1fr; min-height: 4; }
        Horizontal { height: auto; }
    }
    """

    def __init__(self, asked: str, commands: tuple[str, ...]) -> None:
        """Make the screen.

        Args:
            asked: id of the message that asks for it.
            commands: what to run.
        """
        super().__init__()
        self._asked = asked
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="proof-title", markup=False)
        yield Static(id="proof-ask", markup=False)
        yield PasteBox(id="proof-text", show_line_numbers=False, tab_behavior="focus")
        with Horizontal():
            yield Button(plain(""), id="proof-go", variant="primary", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Ask for the paste."""
        self.retranslate()
        self.query_one(PasteBox).focus()

    def retranslate(self) -> None:
        """Write everything anew; what was pasted stays."""
        super().retranslate()
        self.query_one("#proof-title", Static).update(plain(self.say("plan.verify")))
        asked = [plain(self.say(self._asked))]
        asked += [command_line(line) for line in self._commands]
        self.query_one("#proof-ask", Static).update(lines(asked))
        relabel(self.query_one("#proof-go", Button), self.say("start.go"))

    def on_paste_box_filled(self, event: PasteBox.Filled) -> None:
        """After a paste, Enter goes on."""
        event.stop()
        self.query_one("#proof-go", Button).focus()

    def on_paste_box_done(self, event: PasteBox.Done) -> None:
        """Enter behind a paste goes on, even before the button has the focus."""
        event.stop()
        self.query_one("#proof-go", Button).press()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Hand over what was pasted; nothing pasted changes nothing."""
        event.stop()
        text = self.query_one(PasteBox).whole
        if text.strip():
            self.dismiss(text)
