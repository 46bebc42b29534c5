"""Which packs are in use, and the knowledge with them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..knowledge import Knowledge

VARIABLE = "PIPMEDIC_PACKS"


def add_packs(parser: argparse.ArgumentParser) -> None:
    """Declare ``--pack``."""
    parser.add_argument(
        "--pack",
        action="append",
        default=[],
        metavar="PATH",
        help="a folder or zip with an organisation's own knowledge (may be repeated)",
    )


def packs_of(args: argparse.Namespace) -> tuple[Path, ...]:
    """Return the packs of settings, environment and command line, in this order, each once."""
    from ..case.settings import load_settings

    named = [
        *load_settings().packs,
        *os.environ.get(VARIABLE, "").split(os.pathsep),
        *getattr(args, "pack", []),
    ]
    return tuple(dict.fromkeys(Path(name).expanduser() for name in named if name))


def load_knowledge(args: argparse.Namespace) -> Knowledge:
    """Load the knowledge, complete, with all packs in use; an index of what large ones bring.

    Raises:
        DataError: a data file or a pack cannot be used.
    """
    from ..diagnosis.foreign import complete

    packs = packs_of(args)
    if not packs:
        from ..knowledge import load

        return complete(load())
    from ..case.packs import load_with_packs
    from ..case.signature_cache import indexed

    return indexed(complete(load_with_packs(packs)))
