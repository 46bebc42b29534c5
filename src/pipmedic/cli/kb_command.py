"""``pipmedic kb``: look at the knowledge, and lint it."""

from __future__ import annotations

import argparse
import sys

from ..case.pages import cause_page, search_causes
from ..knowledge import DataError, Knowledge, load
from .exits import Exit
from .session import language_of, say_error

NAME = "kb"
HELP = "list, show, search or lint the knowledge base"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, text in (
        ("lint", "say what is wrong with the knowledge base"),
        ("list", "one line a cause"),
        ("show", "everything about one cause"),
        ("search", "causes that mention all the words"),
    ):
        part = verbs.add_parser(verb, help=text)
        add_language(part)
        if verb in ("show", "search"):
            part.add_argument("words", nargs="+")


def run(args: argparse.Namespace) -> Exit:
    """Carry out one verb."""
    try:
        knowledge = load()
    except DataError as error:
        say_error(str(error))
        return Exit.BAD_DATA
    if args.verb == "lint":
        return _lint(knowledge)
    language = language_of(args)
    if args.verb == "show":
        page = cause_page(knowledge, args.words[0], language)
        if not page:
            say_error(f"there is no cause {args.words[0]!r}")
            return Exit.USAGE
        sys.stdout.write(page + "\n")
        return Exit.OK
    words = " ".join(args.words) if args.verb == "search" else ""
    for name, title in search_causes(knowledge, words, language):
        sys.stdout.write(f"{name}  {title}\n")
    return Exit.OK


def _lint(knowledge: Knowledge) -> Exit:
    from ..knowledge.lint import lint_folder

    complaints = lint_folder()
    for complaint in complaints:
        sys.stdout.write(f"{complaint}\n")
    sys.stdout.write(f"{len(knowledge.causes)} causes, {len(complaints)} complaints\n")
    return Exit.BAD_DATA if complaints else Exit.OK
