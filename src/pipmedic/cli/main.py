"""The command line: one parser, one module a command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from importlib import import_module
from typing import Protocol

from .. import __version__
from ..i18n import SUPPORTED
from .exits import Exit


class Command(Protocol):
    """What a command module offers."""

    NAME: str
    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Carry the command out; an `Exit`, or for ``run`` the exit code of what it ran."""


COMMANDS = (
    "diagnose",
    "collect",
    "verify",
    "tree",
    "kb",
    "explain",
    "resume",
    "replay",
    "run",
    "completion",
    "outcomes",
    "fleet",
    "serve",
    "fix",
    "undo",
    "mirrors",
    "probe",
    "kit",
)
"""Command names; each is the module ``cli/<name>_command.py``."""


def load_command(name: str) -> Command:
    """Import one command's module; the others stay unimported."""
    return import_module(f"{__package__}.{name}_command")


def build_parser(wanted: Collection[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser.

    Args:
        wanted: commands whose arguments are declared; leaving out the others saves importing them.
    """
    parser = argparse.ArgumentParser(
        prog="pipmedic",
        description="Finds out why pip cannot reach its index over TLS, and how to mend it. "
        "Without a command it starts the wizard.",
        epilog="exit codes: 0 nothing wrong found, 1 a cause was named, 2 wrong usage, "
        "3 could not tell, 4 bad data file, 130 interrupted",
    )
    parser.add_argument("--version", action="version", version=f"pipmedic {__version__}")
    wizard = load_command("wizard")
    wizard.configure(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
        if name not in wanted:
            commands.add_parser(name)
            continue
        module = load_command(name)
        module.configure(commands.add_parser(name, help=module.HELP, description=module.HELP))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    named = frozenset(argv) & frozenset(COMMANDS)
    asks_help = not named and not {"-h", "--help"}.isdisjoint(argv)
    args = build_parser(COMMANDS if asks_help else named).parse_args(argv)
    try:
        return load_command(args.command or "wizard").run(args)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK


def add_language(parser: argparse.ArgumentParser) -> None:
    """Declare ``--lang``, as every command that speaks has it."""
    parser.add_argument("--lang", choices=SUPPORTED, help="language of what is shown")


def entry() -> None:
    """Console script: run and exit with the code."""
    sys.exit(int(main()))
