"""The edges between causes, by number: what looks alike, and what follows what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..knowledge import Cause, TransitionKind


def confusable(
    causes: Sequence[Cause], index: Mapping[str, int]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return pair of cause indices (smaller first) to the facts that separate them.

    Args:
        causes: in the model's order.
        index: cause id or alias to index.
    """
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for number, cause in enumerate(causes):
        for edge in cause.edges(TransitionKind.CONFUSED_WITH):
            other = index.get(edge.target)
            if other is None or other == number:
                continue
            pair = (min(number, other), max(number, other))
            facts = (*found.get(pair, ()), edge.decided_by)
            found[pair] = tuple(sorted({fact for fact in facts if fact}))
    return found


def leads_to(
    causes: Sequence[Cause], index: Mapping[str, int]
) -> dict[int, tuple[tuple[int, float], ...]]:
    """Return cause index to (cause index, probability) of what usually follows.

    ``A leads_to B`` and ``B preceded_by A`` are one edge.

    Args:
        causes: in the model's order.
        index: cause id or alias to index.
    """
    found: dict[int, dict[int, float]] = {}
    for number, cause in enumerate(causes):
        for edge in cause.transitions:
            other = index.get(edge.target)
            if other is None or edge.kind is TransitionKind.CONFUSED_WITH:
                continue
            forward = edge.kind is TransitionKind.LEADS_TO
            head, tail = (number, other) if forward else (other, number)
            known = found.setdefault(head, {})
            known[tail] = max(known.get(tail, 0.0), edge.probability or 0.0)
    return {head: tuple(tails.items()) for head, tails in found.items()}
