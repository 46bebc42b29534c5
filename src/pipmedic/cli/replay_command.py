"""``pipmedic replay``: what happened in a saved or handed-over case, step by step."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..i18n import said
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import language_of, say_error, wording

NAME = "replay"
HELP = "show step by step what happened in a saved or handed-over case; nothing is changed"
LEVELS = ("none", "share", "strict")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument(
        "case",
        nargs="?",
        default="",
        metavar="CASE-OR-FILE",
        help="a case file or the name of a saved case; the newest one if left out",
    )
    add_language(parser)
    parser.add_argument("--json", action="store_true", help="write one JSON object and no more")
    parser.add_argument(
        "--level",
        choices=LEVELS,
        default="none",
        help="what is hidden: secrets only; also names, paths, hosts; also public hosts",
    )
    add_packs(parser)


def run(args: argparse.Namespace) -> Exit:
    """Show the case; read-only."""
    from ..case.listing import located
    from ..case.settings import cases_folder
    from ..case.store import CaseFileError
    from ..knowledge import DataError

    path = located(args.case, cases_folder())
    if path is None:
        what = said("error.no_such_case", name=args.case) if args.case else said("error.no_case")
        say_error(wording(args, what))
        return Exit.USAGE
    try:
        sys.stdout.write(_written(path, args))
    except (DataError, CaseFileError) as error:
        say_error(wording(args, error))
        return Exit.BAD_DATA
    return Exit.OK


def _written(path: Path, args: argparse.Namespace) -> str:
    from ..case.redaction import Level
    from ..case.replay import replay
    from ..case.replay_view import replay_lines, replay_record
    from ..case.saved import reopen
    from ..diagnosis.compiled import compile_model

    knowledge = load_knowledge(args)
    saved = reopen(path, knowledge, compile_model(knowledge), language_of(args))
    found, level = replay(saved.case), Level(args.level)
    if args.json:
        return json.dumps(replay_record(found, level), ensure_ascii=False) + "\n"
    return "\n".join(replay_lines(found, level)) + "\n"
