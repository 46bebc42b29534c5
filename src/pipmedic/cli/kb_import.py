"""``pipmedic kb import``: take in entries of another knowledge base."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..knowledge import load
from ..knowledge.importing import Report, import_entries
from .exits import Exit
from .session import say_error

HELP = "take in entries in the flat seed schema or the nested canon schema"


def configure(verbs: Any) -> None:
    """Declare the arguments."""
    part = verbs.add_parser("import", help=HELP, description=HELP)
    part.add_argument("source", metavar="SOURCE", help="a file, JSON lines, or a folder of entries")
    part.add_argument("--into", metavar="FOLDER", required=True, help="where the entries go")
    part.add_argument("--domain", default="", help="only entries of this domain, for example pip")
    part.add_argument("--licence", default="", help="licence to note where the source names none")
    part.add_argument("--verbose", action="store_true", help="name every change as well")
    part.add_argument("--json", action="store_true", help="write the report as JSON")


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
        _say(report, args.verbose)
    return Exit.BAD_DATA if report.refused or not report.written else Exit.OK


def _say(report: Report, verbose: bool) -> None:
    lines = [f"refused  {each}" for each in report.refused]
    if verbose:
        lines += [f"changed  {each}" for each in report.mended]
    lines += [f"{count:>6}  {what}" for what, count in report.counts().items()]
    lines.append(
        f"{len(report.written)} written, {len(report.refused)} refused, {report.left_out} left out"
    )
    sys.stdout.write("\n".join(_plain(line) for line in lines) + "\n")


def _plain(line: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
