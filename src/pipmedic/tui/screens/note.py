"""A box for a note, over the wizard."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer, Input, Static

from ..commands import EVERYWHERE, bindings
from ..text import plain
from ..widgets.boxes import LineBox
from .base import Overlay


class NoteBox(Overlay[str]):
    """Gives back one note for the ticket; the notes so far stand below."""

    BINDINGS = bindings(EVERYWHERE)
    DEFAULT_CSS = """
    NoteBox { padding: 0;
        #note-title { height: 1; background: $primary-background; padding: 0 1; text-style: bold; }
        #note-so-far { padding: 1; }
    }
    """

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="note-title", markup=False)
        yield LineBox(id="note-text")
        yield Static(id="note-so-far", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Ask for the note."""
        self.retranslate()
        self.query_one(LineBox).focus()

    def retranslate(self) -> None:
        """Write all texts anew; what was typed stays."""
        super().retranslate()
        self.query_one("#note-title", Static).update(plain(self.say("page.note")))
        self.query_one(LineBox).placeholder = self.say("note.hint")
        notes = "\n".join(f"- {note.text}" for note in self.wizard.case.state.notes)
        self.query_one("#note-so-far", Static).update(plain(notes))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the note back."""
        event.stop()
        self.dismiss(event.value.strip())
