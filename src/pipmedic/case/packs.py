"""Loading packs with the one check that needs to know what a remedy is made of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..knowledge import Knowledge, load
from ..knowledge.packs import PackError, Threat
from ..remedies.parsing import BadOperation, parse_operation


def load_with_packs(packs: Sequence[Path]) -> Knowledge:
    """Load the embedded knowledge and lay packs over it.

    Raises:
        DataError: a data file cannot be used; ``PackError`` if it belongs to a pack.
    """
    knowledge = load(packs=packs)
    for remedy in knowledge.remedies.values():
        for step in (*remedy.operations, *remedy.undo) if remedy.pack else ():
            try:
                parse_operation(step)
            except BadOperation as error:
                where = f"remedies.{remedy.id}"
                raise PackError(where, error.key, error.reason, Threat.BAD_DATA) from error
    return knowledge
