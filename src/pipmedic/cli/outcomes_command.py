"""``pipmedic outcomes``: what worked here, handed on between sites as counts and nothing else."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from ..case.ledger import LedgerError, LedgerFile, read_export, to_export
from ..case.outcomes import quarter_of
from ..case.settings import outcomes_file
from ..diagnosis.compiled import compile_model
from ..diagnosis.learning import Counts, Tally, learned_rates
from ..i18n import Translator, translator
from ..knowledge import DataError, load
from .exits import Exit
from .session import language_of, say_error

NAME = "outcomes"
HELP = "show, export, merge or reset the counts of what worked"
YES = ("y", "yes", "是")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, text in (
        ("show", "how often each remedy worked and did not"),
        ("export", "write the counts to a file for other sites, after consent"),
        ("merge", "take in the counts that other sites exported; twice counts once"),
        ("reset", "forget all counts, after consent"),
    ):
        part = verbs.add_parser(verb, help=text, description=text)
        add_language(part)
        if verb in ("export", "reset"):
            part.add_argument("--yes", action="store_true", help="consent without being asked")
        if verb == "export":
            part.add_argument("file", metavar="FILE", help="- writes to standard output")
        if verb == "merge":
            part.add_argument("files", metavar="FILE", nargs="+")


def run(args: argparse.Namespace) -> Exit:
    """Carry out one verb."""
    say = translator(language_of(args))
    file = LedgerFile(outcomes_file())
    verb = {"show": _show, "export": _export, "merge": _merge, "reset": _reset}[args.verb]
    try:
        return verb(args, file, say)
    except LedgerError as error:
        say_error(error.told(say))
        return Exit.BAD_DATA
    except OSError as error:
        say_error(f"{error.filename}: {error.strerror}")
        return Exit.BAD_DATA


def _show(args: argparse.Namespace, file: LedgerFile, say: Translator) -> Exit:
    counts = file.read().counts
    lines = _lines(counts, say)
    sites = len({cell.site for cell in counts.cells})
    title = say("outcomes.title", sites=sites) if lines else say("outcomes.none")
    sys.stdout.write("\n".join([title, *lines, *_moved(counts, say)]) + "\n")
    return Exit.OK


def _moved(counts: Counts, say: Translator) -> list[str]:
    """Return what the counts make of the rates of the present knowledge base."""
    try:
        model = compile_model(load())
    except DataError as error:
        say_error(error.told(say))
        return []
    rates = learned_rates(model, counts, quarter_of(time.time()))
    lines = [
        say(
            "outcomes.rate",
            cause=item.cause,
            remedy=item.remedy,
            authored=f"{item.authored:.0%}",
            now=f"{item.now:.0%}",
            low=f"{item.low:.0%}",
            high=f"{item.high:.0%}",
        )
        for item in rates
    ]
    return ["", say("outcomes.rates"), *lines] if lines else []


def _lines(counts: Counts, say: Translator) -> list[str]:
    """Return one line for each remedy of each cause in each environment, all sites together."""
    found: dict[tuple[str, ...], Tally] = {}
    for cell, tally in counts.cells.items():
        key = (cell.knowledge, cell.cause, cell.remedy, cell.environment)
        known = found.get(key, Tally())
        found[key] = Tally(known.works + tally.works, known.fails + tally.fails)
    return [
        say(
            "outcomes.line",
            knowledge=knowledge,
            cause=cause,
            remedy=remedy,
            environment=environment,
            works=tally.works,
            all=tally.works + tally.fails,
        )
        for (knowledge, cause, remedy, environment), tally in sorted(found.items())
    ]


def _export(args: argparse.Namespace, file: LedgerFile, say: Translator) -> Exit:
    counts = file.read().counts
    sys.stderr.write("\n".join([say("outcomes.leaves"), *_lines(counts, say)]) + "\n")
    if not _consent(args, say):
        return Exit.USAGE
    text = to_export(counts)
    if args.file == "-":
        sys.stdout.write(text)
    else:
        Path(args.file).write_text(text, encoding="utf-8")
        sys.stderr.write(say("outcomes.written", file=args.file, cells=len(counts.cells)) + "\n")
    return Exit.OK


def _merge(args: argparse.Namespace, file: LedgerFile, say: Translator) -> Exit:
    before = file.read().counts
    after = before
    for name in args.files:
        after = after.merge(read_export(Path(name)))
    grown = {cell: tally for cell, tally in after.cells.items() if before.cells.get(cell) != tally}
    if grown:
        file.merge(Counts(grown))
    sys.stdout.write(say("outcomes.merged", cells=len(grown)) + "\n")
    return Exit.OK


def _reset(args: argparse.Namespace, file: LedgerFile, say: Translator) -> Exit:
    sys.stderr.write(say("outcomes.forgets") + "\n")
    if not _consent(args, say):
        return Exit.USAGE
    file.reset()
    sys.stdout.write(say("outcomes.forgotten") + "\n")
    return Exit.OK


def _consent(args: argparse.Namespace, say: Translator) -> bool:
    """Ask, unless ``--yes`` was given; who cannot be asked has not consented."""
    if args.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say_error(say("outcomes.say_yes"))
        return False
    sys.stderr.write(say("outcomes.ask"))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in YES
