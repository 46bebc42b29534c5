"""The README of a kit, one a language, with the commands for the target's own shells."""

from __future__ import annotations

from collections.abc import Callable

from ..i18n import Translator, translator
from .commands import Steps, steps
from .contents import WHEELS, Contents
from .target import NO_PIP

_FENCES = {"bash": "sh", "zsh": "sh", "cmd": "bat"}
_SHELL_NAMES = {"powershell5": "PowerShell", "cmd": "cmd.exe"}


def readme(contents: Contents, language: str) -> str:
    """Return the README in Markdown."""
    say = translator(language)
    parts = [
        *_heading(contents, say),
        *_inside(contents, say),
        *_steps(contents, say),
        *_authorities(contents, say),
        *_help(contents, say),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _heading(contents: Contents, say: Translator) -> list[str]:
    target = contents.target
    system = say(f"kit.system.{target.system}")
    title = say("kit.readme.title", python=target.python, system=system, arch=target.arch)
    return [f"# {title}", "", say("kit.readme.intro"), ""]


def _inside(contents: Contents, say: Translator) -> list[str]:
    rows = [(f"{WHEELS}/{contents.pip.file}", say("kit.readme.pip_wheel"))]
    rows += [(f"{WHEELS}/{w.file}", f"{w.name} {w.version}") for w in contents.wheels]
    rows += [(item.file, item.subject) for item in contents.authorities]
    if "get-pip" not in contents.left_out:
        rows.append(("get-pip.py", say("kit.readme.get_pip")))
    if "pyz" not in contents.left_out:
        rows.append(("pipmedic.pyz", say("kit.readme.pyz")))
    rows.append(("collect.py", say("kit.readme.collector")))
    rows.append(("check.py, SHA256SUMS", say("kit.readme.check")))
    table = [f"| `{file}` | {_cell(what)} |" for file, what in rows]
    return [f"## {say('kit.readme.inside')}", "", "| | |", "|---|---|", *table, ""]


def _steps(contents: Contents, say: Translator) -> list[str]:
    by_shell = {shell: steps(contents, shell) for shell in contents.target.shells}
    said = [f"## {say('kit.readme.do')}", "", say("kit.readme.here"), ""]
    said += _step(say("kit.readme.step_check"), by_shell, lambda found: found.check)
    pip = "kit.readme.step_no_pip" if contents.target.pip == NO_PIP else "kit.readme.step_pip"
    version = contents.pip.version
    said += _step(say(pip, version=version), by_shell, lambda found: found.pip)
    if contents.target.pip != NO_PIP:
        said += _step(say("kit.readme.without_pip"), by_shell, lambda found: found.no_pip)
    if contents.wheels:
        wanted = ", ".join(contents.wanted) or "requirements.txt"
        title = say("kit.readme.step_install", packages=_cell(wanted))
        said += _step(title, by_shell, lambda found: found.install)
    return [*said, say("kit.readme.managed"), ""]


def _step(
    title: str, by_shell: dict[str, Steps], pick: Callable[[Steps], tuple[str, ...]]
) -> list[str]:
    said = [title, ""]
    for shell, found in by_shell.items():
        if len(by_shell) > 1:
            said += [f"{_SHELL_NAMES[shell]}:", ""]
        said += [f"```{_FENCES.get(shell, 'powershell')}", *pick(found), "```", ""]
    return said


def _authorities(contents: Contents, say: Translator) -> list[str]:
    if not contents.authorities:
        return []
    said = [f"## {say('kit.readme.ca')}", "", say("kit.readme.ca_warning"), ""]
    for item in contents.authorities:
        said += [
            f"- `{item.file}`: {_cell(item.subject)}",
            f"  - {say('kit.expires', date=item.expires.date().isoformat())}",
            f"  - SHA-256 `{item.fingerprint}`",
        ]
    return [*said, "", say("kit.readme.ca_use", file=contents.authorities[0].file), ""]


def _help(contents: Contents, say: Translator) -> list[str]:
    said = [f"## {say('kit.readme.trouble')}", ""]
    if "pyz" not in contents.left_out:
        said += [say("kit.readme.trouble_pyz"), ""]
    return [*said, say("kit.readme.trouble_collect")]


def _cell(text: str) -> str:
    """Return foreign text that stays inside its table cell and means nothing to Markdown."""
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>|#!" else c for c in text)
    return " ".join(escaped.split())
