"""The first step: what did pip print?"""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Static

from ..messages import Machine, NoText, Start, Symptoms
from ..text import plain, relabel, say_of
from .boxes import PasteBox

BUTTONS = ("go", "pick", "none", "machine")


class StartStep(Vertical):
    """Paste box, and ways to go on without a text."""

    DEFAULT_CSS = """
    StartStep { padding: 0 1; height: 1fr;
        PasteBox { height: 1fr; min-height: 4; }
        #start-buttons { height: auto; layout: grid; grid-size: 4; grid-columns: auto;
            grid-rows: auto; grid-gutter: 0 1; }
        Button { min-width: 10; }
        #start-hint { color: $text-muted; }
        #start-reply { color: $text-warning; height: auto; }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._reply = ""
        self._here = True

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="start-title", markup=False)
        yield Static(id="start-hint", markup=False)
        yield PasteBox(id="start-text", show_line_numbers=False, tab_behavior="focus")
        yield Static(id="start-reply", markup=False)
        with Vertical(id="start-buttons"):
            for name in BUTTONS:
                yield Button(
                    plain(""), id=f"start-{name}", variant="primary" if name == "go" else "default"
                )

    def on_mount(self) -> None:
        """Say everything for the first time."""
        self.retranslate()

    def take(self, early: str) -> None:
        """Put in what was pasted beside the box, or before it was there."""
        if early:
            self.query_one(PasteBox).put(early)
            self._focus_next()

    def show(self, here: bool) -> None:
        """Say which machine is sick."""
        self._here = here
        self.retranslate()
        if not (self.query_one(PasteBox).has_focus and self.query_one(PasteBox).text):
            self._focus_next()

    def _focus_next(self) -> None:
        """Focus the empty box; once something was pasted, Enter goes on."""
        filled = bool(self.query_one(PasteBox).whole.strip())
        self.query_one("#start-go" if filled else "#start-text").focus()

    def clear(self) -> None:
        """Empty the box."""
        self._reply = ""
        self.query_one(PasteBox).clear()

    def retranslate(self) -> None:
        """Write all texts anew; the pasted text stays."""
        say = say_of(self)
        hint = "start.hint" if self._here else "start.hint_elsewhere"
        self.query_one("#start-title", Static).update(plain(say("start.title"), "bold"))
        self.query_one("#start-hint", Static).update(plain(say(hint)))
        for name in BUTTONS:
            message = name if name != "machine" else "here" if self._here else "elsewhere"
            relabel(self.query_one(f"#start-{name}", Button), say(f"start.{message}"))
        reply = self.query_one("#start-reply", Static)
        reply.update(plain(say(self._reply) if self._reply else ""))
        reply.display = bool(self._reply)

    def on_paste_box_filled(self, event: PasteBox.Filled) -> None:
        """After a paste, Enter goes on."""
        event.stop()
        self._focus_next()

    def on_paste_box_done(self, event: PasteBox.Done) -> None:
        """Enter behind a paste goes on, even before the button has the focus."""
        event.stop()
        self.submit()

    def on_paste_box_blank(self, event: PasteBox.Blank) -> None:
        """Enter without a text offers to go on without one."""
        event.stop()
        self._reply = "start.empty"
        self.retranslate()
        self.query_one("#start-none", Button).focus()

    def on_key(self, event: events.Key) -> None:
        """Let what is typed beside the box go into it; digits press buttons."""
        typed = event.character or ""
        if event.is_printable and not typed.isspace() and not typed.isdecimal():
            event.stop()
            box = self.query_one(PasteBox)
            box.focus()
            box.put(typed)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on with, or without, a text."""
        event.stop()
        self._press((event.button.id or "").replace("start-", "", 1))

    def choose(self, digit: int) -> None:
        """Press a button by digit, from a screen where nothing is being typed."""
        if 1 <= digit <= len(BUTTONS):
            self._press(BUTTONS[digit - 1])

    def _press(self, name: str) -> None:
        if name == "go":
            self.submit()
        elif name == "pick":
            self.post_message(Symptoms())
        elif name == "none":
            self.post_message(NoText())
        else:
            self.post_message(Machine())

    def submit(self) -> None:
        """Hand the pasted text over; an empty one is said so."""
        text = self.query_one(PasteBox).whole
        self._reply = "" if text.strip() else "start.empty"
        self.retranslate()
        if text.strip():
            self.post_message(Start(text))
