"""``pipmedic explain ID``: everything known of one cause, offline."""

from __future__ import annotations

import argparse
import sys

from ..case.pages import cause_page
from ..knowledge import DataError, load
from .exits import Exit
from .session import language_of, say_error

NAME = "explain"
HELP = "print everything known of a cause"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("id", help="id or alias of a cause")
    add_language(parser)


def run(args: argparse.Namespace) -> Exit:
    """Print the page."""
    try:
        page = cause_page(load(), args.id, language_of(args))
    except DataError as error:
        say_error(str(error))
        return Exit.BAD_DATA
    if not page:
        say_error(f"there is no cause {args.id!r}; see `pipmedic kb list`")
        return Exit.USAGE
    sys.stdout.write(page + "\n")
    return Exit.OK
