"""What a person can do, declared once: binding, footer, palette and help all come from here."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Command:
    """One thing a person can do.

    Attributes:
        id: its wording is ``command.<id>`` in the catalogues, its help ``command_help.<id>``.
        keys: function keys and control keys first, so that an input method swallows none.
        footer: whether the footer shows it while it can be done.
        on_screen: whether the screen carries it out, and not the app.
    """

    id: str
    keys: str
    footer: bool = False
    on_screen: bool = False

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
            priority=True,
        )


EVERYWHERE = (
    Command("help", "f1", footer=True),
    Command("language", "f2", footer=True),
    Command("back", "escape", footer=True, on_screen=True),
    Command("undo", "ctrl+z", on_screen=True),
    Command("redo", "ctrl+y", on_screen=True),
    Command("quit", "ctrl+q", footer=True),
)
ON_CASE = (
    Command("why", "f3", footer=True),
    Command("known", "f4", footer=True),
    Command("check_again", "f5", footer=True, on_screen=True),
    Command("plain_view", "f6"),
    Command("tree", "f7", footer=True),
    Command("copy", "f8", footer=True, on_screen=True),
    Command("knowledge", "f9"),
    Command("cases", "f10"),
    Command("picture", "f11"),
    Command("export", "f12"),
    Command("other_language", "ctrl+l"),
)
ALL = (*EVERYWHERE, *ON_CASE)


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """Return the bindings of several commands."""
    return [command.binding() for command in commands]
