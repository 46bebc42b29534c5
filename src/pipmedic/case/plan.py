"""The plan: remedies of the suspected causes, written out for the sick machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..diagnosis.belief import Belief
from ..diagnosis.compiled import Model
from ..knowledge import Remedy
from ..remedies.former import Former, as_found, undo_of
from ..remedies.operations import (
    EditProxy,
    EnvSet,
    EnvUnset,
    Operation,
    PipConfigSet,
    PipConfigUnset,
    needs_admin,
)
from ..remedies.parsing import parse_operation, to_json
from ..remedies.placeholders import open_placeholders
from ..remedies.render import applicable, derived_parameters, render
from ..remedies.target import Target, shell_name
from ..remedies.verify import verify_operations

NOTHING_SEEN = Former()
MIN_P_FIXES = 0.03
MAX_REMEDIES = 8
POSIX_SHELLS = ("bash", "zsh", "fish")
WINDOWS_SHELLS = ("powershell", "cmd")


@dataclass(frozen=True)
class ShellCommands:
    """The lines of a remedy for one shell."""

    shell: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class PlanItem:
    """One remedy of the plan.

    Attributes:
        p_fixes: P(this remedy makes pip work), over all suspected causes.
        open: placeholders that still need a value from a person.
    """

    remedy: Remedy
    scope: str
    p_fixes: float
    operations: tuple[Operation, ...]
    undo: tuple[Operation, ...]
    target: Target
    values: Mapping[str, str]
    open: tuple[str, ...]
    language: str

    def commands(self, shell: str = "") -> tuple[ShellCommands, ...]:
        """Return the lines for every shell of the target's system, the likeliest shell first."""
        return tuple(
            ShellCommands(name, self.lines(name)) for name in shells_of(self.target, shell)
        )

    def lines(self, shell: str) -> tuple[str, ...]:
        """Return the lines for one shell."""
        return render(self.operations, self.target, shell, self.values, self.language)

    def undo_lines(self, shell: str) -> tuple[str, ...]:
        """Return the lines that take the remedy back."""
        return render(self.undo, self.target, shell, self.values, self.language)

    def verify_lines(self, shell: str) -> tuple[str, ...]:
        """Return the lines that prove that pip works again."""
        return render(verify_operations(self.target), self.target, shell, {}, self.language)

    @property
    def needs_admin(self) -> bool:
        """Tell whether any step that applies here needs administrator rights."""
        steps = applicable(self.operations, self.target, None, self.values)
        return self.remedy.admin or any(needs_admin(step, self.target) for step in steps)


def shells_of(target: Target, preferred: str = "") -> tuple[str, ...]:
    """Return the shells for which commands are shown, the preferred or likeliest first."""
    names = WINDOWS_SHELLS if target.windows else POSIX_SHELLS
    first = preferred or target.shell or ""
    if first and first not in names and shell_name(first) in (shell_name(name) for name in names):
        first = next(name for name in names if shell_name(name) == shell_name(first))
    if first and first not in names:
        return (first, *names)
    return tuple(sorted(names, key=lambda name: name != first)) if first else names


def rank(
    model: Model, belief: Belief, usable: Iterable[str], minutes: Mapping[str, float]
) -> tuple[tuple[str, float], ...]:
    """Order remedies by P(fixes) per minute of the user's time.

    Args:
        usable: remedy ids that the situation allows; weakening ones must not be among them.
        minutes: remedy id to its cost.

    Returns:
        (remedy id, P(fixes)) best first. Source of the rule: Kalagnanam and Henrion 1988.
    """
    chances = {name: model.p_fixes(belief, name) for name in usable}
    worth = [(name, chance) for name, chance in chances.items() if chance >= MIN_P_FIXES]
    worth.sort(key=lambda pair: (-pair[1] / minutes[pair[0]], pair[0]))
    return tuple(worth[:MAX_REMEDIES])


def choose_scope(remedy: Remedy, wanted: str, target: Target) -> str:
    """Return the scope in which a remedy is written: wanted, else venv if in one, else user."""
    for scope in (wanted, "venv" if target.venv else "", "user", "once"):
        if scope and scope in remedy.scopes:
            return scope
    return remedy.scopes[0]


def build_item(
    remedy: Remedy,
    p_fixes: float,
    target: Target,
    values: Mapping[str, str],
    wanted_scope: str,
    language: str,
    former: Former = NOTHING_SEEN,
) -> PlanItem:
    """Write one remedy out for the target, with an undo that restores the former settings."""
    scope = choose_scope(remedy, wanted_scope, target)
    operations = as_found(_scoped(remedy.operations, scope, values), former, target)
    undo = undo_of(operations, _scoped(remedy.undo, scope, values), former, target)
    meant = [step for step in operations if step.when.allows(target, target.default_shell)]
    missing = open_placeholders(meant, {**derived_parameters(target), **values})
    return PlanItem(remedy, scope, p_fixes, operations, undo, target, values, missing, language)


def _scoped(
    tables: Iterable[Mapping[str, Any]], scope: str, values: Mapping[str, str]
) -> tuple[Operation, ...]:
    """The steps of a remedy in the wanted scope, with known keys; once means: in this window."""
    lasting = scope in ("user", "venv", "system")
    found: list[Operation] = []
    for step in map(parse_operation, tables):
        if isinstance(step, (PipConfigSet, PipConfigUnset)):
            key = values.get(step.key.strip("{}"), step.key) if "{" in step.key else step.key
            step = replace(step, scope=scope if lasting else step.scope, key=key)
        elif isinstance(step, (EnvSet, EnvUnset, EditProxy)) and scope == "once":
            lifetime = "shell" if step.lifetime == "user" else step.lifetime
            step = replace(step, lifetime=lifetime)
        found.append(step)
    return tuple(found)


def item_record(item: PlanItem) -> dict[str, Any]:
    """Return the item in the shape of the headless contract."""
    shell = shells_of(item.target)[0]
    return {
        "remedy": item.remedy.id,
        "fix_class": item.remedy.fix_class,
        "title": item.remedy.title(item.language),
        "scope": item.scope,
        "risk": item.remedy.risk.value,
        "needs_admin": item.needs_admin,
        "p_fixes": round(item.p_fixes, 4),
        "operations": [
            to_json(step) for step in applicable(item.operations, item.target, None, item.values)
        ],
        "commands": [{"shell": each.shell, "lines": list(each.lines)} for each in item.commands()],
        "verify": list(item.verify_lines(shell)),
        "undo": list(item.undo_lines(shell)),
        "open": list(item.open),
    }
