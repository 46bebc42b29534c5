"""``pipmedic collect``: the probe's document as JSON, or a block to read aloud."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from .exits import Exit
from .session import Stop, interpreter_of, say_error, with_settings, wording

NAME = "collect"
HELP = "write the facts of this machine as JSON, for `pipmedic diagnose --collected`"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--python", metavar="PATH", default="", help="the sick interpreter")
    parser.add_argument("--index-url", metavar="URL", default="", help="the index to examine")
    parser.add_argument("--offline", action="store_true", help="never touch the network")
    parser.add_argument(
        "--block", action="store_true", help="a few checksummed lines, to be sent or read aloud"
    )


def run(args: argparse.Namespace) -> Exit:
    """Collect and write."""
    from ..checks.runner import examine

    try:
        with_settings(args)
        python = interpreter_of(args.python)
    except Stop as stop:
        say_error(wording(args, stop))
        return stop.code
    document = examine(python, args.index_url, args.offline, follow=True)
    if args.block:
        sys.stdout.write(_block(document))
    else:
        json.dump(document, sys.stdout)
        sys.stdout.write("\n")
    return Exit.UNCERTAIN if "failed" in document else Exit.OK


def _block(document: Mapping[str, Any]) -> str:
    from ..checks.block import write_block
    from ..checks.interpret import interpret
    from ..knowledge import load

    return write_block(interpret(document, load(), "collector"))
