"""``pipmedic completion SHELL``: completion scripts, made from the parser itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable

from .exits import Exit

NAME = "completion"
HELP = "write the completion script of a shell; `pipmedic completion bash >> ~/.bashrc`"


@dataclass(frozen=True)
class Words:
    """What can follow one command.

    Attributes:
        options: option to its help.
        values: what can follow directly: subcommands, or the choices of an argument.
        choices: option to the values it takes; an option that takes a file has none.
    """

    options: Mapping[str, str]
    values: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the argument."""
    parser.add_argument("shell", choices=sorted(WRITERS))


def run(args: argparse.Namespace) -> Exit:
    """Write the script."""
    from .main import build_parser

    sys.stdout.write(WRITERS[args.shell](vocabulary(build_parser())))
    return Exit.OK


def vocabulary(parser: argparse.ArgumentParser) -> dict[str, Words]:
    """Return what can follow each command; the empty name is the bare program."""
    found = {"": _words(parser)}
    for name, sub in _subparsers(parser).items():
        found[name] = _words(sub)
    return found


def _subparsers(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _words(parser: argparse.ArgumentParser) -> Words:
    options: dict[str, str] = {}
    choices: dict[str, tuple[str, ...]] = {}
    values: list[str] = []
    for action in parser._actions:
        given = tuple(map(str, action.choices)) if action.choices else ()
        if action.help == argparse.SUPPRESS:
            continue
        if not action.option_strings:
            values.extend(given)
            continue
        for option in action.option_strings:
            options[option] = (action.help or "").split(";")[0]
            if given:
                choices[option] = given
    return Words(options, tuple(values), choices)


def _bash(words: Mapping[str, Words]) -> str:
    cases = []
    for name, item in words.items():
        following = " ".join((*item.values, *item.options))
        cases.append(f'    "{name}") words="{following}";;')
    taken = sorted({(o, v) for item in words.values() for o, v in item.choices.items()})
    options = [
        f'    {o}) COMPREPLY=($(compgen -W "{" ".join(v)}" -- "$cur")); return;;' for o, v in taken
    ]
    names = "|".join(name for name in words if name)
    return "\n".join(
        [
            "_pipmedic() {",
            "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}",
            "  local word words cmd=",
            "  COMPREPLY=()",
            '  case "$prev" in',
            *options,
            "  esac",
            '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
            f'    case "$word" in {names}) cmd=$word; break;; esac',
            "  done",
            '  case "$cmd" in',
            *cases,
            "  esac",
            '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
            "}",
            "complete -o default -F _pipmedic pipmedic",
            "",
        ]
    )


def _zsh(words: Mapping[str, Words]) -> str:
    return "autoload -U +X bashcompinit && bashcompinit\n" + _bash(words)


def _fish(words: Mapping[str, Words]) -> str:
    lines = []
    names = " ".join(name for name in words if name)
    for name, item in words.items():
        when = (
            f"__fish_seen_subcommand_from {name}"
            if name
            else f"not __fish_seen_subcommand_from {names}"
        )
        head = f"complete -c pipmedic -n '{when}'"
        if item.values:
            lines.append(f"{head} -f -a '{' '.join(item.values)}'")
        for option, told in item.options.items():
            kind = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            taken = f" -x -a '{' '.join(item.choices[option])}'" if option in item.choices else ""
            quoted = told.replace("\\", "\\\\").replace("'", "\\'")
            lines.append(f"{head} {kind}{taken} -d '{quoted}'")
    return "\n".join(lines) + "\n"


def _powershell(words: Mapping[str, Words]) -> str:
    table = []
    for name, item in words.items():
        following = ", ".join(f"'{word}'" for word in (*item.values, *item.options))
        table.append(f"    '{name}' = @({following})")
    return "\n".join(
        [
            "Register-ArgumentCompleter -Native -CommandName pipmedic -ScriptBlock {",
            "  param($wordToComplete, $commandAst, $cursorPosition)",
            "  $table = @{",
            *table,
            "  }",
            "  $command = ''",
            "  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {",
            "    $text = $element.ToString()",
            "    if ($text -ne '' -and $table.ContainsKey($text)) { $command = $text; break }",
            "  }",
            '  $table[$command] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {',
            "    $kind = [System.Management.Automation.CompletionResultType]::ParameterValue",
            "    [System.Management.Automation.CompletionResult]::new($_, $_, $kind, $_)",
            "  }",
            "}",
            "",
        ]
    )


WRITERS: Mapping[str, Callable[[Mapping[str, Words]], str]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
    "powershell": _powershell,
}
