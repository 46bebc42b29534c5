"""The decision tree of a case, and the commands that stand in a printed tree."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from ..diagnosis.tree import Tree, compile_tree
from ..diagnosis.tree_page import Commands, Machine, Written
from ..diagnosis.tree_view import Row, rows, views
from ..i18n import translator
from ..knowledge import Knowledge, Remedy
from ..remedies.target import Target
from .case import Case
from .events import Tried
from .pages import fact_line
from .plan import build_item

MACHINES = (
    Machine("win-powershell", "Windows, PowerShell", ("win",)),
    Machine("win-cmd", "Windows, cmd", ("win",)),
    Machine("mac-zsh", "macOS, zsh", ("mac",)),
    Machine("linux-bash", "Linux, bash", ("linux", "wsl", "container")),
)
"""The kinds of machine for which a printed tree carries commands."""

PAST = -1
"""Number of a row that tells what happened, and is no step still to come."""


def written_for(remedy: Remedy, machine: Machine, language: str) -> Written:
    """Write a remedy out for a machine of which nothing but its kind is known.

    What only that machine can tell stays open and is shown as ``<CA FILE>``. A remedy that is not
    meant for this system has no lines.
    """
    allowed = remedy.requires.get("os", machine.systems)
    system = next((name for name in machine.systems if name in allowed), "")
    if not system:
        return Written()
    item = build_item(remedy, 1.0, Target(os=system), {}, "", language)
    shell = machine.id.partition("-")[2]
    return Written(item.lines(shell), item.verify_lines(shell))


def commands_of(knowledge: Knowledge, remedies: Iterable[str], language: str) -> Commands:
    """Return remedy id to machine id to the lines to paste, where there are any."""
    found: dict[str, dict[str, Written]] = {}
    for name in remedies:
        remedy = knowledge.remedies.get(name)
        for machine in MACHINES if remedy else ():
            written = written_for(remedy, machine, language) if remedy else Written()
            if written.lines:
                found.setdefault(name, {})[machine.id] = written
    return found


def lines_for(
    knowledge: Knowledge, remedies: Iterable[str], machine: str, language: str
) -> dict[str, tuple[str, ...]]:
    """Return remedy id to the lines for one machine of ``MACHINES``, where there are any."""
    written = commands_of(knowledge, remedies, language)
    return {name: each[machine].lines for name, each in written.items() if machine in each}


def tree_of(case: Case, depth: int = 2) -> Tree:
    """Return what can still come in a case: the policy unrolled from where it stands."""
    return compile_tree(
        case.model_now,
        case.options,
        depth,
        case.observations,
        case.remedies_tried,
        case.asked,
    )


def tree_rows(case: Case, tree: Tree, opened: Collection[int] = ()) -> tuple[Row, ...]:
    """Return the path that a case has taken, and below it the outline of what can still come.

    Args:
        tree: as ``tree_of`` returns it; compiling takes a moment, so do it once a step.
        opened: numbers of the nodes whose branches a person wants to see.
    """
    nodes = views(tree, case.knowledge, translator(case.language), case.language)
    path = _past(case)
    ahead = rows(nodes, tree.root, (tree.root,), opened)
    return (*path, *(replace(row, depth=row.depth + len(path)) for row in ahead))


def _past(case: Case) -> tuple[Row, ...]:
    say = translator(case.language)
    told: list[tuple[float, str, str]] = [
        (item.at, "question", fact_line(case, item.fact, item.value, item.detail))
        for item in case.state.answers.values()
    ]
    told += [(item.at, "remedy", _tried_line(case, item)) for item in case.state.tried]
    if case.state.checks:
        told.append((case.state.checks[-1].at, "checks", say("step.checks")))
    told.sort()
    return tuple(
        Row(PAST, depth, "", title, kind, True, False, True, True)
        for depth, (_, kind, title) in enumerate(told)
    )


def _tried_line(case: Case, item: Tried) -> str:
    remedy = case.knowledge.remedies.get(item.remedy)
    title = remedy.title(case.language) if remedy else item.remedy
    return f"{title}: {translator(case.language)('outcome.' + item.outcome)}"
