"""Opening a case from the command line: what diagnose, the wizard and linear mode share."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Union

from ..i18n import Said, Translator, choose_language, said, translator
from .exits import Exit
from .packs import add_packs, load_knowledge

if TYPE_CHECKING:
    from ..case.case import Case

MAX_INPUT_BYTES = 32_000_000


@dataclass(unsafe_hash=True)
class Stop(Exception):
    """The command must end now, with one line on stderr.

    Attributes:
        code: the exit code.
        reason: the line, without the program's name.
    """

    code: Exit
    reason: Union[str, Said]

    def told(self, say: Translator) -> str:
        """Return the reason in the translator's language."""
        return self.reason if isinstance(self.reason, str) else self.reason.told(say)


def say_error(reason: str) -> None:
    """Write a plain line to stderr; names of foreign files may stand in it."""
    from ..diagnosis.sanitize import sanitize

    sys.stderr.write(f"pipmedic: error: {sanitize(reason)}\n")


def wording(args: argparse.Namespace, what: Union[Said, Exception]) -> str:
    """Return something said, or what an error says, in the person's language if it has it."""
    told = getattr(what, "told", None)
    return told(translator(language_of(args))) if told else str(what)


def language_of(args: argparse.Namespace) -> str:
    """Return the language the person wants."""
    from ..case.settings import load_settings

    return choose_language(getattr(args, "lang", None), load_settings().language, os.environ)


def add_case_options(parser: argparse.ArgumentParser, text: bool = True) -> None:
    """Declare the options that describe a case; ``text`` tells whether it may come from a file."""
    if text:
        parser.add_argument(
            "--text", metavar="FILE", help="what pip printed; - reads standard input"
        )
    parser.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="ID=VALUE",
        help="something already known, for example os=win or openssl='OpenSSL 1.0.2k'",
    )
    parser.add_argument("--python", metavar="PATH", default="", help="the sick interpreter")
    parser.add_argument("--index-url", metavar="URL", default="", help="the index to examine")
    parser.add_argument("--collected", metavar="FILE", help="facts written by `pipmedic collect`")
    parser.add_argument("--offline", action="store_true", help="never touch the network")
    parser.add_argument("--no-checks", action="store_true", help="run no checks at all")
    add_packs(parser)
    add_set(parser)
    parser.add_argument("--staff", action="store_true", help="helpdesk: costs and words for staff")


def add_set(parser: argparse.ArgumentParser) -> None:
    """Declare ``--set``."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a value that the remedy needs, for example ca_file=/path/corp.pem",
    )


def new_case(args: argparse.Namespace, here: bool = True) -> Case:
    """Load the knowledge and open an empty case.

    Raises:
        Stop: a data file cannot be used, or the interpreter does not exist.
    """
    from ..case.case import Case
    from ..case.events import Opened
    from ..case.saved import learned_here
    from ..diagnosis.compiled import compile_model
    from ..knowledge import DataError

    with_settings(args)
    try:
        knowledge = load_knowledge(args)
    except DataError as error:
        raise Stop(Exit.BAD_DATA, error.told(translator(language_of(args)))) from error
    language = language_of(args)
    opened = Opened(
        at=time.time(),
        audience="staff" if args.staff else "beginner",
        here=here,
        checks=not args.no_checks,
        offline=args.offline,
        python=interpreter_of(args.python),
        index_url=args.index_url,
        language=language,
        knowledge=knowledge.version,
        home=str(Path.home()) if here else "",
    )
    return Case(knowledge, compile_model(knowledge), (opened,), language, learned_here())


def with_settings(args: argparse.Namespace) -> None:
    """Let the configuration file say ``--offline`` too.

    Raises:
        Stop: the file cannot be used.
    """
    from ..case.settings import load_settings

    settings = load_settings()
    if settings.problem:
        raise Stop(Exit.BAD_DATA, settings.problem)
    args.offline = args.offline or settings.offline


def interpreter_of(path: str) -> str:
    """Return the absolute path of an interpreter; an empty path stays empty.

    Raises:
        Stop: there is no such program.
    """
    if not path:
        return ""
    from shutil import which

    found = which(path)
    if found is None or not Path(found).is_file():
        raise Stop(Exit.USAGE, said("error.no_interpreter", path=path))
    return str(Path(found).absolute())


def read_input(name: str) -> str:
    """Return the text of a file, or of standard input for ``-``.

    Raises:
        Stop: it is unreadable or not text.
    """
    from ..diagnosis.reading import NotText, decode

    try:
        raw = sys.stdin.buffer.read(MAX_INPUT_BYTES) if name == "-" else _bytes(Path(name))
        return decode(raw)
    except OSError as error:
        raise Stop(Exit.BAD_DATA, f"{name}: {error.strerror or error}") from error
    except NotText as error:
        raise Stop(Exit.BAD_DATA, said("error.binary", name=name)) from error


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_INPUT_BYTES)


def taken(case: Case, text: str, name: str) -> Case:
    """Return the case after the text of the file ``name``: pip's words or a collected document.

    Raises:
        Stop: it is a collected document or block that cannot be used.
    """
    from ..case.pasted import complaint, take

    try:
        return take(case, text, time.time())
    except ValueError as error:
        wrong = complaint(error, translator(case.language))
        raise Stop(Exit.BAD_DATA, f"{name}: {wrong}") from error


def with_facts(case: Case, facts: list[str]) -> Case:
    """Return the case after the facts of ``--fact``.

    Raises:
        Stop: a fact is unknown or its value says nothing.
    """
    for item in facts:
        name, found, value = item.partition("=")
        answered = (
            case.answer(name.strip(), value.strip(), time.time(), told=True) if found else None
        )
        if answered is None:
            raise Stop(Exit.USAGE, _fact_complaint(case, name, found))
        case = answered
    return case


def with_values(case: Case, pairs: list[str]) -> Case:
    """Return the case after the values of ``--set``.

    Raises:
        Stop: one is not NAME=VALUE.
    """
    for pair in pairs:
        name, found, value = pair.partition("=")
        if not found or not name.strip():
            raise Stop(Exit.USAGE, said("error.set_form", given=pair))
        case = case.give(name.strip(), value, time.time())
    return case


def _fact_complaint(case: Case, name: str, found: str) -> Said:
    fact = case.knowledge.fact(name.strip())
    if not found:
        return said("error.fact_form", given=name)
    if fact is None:
        return said("error.no_fact", name=name)
    known = ", ".join(value.id for value in fact.values)
    return said("error.fact_value", name=name, known=known)
