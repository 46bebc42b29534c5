"""The words of a decision tree in one language, for every exporter alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Callable

from ..knowledge import OTHER, UNKNOWN, Knowledge
from .choice import AskQuestion, HandOver, RunChecks, TryRemedy
from .tree import DONE_BRANCH, FAILED_BRANCH, Node, Tree

Say = Callable[[str], str]
"""Message id to wording, such as a Translator."""

MESSAGES = (
    "answer.unknown",
    "cause.other",
    "step.checks",
    "step.handover",
    "tree.language",
    "tree.title",
    "tree.intro",
    "tree.failed",
    "tree.done",
    "tree.worked",
    "tree.mended",
    "tree.back",
    "tree.restart",
    "tree.path",
    "tree.likely",
    "tree.copy",
    "tree.copied",
    "tree.copy_failed",
    "tree.why",
    "tree.run",
    "tree.whole",
    "tree.machine",
    "tree.not_here",
    "tree.check",
    "tree.commands",
)
"""Ids of the catalogue messages that exporters use; none has placeholders."""

KINDS: Mapping[type, str] = {
    AskQuestion: "question",
    RunChecks: "checks",
    TryRemedy: "remedy",
    HandOver: "handover",
}


@dataclass(frozen=True)
class NodeView:
    """One step of the tree in words.

    Attributes:
        kind: question, checks, remedy or handover.
        subject: fact or remedy id, the checks' ids joined by ``+``, or the reason of a hand-over.
        branches: (answer value, its wording, number of the node that follows).
        leading: (wording of a cause, its probability).
        commands: the lines to paste for a remedy on one kind of machine, if any were given.
    """

    id: int
    kind: str
    subject: str
    title: str
    branches: tuple[tuple[str, str, int], ...]
    leading: tuple[tuple[str, float], ...]
    commands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of the tree as an outline.

    Attributes:
        node: number of the step; a step reached in several ways has several rows.
        depth: 0 for the root.
        answer: wording of the answer that leads here; empty for the root.
        taken: the case has passed here.
        here: the case stands here.
        opens: there is more below.
        open: what is below follows in the rows after this one.
    """

    node: int
    depth: int
    answer: str
    title: str
    kind: str
    taken: bool
    here: bool
    opens: bool
    open: bool


def rows(
    nodes: Sequence[NodeView],
    root: int,
    path: Sequence[int] = (),
    opened: Collection[int] = (),
) -> tuple[Row, ...]:
    """Return the outline of a tree: the path taken is open, and what a person opened beside it.

    Args:
        nodes: as ``views`` returns them.
        path: numbers of the nodes that a case has passed, the present one last.
        opened: numbers of further nodes whose branches are wanted.
    """
    found: list[Row] = []
    pending = [(root, 0, "", bool(path))]
    while pending:
        number, depth, answer, on_path = pending.pop()
        node = nodes[number]
        on_path = on_path and depth < len(path) and path[depth] == number
        is_open = bool(node.branches) and (on_path or number in opened or not depth)
        here = on_path and depth == len(path) - 1
        opens = bool(node.branches)
        found.append(
            Row(number, depth, answer, node.title, node.kind, on_path, here, opens, is_open)
        )
        if is_open:
            pending += [
                (target, depth + 1, words, on_path) for _, words, target in reversed(node.branches)
            ]
    return tuple(found)


def views(
    tree: Tree,
    knowledge: Knowledge,
    say: Say,
    language: str,
    commands: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[NodeView, ...]:
    """Return every node in words, in the tree's order.

    Args:
        commands: remedy id to the lines that stand with it.
    """
    found = (_view(node, knowledge, say, language) for node in tree.nodes)
    return tuple(
        replace(view, commands=commands.get(view.subject, ())) if view.kind == "remedy" else view
        for view in found
    )


def _view(node: Node, knowledge: Knowledge, say: Say, language: str) -> NodeView:
    subject, title = _words(node, knowledge, say, language)
    branches = tuple(
        (value, _answer(knowledge, subject, value, say, language), target)
        for value, target in node.branches
    )
    leading = tuple((cause_words(knowledge, c, say, language), p) for c, p in node.leading)
    return NodeView(node.id, KINDS[type(node.step)], subject, title, branches, leading)


def _words(node: Node, knowledge: Knowledge, say: Say, language: str) -> tuple[str, str]:
    step = node.step
    if isinstance(step, AskQuestion):
        return step.fact, knowledge.facts[step.fact].question(language)
    if isinstance(step, TryRemedy):
        remedy = knowledge.remedies.get(step.remedy)
        return step.remedy, remedy.title(language) if remedy else step.remedy
    if isinstance(step, RunChecks):
        return "+".join(step.checks), say("step.checks")
    return step.reason, say("step.handover")


def _answer(knowledge: Knowledge, fact: str, value: str, say: Say, language: str) -> str:
    if value == FAILED_BRANCH:
        return say("tree.failed")
    if value == DONE_BRANCH:
        return say("tree.done")
    if value == UNKNOWN:
        return say("answer.unknown")
    known = knowledge.facts[fact].value(value)
    return known.text(language) if known else value


def cause_words(knowledge: Knowledge, cause: str, say: Say, language: str) -> str:
    """Return a cause's title, or the wording for the unknown cause."""
    known = knowledge.causes.get(cause)
    return say("cause.other") if known is None or cause == OTHER else known.title(language)
