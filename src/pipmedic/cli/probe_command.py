"""``pipmedic probe``: the collector as one file, for machines where pipmedic cannot run."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from .exits import Exit
from .session import say_error

NAME = "probe"
HELP = "write the collector, one file that any Python from 2.7 up runs"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--save", metavar="FILE", required=True, help="where to; - writes to standard output"
    )


def run(args: argparse.Namespace) -> Exit:
    """Write it; a file that is there already is left alone."""
    from ..probe import collector_source

    source = collector_source()
    if args.save == "-":
        sys.stdout.buffer.write(source)
        return Exit.OK
    try:
        with Path(args.save).open("xb") as file:
            file.write(source)
    except OSError as error:
        say_error(f"--save {args.save}: {error.strerror or error}")
        return Exit.USAGE
    sys.stdout.write(f"{args.save}\nSHA-256 {hashlib.sha256(source).hexdigest()}\n")
    return Exit.OK
