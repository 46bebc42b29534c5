"""``pipmedic mirrors``: the public indexes, and whether they can be recommended from here."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timezone

from ..case.mirroring import best, listed_line, result_line
from ..checks.mirrors import MirrorHealth, examine_mirrors
from ..i18n import Translator, translator
from ..knowledge import DataError
from ..remedies import mirrors as choice
from ..remedies.versions import NEWEST_PIP
from .exits import Exit
from .packs import add_packs, load_knowledge
from .session import language_of, say_error, wording

NAME = "mirrors"
HELP = "list public package indexes; with --check, test them before one is recommended"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from .main import add_language

    parser.add_argument("url", nargs="*", help="indexes to test instead of those that are listed")
    parser.add_argument("--check", action="store_true", help="connect to them, two requests each")
    parser.add_argument("--json", action="store_true", help="write one JSON list and no more")
    add_language(parser)
    add_packs(parser)


def run(args: argparse.Namespace) -> Exit:
    """List the mirrors, or test them; giving ``--check`` or a URL is the consent to connect."""
    try:
        known = load_knowledge(args).mirrors
    except DataError as error:
        say_error(wording(args, error))
        return Exit.BAD_DATA
    say = translator(language_of(args))
    if not (args.check or args.url):
        lines = [*(listed_line(mirror, say) for mirror in known), say("mirrors.hint")]
        sys.stdout.write("\n".join(lines) + "\n")
        return Exit.OK
    urls = args.url or [mirror.url for mirror in choice.offered(known) if mirror.https]
    if not args.json:
        hosts = dict.fromkeys(choice.host_of(url) for url in urls)
        sys.stdout.write("\n".join([say("mirrors.hosts"), *(f"  {h}" for h in hosts), ""]))
        sys.stdout.flush()
    now = datetime.fromtimestamp(time.time(), timezone.utc)
    results = examine_mirrors(urls, NEWEST_PIP, now)
    _write(results, args.json, say)
    return Exit.OK if best(results) else Exit.UNCERTAIN


def _write(results: Sequence[MirrorHealth], as_json: bool, say: Translator) -> None:
    if as_json:
        records = [{**asdict(found), "state": found.state.value} for found in results]
        sys.stdout.write(json.dumps(records, ensure_ascii=False) + "\n")
        return
    lines = [result_line(found, say) for found in results]
    if not best(results):
        lines.append(say("mirrors.none_healthy"))
    sys.stdout.write("\n".join(lines) + "\n")
