"""Two pictures over the wizard: the way to the index with its certificates, and the decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from ...case import pictures
from ..commands import EVERYWHERE, bindings
from ..text import lines, plain
from ..widgets.route import Route, chain_content
from .base import Overlay

if TYPE_CHECKING:
    from ...diagnosis.tree import Tree

SIDEWAYS_FROM = 110
"""Columns from which the stations stand side by side."""

ROW_MARGIN = 4
"""Cells beside the rows: padding and the scroll bar."""

NARROWEST = 12

_TREE_STYLES = {"now": "bold", "cause": "bold"}
_TREE_MARKS = {"taken": "[x] ", "now": "[?] ", "more": "[+] "}


class PathPicture(Overlay[None]):
    """From this machine to the index, with what was seen at each station."""

    BINDINGS = bindings(EVERYWHERE)
    DEFAULT_CSS = """
    PathPicture {
        #picture-title { height: 1; background: $primary-background; padding: 0 1;
            text-style: bold; }
        VerticalScroll { padding: 0 1; }
        #picture-chain { margin-top: 1; }
        #picture-chain-title { margin-top: 1; text-style: bold; }
    }
    """

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="picture-title", markup=False)
        with VerticalScroll():
            yield Route(len(pictures.STATIONS))
            yield Static(id="picture-chain-title", markup=False)
            yield Static(id="picture-chain", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.query_one(VerticalScroll).focus()
        self.retranslate()

    def on_resize(self, event: events.Resize) -> None:
        """Draw the other way round when the room changes."""
        self._draw(event.size.width)

    def retranslate(self) -> None:
        """Draw anew in the language spoken now."""
        super().retranslate()
        self.query_one("#picture-title", Static).update(plain(self.say("page.picture")))
        self._draw(self.size.width)

    def _draw(self, width: int) -> None:
        case = self.wizard.case
        self.query_one(Route).show(pictures.path(case), width >= SIDEWAYS_FROM)
        certificates = pictures.chain(case)
        title = self.query_one("#picture-chain-title", Static)
        title.update(plain(self.say("picture.chain")))
        drawn = chain_content(
            tuple((item.subject, item.valid, item.faults, item.signs) for item in certificates)
        )
        none = plain(self.say("picture.no_chain"), "$text-muted")
        self.query_one("#picture-chain", Static).update(drawn if certificates else none)


class TreePicture(Overlay[None]):
    """The decision tree with the path taken.

    A step that was answered can be reopened; one still to come opens to show what follows. What is
    known at once is drawn at once; what can still come is worked out and follows.
    """

    BINDINGS = bindings(EVERYWHERE)
    DEFAULT_CSS = """
    TreePicture {
        #tree-title { height: 1; background: $primary-background; padding: 0 1;
            text-style: bold; }
        #tree-hint { padding: 0 1; color: $text-muted; }
        OptionList { height: 1fr; border: none; }
    }
    """

    def compose(self) -> ComposeResult:
        """Build the parts."""
        yield Static(id="tree-title", markup=False)
        yield Static(id="tree-hint", markup=False)
        yield OptionList(id="tree-rows", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def __init__(self) -> None:
        super().__init__()
        self._tree: Tree | None = None
        self._opened: set[int] = set()

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.retranslate()
        self.query_one(OptionList).focus()
        self._compile()

    @work(thread=True, exclusive=True, group="tree", exit_on_error=False)
    def _compile(self) -> None:
        from ...case.tree import tree_of

        tree = tree_of(self.wizard.case)
        self.app.call_from_thread(self._compiled, tree)

    def _compiled(self, tree: Tree) -> None:
        self._tree = tree
        if self.is_attached:
            self.retranslate()

    def retranslate(self) -> None:
        """Draw anew in the language spoken now, keeping the row under the cursor."""
        super().retranslate()
        self.query_one("#tree-title", Static).update(plain(self.say("page.tree")))
        self.query_one("#tree-hint", Static).update(plain(self.say("tree.hint")))
        case = self.wizard.case
        rows = pictures.decisions(case)
        if self._tree is not None:
            rows = pictures.with_outline(case, rows, self._tree, self._opened)
        options = self.query_one(OptionList)
        kept = options.highlighted
        width = max(self.size.width - ROW_MARGIN, 1)
        options.set_options(
            [
                Option(_row(rows, number, width), id=f"{number}:{row.fact}:{row.node}")
                for number, row in enumerate(rows)
            ]
        )
        options.highlighted = kept if kept is not None else 0

    def on_resize(self) -> None:
        """Break the rows anew when the room changes."""
        self.retranslate()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Reopen the answered step, or show what follows one still to come."""
        event.stop()
        _, fact, node = (event.option_id or "::").split(":")
        if fact:
            self.dismiss()
            self.wizard.main.reopen(fact)
        elif node != str(pictures.NO_NODE):
            self._opened ^= {int(node)}
            self.retranslate()


def _row(rows: tuple[pictures.Decision, ...], number: int, width: int) -> Content:
    """Return a row of at most ``width`` cells a line; its later lines stand below its text."""
    row = rows[number]
    following = rows[number + 1] if number + 1 < len(rows) else None
    last = following is None or following.depth != row.depth or following.kind == "cause"
    guide = "   " * (row.depth - 1) + (" └─ " if last else " ├─ ") if row.depth else ""
    under = guide.replace("├", "│").replace("└", " ").replace("─", " ")
    mark = _TREE_MARKS.get(row.kind, "")
    text = plain(row.text, _TREE_STYLES.get(row.kind, ""))
    first, rest = guide + mark, under + " " * len(mark)
    broken = text.wrap(max(width - len(first), NARROWEST))
    heads = [first, *([rest] * (len(broken) - 1))]
    return lines([Content.assemble(plain(head), part) for head, part in zip(heads, broken)])
