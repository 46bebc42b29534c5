"""Finding what is wrong with the knowledge before a person does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .graph import dangling, transition_graph
from .model import Cause, Knowledge, Tier, TransitionKind
from .text import Text

LANGUAGES = frozenset({"en", "zh"})
MIN_SOURCES = 2
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_NESTED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)[+*]")


@dataclass(frozen=True)
class Complaint:
    """One thing to mend.

    Attributes:
        where: file or id.
        rule: short name of the rule.
        text: what is wrong.
    """

    where: str
    rule: str
    text: str

    def __str__(self) -> str:
        """Return ``where: rule: text``."""
        return f"{self.where}: {self.rule}: {self.text}"


def lint(knowledge: Knowledge) -> tuple[Complaint, ...]:
    """Return every complaint about the knowledge, in a stable order."""
    found = [
        Complaint(cause, "dangling-edge", f"no cause {target!r}")
        for cause, target in dangling(knowledge)
    ]
    found += _cycles(knowledge)
    for cause in knowledge.causes.values():
        found += _cause(cause, knowledge)
    found += _flows(knowledge)
    return tuple(found)


def _cycles(knowledge: Knowledge) -> list[Complaint]:
    import networkx

    graph = transition_graph(knowledge)
    kind = TransitionKind.LEADS_TO.value
    steps = [(a, b) for a, b, data in graph.edges(data=True) if kind in data["kinds"]]
    onward: networkx.DiGraph[str] = networkx.DiGraph(steps)
    return [
        Complaint(members[0], "cycle", " -> ".join(members))
        for members in map(sorted, networkx.strongly_connected_components(onward))
        if len(members) > 1
    ]


def _cause(cause: Cause, knowledge: Knowledge) -> Iterator[Complaint]:
    for fact, words in cause.evidence.items():
        known = knowledge.facts.get(fact)
        if known is None:
            yield Complaint(cause.id, "unknown-fact", fact)
            continue
        for value in words:
            if known.value(value) is None:
                yield Complaint(cause.id, "unknown-value", f"{fact}={value}")
    if not cause.evidence:
        yield Complaint(cause.id, "no-discriminating-fact", "evidence is empty")
    for use in cause.remedies:
        if use.remedy not in knowledge.remedies:
            yield Complaint(cause.id, "unknown-remedy", use.remedy)
    if not cause.remedies and not cause.workarounds:
        yield Complaint(cause.id, "no-remedy", "nothing mends it")
    if len(cause.sources) < MIN_SOURCES and cause.tier is not Tier.REPRODUCED:
        yield Complaint(cause.id, "missing-source", f"fewer than {MIN_SOURCES} sources")
    yield from _regex(cause, knowledge)
    for edge in cause.transitions:
        if edge.decided_by and edge.decided_by not in knowledge.facts:
            yield Complaint(cause.id, "unknown-fact", f"decided_by {edge.decided_by}")
    for name, text in _cause_texts(cause):
        yield from _languages(cause.id, name, text)


def _regex(cause: Cause, knowledge: Knowledge) -> Iterator[Complaint]:
    if not cause.regex:
        return
    try:
        pattern = re.compile(cause.regex, re.IGNORECASE)
    except re.error as error:
        yield Complaint(cause.id, "bad-regex", str(error))
        return
    if _NESTED_REPEAT.search(cause.regex):
        yield Complaint(cause.id, "slow-regex", "repeats a repetition")
    if cause.signature and not pattern.search(cause.signature("en")):
        yield Complaint(cause.id, "regex-misses-signature", cause.signature("en"))
    for other in knowledge.causes.values():
        if other.id != cause.id and other.signature and pattern.search(other.signature("en")):
            yield Complaint(cause.id, "regex-hits-other", other.id)


def _cause_texts(cause: Cause) -> Iterator[tuple[str, Text]]:
    yield "title", cause.title
    yield "root_cause", cause.root_cause
    yield "mechanism", cause.mechanism
    for end in cause.dead_ends:
        yield "dead_ends.action", end.action
        yield "dead_ends.why_fails", end.why
    for myth in cause.myths:
        yield "myths.claim", myth.claim
        yield "myths.truth", myth.truth
    for edge in cause.edges(TransitionKind.CONFUSED_WITH):
        yield f"distinction from {edge.target}", edge.distinction


def _flows(knowledge: Knowledge) -> Iterator[Complaint]:
    for fact in knowledge.facts.values():
        yield from _languages(f"facts.{fact.id}", "question", fact.question)
        for value in fact.values:
            yield from _languages(f"facts.{fact.id}", value.id, value.text)
    for remedy in knowledge.remedies.values():
        yield from _languages(f"remedies.{remedy.id}", "title", remedy.title)
        yield from _languages(f"remedies.{remedy.id}", "summary", remedy.summary)
    for signature in knowledge.signatures:
        fact_known = knowledge.facts.get(signature.fact)
        where = f"signatures.{signature.id}"
        if fact_known is None:
            yield Complaint(where, "unknown-fact", signature.fact)
        elif signature.value and fact_known.value(signature.value) is None:
            yield Complaint(where, "unknown-value", f"{signature.fact}={signature.value}")
        if _NESTED_REPEAT.search(signature.pattern):
            yield Complaint(where, "slow-regex", "repeats a repetition")
        if signature.near_miss and signature.near_miss not in knowledge.near_misses:
            yield Complaint(where, "unknown-near-miss", signature.near_miss)


def _languages(where: str, name: str, text: Text) -> Iterator[Complaint]:
    missing = LANGUAGES - text.languages()
    if missing:
        yield Complaint(where, "missing-language", f"{name}: {', '.join(sorted(missing))}")
        return
    sets = {frozenset(_PLACEHOLDER.findall(text(code))) for code in LANGUAGES}
    if len(sets) > 1:
        yield Complaint(where, "placeholder-parity", name)
