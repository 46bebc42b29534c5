"""What was set on a machine before any remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REDACTED = "***@"
"""Stands for a login in a value that was seen without it; such a value cannot be put back."""


@dataclass(frozen=True)
class Setting:
    """One option in one of pip's configuration files.

    Attributes:
        key: section and option, such as ``global.cert``.
        scope: ``user``, ``venv`` or ``system``; empty for a file that `pip config` does not edit.
    """

    key: str
    value: str
    scope: str
    path: str = ""

    @property
    def option(self) -> str:
        """The key without its section."""
        return self.key.partition(".")[2]


@dataclass(frozen=True)
class Former:
    """What was set on the machine when it was looked at.

    Attributes:
        watched: the variables that were looked for; of any other nothing is known.
        variables: those of them that were set.
        settings: pip's own options, weakest file first.
    """

    watched: frozenset[str] = frozenset()
    variables: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()

    def __hash__(self) -> int:
        """Targets are hashable, so this is."""
        return hash((self.watched, tuple(sorted(self.variables.items())), self.settings))

    def of(self, key: str) -> tuple[Setting, ...]:
        """Where the option of a key is set, in whichever section."""
        option = key.partition(".")[2]
        return tuple(item for item in self.settings if item.option == option)
