"""``pipmedic`` without a command: the wizard, or linear mode where there is no real terminal."""

from __future__ import annotations

import argparse
import os
import sys

from ..case.case import Case
from ..case.settings import Settings, load_settings
from .diagnose_command import exit_code
from .exits import Exit
from .session import Stop, add_case_options, new_case, read_input, say_error, taken, with_facts

NAME = "wizard"
HELP = "start the wizard"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_case_options(parser)
    add_face_options(parser)
    parser.add_argument("--elsewhere", action="store_true", help="the sick machine is not this one")


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
        say_error(settings.problem)
        return Exit.BAD_DATA
    args.offline = args.offline or settings.offline
    args.staff = args.staff or args.elsewhere or settings.audience == "staff"
    try:
        case = _open(args)
    except Stop as stop:
        say_error(stop.reason)
        return stop.code
    return face(case, args)


def face(case: Case, args: argparse.Namespace) -> Exit:
    """Hand a case to the front end that fits the terminal."""
    settings = load_settings()
    if _linear(args, settings):
        from .linear import run_linear

        return run_linear(case)
    return _wizard(case, args, settings)


def _open(args: argparse.Namespace) -> Case:
    case = new_case(args, here=not args.elsewhere)
    piped = not args.text and not sys.stdin.isatty()
    if args.text or piped:
        text = read_input(args.text or "-")
        if text.strip():
            case = taken(case, text, args.text or "-")
        if piped:
            _reopen_terminal()
    return with_facts(case, args.fact)


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


def _linear(args: argparse.Namespace, settings: Settings) -> bool:
    dumb = os.environ.get("TERM", "") == "dumb" and sys.platform != "win32"
    return bool(
        args.plain
        or settings.plain
        or dumb
        or os.environ.get("ACCESSIBLE")
        or not sys.stdout.isatty()
        or not sys.stdin.isatty()
    )


def _wizard(case: Case, args: argparse.Namespace, settings: Settings) -> Exit:
    from ..tui.app import run_wizard

    ascii_only = args.ascii or settings.ascii or not _speaks_unicode()
    return exit_code(run_wizard(case, settings, ascii_only=ascii_only))


def _speaks_unicode() -> bool:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return encoding.startswith("utf") or encoding in ("gb18030",)
