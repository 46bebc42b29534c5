"""``pipmedic verify``: prove that pip works again."""

from __future__ import annotations

import argparse
import sys

from ..case.verifying import verify_case
from ..i18n import said, translator
from .diagnose_command import gather
from .exits import Exit
from .session import Stop, add_case_options, say_error, wording

NAME = "verify"
HELP = "run the real pip of the sick interpreter, read-only, and say whether it works"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    add_case_options(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> Exit:
    """Verify and say what came of it."""
    args.no_checks = True
    try:
        case = gather(args)
        if case.opened.offline:
            raise Stop(Exit.USAGE, said("error.verify_offline"))
    except Stop as stop:
        say_error(wording(args, stop))
        return stop.code
    proof = verify_case(case)
    sys.stdout.write(translator(case.language)(f"verify.{proof.kind}") + "\n")
    return Exit.OK if proof.kind == "works" else Exit.UNCERTAIN
