"""What a person can do, declared once: binding, footer, menu and help all come from here."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Command:
    """One thing a person can do.

    Attributes:
        id: its wording is ``command.<id>`` in the catalogues, its help ``command_help.<id>``.
        keys: function keys and control keys, so that an input method swallows none.
        when: ``always``, or what there must be: a ``case``, one of a machine ``elsewhere``,
            something ``known``, a ``plan``, something to take ``back``, to ``undo`` or to ``redo``.
        footer: whether the footer shows it while it can be done.
        on_screen: whether the screen carries it out, and not the app.
        priority: whether its key goes before the keys of text boxes.
    """

    id: str
    keys: str
    when: str = "always"
    footer: bool = False
    on_screen: bool = False
    priority: bool = True

    @property
    def action(self) -> str:
        """The action: the screen's own, or the app's."""
        return self.id if self.on_screen else f"app.{self.id}"

    def binding(self) -> Binding:
        """Return the binding; its description is a message id, translated when shown."""
        return Binding(
            self.keys,
            self.action,
            f"command.{self.id}",
            show=self.footer,
            id=f"pipmedic.{self.id}",
            priority=self.priority,
        )


EVERYWHERE = (
    Command("help", "f1", footer=True),
    Command("language", "f2", footer=True),
    Command("back", "escape", "back", footer=True, on_screen=True),
    Command("menu", "ctrl+p", footer=True),
    Command("quit", "ctrl+q", footer=True),
    Command("glossary", "ctrl+g", "case"),
    Command("other_language", "ctrl+l"),
    Command("undo", "ctrl+z", "undo", on_screen=True, priority=False),
    Command("redo", "ctrl+y", "redo", on_screen=True, priority=False),
)
ON_CASE = (
    Command("why", "f3", "known", footer=True),
    Command("known", "f4", "known", footer=True),
    Command("copy", "f8", "plan", footer=True, on_screen=True),
    Command("check_again", "f5", "plan", footer=True, on_screen=True),
    Command("collect", "ctrl+d", "elsewhere", footer=True),
    Command("plain_view", "f6", "plan"),
    Command("tree", "f7", "known"),
    Command("picture", "f11,ctrl+r", "known"),
    Command("replay", "alt+r", "known"),
    Command("symptoms", "ctrl+f", "case"),
    Command("knowledge", "f9", "case"),
    Command("cases", "f10,ctrl+o", "case"),
    Command("new_case", "ctrl+n", "case"),
    Command("note", "ctrl+t", "case"),
    Command("export", "f12,ctrl+e", "known"),
    Command("theme", "ctrl+k"),
)
ALL = (*EVERYWHERE, *ON_CASE)
BY_ID = {command.id: command for command in ALL}
ORDER = {command.action: number for number, command in enumerate(ALL)}


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """Return the bindings of several commands."""
    return [command.binding() for command in commands]


def key_label(command: Command) -> str:
    """Return a command's keys as people read them."""
    return command.keys.replace("ctrl+", "^").replace(",", " ").replace("escape", "Esc")
