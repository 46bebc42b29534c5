"""``pipmedic kb import``: take in entries of another knowledge base."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..i18n import Translator, translator
from ..knowledge import load
from ..knowledge.importing import Report, import_entries
from .exits import Exit
from .session import language_of, say_error

HELP = "take in entries in the flat seed schema or the nested canon schema"


def configure(verbs: Any) -> None:
    """Declare the arguments."""
    from .main import add_language

    part = verbs.add_parser("import", help=HELP, description=HELP)
    part.add_argument("source", metavar="SOURCE", help="a file, JSON lines, or a folder of entries")
    part.add_argument("--into", metavar="FOLDER", required=True, help="where the entries go")
    part.add_argument("--domain", default="", help="only entries of this domain, for example pip")
    part.add_argument("--licence", default="", help="licence to note where the source names none")
    part.add_argument("--verbose", action="store_true", help="name every change as well")
    part.add_argument("--json", action="store_true", help="write the report as JSON")
    add_language(part)


def run(args: argparse.Namespace) -> Exit:
    """Import and report."""
    try:
        report = import_entries(
            Path(args.source), Path(args.into), load(), args.domain, args.licence
        )
    except OSError as error:
        say_error(f"{error.filename or args.source}: {error.strerror or error}")
        return Exit.BAD_DATA
    if args.json:
        sys.stdout.write(json.dumps(report.record(), ensure_ascii=False, indent=1) + "\n")
    else:
        _tell(report, args.verbose, translator(language_of(args)))
    return Exit.BAD_DATA if report.refused or not report.written else Exit.OK


def _tell(report: Report, verbose: bool, say: Translator) -> None:
    lines = [say("import.refused", entry=each.told(say)) for each in report.refused]
    if verbose:
        lines += [say("import.changed", entry=each.told(say)) for each in report.mended]
    for what, count in report.counts().items():
        lines.append(say("import.count", count=f"{count:>6}", what=say(f"import.what.{what}")))
    refused, left_out = len(report.refused), report.left_out
    total = say("import.total", written=len(report.written), refused=refused, left_out=left_out)
    lines.append(total)
    if report.unlicensed:
        lines.append(say("import.unlicensed", count=report.unlicensed))
    sys.stdout.write("\n".join(map(_plain, lines)) + "\n")


def _plain(line: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
