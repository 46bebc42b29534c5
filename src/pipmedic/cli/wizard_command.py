"""``pipmedic`` without a command: the wizard, or linear mode where there is no real terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..case.settings import Settings, load_settings
from ..i18n import translator
from ..served import end_with_server
from .exits import Exit
from .session import (
    Stop,
    add_case_options,
    language_of,
    new_case,
    read_input,
    say_error,
    taken,
    with_facts,
    with_values,
    wording,
)

if TYPE_CHECKING:
    from ..case.case import Case
    from ..case.saved import SavedCase
    from .linear.output import Looks

NAME = "wizard"
HELP = "start the wizard"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_case_options(parser)
    add_face_options(parser)
    parser.add_argument("--elsewhere", action="store_true", help="the sick machine is not this one")
    parser.add_argument("--served", action="store_true", help=argparse.SUPPRESS)


def add_face_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how to speak to the person."""
    from .main import add_language

    add_language(parser)
    parser.add_argument(
        "--plain", action="store_true", help="linear mode: plain lines, for screen readers"
    )
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII characters only")


def run(args: argparse.Namespace) -> Exit:
    """Open a case and hand it to the front end that fits the terminal."""
    settings = load_settings()
    if settings.problem:
        say_error(wording(args, settings.problem))
        return Exit.BAD_DATA
    args.staff = args.staff or args.elsewhere or settings.audience == "staff"
    try:
        text = _given_text(args)
        return _face(lambda: _open(args, text), args, settings)
    except Stop as stop:
        say_error(wording(args, stop))
        return stop.code


def face(case: Case, args: argparse.Namespace) -> Exit:
    """Hand a case to the front end that fits the terminal."""
    return _face(lambda: case, args, load_settings())


def _face(open_case: Callable[[], Case], args: argparse.Namespace, settings: Settings) -> Exit:
    if linear_wanted(args, settings):
        from .linear.running import run_linear

        say_why_linear(args)
        return run_linear(open_case(), linear_looks(args, settings))

    def begin() -> SavedCase:
        from ..case.saved import save_new
        from ..case.settings import cases_folder

        return save_new(open_case(), cases_folder())

    return show_wizard(begin, args, settings)


def _given_text(args: argparse.Namespace) -> str:
    """Return the text of ``--text`` or of the pipe; then keys come from the terminal again."""
    piped = not args.text and not sys.stdin.isatty() and not args.served
    if not (args.text or piped):
        return ""
    text = read_input(args.text or "-")
    if piped:
        _reopen_terminal()
    return text


def _open(args: argparse.Namespace, text: str) -> Case:
    case = new_case(args, here=not (args.elsewhere or args.collected))
    if text.strip():
        case = taken(case, text, args.text or "-")
    if args.collected:
        case = taken(case, read_input(args.collected), args.collected)
    return with_values(with_facts(case, args.fact), args.set)


def _reopen_terminal() -> None:
    """Read keys from the terminal again after a text came through the pipe."""
    name = "CONIN$" if sys.platform == "win32" else "/dev/tty"
    try:
        terminal = os.open(name, os.O_RDONLY)
    except OSError:
        return
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.stdin = os.fdopen(0, encoding=sys.stdin.encoding, closefd=False)


def linear_wanted(args: argparse.Namespace, settings: Settings) -> bool:
    """Tell whether the terminal or the person asks for linear mode."""
    if getattr(args, "served", False):
        return False
    return bool(
        args.plain
        or settings.plain
        or _dumb()
        or os.environ.get("ACCESSIBLE")
        or not sys.stdout.isatty()
        or not sys.stdin.isatty()
    )


def linear_looks(args: argparse.Namespace, settings: Settings) -> Looks:
    """Return how linear mode writes its lines on this terminal."""
    from .linear.output import terminal_looks

    ascii_only = getattr(args, "ascii", False) or settings.ascii or not _speaks_unicode()
    return terminal_looks(ascii_only, settings.both_languages)


def _dumb() -> bool:
    return os.environ.get("TERM", "") in ("dumb", "unknown") and sys.platform != "win32"


def say_why_linear(args: argparse.Namespace) -> None:
    """Say why there is no drawn screen, when it is the terminal that cannot show one."""
    if _dumb() and sys.stdout.isatty():
        say = translator(language_of(args))
        sys.stderr.write(say("linear.dumb", term=os.environ["TERM"]) + "\n")


def show_wizard(
    begin: Callable[[], SavedCase], args: argparse.Namespace, settings: Settings
) -> Exit:
    """Run the wizard; the case is opened after its first paint."""
    from ..tui.app import run_wizard

    served = getattr(args, "served", False)
    if served:
        end_with_server()
    unicode = served or _speaks_unicode()
    ascii_only = getattr(args, "ascii", False) or settings.ascii or not unicode
    case = run_wizard(begin, settings, language_of(args), ascii_only)
    if case is None:
        return Exit.INTERRUPTED
    from .diagnose_command import exit_code

    return exit_code(case)


def _speaks_unicode() -> bool:
    """Tell whether the locale says that the terminal shows Unicode.

    Python writes UTF-8 in the C locale too (PEP 540), so its own encoding is not enough to ask.
    """
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next((value for value in named if value), "")
    if locale in ("C", "POSIX"):
        return False
    charset = locale.partition(".")[2].partition("@")[0]
    return all(_is_unicode(name) for name in (charset, sys.stdout.encoding or "") if name)


def _is_unicode(encoding: str) -> bool:
    plain = encoding.lower().replace("-", "")
    return plain.startswith("utf") or plain == "gb18030"
