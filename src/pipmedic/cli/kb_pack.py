"""``pipmedic kb pack``: check a pack, or make one of a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..case.packs import load_with_packs
from ..i18n import Translator, translator
from ..knowledge import Knowledge, Risk
from ..knowledge.packs import make_pack, zip_pack
from .exits import Exit
from .session import language_of, say_error

HELP = "check a pack of an organisation's own knowledge, or make one"


def configure(verbs: Any) -> None:
    """Declare the arguments."""
    from .main import add_language

    part = verbs.add_parser("pack", help=HELP, description=HELP)
    what = part.add_subparsers(dest="what", metavar="check|make", required=True)
    check = what.add_parser("check", help="say what a pack brings, and what is wrong with it")
    check.add_argument("path", metavar="PATH", help="a folder or a zip")
    add_language(check)
    make = what.add_parser("make", help="write the checksums into a folder's pack.toml")
    make.add_argument("path", metavar="FOLDER")
    add_language(make)
    make.add_argument("--name", default="", help="for a folder that has no pack.toml yet")
    make.add_argument("--version", default="", help="likewise")
    make.add_argument("--languages", default="en,zh", metavar="en,zh", help="likewise")
    make.add_argument("--zip", metavar="FILE", default="", help="write the pack as a zip too")


def run(args: argparse.Namespace) -> Exit:
    """Check or make.

    Raises:
        DataError: the pack cannot be used.
    """
    try:
        return _check(args) if args.what == "check" else _make(args)
    except OSError as error:
        say_error(f"{error.filename or args.path}: {error.strerror or error}")
        return Exit.BAD_DATA


def _make(args: argparse.Namespace) -> Exit:
    folder = Path(args.path)
    pack = make_pack(folder, args.name, args.version, args.languages.split(","))
    load_with_packs((folder,))
    say = translator(language_of(args))
    lines = [say("pack.made", name=pack.name, version=pack.version, digest=pack.digest)]
    if args.zip:
        lines.append(say("pack.zipped", file=args.zip, digest=zip_pack(folder, Path(args.zip))))
    sys.stdout.write("\n".join([*lines, ""]))
    return Exit.OK


def _check(args: argparse.Namespace) -> Exit:
    from ..knowledge.lint import lint

    knowledge = load_with_packs((Path(args.path),))
    pack = knowledge.packs[-1]
    say = translator(language_of(args))
    own = {name for name, cause in knowledge.causes.items() if cause.pack}
    own |= {f"remedies.{name}" for name, remedy in knowledge.remedies.items() if remedy.pack}
    unspoken = {"missing-language"} if set(pack.languages) < {"en", "zh"} else set()
    complaints = [c for c in lint(knowledge) if c.where in own and c.rule not in unspoken]
    sys.stdout.write(
        "\n".join([*_brings(knowledge, say), *(each.told(say) for each in complaints), ""])
    )
    sys.stdout.write(say("pack.usable", count=len(complaints)) + "\n")
    return Exit.OK


def _brings(knowledge: Knowledge, say: Translator) -> list[str]:
    pack = knowledge.packs[-1]
    lines = [say("pack.brings", name=pack.name, version=pack.version), pack.contact(say.language)]
    for cause in knowledge.causes.values():
        if cause.pack:
            line = say("pack.cause", id=cause.id, title=cause.title(say.language))
            costly = cause.id in pack.words_only
            lines.append(f"{line}  {say('pack.words_only')}" if costly else line)
    for remedy in knowledge.remedies.values():
        if remedy.pack:
            line = say("pack.remedy", id=remedy.id, title=remedy.title(say.language))
            weak = remedy.risk is Risk.WEAKENS
            lines.append(f"{line}  {say('pack.weakens')}" if weak else line)
    lines += [say("pack.overrides", id=name) for name in pack.overrides]
    return [line for line in lines if line]
