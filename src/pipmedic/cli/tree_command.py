"""``pipmedic tree``: the compiled decision tree, for print or for a share."""

from __future__ import annotations

import argparse
import sys

from ..i18n import SUPPORTED, translator
from ..knowledge import DataError
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import language_of, say_error, wording

NAME = "tree"
HELP = "write the decision tree as text, Mermaid, DOT or one HTML file"
MACHINES = ("win-powershell", "win-cmd", "mac-zsh", "linux-bash")
"""The kinds of machine that commands can be written for."""


def _this_machine() -> str:
    return {"win32": "win-powershell", "darwin": "mac-zsh"}.get(sys.platform, "linux-bash")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("--format", choices=("text", "mermaid", "dot", "html"), default="text")
    parser.add_argument(
        "--machine",
        choices=MACHINES,
        default=_this_machine(),
        help="whose commands stand in text, Mermaid and DOT; the HTML file has all",
    )
    parser.add_argument("--depth", type=int, default=2, choices=range(1, 5), help="steps deep")
    parser.add_argument("--staff", action="store_true", help="for helpdesk staff: their costs")
    parser.add_argument("--offline", action="store_true", help="for machines without a network")
    add_language(parser)
    add_packs(parser)


def run(args: argparse.Namespace) -> Exit:
    """Compile and write."""
    from ..case import tree as of_case
    from ..diagnosis import tree_text
    from ..diagnosis.compiled import compile_model
    from ..diagnosis.options import BEGINNER, STAFF, Options
    from ..diagnosis.tree import compile_tree, remedies_in
    from ..diagnosis.tree_html import to_html
    from ..diagnosis.tree_page import Page
    from ..diagnosis.tree_view import views

    try:
        knowledge = load_knowledge(args)
    except DataError as error:
        say_error(wording(args, error))
        return Exit.BAD_DATA
    language = language_of(args)
    options = Options(
        audience=STAFF if args.staff else BEGINNER,
        checks_allowed=False,
        network_allowed=not args.offline,
    )
    tree = compile_tree(compile_model(knowledge), options, args.depth)
    if args.format == "html":
        says = {code: translator(code) for code in (language, *SUPPORTED)}
        commands = {code: of_case.commands_of(knowledge, remedies_in(tree), code) for code in says}
        text = to_html(Page(tree, knowledge, says, of_case.MACHINES, commands))
    else:
        write = {
            "text": tree_text.to_text,
            "mermaid": tree_text.to_mermaid,
            "dot": tree_text.to_dot,
        }[args.format]
        lines = of_case.lines_for(knowledge, remedies_in(tree), args.machine, language)
        text = write(views(tree, knowledge, translator(language), language, lines), ())
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    return Exit.OK
