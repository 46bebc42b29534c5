"""A page of text over the wizard: help, why, the report."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Static

from ..commands import EVERYWHERE, bindings
from ..text import plain
from .base import Overlay


class Page(Overlay[None]):
    """One scrollable page, written anew when the language changes."""

    BINDINGS = bindings(EVERYWHERE)
    DEFAULT_CSS = """
    Page {
        #page-title { height: 1; background: $primary-background; padding: 0 1; text-style: bold; }
        VerticalScroll { padding: 0 1; }
    }
    """

    def __init__(self, title: str, write: Callable[[str], str | Content]) -> None:
        """Make a page.

        Args:
            title: message id of the title.
            write: returns the page's text in a language.
        """
        super().__init__()
        self._title = title
        self._write = write

    def compose(self) -> ComposeResult:
        """Build the page."""
        yield Static(id="page-title", markup=False)
        with VerticalScroll():
            yield Static(id="page-body", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Write the page for the first time."""
        self.retranslate()
        self.query_one(VerticalScroll).focus()

    def retranslate(self) -> None:
        """Write the page anew, keeping the scroll position."""
        super().retranslate()
        self.query_one("#page-title", Static).update(plain(self.say(self._title)))
        text = self._write(self.wizard.language)
        body = text if isinstance(text, Content) else plain(text)
        self.query_one("#page-body", Static).update(body)
