"""The case as a whole: several cases, notes, the ticket, languages, help, the end."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from ...case.commands import COMMANDS, GROUPS, Command, help_of, possible, word_of, words_of
from ...case.listing import listed, located, search
from ...case.redaction import Level
from ...case.report import Format, Preview, preview
from ...case.saved import reopen, save_new
from ...case.settings import cases_folder, data_folder
from ...case.store import SUFFIX, CaseFileError
from ...case.tickets import ticket_path, write_private
from ...i18n import translator
from ...probe import collector_source
from . import views
from .picking import BACK, choose_one, pick
from .session import Linear, Quit

LEVELS = (Level.NONE, Level.SHARE, Level.STRICT)
FORMATS = (Format.MARKDOWN, Format.TEXT, Format.JSON, Format.CASE)


def back(session: Linear, text: str) -> None:
    """Close a question that was reopened, else take the last step back."""
    if session.reopened:
        session.reopened = ""
    elif session.case.state.undoable:
        undo(session, text)
    else:
        session.asked = False
        session.shown = None


def undo(session: Linear, text: str) -> None:
    """Take the last step back."""
    if not session.case.state.undoable:
        session.tell(session.say("desk.nothing_to_undo"))
        return
    session.advance(session.case.undo(time.time()))
    session.chosen, session.settled = "", False
    session.tell(session.say("desk.undone"))


def redo(session: Linear, text: str) -> None:
    """Put the step last taken back in again."""
    if not session.case.state.redoable:
        session.tell(session.say("desk.nothing_to_redo"))
        return
    session.advance(session.case.redo(time.time()))
    session.tell(session.say("desk.redone"))


def note(session: Linear, text: str) -> None:
    """Take a note for the ticket."""
    told = text or session.ask("linear.prompt_note")
    if told:
        session.advance(session.case.note(told, time.time()))
        session.tell(session.say("note.taken"))


def cases(session: Linear, text: str) -> None:
    """List the saved cases and open one; a path opens a case that was handed over."""
    path = located(text, cases_folder()) if text else None
    if path is None:
        known = [item for item in listed(cases_folder()) if not _is_open(session, item.name)]
        name = pick(
            session,
            "page.cases",
            lambda words, language: search(known, words, session.case.knowledge, language),
            text,
        )
        path = cases_folder() / name if name else None
    if path is not None and not open_file(session, path):
        session.tell(session.say("desk.no_case", name=path.name))


def _is_open(session: Linear, name: str) -> bool:
    return session.saved.path is not None and session.saved.path.name == name


def open_file(session: Linear, path: Path) -> bool:
    """Go on with the case in a file; tell whether it holds one."""
    case = session.case
    try:
        saved = reopen(path, case.knowledge, case.model, session.language)
    except CaseFileError:
        return False
    session.turn_to(saved)
    session.tell(session.say("desk.opened", name=path.name.replace(SUFFIX, "")))
    return True


def new_case(session: Linear, text: str) -> None:
    """Begin another case; this one stays in the list."""
    _begin(session, session.case.opened.here)


def machine(session: Linear, text: str) -> None:
    """Begin a case about another machine, or about this one again."""
    _begin(session, not session.case.opened.here)


def _begin(session: Linear, here: bool) -> None:
    old = session.case
    opened = replace(
        old.opened,
        at=time.time(),
        here=here,
        audience="beginner" if here else "staff",
        home=str(Path.home()) if here else "",
    )
    session.turn_to(save_new(replace(old, events=(opened,)), cases_folder()))
    session.tell(session.say("desk.new_here" if here else "desk.new_elsewhere"))


def export(session: Linear, text: str) -> None:
    """Write a ticket: choose what is hidden and the form, look at it, write or copy it."""
    say = session.say
    levels = [(level.value, say(f"level.{level.value}")) for level in LEVELS]
    level = choose_one(session, "ticket.level", levels, Level.SHARE.value)
    if level is None:
        return
    forms = [(form.value, session.say(f"format.{form.value}")) for form in FORMATS]
    form = choose_one(session, "ticket.form", forms, Format.MARKDOWN.value)
    if form is not None:
        _offer(session, Format(form), Level(level))


def _offer(session: Linear, form: Format, level: Level) -> None:
    ticket = preview(session.case, form, level)
    path = ticket_path(session.saved, form, time.time())
    session.show_pages(["", *views.hidden(ticket, session.say)])
    while True:
        reply = session.choose("ticket.prompt", where=path)
        if reply in BACK:
            return
        if not reply:
            _write(session, ticket, path)
            return
        if reply == "1":
            session.show_pages(["", session.say("export.looks"), *views.verbatim(ticket.text)])
        elif reply == "2":
            copy(session, tuple(ticket.text.splitlines()))
            return
        else:
            session.tell(session.say("linear.not_understood"))


def _write(session: Linear, ticket: Preview, path: Path) -> None:
    try:
        write_private(path, ticket.text.encode("utf-8"))
    except OSError as error:
        session.tell(session.say("export.failed", reason=error.strerror or str(error)))
        return
    session.tell(session.say("export.written", where=path))


def write_collector(session: Linear) -> None:
    """Write the collector, one file to send, and say where."""
    path = data_folder() / "collector" / "collect.py"
    try:
        write_private(path, collector_source())
    except OSError as error:
        session.tell(session.say("export.failed", reason=error.strerror or str(error)))
        return
    session.tell(session.say("export.written", where=path))


def copy(session: Linear, lines: tuple[str, ...]) -> None:
    """Copy lines and say what was really done."""
    from ...case.copying import copy_lines
    from .terminal import send

    def say(message: str, **values: object) -> str:
        typed_instead = f"{message}_typed"
        known = session.say.has(typed_instead)
        return session.say(typed_instead if known else message, **values)

    session.tell(copy_lines(lines, say, send))


def language(session: Linear, text: str) -> None:
    """Speak the other language; nothing else changes."""
    session.saved = session.saved.advance(session.case.in_language(session.other))


def other_language(session: Linear, text: str) -> None:
    """Say each step in the other language as well, or no longer."""
    session.both = not session.both
    session.shown = None
    session.tell(session.say("desk.both" if session.both else "desk.one"))


def help_(session: Linear, text: str) -> None:
    """Tell what is worth typing now; with a word, what fits it."""
    plan = ("always", "known", "undo", "redo", *(("plan", "here") if session.plan_shown else ()))
    useful = [each for each in COMMANDS if text or (each.key and each.when in plan)]
    _tell_commands(session, text, useful)
    session.tell(session.say("desk.help_more"))


def menu(session: Linear, text: str) -> None:
    """Tell everything that can be typed now; with a word, what fits it."""
    _tell_commands(session, text, list(COMMANDS))


def _tell_commands(session: Linear, text: str, commands: list[Command]) -> None:
    say, words = session.say, text.lower().split()
    offered = [each for each in commands if possible(each, session.case)]
    lines: list[str] = []
    for group in GROUPS:
        rows = [
            _command_line(each, session.language)
            for each in offered
            if each.group == group and _mentions(each, words, session.language)
        ]
        lines += [say(f"command_group.{group}"), *rows] if rows else []
    session.show_pages(lines or [say("picker.nothing")])


def _command_line(command: Command, spoken: str) -> str:
    keys = f"{command.key:<2}" if command.key else "  "
    told = translator(spoken)(
        "line.head", head=word_of(command, spoken), text=help_of(command, spoken)
    )
    return f"  {keys} {told}"


def _mentions(command: Command, words: list[str], spoken: str) -> bool:
    told = " ".join((*words_of(command), help_of(command, spoken))).lower()
    return all(word in told for word in words)


def quit_(session: Linear, text: str) -> None:
    """End; the case stays on disk."""
    raise Quit
