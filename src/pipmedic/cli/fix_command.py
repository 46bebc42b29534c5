"""``pipmedic fix``: carry a remedy out for the person, after showing it and being told to."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from ..case.applying import Offer, offer, offer_lines
from ..case.case import Case
from ..case.intercepted import RootTaken, fingerprint, root_text, take_root
from ..case.parameters import parameter_label
from ..case.plan import PlanItem
from ..case.saved import SavedCase, reopen
from ..case.settings import cases_folder
from ..case.store import CaseFileError, CaseStore
from ..diagnosis.compiled import compile_model
from ..i18n import Translator, said, translator
from ..knowledge import DataError
from ..remedies.quoting import quote_command
from .consent import change_with_consent
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import Stop, add_set, language_of, say_error, with_values, wording

NAME = "fix"
HELP = "show what a remedy of a saved case would change, and change exactly that when told to"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("case", nargs="?", help="a case file; the newest one if left out")
    parser.add_argument("--last", action="store_true", help="the newest case (the default)")
    parser.add_argument(
        "--remedy", metavar="ID", help="a remedy of the plan; the first if left out"
    )
    add_set(parser)
    parser.add_argument(
        "--root-sha256",
        metavar="HEX",
        help="take the root that the examined connection showed as the CA file, only if it has "
        "this fingerprint, which your IT gave you",
    )
    parser.add_argument("--yes", action="store_true", help="agree beforehand to what is shown")
    parser.add_argument("--show", action="store_true", help="show the change and make none")
    add_language(parser)
    add_packs(parser)


def run(args: argparse.Namespace) -> Exit:
    """Show, ask, change, and say what was done."""
    try:
        saved = saved_case(args)
        saved = saved.advance(with_values(saved.case, args.set))
        if args.root_sha256:
            saved = _with_root(saved, args.root_sha256)
        given = _offer(saved, args.remedy)
    except Stop as stop:
        say_error(wording(args, stop))
        return stop.code
    say = translator(saved.case.language)
    _tell(given.item.remedy.title(saved.case.language))
    if args.show:
        for line in offer_lines(given, say):
            _tell(line)
        return Exit.OK if given.possible else Exit.UNCERTAIN
    if not change_with_consent(given, say, _agrees if args.yes else _ask, _tell):
        return Exit.UNCERTAIN
    python = saved.case.opened.python
    words = ("pipmedic", "verify", *(("--python", python) if python else ()))
    shell = given.item.target.default_shell
    _tell(say("applying.verify_hint", command=quote_command(words, shell)))
    return Exit.OK


def _offer(saved: SavedCase, remedy: str | None) -> Offer:
    """Return the offer, after asking for every value that is still missing."""
    say = translator(saved.case.language)
    item = _item(saved.case, remedy, say)
    while item.open and sys.stdin.isatty():
        name = item.open[0]
        value = _ask(f"{parameter_label(name, say)} ").strip()
        if not value:
            break
        saved = saved.advance(saved.case.give(name, value, time.time()))
        item = _item(saved.case, item.remedy.id, say)
    return offer(saved.case, item)


def _with_root(saved: SavedCase, text: str) -> SavedCase:
    """Return the case with the root of the intercepted connection as its CA file.

    Raises:
        Stop: it was not taken, with the reason.
    """
    say = translator(saved.case.language)
    expected = fingerprint(text)
    if expected is None:
        raise Stop(Exit.USAGE, say("error.root_sha256"))
    outcome = take_root(saved.case, expected, time.time())
    if not isinstance(outcome, RootTaken):
        raise Stop(Exit.UNCERTAIN, root_text(outcome, say))
    _tell(root_text(outcome, say))
    return saved.advance(outcome.case)


def saved_case(args: argparse.Namespace) -> SavedCase:
    """Return the case that the command line names, or the newest.

    Raises:
        Stop: there is none, or it cannot be used.
    """
    cases = CaseStore(cases_folder()).cases()
    if not args.case and not cases:
        raise Stop(Exit.USAGE, said("error.no_case"))
    path = Path(args.case) if args.case else cases[0]
    try:
        knowledge = load_knowledge(args)
        return reopen(path, knowledge, compile_model(knowledge), language_of(args))
    except (DataError, CaseFileError) as error:
        raise Stop(Exit.BAD_DATA, wording(args, error)) from error


def _item(case: Case, wanted: str | None, say: Translator) -> PlanItem:
    """Return the first remedy of the plan, or the one that a person names.

    Raises:
        Stop: there is no such remedy.
    """
    if not wanted:
        if not case.plan:
            raise Stop(Exit.UNCERTAIN, say("applying.no_remedy"))
        return case.plan[0]
    planned = {item.remedy.id: item for item in (*case.plan, *case.last_resorts)}
    if wanted in planned:
        return planned[wanted]
    if wanted in case.knowledge.remedies:
        return case.write(wanted, 0.0)
    known = ", ".join(planned)
    raise Stop(Exit.USAGE, say("applying.unknown_remedy", name=wanted, known=known))


def _ask(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    return sys.stdin.readline()


def _agrees(prompt: str) -> str:
    """Answer for the person who agreed beforehand."""
    _tell(prompt + "y")
    return "y"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
