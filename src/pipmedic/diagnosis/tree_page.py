"""What a page with a decision tree is made of, before it is HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..knowledge import Knowledge
from .tree import Tree
from .tree_view import Say


@dataclass(frozen=True)
class Machine:
    """A kind of machine for which the page carries commands.

    Attributes:
        name: as shown, the same in every language.
        systems: values of the fact ``os`` that mean this kind.
    """

    id: str
    name: str
    systems: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """The lines to paste for one remedy on one kind of machine, and those that prove it."""

    lines: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()


Commands = Mapping[str, Mapping[str, Written]]
"""Remedy id to machine id to lines, as written by the remedies room."""


@dataclass(frozen=True)
class Page:
    """Everything that the page is made of.

    Attributes:
        says: language code to message lookup; the first language is shown first.
        machines: the kinds of machine to choose from.
        commands: language code to the lines to copy; a remedy without any shows its words only.
    """

    tree: Tree
    knowledge: Knowledge
    says: Mapping[str, Say]
    machines: Sequence[Machine] = ()
    commands: Mapping[str, Commands] = field(default_factory=dict)

    def written(self, code: str, remedy: str) -> list[tuple[Machine, Written]]:
        """Return the lines of a remedy in one language, for each machine that has any."""
        lines = self.commands.get(code, {}).get(remedy, {})
        return [(item, lines[item.id]) for item in self.machines if item.id in lines]
