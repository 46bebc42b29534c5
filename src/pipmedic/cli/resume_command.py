"""``pipmedic resume``: go on with a saved case."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..case.saved import reopen
from ..case.settings import cases_folder, load_settings
from ..case.store import CaseFileError, CaseStore
from ..diagnosis.compiled import compile_model
from ..i18n import said
from ..knowledge import DataError
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import language_of, say_error, wording
from .wizard_command import (
    add_face_options,
    linear_looks,
    linear_wanted,
    say_why_linear,
    show_wizard,
)

NAME = "resume"
HELP = "go on with the newest case, or with the one named"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("case", nargs="?", help="a case file; the newest one if left out")
    add_face_options(parser)
    add_packs(parser)


def run(args: argparse.Namespace) -> Exit:
    """Reopen the case in the front end that fits the terminal."""
    saved_cases = CaseStore(cases_folder()).cases()
    if not args.case and not saved_cases:
        say_error(wording(args, said("error.no_case")))
        return Exit.USAGE
    path = Path(args.case) if args.case else saved_cases[0]
    try:
        knowledge = load_knowledge(args)
        saved = reopen(path, knowledge, compile_model(knowledge), language_of(args))
    except (DataError, CaseFileError) as error:
        say_error(wording(args, error))
        return Exit.BAD_DATA
    settings = load_settings()
    if linear_wanted(args, settings):
        from .linear.running import run_saved

        say_why_linear(args)
        return run_saved(saved, linear_looks(args, settings))
    return show_wizard(lambda: saved, args, settings)
