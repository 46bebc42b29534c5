"""``pipmedic kit``: a folder to carry to a machine without network, and its check over there."""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from ..i18n import Translator, said, translator
from ..kit import check
from ..kit.target import ARCHITECTURES, NO_PIP, SYSTEMS, BadTarget, KitTarget
from .exits import Exit
from .session import Stop, interpreter_of, language_of, say_error, wording

if TYPE_CHECKING:
    from ..kit.making import Made, Wish

NAME = "kit"
HELP = "prepare a folder for a machine without network: pip, packages, CA files, pipmedic"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="what to install there")
    parser.add_argument("--check", metavar="FOLDER", help="on the target: is the kit whole?")
    parser.add_argument("--to", metavar="FOLDER", default="pipmedic-kit", help="where to make it")
    parser.add_argument("--os", choices=SYSTEMS, default="linux", help="the target's system")
    parser.add_argument("--arch", choices=ARCHITECTURES, default="x86_64")
    parser.add_argument("--python", metavar="VERSION", help="the target's Python, such as 3.8")
    parser.add_argument(
        "--pip-version", metavar="VERSION", default="", help=f"its pip; {NO_PIP} if it has none"
    )
    parser.add_argument("--interpreter", metavar="PATH", default="", help="its Python's path")
    parser.add_argument(
        "--platform", action="append", default=[], metavar="TAG", help="instead of --os's own tags"
    )
    parser.add_argument("-r", "--requirement", action="append", default=[], metavar="FILE")
    parser.add_argument("--ca", action="append", default=[], metavar="FILE", help="CA to carry")
    parser.add_argument("--pyz", metavar="FILE", help="pipmedic's single file")
    parser.add_argument("--get-pip", metavar="FILE", help="a get-pip.py instead of fetching it")
    parser.add_argument("--index-url", metavar="URL", default="", help="where to download from")
    parser.add_argument("--pip-of", metavar="PYTHON", default="", help="whose pip downloads")
    add_language(parser)


def run(args: argparse.Namespace) -> Exit:
    """Check or make."""
    say = translator(language_of(args))
    try:
        return _check(Path(args.check), say) if args.check else _make(args, say)
    except Stop as stop:
        say_error(wording(args, stop))
        return stop.code


def _check(folder: Path, say: Translator) -> Exit:
    """Name what is wrong with a kit, or print its commands."""
    if not (folder / check.RECORD).is_file() and not (folder / check.SUMS).is_file():
        raise Stop(Exit.USAGE, say("kit.error.no-kit", folder=folder))
    found = check.faults(str(folder))
    for name, fault in found:
        print(say(f"kit.fault.{fault}", file=check.printable(name)))
    if found:
        raise Stop(Exit.BAD_DATA, say("kit.broken"))
    print(say("kit.whole", count=len(check.read_sums(str(folder)))))
    print(say("kit.sums", digest=check.digest(str(folder / check.SUMS))))
    commands = json.loads((folder / check.RECORD).read_text("utf-8"))["commands"]
    for shell, lines in commands.items():
        print("\n" + say("kit.commands_for", shell=shell))
        print("\n".join(lines))
    return Exit.OK


def _make(args: argparse.Namespace, say: Translator) -> Exit:
    """Make a kit and say what is in it."""
    from ..kit.fetching import NoPip, PipFailed, Source
    from ..kit.making import Audience, NotEmpty, make
    from ..remedies.bundle import BadInput

    source = Source(interpreter_of(args.pip_of) or sys.executable, args.index_url)
    folder = Path(args.to)
    audience = Audience(lambda part: _aside(say(part)), lambda line: _aside(f"  {line}"))
    try:
        made = make(_wish(args), source, folder, audience)
    except NotEmpty:
        raise Stop(Exit.USAGE, say("kit.error.not-empty", folder=folder)) from None
    except NoPip as error:
        raise Stop(Exit.USAGE, say("kit.error.no-pip", reason=error)) from error
    except PipFailed as error:
        said = say("kit.error.pip-failed", reason=error)
        raise Stop(Exit.UNCERTAIN, f"{said}\n{say('kit.error.no-wheel')}") from error
    except BadInput as error:
        reason = say(f"kit.ca_fault.{error.fault.value}")
        raise Stop(
            Exit.BAD_DATA, say("kit.error.bad-ca", name=error.name, reason=reason)
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(Exit.USAGE, say("kit.error.disk", folder=folder, reason=reason)) from error
    print("\n".join(_summary(made, say)))
    return Exit.OK


def _aside(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _summary(made: Made, say: Translator) -> list[str]:
    """Return what a person should know of a finished kit."""
    contents = made.contents
    pip, python = contents.pip.version, contents.target.python
    lines = [
        say("kit.made", folder=made.folder),
        say("kit.counts", wheels=len(contents.wheels), pip=pip, python=python),
    ]
    for item in contents.authorities:
        expired = item.expires < datetime.now(timezone.utc)
        ends = say("kit.expired" if expired else "kit.expires", date=item.expires.date())
        lines.append(f"{say('kit.authority', file=item.file, subject=item.subject)} ({ends})")
        lines.append(say("kit.fingerprint", fingerprint=item.fingerprint))
    if contents.authorities:
        lines.append(say("kit.confirm"))
    lines += [say(f"kit.left_out.{part}") for part in contents.left_out]
    return [*lines, say("kit.sums", digest=made.sums), say("kit.compare")]


def _wish(args: argparse.Namespace) -> Wish:
    from ..kit.making import Wish

    return Wish(
        target=_target(args),
        wanted=tuple(args.packages),
        requirement_files=tuple(args.requirement),
        ca_files=tuple((name, _read(name, "--ca")) for name in args.ca),
        single_file=_single_file(args.pyz),
        get_pip=_read(args.get_pip, "--get-pip") if args.get_pip else None,
    )


def _target(args: argparse.Namespace) -> KitTarget:
    if not args.python:
        raise Stop(Exit.USAGE, said("error.kit_python"))
    try:
        return KitTarget(
            args.os, args.arch, args.python, args.pip_version, args.interpreter, (*args.platform,)
        )
    except BadTarget as error:
        raise Stop(Exit.USAGE, error.reason) from error


def _read(name: str, option: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Stop(Exit.USAGE, f"{option} {name}: {error.strerror or error}") from error


def _single_file(name: Optional[str]) -> Optional[Path]:
    """Return the given single file, or the one that is running; None for neither."""
    path = Path(name or sys.argv[0])
    if zipfile.is_zipfile(path):
        return path
    if name:
        raise Stop(Exit.USAGE, said("error.kit_pyz", name=name))
    return None
