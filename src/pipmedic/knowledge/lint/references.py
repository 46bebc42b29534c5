"""Names that lead nowhere, or in circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...i18n.said import said
from ..graph import dangling, transition_graph
from ..model import Cause, Knowledge, Remedy, TransitionKind
from .complaint import Complaint


def dangling_edges(knowledge: Knowledge) -> Iterator[Complaint]:
    """Transitions must end at a known cause."""
    for cause, target in dangling(knowledge):
        yield Complaint(cause, "dangling-edge", said("lint.no_cause", name=target))


def cycles(knowledge: Knowledge) -> Iterator[Complaint]:
    """What a cause leads to must not lead back to it: a mended cause stays mended."""
    import networkx

    graph = transition_graph(knowledge)
    kind = TransitionKind.LEADS_TO.value
    steps = [(a, b) for a, b, data in graph.edges(data=True) if kind in data["kinds"]]
    onward: networkx.DiGraph[str] = networkx.DiGraph(steps)
    for members in map(sorted, networkx.strongly_connected_components(onward)):
        if len(members) > 1 or onward.has_edge(members[0], members[0]):
            yield Complaint(members[0], "cycle", said("lint.cycle", members=" -> ".join(members)))


def clashing_aliases(knowledge: Knowledge) -> Iterator[Complaint]:
    """An id or alias must name one cause only."""
    owner: dict[str, str] = {name: name for name in knowledge.causes}
    for cause in knowledge.causes.values():
        for alias in cause.aliases:
            first = owner.setdefault(alias, cause.id)
            if first != cause.id:
                yield Complaint(
                    cause.id, "alias-clash", said("lint.alias", alias=alias, name=first)
                )


def unknown_names(knowledge: Knowledge) -> Iterator[Complaint]:
    """Facts, values, remedies and near misses that are spoken of must exist."""
    for cause in knowledge.causes.values():
        yield from of_cause(cause, knowledge)
    for remedy in knowledge.remedies.values():
        yield from of_remedy(remedy, knowledge)
    for signature in knowledge.signatures:
        where = f"signatures.{signature.id}"
        values = (signature.value,) if signature.value else ()
        yield from _values(knowledge, where, signature.fact, values)
        if signature.near_miss and signature.near_miss not in knowledge.near_misses:
            yield Complaint(
                where, "unknown-near-miss", said("lint.near_miss", name=signature.near_miss)
            )
    yield from _changed_by(knowledge)


def of_remedy(remedy: Remedy, knowledge: Knowledge) -> Iterator[Complaint]:
    """Facts and values that one remedy requires must exist."""
    for fact, values in remedy.requires.items():
        yield from _values(knowledge, f"remedies.{remedy.id}", fact, values)


def of_cause(cause: Cause, knowledge: Knowledge) -> Iterator[Complaint]:
    """Facts, values and remedies that one cause speaks of must exist."""
    for fact, words in cause.evidence.items():
        yield from _values(knowledge, cause.id, fact, words)
    yield from _values(knowledge, cause.id, "os", cause.applies.os)
    for use in cause.remedies:
        if use.remedy not in knowledge.remedies:
            yield Complaint(cause.id, "unknown-remedy", said("lint.remedy", name=use.remedy))
        for fact, values in use.when.items():
            yield from _values(knowledge, cause.id, fact, values)
    for edge in cause.transitions:
        if edge.decided_by and edge.decided_by not in knowledge.facts:
            yield Complaint(cause.id, "unknown-fact", said("lint.decided_by", name=edge.decided_by))


def _values(
    knowledge: Knowledge, where: str, fact: str, values: Iterable[str]
) -> Iterator[Complaint]:
    known = knowledge.facts.get(fact)
    for value in values if known else ():
        if known is not None and known.value(value) is None:
            yield Complaint(where, "unknown-value", said("lint.value", fact=fact, value=value))
    if known is None and list(values):
        yield Complaint(where, "unknown-fact", said("lint.fact", name=fact))


def _changed_by(knowledge: Knowledge) -> Iterator[Complaint]:
    known = {"*", *knowledge.remedies, *(each.fix_class for each in knowledge.remedies.values())}
    for fact in knowledge.facts.values():
        for name in fact.changed_by:
            if name not in known:
                yield Complaint(
                    f"facts.{fact.id}", "unknown-remedy", said("lint.changed_by", name=name)
                )
