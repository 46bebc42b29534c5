"""``pipmedic kb``: look at the knowledge, lint it, import entries, check and make packs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Callable

from ..case.pages import cause_page
from ..case.recognition import explain_page
from ..case.search import search
from ..i18n import said, translator
from ..knowledge import DataError, Knowledge, load
from . import kb_import, kb_pack
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import language_of, say_error, wording

NAME = "kb"
HELP = "list, show, search, explain, lint or import knowledge; check and make packs"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, text in (
        ("lint", "say what is wrong with the knowledge base"),
        ("list", "one line a cause"),
        ("show", "everything about one cause"),
        ("explain", "how one cause is recognised, told from others, and mended"),
        ("search", "causes that fit an id, an error code, a message, or words; best first"),
    ):
        part = verbs.add_parser(verb, help=text, description=text)
        add_language(part)
        if verb != "lint":
            add_packs(part)
        if verb in ("show", "search", "explain"):
            part.add_argument("words", nargs="+", metavar="ID" if verb != "search" else "WORD")
    kb_import.configure(verbs)
    kb_pack.configure(verbs)


def run(args: argparse.Namespace) -> Exit:
    """Carry out one verb."""
    try:
        return _VERBS[args.verb](args)
    except DataError as error:
        say_error(wording(args, error))
        return Exit.BAD_DATA


def _list(args: argparse.Namespace) -> Exit:
    language = language_of(args)
    for cause in load_knowledge(args).causes.values():
        sys.stdout.write(f"{cause.id}  {cause.title(language)}\n")
    return Exit.OK


def _show(args: argparse.Namespace) -> Exit:
    return _page(args, cause_page, load_knowledge(args))


def _explain(args: argparse.Namespace) -> Exit:
    return _page(args, explain_page, load_knowledge(args))


def _page(
    args: argparse.Namespace, write: Callable[[Knowledge, str, str], str], knowledge: Knowledge
) -> Exit:
    page = write(knowledge, args.words[0], language_of(args))
    if not page:
        say_error(wording(args, said("error.no_cause", name=args.words[0])))
        return Exit.USAGE
    sys.stdout.write(page + "\n")
    return Exit.OK


def _search(args: argparse.Namespace) -> Exit:
    knowledge, language = load_knowledge(args), language_of(args)
    say = translator(language)
    found = search(knowledge, " ".join(args.words))
    near_miss = knowledge.near_misses.get(found.reading.near_miss)
    error = knowledge.facts["error"].value(found.reading.value("error"))
    if near_miss is not None:
        advice, title = near_miss.advice(language), near_miss.title(language)
        sys.stdout.write(say("search.near_miss", title=title, advice=advice) + "\n")
    elif error is not None:
        sys.stdout.write(say("search.read_as", error=error.text(language)) + "\n")
    for name in found.causes:
        sys.stdout.write(f"{name}  {knowledge.causes[name].title(language)}\n")
    if not found.causes and near_miss is None:
        sys.stdout.write(say("search.none") + "\n")
        return Exit.UNCERTAIN
    return Exit.OK


def _lint(args: argparse.Namespace) -> Exit:
    from ..knowledge.lint import lint_folder

    say = translator(language_of(args))
    complaints = lint_folder()
    for complaint in complaints:
        sys.stdout.write(f"{complaint.told(say)}\n")
    totals = {"causes": len(load().causes), "complaints": len(complaints)}
    sys.stdout.write(say("lint.total", **totals) + "\n")
    return Exit.BAD_DATA if complaints else Exit.OK


_VERBS: Mapping[str, Callable[[argparse.Namespace], Exit]] = {
    "lint": _lint,
    "list": _list,
    "show": _show,
    "explain": _explain,
    "search": _search,
    "import": kb_import.run,
    "pack": kb_pack.run,
}
