"""The transition graph between causes, as a networkx DiGraph.

networkx is imported only when a graph is asked for: it costs as much to import as the user
interface itself, and nothing before first paint needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Knowledge, TransitionKind

if TYPE_CHECKING:
    import networkx


def transition_graph(knowledge: Knowledge) -> networkx.DiGraph[str]:
    """Build the graph: a node a cause, an edge a transition.

    ``preceded_by`` edges are turned round into ``leads_to``. Edges carry ``kind``,
    ``probability`` and ``decided_by``; a pair with several kinds keeps them all in ``kinds``.
    """
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(knowledge.causes)
    for cause in knowledge.causes.values():
        for edge in cause.transitions:
            target = knowledge.cause(edge.target)
            if target is None:
                continue
            head, tail, kind = cause.id, target.id, edge.kind
            if kind is TransitionKind.PRECEDED_BY:
                head, tail, kind = tail, head, TransitionKind.LEADS_TO
            kinds = graph.get_edge_data(head, tail, {}).get("kinds", frozenset())
            graph.add_edge(
                head,
                tail,
                kinds=kinds | {kind.value},
                probability=edge.probability,
                decided_by=edge.decided_by,
            )
    return graph


def dangling(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Return (cause, target) pairs whose target is no known cause."""
    return tuple(
        (cause.id, edge.target)
        for cause in knowledge.causes.values()
        for edge in cause.transitions
        if knowledge.cause(edge.target) is None
    )
