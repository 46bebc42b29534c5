"""``pipmedic serve``: the wizard in a browser, for staff; needs the extra ``serve``."""

from __future__ import annotations

import argparse
import sys

from ..i18n import said
from .exits import Exit
from .session import language_of, say_error, wording

NAME = "serve"
HELP = "serve the wizard to browsers (for helpdesk staff; install pipmedic[serve])"
LOOPBACK = "127.0.0.1"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("--host", default=LOOPBACK, help=f"address to listen on ({LOOPBACK})")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--sessions", type=int, default=10, help="how many at once (10)")
    parser.add_argument(
        "--public-url", metavar="URL", help="where browsers find it, behind a reverse proxy"
    )
    parser.add_argument(
        "--server-checks",
        action="store_true",
        help="let sessions examine the machine that serves; by default they only ask",
    )
    add_language(parser)


def run(args: argparse.Namespace) -> Exit:
    """Serve until Ctrl-C."""
    try:
        from ..serving.server import WizardServer
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("textual_serve", "aiohttp"):
            raise
        say_error(wording(args, said("error.serve_extra")))
        return Exit.USAGE
    argv = [sys.executable, "-m", "pipmedic", "--served"]
    argv += [] if args.server_checks else ["--elsewhere", "--no-checks"]
    argv += ["--lang", args.lang] if args.lang else []
    WizardServer(
        argv, args.host, args.port, args.public_url, args.sessions, language_of(args)
    ).serve()
    return Exit.OK
