"""A searchable list over the wizard: commands, evidence, symptoms, knowledge, cases, themes."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from ..commands import EVERYWHERE, bindings
from ..text import plain
from ..widgets.boxes import LineBox
from .base import Overlay

Row = tuple[str, str]
"""Id and wording of one row."""


class Picker(Overlay[None]):
    """A list with a search box; what is highlighted is shown beside or below it."""

    BINDINGS = [
        *bindings(EVERYWHERE),
        ("down", "to_rows", ""),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    DEFAULT_CSS = """
    Picker {
        #picker-title {
            height: 1; background: $primary-background; padding: 0 1; text-style: bold;
        }
        LineBox { height: 3; }
        OptionList { height: 1fr; border: none; }
        VerticalScroll { height: 1fr; padding: 0 1; border-top: solid $border-blurred; }
        Horizontal { layout: vertical; }
        &.-wide Horizontal { layout: horizontal; }
        &.-wide VerticalScroll {
            border-top: none; border-left: solid $border-blurred; height: 100%;
        }
        &.-wide OptionList { height: 100%; width: 45%; }
    }
    """

    def __init__(
        self,
        title: str,
        rows: Callable[[str, str], list[Row]],
        detail: Callable[[str, str], str],
        chosen: Callable[[str], None],
        search_first: bool = False,
    ) -> None:
        """Make a picker.

        Args:
            title: message id of the title.
            rows: returns the rows for a search text and a language.
            detail: returns the text about a row id in a language.
            chosen: called with the id of the row that Enter was pressed on.
            search_first: whether the search box has the focus at first.
        """
        super().__init__()
        self._title = title
        self._rows = rows
        self._detail = detail
        self._chosen = chosen
        self._search_first = search_first

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="picker-title", markup=False)
        yield LineBox(id="picker-search")
        with Horizontal():
            yield OptionList(id="picker-rows", markup=False)
            with VerticalScroll():
                yield Static(id="picker-detail", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show all rows."""
        self.retranslate()
        self.query_one(LineBox if self._search_first else OptionList).focus()

    def retranslate(self) -> None:
        """Write everything anew, keeping search text, highlight and scroll position."""
        super().retranslate()
        self.query_one("#picker-title", Static).update(plain(self.say(self._title)))
        self.query_one(LineBox).placeholder = self.say("picker.search")
        self._fill()

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        kept = options.highlighted_option.id if options.highlighted_option else None
        rows = self._rows(self.query_one(LineBox).value, self.wizard.language)
        names = [name for name, _ in rows]
        if [option.id for option in options.options] == names:
            for name, text in rows:
                options.replace_option_prompt(name, plain(text))
        else:
            options.set_options([Option(plain(text), id=name) for name, text in rows])
        if names:
            options.highlighted = names.index(kept) if kept in names else 0
        self._show(names[options.highlighted or 0] if names else "")

    def _show(self, name: str) -> None:
        text = self._detail(name, self.wizard.language) if name else self.say("picker.nothing")
        self.query_one("#picker-detail", Static).update(plain(text))

    def on_input_changed(self) -> None:
        """Search while typing."""
        self._fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the row that the search left highlighted."""
        event.stop()
        option = self.query_one(OptionList).highlighted_option
        if option is not None and option.id:
            self._chosen(option.id)

    def action_to_rows(self) -> None:
        """Go from the search box to the rows."""
        self.query_one(OptionList).focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell about the row under the cursor."""
        self._show(event.option_id or "")
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the row."""
        if event.option_id:
            self._chosen(event.option_id)
