"""``pipmedic fleet report``: what collectors on many machines sent, in one page."""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from pathlib import Path

from ..knowledge import DataError
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import language_of, say_error, wording

NAME = "fleet"
HELP = "report on many machines, from what `pipmedic collect` or the Ansible collection wrote"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    commands = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    report = commands.add_parser("report", help="judge all results, write the page")
    report.add_argument(
        "results", nargs="+", type=Path, metavar="RESULTS", help="JSON lines, or a folder of *.json"
    )
    report.add_argument("--html", type=Path, metavar="FILE", default=Path("pipmedic-fleet.html"))
    report.add_argument(
        "--db", type=Path, metavar="FILE", help="SQLite file; with it, runs are compared"
    )
    add_packs(report)
    add_language(report)


def run(args: argparse.Namespace) -> Exit:
    """Judge, store, summarise, write."""
    try:
        return _report(args)
    except DataError as error:
        say_error(wording(args, error))
    except sqlite3.Error as error:
        say_error(f"{args.db}: {error}")
    except OSError as error:
        say_error(f"{error.filename}: {error.strerror or error}")
    return Exit.BAD_DATA


def _report(args: argparse.Namespace) -> Exit:
    from ..diagnosis.compiled import compile_model
    from ..fleet.database import add_run, database, machines, run_before
    from ..fleet.page import page
    from ..fleet.results import read_results
    from ..fleet.summary import summarise
    from ..fleet.verdicts import State, judge
    from ..i18n import translator

    knowledge = load_knowledge(args)
    say = translator(language_of(args))
    with database(args.db) as connection:
        judged = judge(read_results(args.results), knowledge, compile_model(knowledge))
        run_number = add_run(connection, time.time(), ", ".join(map(str, args.results)), judged)
        verdicts = machines(connection, run_number)
        before = run_before(connection, run_number)
        old = None if before is None else machines(connection, before)
    summary = summarise(verdicts, old)
    title = say("fleet.title", total=summary.total)
    args.html.write_text(page(summary, verdicts, knowledge, say, title), encoding="utf-8")
    counts = {state.value: summary.states.get(state, 0) for state in State}
    sys.stdout.write(say("fleet.written", total=summary.total, page=args.html, **counts) + "\n")
    return Exit.CAUSE_NAMED if counts["ill"] else Exit.OK
