"""``pipmedic explain ID``: how one cause is recognised and mended, offline."""

from __future__ import annotations

import argparse
import sys

from ..case.recognition import explain_page
from ..i18n import said
from ..knowledge import DataError
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import language_of, say_error, wording

NAME = "explain"
HELP = "print how a cause is recognised, told from others, and mended"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("id", help="id or alias of a cause")
    add_language(parser)
    add_packs(parser)


def run(args: argparse.Namespace) -> Exit:
    """Print the page."""
    try:
        page = explain_page(load_knowledge(args), args.id, language_of(args))
    except DataError as error:
        say_error(wording(args, error))
        return Exit.BAD_DATA
    if not page:
        say_error(wording(args, said("error.no_cause", name=args.id)))
        return Exit.USAGE
    sys.stdout.write(page + "\n")
    return Exit.OK
