"""What a person may want to look at: each command tells something and changes nothing.

Evidence and answers are the exception: choosing one asks it again.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...case.evidence_view import evidence_rows
from ...case.pages import cause_page, why_page
from ...case.replay_view import replay_page
from ...case.wording import fact_line
from . import views
from .picking import BACK, pick
from .session import Linear, typed


def again(session: Linear, text: str) -> None:
    """Say the present step again."""
    session.shown = None


def why(session: Linear, text: str) -> None:
    """Say why this step comes next."""
    session.show_pages(["", *why_page(session.case).splitlines()])


def suspects(session: Linear, text: str) -> None:
    """Tell the causes that are still likely, with their likelihood."""
    session.show_pages(["", *views.suspects(session.case)])


def ruled_out(session: Linear, text: str) -> None:
    """Tell what it is not, with reasons."""
    session.show_pages(["", *views.ruled_out(session.case)])


def dead_ends(session: Linear, text: str) -> None:
    """Tell what does not help, and why."""
    session.show_pages(["", *views.dead_ends(session.case)])


def picture(session: Linear, text: str) -> None:
    """Describe the way to the index and the certificate chain."""
    session.show_pages(["", *views.picture(session.case)])


def tree(session: Linear, text: str) -> None:
    """Tell the path taken and what can still come; a number opens a branch or asks a step again."""
    from ...case.pictures import NO_NODE, decisions, with_outline
    from ...case.tree import tree_of

    session.tell(session.say("busy.thinking"))
    compiled, opened = tree_of(session.case), set[int]()
    while True:
        rows = with_outline(session.case, decisions(session.case), compiled, opened)
        usable = [row for row in rows if row.fact or row.node != NO_NODE]
        session.show_pages(["", *views.tree(session.case, rows, usable)])
        reply = session.choose("tree.prompt")
        if not reply.isdecimal() or not 1 <= int(reply) <= len(usable):
            return
        row = usable[int(reply) - 1]
        if row.fact:
            session.reopened = row.fact
            return
        opened ^= {row.node}


def replay(session: Linear, text: str) -> None:
    """Tell everything that happened in the case."""
    session.show_pages(["", *replay_page(session.case).splitlines()])


def plan(session: Linear, text: str) -> None:
    """Show the plan as it stands, whatever the next step is."""
    session.plan_shown = bool(session.items)
    if not session.items:
        session.show(["", *views.hand_over(session.case)])
        return
    lines = views.plan(session.case, session.items, session.item, session.shell, len(session.items))
    session.show_pages(["", *lines])


def known(session: Linear, text: str) -> None:
    """Tell what we know and from where, and what was noticed besides; let it be corrected."""
    session.show(views.noticed(session.case))
    while True:
        fact = pick(
            session,
            "page.known",
            lambda words, language: evidence_rows(session.case.in_language(language), words),
            text,
        )
        if fact is None:
            return
        session.show_pages(["", *views.evidence(session.case, fact)])
        if typed(session.ask("known.prompt")) not in BACK:
            session.reopened = fact
            return
        text = ""


def trail(session: Linear, text: str) -> None:
    """Tell the answers so far; choosing one asks it again, and keeps the later ones."""
    facts = list(session.case.state.answers)
    wanted = typed(text)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(facts):
        session.reopened = facts[int(wanted) - 1]
        return

    def rows(words: str, language: str) -> list[tuple[str, str]]:
        case = session.case.in_language(language)
        answers = session.case.state.answers.values()
        told = [
            (item.fact, fact_line(case, item.fact, item.value, item.detail))
            for item in answers
            if item.fact in case.knowledge.facts
        ]
        return [row for row in told if words.lower() in row[1].lower()]

    if not rows("", session.language):
        session.tell(session.say("linear.no_trail"))
        return
    session.reopened = pick(session, "trail.title", rows, text) or ""


def glossary(session: Linear, text: str) -> None:
    """Explain words, one line each."""
    from ...case.glossary import glossary_rows

    knowledge = session.case.knowledge
    found = glossary_rows(knowledge, text, session.language) if text else []
    if text:
        session.show_pages(["", *(_lines(found) or [session.say("picker.nothing")])])
        return
    pick(
        session,
        "page.glossary",
        lambda words, language: glossary_rows(knowledge, words, language),
    )


def _lines(rows: Sequence[tuple[str, str]]) -> list[str]:
    return [f"  {wording}" for _, wording in rows]


def knowledge(session: Linear, text: str) -> None:
    """Browse the causes, found by id, error code, message or words."""
    from ...case.search import search

    known = session.case.knowledge

    def rows(words: str, language: str) -> list[tuple[str, str]]:
        return [(name, known.causes[name].title(language)) for name in search(known, words).causes]

    while True:
        name = pick(session, "page.knowledge", rows, text)
        if name is None:
            return
        session.show_pages(["", *cause_page(known, name, session.language).splitlines()])
        text = ""
        session.ask("pick.back")
