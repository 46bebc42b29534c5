"""Facts from the other machine: what the user runs there, and a box for what comes back."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Footer, Static

from ...i18n import translator
from ...served import served
from ..commands import EVERYWHERE, bindings
from ..text import command_line, lines, plain, relabel
from ..widgets.boxes import PasteBox
from .base import Overlay

WITH_PIPMEDIC = "pipmedic collect --block"
WITHOUT_PIPMEDIC = "python collect.py > facts.json"


class Collect(Overlay[None]):
    """Takes in a collect block, a collected document, or the path of a file that holds one."""

    BINDINGS = bindings(EVERYWHERE)
    DEFAULT_CSS = """
    Collect {
        #collect-title { height: 1; background: $primary-background; padding: 0 1;
            text-style: bold; }
        VerticalScroll { height: auto; max-height: 60%; padding: 0 1; }
        PasteBox { height: 1fr; min-height: 4; }
        Horizontal { height: auto; }
        Button { margin-right: 1; min-width: 8; }
    }
    """

    def __init__(self, take: Callable[[str], bool]) -> None:
        """Make the screen.

        Args:
            take: called with what was pasted; returns whether it could be used.
        """
        super().__init__()
        self._take = take

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="collect-title", markup=False)
        with VerticalScroll(can_focus=False):
            yield Static(id="collect-ask", markup=False)
        yield PasteBox(id="collect-text", show_line_numbers=False, tab_behavior="focus")
        with Horizontal():
            yield Button(plain(""), id="collect-go", variant="primary", compact=True)
            yield Button(plain(""), id="collect-copy", compact=True)
            if not served():
                yield Button(plain(""), id="collect-write", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Ask for the paste."""
        self.retranslate()
        self.query_one(PasteBox).focus()

    def retranslate(self) -> None:
        """Write everything anew; what was pasted stays."""
        super().retranslate()
        self.query_one("#collect-title", Static).update(plain(self.say("page.collect")))
        self.query_one("#collect-ask", Static).update(lines(self._asked()))
        for button in self.query(Button):
            relabel(button, self.say((button.id or "").replace("-", ".", 1)))

    def _asked(self) -> list[Content]:
        say, other = self.say, self.wizard.other_language
        asked = [plain(say("collect.run")), command_line(f"  {WITH_PIPMEDIC}")]
        asked += [plain(say("collect.without")), command_line(f"  {WITHOUT_PIPMEDIC}")]
        if other:
            theirs = translator(other)
            asked += [plain(theirs("for_user.title"), "bold $text-accent")]
            asked += [plain(theirs("collect.user")), command_line(f"  {WITH_PIPMEDIC}")]
            asked += [plain(theirs("collect.user_without")), command_line(f"  {WITHOUT_PIPMEDIC}")]
        return [*asked, plain(say("collect.answer"))]

    def on_paste_box_filled(self, event: PasteBox.Filled) -> None:
        """After a paste, Enter goes on."""
        event.stop()
        self.query_one("#collect-go", Button).focus()

    def on_paste_box_done(self, event: PasteBox.Done) -> None:
        """Enter behind a paste goes on, even before the button has the focus."""
        event.stop()
        self.query_one("#collect-go", Button).press()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take the answer in, copy the command, or write the collector."""
        event.stop()
        if event.button.id == "collect-copy":
            self.wizard.copy((WITH_PIPMEDIC,))
        elif event.button.id == "collect-write":
            self.wizard.write_collector()
        else:
            text = self.query_one(PasteBox).whole
            if text.strip() and self._take(text):
                self.dismiss()
