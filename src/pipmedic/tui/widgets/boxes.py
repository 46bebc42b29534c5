"""Boxes to type or paste into. What is pasted is made harmless before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

from ...diagnosis.sanitize import sanitize

LINE_SHOWN = 2_000
"""Longer pasted lines are folded, so that drawing them stays quick."""


class PasteBox(TextArea):
    """Takes a whole terminal's worth of text."""

    _pasted = ("", "")

    @dataclass
    class Filled(Message):
        """A text was pasted into the empty box: most likely all there is."""

    @dataclass
    class Blank(Message):
        """Enter was pressed although there is nothing in the box."""

    @dataclass
    class Done(Message):
        """Enter was pressed right behind what was pasted."""

    async def _on_key(self, event: events.Key) -> None:
        blank = not self.text.strip()
        if event.key == "enter" and (blank or self.text == self._pasted[0]):
            event.prevent_default()
            event.stop()
            self.post_message(self.Blank() if blank else self.Done())

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        empty = not self.text.strip()
        self.put(event.text)
        if empty and self.text.strip():
            self.post_message(self.Filled())

    def put(self, text: str) -> None:
        """Insert foreign text at the cursor."""
        harmless = sanitize(text)
        result = self.replace(foldable(harmless), *self.selection)
        self.move_cursor(result.end_location)
        self._pasted = (self.text, harmless)

    @property
    def whole(self) -> str:
        """The text; a single paste that nobody changed comes with its long lines unbroken."""
        seen, harmless = self._pasted
        return harmless if self.text == seen and seen == foldable(harmless) else self.text


class LineBox(Input):
    """Takes one line."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.put(event.text)

    def put(self, text: str) -> None:
        """Insert the first line of foreign text at the cursor."""
        line = next((line for line in sanitize(text).splitlines() if line.strip()), "")
        self.insert_text_at_cursor(line.strip()[:LINE_SHOWN])


def foldable(text: str) -> str:
    """Return text with very long lines broken."""
    return "\n".join(
        line[start : start + LINE_SHOWN]
        for line in text.split("\n")
        for start in range(0, max(len(line), 1), LINE_SHOWN)
    )
