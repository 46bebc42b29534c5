"""What carries out the commands of `pipmedic.case.commands` in linear mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Optional

from ...case.commands import Command, named, possible
from . import desk, doing, looking
from .session import Linear, typed

ACTIONS: Mapping[str, Callable[[Linear, str], None]] = {
    "paste": doing.paste,
    "collect": doing.collect,
    "symptoms": doing.symptoms,
    "copy": doing.copy,
    "check_again": doing.check_again,
    "apply": doing.apply,
    "take_back": doing.restore,
    "failed": doing.failed,
    "worked": doing.worked,
    "details": doing.details,
    "plain_view": doing.plain_view,
    "shell": doing.shell,
    "value": doing.value,
    "mirrors": doing.mirrors,
    "weak": doing.weak,
    "again": looking.again,
    "why": looking.why,
    "suspects": looking.suspects,
    "known": looking.known,
    "trail": looking.trail,
    "ruled_out": looking.ruled_out,
    "plan": looking.plan,
    "dead_ends": looking.dead_ends,
    "picture": looking.picture,
    "tree": looking.tree,
    "replay": looking.replay,
    "glossary": looking.glossary,
    "knowledge": looking.knowledge,
    "back": desk.back,
    "undo": desk.undo,
    "redo": desk.redo,
    "note": desk.note,
    "export": desk.export,
    "cases": desk.cases,
    "new_case": desk.new_case,
    "machine": desk.machine,
    "help": desk.help_,
    "menu": desk.menu,
    "language": desk.language,
    "other_language": desk.other_language,
    "quit": desk.quit_,
}
"""Command id to what does it; the second argument is what was typed behind the command."""


def parsed(reply: str) -> Optional[tuple[Command, str]]:
    """Return the command that a line names, and what stands behind it; None for other lines."""
    word, _, rest = reply.strip().partition(" ")
    command = named(typed(word)) if word else None
    return (command, rest.strip()) if command is not None else None


def carry_out(session: Linear, reply: str) -> bool:
    """Carry out what a line names; tell whether it named a command.

    A line with more behind the command is one only while the command makes sense: anything else
    may be a pasted line that begins with such a word.
    """
    found = parsed(reply)
    if found is None:
        return False
    command, rest = found
    if possible(command, session.case):
        ACTIONS[command.id](session, rest)
        return True
    if not rest:
        session.tell(session.say("typed.not_now"))
    return not rest


def carry_out_anywhere(session: Linear, reply: str) -> bool:
    """Carry out a command that may be typed at any prompt; tell whether the line was one."""
    found = parsed(reply)
    if found is None or not found[0].anywhere:
        return False
    ACTIONS[found[0].id](session, found[1])
    return True
