"""Remedies must say the same to every system and shell they are meant for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...i18n.said import said
from ..model import Knowledge, Remedy
from .complaint import Complaint

SYSTEMS = ("win", "mac", "linux", "wsl", "container")
LINUX = ("linux", "wsl", "container")
POSIX = ("bash", "zsh", "sh", "fish")
SHELLS: Mapping[str, tuple[str, ...]] = {
    "win": ("powershell5", "powershell7", "cmd"),
    **dict.fromkeys(("mac", "linux", "wsl", "container"), POSIX),
}
_ALIASES = {"powershell": "powershell5", "pwsh": "powershell7"}
_ONLY_POSIX = frozenset(
    [
        "sudo",
        "sh",
        "bash",
        "apt",
        "apt-get",
        "dnf",
        "yum",
        "zypper",
        "pacman",
        "apk",
        "brew",
        "systemctl",
        "timedatectl",
        "chmod",
        "chown",
        "ln",
        "export",
        "source",
        "update-ca-certificates",
        "update-ca-trust",
        "trust",
        "security",
        "scutil",
        "networksetup",
        "resolvectl",
        "ip",
        "date",
    ]
)
_ONLY_WINDOWS = frozenset(
    [
        "powershell",
        "powershell.exe",
        "pwsh",
        "cmd",
        "cmd.exe",
        "certutil",
        "certutil.exe",
        "setx",
        "reg",
        "reg.exe",
        "netsh",
        "w32tm",
        "winget",
        "choco",
        "ipconfig",
    ]
)


def balance(knowledge: Knowledge) -> Iterator[Complaint]:
    """A remedy must have a step for each system it is meant for, and in each of its shells."""
    for remedy in knowledge.remedies.values():
        where = f"remedies.{remedy.id}"
        for system in _meant_for(remedy):
            steps = [step for step in remedy.operations if system in _systems(step)]
            if not steps:
                yield Complaint(
                    where, "unbalanced-commands", said("lint.nothing_for", system=system)
                )
                continue
            yield from _shells(where, system, steps)
        for step in (*remedy.operations, *remedy.undo):
            yield from _foreign_program(where, step)


def _meant_for(remedy: Remedy) -> tuple[str, ...]:
    return remedy.requires.get("os") or SYSTEMS


def _systems(step: Mapping[str, Any]) -> tuple[str, ...]:
    named = _list(step, "os") or (LINUX if _list(step, "distro") else SYSTEMS)
    return tuple(named)


def _list(step: Mapping[str, Any], key: str) -> list[str]:
    value = (step.get("when") or {}).get(key) or []
    return [value] if isinstance(value, str) else list(value)


def _shells(where: str, system: str, steps: Iterable[Mapping[str, Any]]) -> Iterator[Complaint]:
    """Steps that name shells are variants of one another: together they must name them all."""
    named = {_ALIASES.get(shell, shell) for step in steps for shell in _list(step, "shell")}
    here = named & set(SHELLS[system])
    missing = [shell for shell in SHELLS[system] if shell not in named]
    if here and missing:
        shells = {"here": ", ".join(sorted(here)), "missing": ", ".join(missing)}
        text = said("lint.shells_missing", system=system, **shells)
        yield Complaint(where, "unbalanced-commands", text)


def _foreign_program(where: str, step: Mapping[str, Any]) -> Iterator[Complaint]:
    argv = step.get("argv")
    if step.get("op") != "run" or not isinstance(argv, list) or not argv:
        return
    program, systems = str(argv[0]), _systems(step)
    if program in _ONLY_POSIX and "win" in systems:
        yield Complaint(
            where, "unbalanced-commands", said("lint.no_program", program=program, systems="win")
        )
    if program in _ONLY_WINDOWS and set(systems) - {"win"}:
        others = ", ".join(system for system in systems if system != "win")
        yield Complaint(
            where, "unbalanced-commands", said("lint.no_program", program=program, systems=others)
        )
