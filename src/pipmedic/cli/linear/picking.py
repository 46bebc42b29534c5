"""Choosing from a list: numbered rows, a page at a time; words narrow it down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Optional

from ...case.commands import BY_ID, named, words_of
from .session import Linear, typed

PAGE = 12
BACK = words_of(BY_ID["back"])

Rows = Callable[[str, str], "list[tuple[str, str]]"]
"""From a search text and a language to (id, wording) pairs."""


def pick(session: Linear, title: str, rows: Rows, search: str = "") -> Optional[str]:
    """Let the person choose a row; None when none is wanted.

    A command typed instead of a number leaves the list and is carried out next.

    Args:
        title: message id of the title.
        search: what to look for at first.
    """
    first = 0
    while True:
        found = rows(search, session.language)
        _tell_page(session, title, found, first)
        more = first + PAGE < len(found)
        raw = session.ask("pick.prompt_more" if more else "pick.prompt")
        reply = typed(raw)
        if not reply and more:
            first += PAGE
        elif not reply or reply in BACK:
            return None
        elif reply.isdecimal():
            if 1 <= int(reply) <= len(found):
                return found[int(reply) - 1][0]
            session.tell(session.say("linear.not_understood"))
        elif named(reply) is not None:
            session.pending = raw
            return None
        else:
            search, first = raw, 0


def _tell_page(session: Linear, title: str, found: Sequence[tuple[str, str]], first: int) -> None:
    say = session.say
    session.tell("")
    session.tell(say(title))
    if not found:
        session.tell(say("picker.nothing"))
    for number, (_, wording) in enumerate(found[first : first + PAGE], start=first + 1):
        session.tell(f"  {number}. {wording}")
    rest = len(found) - first - PAGE
    if rest > 0:
        session.tell(say("pick.rest", count=rest))


def choose_one(
    session: Linear, message: str, options: Sequence[tuple[str, str]], default: str
) -> Optional[str]:
    """Ask for one of a few things; Enter takes the default, None means to go back.

    Args:
        message: message id of the question.
        options: (id, wording) pairs.
        default: id of the one that Enter takes.
    """
    names = [name for name, _ in options]
    while True:
        session.tell(session.say(message))
        for number, (_, wording) in enumerate(options, start=1):
            session.tell(f"  {number}. {wording}")
        reply = session.choose("pick.prompt_default", default=names.index(default) + 1)
        if not reply:
            return default
        if reply in BACK:
            return None
        if named(reply) is not None:
            session.pending = reply
            return None
        if reply.isdecimal() and 1 <= int(reply) <= len(names):
            return names[int(reply) - 1]
        session.tell(session.say("linear.not_understood"))
