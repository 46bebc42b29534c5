"""Finding what is wrong with the knowledge before a person does.

Each module is one concern and offers rules: functions from the knowledge to complaints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from ..captured import Message, captured
from ..load import embedded, load
from ..model import Knowledge
from . import causes, commands, languages, reachable, references, schema, sources, wordings
from .complaint import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..files import Traversable

Rule = Callable[[Knowledge], "Iterable[Complaint]"]

RULES: tuple[Rule, ...] = (
    references.dangling_edges,
    references.unknown_names,
    references.clashing_aliases,
    references.cycles,
    causes.remedies,
    causes.evidence,
    causes.confusions,
    reachable.unreachable,
    sources.causes,
    sources.claims,
    sources.remedies,
    commands.balance,
    wordings.patterns,
    wordings.own_signature,
    languages.parity,
)
"""Every rule that needs nothing but the knowledge, in the order of their complaints."""


def lint(knowledge: Knowledge, messages: tuple[Message, ...] = ()) -> tuple[Complaint, ...]:
    """Return every complaint about the knowledge, in a stable order.

    Args:
        messages: captured messages that the patterns are held against.
    """
    found = [complaint for rule in RULES for complaint in rule(knowledge)]
    found += wordings.captured(knowledge, messages)
    return tuple(found)


def lint_folder(root: Traversable | None = None) -> tuple[Complaint, ...]:
    """Load what is below ``root`` (default: what is embedded), and lint it file by file as well.

    Raises:
        DataError: the first file that cannot be loaded at all.
    """
    base = embedded() if root is None else root
    return (*schema.entries(base), *lint(load(base), captured(base)))


__all__ = ["RULES", "Complaint", "lint", "lint_folder"]
