"""Pictures of a case as typed rows: the way to the index, the certificates, the decisions.

Pure functions; every face draws the rows in its own way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..checks.findings import ChainLink, Hop, HopState
from ..i18n import Translator, translator
from ..knowledge import UNKNOWN
from .case import Case
from .contract import step_text
from .redaction import Level, Redactor
from .wording import branch_line, cause_title, day, fact_line, value_words

if TYPE_CHECKING:
    from ..diagnosis.tree import Tree

SUSPECT_HOPS = {
    "trust": "trust",
    "handshake": "index",
    "ssl-module": "interpreter",
    "proxy": "proxy",
    "network": "index",
    "index": "index",
}
"""Family of a cause to the station where it sits."""

STATIONS = ("interpreter", "trust", "proxy", "interceptor", "index", "files")
TRUST_FACT = "trust_source"
LEADING = 3
NO_NODE = -1


@dataclass(frozen=True)
class Station:
    """One station between pip and its index, in words.

    Attributes:
        id: a member of ``STATIONS``.
        name: what kind of station it is.
        label: what stands there: a version, a host, an issuer; may be empty.
        note: what was seen or is suspected there; may be empty.
    """

    id: str
    state: HopState
    name: str
    label: str
    note: str


@dataclass(frozen=True)
class Certificate:
    """One presented certificate in words, the leaf first.

    Attributes:
        signs: whether it signed the certificate before it.
        faults: everything wrong with it, in words; empty when it is in order.
    """

    subject: str
    issuer: str
    valid: str
    signs: bool
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """One row of the decision tree.

    Attributes:
        kind: ``taken`` (answered), ``now`` (the step that is next), ``branch`` (what an answer
            would make likeliest), ``more`` and ``less`` (a step still to come, with more below that
            is closed, or none), ``cause`` (suspected now), ``follows`` (what it leads to).
        fact: the answered fact, so that the row can be reopened; else empty.
        node: number of the step in the tree, so that the row can be opened; else ``NO_NODE``.
    """

    depth: int
    kind: str
    text: str
    fact: str = ""
    node: int = NO_NODE


def path(case: Case) -> tuple[Station, ...]:
    """Return the way from the interpreter to the file host, with what was seen at each station.

    What was not examined is suspected where the likeliest cause sits.
    """
    seen = {hop.id: hop for hop in case.examination.hops}
    suspected, note = _suspected(case)
    return tuple(_station(case, name, seen.get(name), suspected, note) for name in STATIONS)


def _station(case: Case, name: str, hop: Hop | None, suspected: str, note: str) -> Station:
    say = translator(case.language)
    state = hop.state if hop else HopState.UNKNOWN
    seen = hop.label if hop and name != "trust" else _known_label(case, name)
    label = Redactor(Level.NONE)(" ".join(seen.split()))
    if name == suspected and state is not HopState.BROKEN:
        state = HopState.SUSPECT
    words = note if name == suspected else ""
    if name == "interceptor" and case.examination.interceptor:
        words = say("picture.interferes", who=case.examination.interceptor)
    return Station(name, state, say(f"hop.{name}"), label, words)


def _known_label(case: Case, name: str) -> str:
    target = case.target
    python = f"Python {target.python_version}" if target.python_version else ""
    labels = {
        "interpreter": python,
        "trust": _trusted(case),
        "proxy": target.proxy,
        "index": target.index_host,
        "files": target.file_host,
    }
    return labels.get(name) or ""


def _trusted(case: Case) -> str:
    """Return which certificates this pip trusts, in words; empty while that is not known."""
    seen = [item for item in case.observations if item.fact == TRUST_FACT]
    known = bool(seen) and seen[-1].value != UNKNOWN
    return value_words(case, TRUST_FACT, seen[-1].value) if known else ""


def _suspected(case: Case) -> tuple[str, str]:
    if case.cause is None or case.state.works:
        return "", ""
    p = case.belief.p(case.cause.id)
    station = SUSPECT_HOPS.get(case.cause.family, "")
    return station, f"{cause_title(case, case.cause.id)} ({p:.0%})"


def chain(case: Case) -> tuple[Certificate, ...]:
    """Return the presented certificates, leaf first, each with all that is wrong with it."""
    return tuple(
        _certificate(case, link, depth > 0) for depth, link in enumerate(case.examination.chain)
    )


def _certificate(case: Case, link: ChainLink, signs: bool) -> Certificate:
    say = translator(case.language)
    faults = tuple(say(f"fault.{fault}") for fault in link.faults)
    since, until = (day(case.language, date) for date in (link.not_before, link.not_after))
    valid = say("picture.valid", since=since, until=until)
    return Certificate(link.subject, link.issuer, valid, signs, faults)


def decisions(case: Case) -> tuple[Decision, ...]:
    """Return the path taken, the step that is next with its branches, and what may follow."""
    return (*_path_taken(case), *_suspects(case))


def with_outline(
    case: Case, known: tuple[Decision, ...], tree: Tree, opened: Collection[int]
) -> tuple[Decision, ...]:
    """Return the rows of ``decisions`` with the branches ahead as far as they were opened."""
    from ..diagnosis.tree_view import rows, views

    say = translator(case.language)
    nodes = views(tree, case.knowledge, say, case.language)
    taken = [row for row in known if row.kind == "taken"]
    ahead = [
        Decision(
            row.depth + len(taken),
            "now" if not row.depth else "more" if row.opens and not row.open else "less",
            _branch(say, row.answer, row.title),
            node=row.node if row.opens else NO_NODE,
        )
        for row in rows(nodes, tree.root, (tree.root,), {tree.root, *opened})
    ]
    rest = [row for row in known if row.kind in ("cause", "follows")]
    return (*taken, *ahead, *rest)


def _branch(say: Translator, answer: str, title: str) -> str:
    return say("tree.branch", answer=answer, title=title) if answer else title


def _path_taken(case: Case) -> Iterator[Decision]:
    depth = 0
    for item in case.state.answers.values():
        yield Decision(
            depth, "taken", fact_line(case, item.fact, item.value, item.detail), item.fact
        )
        depth += 1
    yield Decision(depth, "now", step_text(case, case.decision.step))
    for branch in case.explanation.branches:
        yield Decision(depth + 1, "branch", branch_line(case, branch))


def _suspects(case: Case) -> Iterator[Decision]:
    say = translator(case.language)
    for name, p in case.belief.top(LEADING):
        yield Decision(0, "cause", f"{p:.0%} {cause_title(case, name)}")
        cause = case.knowledge.causes.get(name)
        for edge in cause.transitions if cause else ():
            if edge.target not in case.knowledge.causes:
                continue
            words = f"{say('edge.' + edge.kind.value)} {cause_title(case, edge.target)}"
            yield Decision(1, "follows", words)
