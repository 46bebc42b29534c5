"""``pipmedic undo``: restore what ``pipmedic fix`` changed, byte for byte."""

from __future__ import annotations

import argparse
import sys

from ..case.applying import journal, outcome_text, take_back
from ..i18n import Translator, translator
from ..remedies.apply import Failed, NothingToUndo
from .exits import Exit
from .session import language_of

NAME = "undo"
HELP = "restore what pipmedic changed, byte for byte"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("id", nargs="?", help="a change named by --list; the last one if left out")
    parser.add_argument("--list", action="store_true", help="list what can be restored")
    add_language(parser)


def run(args: argparse.Namespace) -> Exit:
    """Restore, or list what could be."""
    say = translator(language_of(args))
    if args.list:
        sys.stdout.writelines(f"{line}\n" for line in _listed(say))
        return Exit.OK
    outcome = take_back(args.id)
    lines = [outcome_text(outcome, say)]
    if isinstance(outcome, Failed) and outcome.diff:
        lines += outcome.diff.splitlines()
        lines += _backups(args.id, say)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    if isinstance(outcome, NothingToUndo):
        return Exit.USAGE if args.id else Exit.OK
    return Exit.UNCERTAIN if isinstance(outcome, Failed) else Exit.OK


def _listed(say: Translator) -> list[str]:
    lines = []
    for batch in journal().batches():
        message = "applying.list.line" if batch.complete else "applying.list.interrupted"
        lines.append(say(message, batch=batch.name, time=batch.time, paths=", ".join(batch.paths)))
    return lines or [say("applying.nothing_to_undo")]


def _backups(name: str | None, say: Translator) -> list[str]:
    """Where the former bytes of files are that somebody changed meanwhile."""
    kept = journal()
    entries = [entry for entry in kept.batch(name) if entry.before is not None]
    return [say("applying.former_bytes", path=kept.backup(entry)) for entry in entries]
