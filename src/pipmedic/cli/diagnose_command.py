"""``pipmedic diagnose``: headless, one JSON object or a few plain lines."""

from __future__ import annotations

import argparse
import json
import sys
import time

from ..case.case import Case
from ..case.contract import document
from ..i18n import translator
from .exits import Exit
from .session import (
    Stop,
    add_case_options,
    new_case,
    read_input,
    say_error,
    taken,
    with_facts,
    with_values,
    wording,
)

NAME = "diagnose"
HELP = "name the cause and the commands that mend it, without asking anything"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    add_case_options(parser)
    add_language(parser)
    parser.add_argument("--json", action="store_true", help="write one JSON object and no more")


def run(args: argparse.Namespace) -> Exit:
    """Diagnose and report."""
    try:
        case = gather(args)
    except Stop as stop:
        say_error(wording(args, stop))
        return stop.code
    if args.json:
        json.dump(document(case), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        from .summary import summary

        sys.stdout.write(summary(case))
    return exit_code(case)


def gather(args: argparse.Namespace) -> Case:
    """Return the case after everything the command line gives and checks allow.

    Raises:
        Stop: an argument or file cannot be used.
    """
    case = new_case(args, here=not args.collected)
    if args.text:
        case = taken(case, read_input(args.text), args.text)
    case = with_values(with_facts(case, args.fact), args.set)
    if args.collected:
        from ..case.pasted import complaint
        from ..checks.collected import load_collected

        try:
            collected = load_collected(read_input(args.collected))
        except ValueError as error:
            wrong = complaint(error, translator(case.language))
            raise Stop(Exit.BAD_DATA, f"{args.collected}: {wrong}") from error
        return case.examine(collected, "collector", time.time())
    if args.no_checks:
        return case
    from ..checks.runner import examine

    outcome = examine(case.opened.python, case.opened.index_url, offline=args.offline, follow=True)
    return case.examine(outcome, "check", time.time())


def exit_code(case: Case) -> Exit:
    """Return the exit code for what the case amounts to."""
    if case.sound:
        return Exit.OK
    verdict = case.verdict
    named = verdict is not None and verdict.confident
    return Exit.CAUSE_NAMED if named else Exit.UNCERTAIN
