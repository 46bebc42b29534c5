"""The first step: what did pip print?"""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Static, TextArea

from ..text import plain, say_of


class Start(Vertical):
    """Paste box, and ways to go on without a text."""

    DEFAULT_CSS = """
    Start { padding: 0 1; height: 1fr;
        TextArea { height: 1fr; min-height: 4; }
        Horizontal { height: auto; margin-top: 1; }
        Button { margin-right: 1; min-width: 10; }
        #start-hint { color: $text-muted; }
        #start-reply { color: $text-warning; height: auto; }
    }
    """

    @dataclass
    class Text(Message):
        """A person pasted a text."""

        text: str

    @dataclass
    class NoText(Message):
        """A person has no text at hand."""

    @dataclass
    class Elsewhere(Message):
        """The sick machine is another one (or this one again)."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._reply = ""
        self._here = True

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="start-title", markup=False)
        yield Static(id="start-hint", markup=False)
        yield TextArea(id="start-text", show_line_numbers=False, tab_behavior="focus")
        yield Static(id="start-reply", markup=False)
        with Horizontal():
            yield Button(plain(""), id="start-go", variant="primary")
            yield Button(plain(""), id="start-none")
            yield Button(plain(""), id="start-machine")

    def on_mount(self) -> None:
        """Say everything for the first time."""
        self.retranslate()

    def show(self, here: bool) -> None:
        """Say which machine is sick."""
        self._here = here
        self.retranslate()

    def retranslate(self) -> None:
        """Write all texts anew; the pasted text stays."""
        say = say_of(self)
        self.query_one("#start-title", Static).update(plain(say("start.title"), "bold"))
        self.query_one("#start-hint", Static).update(plain(say("start.hint")))
        self.query_one("#start-go", Button).label = plain(say("start.go"))
        self.query_one("#start-none", Button).label = plain(say("start.none"))
        machine = "start.here" if self._here else "start.elsewhere"
        self.query_one("#start-machine", Button).label = plain(say(machine))
        reply = self.query_one("#start-reply", Static)
        reply.update(plain(say(self._reply) if self._reply else ""))
        reply.display = bool(self._reply)

    def reply(self, message: str) -> None:
        """Say something about the text, by message id; empty takes it back."""
        self._reply = message
        self.retranslate()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on with, or without, a text."""
        event.stop()
        if event.button.id == "start-go":
            self.submit()
        elif event.button.id == "start-none":
            self.post_message(self.NoText())
        else:
            self.post_message(self.Elsewhere())

    def submit(self) -> None:
        """Hand the pasted text over; an empty one is said so."""
        text = self.query_one("#start-text", TextArea).text
        if text.strip():
            self.post_message(self.Text(text))
        else:
            self.reply("start.empty")
