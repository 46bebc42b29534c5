"""The ticket: how it is written, what is hidden in it, and how it will look."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Footer, OptionList, Static
from textual.widgets.option_list import Option

from ...case.redaction import Level
from ...case.report import Format, Preview, preview
from ..commands import EVERYWHERE, bindings
from ..text import lines, plain, relabel
from .base import Overlay

if TYPE_CHECKING:
    from ...case.case import Case

LEVELS = (Level.NONE, Level.SHARE, Level.STRICT)
FORMATS = (Format.MARKDOWN, Format.TEXT, Format.JSON, Format.CASE)


class Export(Overlay[None]):
    """Shows the ticket before anybody else sees it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(EVERYWHERE),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(1, 8)),
    ]
    DEFAULT_CSS = """
    Export {
        #export-title { height: 1; background: $primary-background; padding: 0 1;
            text-style: bold; }
        Horizontal { height: auto; }
        OptionList { width: 1fr; height: 4; border: none; padding: 0; }
        VerticalScroll { height: 1fr; padding: 0 1; border-top: solid $border-blurred; }
        Button { margin-right: 1; min-width: 8; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.level = Level.SHARE
        self.form = Format.MARKDOWN
        self._written: tuple[tuple[Case, Format, Level], Preview] | None = None

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="export-title", markup=False)
        with Horizontal():
            yield OptionList(id="export-level", markup=False, compact=True)
            yield OptionList(id="export-form", markup=False, compact=True)
        with VerticalScroll():
            yield Static(id="export-text", markup=False)
        with Horizontal():
            yield Button(plain(""), id="export-write", variant="primary", compact=True)
            yield Button(plain(""), id="export-copy", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the ticket at the level that may be shared."""
        self.retranslate()
        self.query_one("#export-write").focus()

    @property
    def ticket(self) -> Preview:
        """The ticket as chosen."""
        wanted = (self.wizard.case, self.form, self.level)
        if self._written is None or self._written[0] != wanted:
            self._written = (wanted, preview(*wanted))
        return self._written[1]

    def retranslate(self) -> None:
        """Write everything anew, keeping what is chosen."""
        super().retranslate()
        self.query_one("#export-title", Static).update(plain(self.say("page.report")))
        names = [(level.value, f"level.{level.value}") for level in LEVELS]
        self._fill("#export-level", names, 1, LEVELS.index(self.level))
        names = [(form.value, f"format.{form.value}") for form in FORMATS]
        self._fill("#export-form", names, 1 + len(LEVELS), FORMATS.index(self.form))
        for name in ("write", "copy"):
            relabel(self.query_one(f"#export-{name}", Button), self.say(f"export.{name}"))
        self._preview()

    def _fill(self, where: str, names: list[tuple[str, str]], first: int, chosen: int) -> None:
        options = self.query_one(where, OptionList)
        options.set_options(
            [
                Option(plain(f"{number}  {self.say(message)}"), id=name)
                for number, (name, message) in enumerate(names, start=first)
            ]
        )
        options.highlighted = chosen

    def _preview(self) -> None:
        ticket, say = self.ticket, self.say
        parts = [plain(say("export.hidden", count=len(ticket.hidden)), "bold")]
        parts += [plain(f"  {name}  <-  {value}") for name, value in ticket.hidden]
        parts += [plain(""), plain(say("export.looks"), "bold"), plain(ticket.text)]
        self.query_one("#export-text", Static).update(lines(parts))

    def action_digit(self, digit: int) -> None:
        """Choose a level or a form by digit."""
        if digit <= len(LEVELS):
            self.query_one("#export-level", OptionList).highlighted = digit - 1
        else:
            self.query_one("#export-form", OptionList).highlighted = digit - 1 - len(LEVELS)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Write the ticket as chosen."""
        event.stop()
        if event.option_list.id == "export-level":
            self.level = Level(event.option_id)
        else:
            self.form = Format(event.option_id)
        self._preview()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Write the file, or copy the text."""
        event.stop()
        if event.button.id == "export-write":
            self.wizard.write_ticket(self.ticket.text, self.form.suffix)
        else:
            self.wizard.copy(tuple(self.ticket.text.splitlines()))
