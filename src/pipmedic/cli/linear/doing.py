"""What can be done about the remedy on show: copy, let it be done, prove, say what came of it."""

from __future__ import annotations

import time

from ...case.applying import offer, outcome_text, take_back
from ...case.commands import named
from ...case.mirroring import best, candidates, examine_candidates, result_line
from ...case.named_file import file_named, text_of
from ...case.pasted import complaint, take
from ...case.symptoms import FACT, search_symptoms, symptom_page
from ...case.told import told
from ...case.verifying import may_run, verify_case
from ...remedies.mirrors import host_of
from ..consent import AGREED, change_with_consent
from . import desk, views
from .picking import BACK, pick
from .session import Linear, typed

COLLECT = "pipmedic collect --block"
COLLECTOR = "python collect.py > facts.json"
END_OF_PASTE = (".", "。")


def read_text(session: Linear, first: str = "") -> str:
    """Read pasted lines up to a dot on a line of its own, or the end of the input."""
    lines = [first] if first else []
    while True:
        try:
            line = session.read("")
        except EOFError:
            if not lines:
                raise
            break
        if line.strip() in END_OF_PASTE:
            break
        if not line.strip() and lines and not lines[-1].strip():
            session.tell(session.say("linear.paste_end"))
        lines.append(line)
    return "\n".join(lines)


def take_text(session: Linear, text: str) -> bool:
    """Take in what was pasted, or the file whose path was typed; tell whether it could be used.

    It may hold pip's words, what was collected elsewhere, or a whole case.
    """
    path = file_named(text)
    try:
        if path is not None and desk.open_file(session, path):
            return True
        case = take(session.case, text_of(path) if path is not None else text, time.time())
    except (OSError, ValueError) as error:
        words = complaint(error, session.say) if isinstance(error, ValueError) else str(error)
        session.tell(words)
        return False
    session.advance(case)
    session.show(["", *views.understood(session.case)])
    return True


def paste(session: Linear, text: str) -> None:
    """Take in another text, or a collected block."""
    session.show([session.say("linear.paste"), session.say("linear.paste_end")])
    given = read_text(session, text)
    if given.strip():
        take_text(session, given)


def collect(session: Linear, text: str) -> None:
    """Have the facts of the other machine collected, and take them in."""
    say = session.say
    session.show(["", *views.commands(say("collecting.run"), [COLLECT])])
    session.show(views.commands(say("collecting.without"), [COLLECTOR]))
    reply = session.choose("collecting.prompt")
    if reply == "1":
        desk.write_collector(session)
    elif not reply:
        paste(session, "")
    elif named(reply) is not None and reply not in BACK:
        session.pending = reply


def symptoms(session: Linear, text: str) -> None:
    """Find what pip says by an error code or in plain words, and take it."""
    while True:
        value = pick(
            session,
            "page.symptoms",
            lambda words, spoken: search_symptoms(session.case.knowledge, words, spoken),
            text,
        )
        if value is None:
            return
        session.show(["", *symptom_page(session.case, value).splitlines()])
        if typed(session.ask("symptoms.prompt")) not in BACK:
            session.advance(session.case.answer(FACT, value, time.time()))
            return
        text = ""


def copy(session: Linear, text: str) -> None:
    """Copy the commands on show."""
    lines = session.item.lines(session.shell_shown)
    if lines:
        desk.copy(session, lines)


def plain_view(session: Linear, text: str) -> None:
    """Write the commands alone."""
    session.show(["", *views.verbatim("\n".join(session.item.lines(session.shell_shown))), ""])


def details(session: Linear, text: str) -> None:
    """Tell why it happens, how to prove and to undo the remedy, and the sources."""
    session.show_pages(["", *views.details(session.case, session.item, session.shell)])


def shell(session: Linear, text: str) -> None:
    """Write the commands for another shell: the one named, or the next one."""
    names = [each.shell for each in session.item.commands()]
    wanted = typed(text)
    if wanted and wanted not in names:
        session.tell(session.say("shell.known", names=", ".join(names)))
        return
    following = names[(names.index(session.shell_shown) + 1) % len(names)]
    session.shell = wanted or following


def weak(session: Linear, text: str) -> None:
    """Show what weakens security below the plan."""
    session.weak = True


def value(session: Linear, text: str) -> None:
    """Ask again for the values that were put off."""
    if not session.item.open:
        session.tell(session.say("value.none"))
    session.put_off = frozenset()


def apply(session: Linear, text: str) -> None:
    """Show what can be done for the person, and do it when they agree."""
    item = session.item
    given = offer(session.case, item)
    session.tell("")
    if change_with_consent(given, session.say, session.read, session.tell, session.shell):
        title = item.remedy.title(session.language)
        session.advance(session.case.note(title, time.time()))


def restore(session: Linear, text: str) -> None:
    """Take back the last change that pipmedic made."""
    session.tell(outcome_text(take_back(), session.say))


def check_again(session: Linear, text: str) -> None:
    """Run the real pip again, or take in what it printed where it may not be run from here."""
    if may_run(session.case):
        session.tell(session.say("verify.running"))
        proof = verify_case(session.case, session.item)
        _verified(session, proof.kind, proof.output)
        return
    message = "verify.by_hand" if session.case.opened.here else "verify.elsewhere"
    lines = session.item.verify_lines(session.shell_shown)
    session.show(["", *views.commands(session.say(message), lines)])
    session.tell(session.say("linear.paste_end"))
    printed = _printed(session)
    if not printed:
        if not session.pending:
            session.tell(session.say("proof.nothing"))
        return
    proven = told(session.case, printed)
    if proven is None:
        session.tell(session.say("verify.unread"))
        return
    _verified(session, proven.kind, proven.output)


def _printed(session: Linear) -> str:
    """Read what the proof printed; empty when nothing, or a command, is typed instead."""
    first = session.ask_raw("linear.prompt_paste")
    if named(typed(first)) is not None:
        session.pending, first = first, ""
    return read_text(session, first).strip() if first else ""


def _verified(session: Linear, kind: str, output: str) -> None:
    remedy = session.item.remedy.id
    session.advance(session.case.verified(kind, output, time.time(), remedy))
    session.chosen = ""
    session.tell(session.say(f"verify.{kind}"))


def failed(session: Linear, text: str) -> None:
    """Take note that the remedy did not help."""
    session.advance(session.case.tried(session.item.remedy.id, "failed", time.time()))
    session.chosen = ""
    session.tell(session.say("proof.failed"))


def worked(session: Linear, text: str) -> None:
    """Take the person's word that pip works again."""
    session.advance(session.case.tried(session.item.remedy.id, "worked", time.time()))
    session.chosen, session.settled = "", True
    session.tell(session.say("proof.worked"))


def mirrors(session: Linear, text: str) -> None:
    """Name the hosts, ask for consent, test the mirrors, keep the best for the commands."""
    session.tell(session.say("mirrors.hosts"))
    session.show([f"  {host_of(mirror.url)}" for mirror in candidates(session.case)])
    offline = session.case.opened.offline
    if offline or session.choose("mirrors.ask") not in AGREED:
        session.tell(session.say("mirrors.declined"))
        return
    results = examine_candidates(session.case, time.time())
    session.show([result_line(found, session.say) for found in results])
    healthy = best(results)
    if healthy is None:
        session.tell(session.say("mirrors.none_healthy"))
        return
    session.tell(session.say("mirrors.chosen", url=healthy.url))
    session.advance(session.case.give("mirror_url", healthy.url, time.time()))
