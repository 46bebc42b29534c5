"""What a person can do in a case, declared once, for faces in which commands are typed.

The words that may be typed for a command are ``command_word.<id>`` in the catalogues: in every
language, whichever is spoken. Its help is ``typed_help.<id>``, or else ``command_help.<id>``, that
of the faces in which keys are pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

from ..i18n import SUPPORTED, translator
from .case import Case

GROUPS = ("step", "look", "case", "talk")
"""How the commands are grouped in a list: do something, look, the case itself, how to talk."""


@dataclass(frozen=True)
class Command:
    """One thing a person can do.

    Attributes:
        id: the same as in every other face.
        key: what may be typed instead of the word; empty for what is seldom wanted.
        group: a member of ``GROUPS``.
        when: ``always``, or what there must be: something ``known``, a ``plan``, ``last_resorts``,
            a sick machine that is ``here`` or ``elsewhere``, something to ``undo`` or to ``redo``.
        anywhere: whether it may be typed where a text or a value is asked for, too.
    """

    id: str
    key: str
    group: str
    when: str = "always"
    anywhere: bool = False


COMMANDS = (
    Command("paste", "", "step"),
    Command("collect", "", "step", "elsewhere"),
    Command("symptoms", "/", "step"),
    Command("copy", "c", "step", "plan"),
    Command("check_again", "v", "step", "plan"),
    Command("apply", "a", "step", "plan"),
    Command("take_back", "u", "step", "here"),
    Command("failed", "f", "step", "plan"),
    Command("worked", "w", "step", "plan"),
    Command("details", "i", "step", "plan"),
    Command("plain_view", "", "step", "plan"),
    Command("shell", "x", "step", "plan"),
    Command("value", "", "step", "plan"),
    Command("mirrors", "m", "step"),
    Command("weak", "", "step", "last_resorts"),
    Command("again", "", "look"),
    Command("why", "?", "look", "known"),
    Command("suspects", "s", "look", "known"),
    Command("known", "k", "look", "known"),
    Command("trail", "t", "look", "known"),
    Command("ruled_out", "o", "look", "known"),
    Command("plan", "p", "look", "known"),
    Command("dead_ends", "d", "look", "known"),
    Command("picture", "", "look", "known"),
    Command("tree", "", "look", "known"),
    Command("replay", "", "look"),
    Command("glossary", "g", "look", anywhere=True),
    Command("knowledge", "", "look"),
    Command("back", "b", "case"),
    Command("undo", "z", "case", "undo"),
    Command("redo", "r", "case", "redo"),
    Command("note", "n", "case"),
    Command("export", "e", "case", "known"),
    Command("cases", "", "case"),
    Command("new_case", "", "case"),
    Command("machine", "", "case"),
    Command("help", "h", "talk", anywhere=True),
    Command("menu", "", "talk", anywhere=True),
    Command("language", "l", "talk", anywhere=True),
    Command("other_language", "", "talk", anywhere=True),
    Command("quit", "q", "talk", anywhere=True),
)
BY_ID = {command.id: command for command in COMMANDS}


def possible(command: Command, case: Case) -> bool:
    """Tell whether a command makes sense in a case as it stands."""
    state = case.state
    holds: dict[str, Callable[[], bool]] = {
        "always": lambda: True,
        "known": lambda: bool(state.text or state.answers or state.checks),
        "plan": lambda: bool(case.plan) and not state.works,
        "last_resorts": lambda: bool(case.last_resorts),
        "here": lambda: case.opened.here,
        "elsewhere": lambda: not case.opened.here,
        "undo": lambda: bool(state.undoable),
        "redo": lambda: bool(state.redoable),
    }
    return holds[command.when]()


def words_of(command: Command) -> tuple[str, ...]:
    """Return everything that may be typed for a command: its key, then its words."""
    found = [command.key] if command.key else []
    for language in SUPPORTED:
        found += translator(language)(f"command_word.{command.id}").split()
    return tuple(dict.fromkeys(found))


def word_of(command: Command, language: str) -> str:
    """Return the word to type in a language."""
    return translator(language)(f"command_word.{command.id}").split()[0]


def help_of(command: Command, language: str) -> str:
    """Return what a command does, in a line."""
    say = translator(language)
    own = f"typed_help.{command.id}"
    return say(own if say.has(own) else f"command_help.{command.id}")


def named(word: str) -> Optional[Command]:
    """Return the command that a typed word or key means, in any language."""
    wanted = word.lower()
    return next((command for command in COMMANDS if wanted in words_of(command)), None)
