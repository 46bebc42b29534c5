"""The steps of a case: say what it asks for, take a reply, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Optional

from ...case.answers import choices
from ...case.case import Case
from ...case.commands import BY_ID, word_of
from ...case.wording import fact_question, value_words
from ...checks.runner import examine, hosts
from ...diagnosis.choice import AskQuestion, RunChecks, TryRemedy
from ...knowledge import UNKNOWN, Fact
from . import views
from .commands import carry_out
from .desk import quit_
from .doing import check_again, read_text, take_text
from .session import Linear, typed
from .values import give

Lines = Callable[[], list[str]]
ALLOWED = {"": "all", "1": "all", "y": "all", "yes": "all", "2": "local", "3": "none", "0": "none"}


def step(session: Linear) -> None:
    """Do the best next step."""
    state, pending = session.case.state, session.pending
    if pending:
        session.pending = ""
        carry_out(session, pending)
    elif not (session.asked or state.text or state.answers or state.checks):
        start(session)
    elif session.reopened in session.case.knowledge.facts:
        question(session, session.case.knowledge.facts[session.reopened])
    elif state.works or session.settled:
        works(session)
    else:
        _next(session, session.case)


def _next(session: Linear, case: Case) -> None:
    best = case.decision.step
    if isinstance(best, RunChecks):
        checks(session)
    elif isinstance(best, AskQuestion):
        question(session, case.knowledge.facts[best.fact])
    elif (isinstance(best, TryRemedy) or case.plan) and session.items:
        remedy(session)
    else:
        hand_over(session)


def announce(session: Linear, lines: list[str], short: str, user: Lines = list) -> None:
    """Say a step; when it was the last thing announced, only remind of it.

    Args:
        user: returns what the user is told, in the language that is not spoken now.
    """
    if session.both:
        lines = [*lines, *views.for_the_user(user(), session.other)]
    if lines == session.shown:
        session.show(["", short])
    else:
        session.show(lines)
    session.shown = lines


def start(session: Linear) -> None:
    """Take what pip printed, or go on without."""
    session.plan_shown = False
    announce(session, views.start(session.case), session.say("linear.paste"))
    line = session.ask_raw("linear.prompt_paste")
    if not line:
        session.asked = True
        return
    if not carry_out(session, line):
        take_text(session, read_text(session, line))


def checks(session: Linear) -> None:
    """Name the hosts, ask for consent, run the checks."""
    case = session.case
    named = _hosts(case)
    announce(session, views.consent(session.say, named), session.say("checks.title"))
    raw = session.ask_raw("linear.prompt_consent" if named else "linear.prompt_consent_local")
    allowed = ALLOWED.get(typed(raw))
    if allowed is None:
        if not carry_out(session, raw):
            session.tell(session.say("linear.not_understood"))
        return
    touched = named if allowed == "all" else ()
    session.advance(case.consent(touched, allowed != "none", time.time()))
    if allowed != "none":
        _examine(session, offline=allowed == "local" or case.opened.offline)


def _hosts(case: Case) -> tuple[str, ...]:
    opened = case.opened
    try:
        return () if opened.offline else hosts(opened.python, opened.index_url)
    except (OSError, ValueError):
        return ()


def _examine(session: Linear, offline: bool) -> None:
    """Run the checks; what cannot be run, or is stopped, leaves the questions."""
    opened = session.case.opened
    try:
        session.tell(session.say("checks.wait"))
        document = examine(
            opened.python,
            opened.index_url,
            offline,
            lambda event: session.show(views.progress(session.say, event)),
        )
    except KeyboardInterrupt:
        session.tell("")
        session.tell(session.say("checks.stopped"))
        session.advance(session.case.consent((), False, time.time()))
        return
    if not document.get("checks"):
        session.tell(session.say("checks.could_not"))
        session.advance(session.case.consent((), False, time.time()))
        return
    session.advance(session.case.examine(document, "check", time.time()))
    found = views.examined(session.case)
    session.show([session.say("checks.found" if found else "checks.found_nothing"), *found])


def question(session: Linear, fact: Fact) -> None:
    """Ask one question and take a number, a pasted line, or a command."""
    case = session.case
    session.plan_shown = False
    announce(
        session,
        views.question(case, fact),
        fact_question(case, fact.id),
        lambda: views.user_question(case.in_language(session.other), fact),
    )
    pasted = "linear.prompt_question_paste" if fact.parser else "linear.prompt_question"
    raw = session.ask_raw(pasted)
    chosen = _chosen(fact, typed(raw))
    if chosen is None and carry_out(session, raw):
        return
    answered = case.answer(fact.id, raw if chosen is None else chosen, time.time())
    if answered is None:
        session.tell(session.say("linear.not_understood"))
        return
    session.advance(answered)
    value = session.case.state.answers[fact.id].value
    session.tell(session.say("question.noted", answer=value_words(session.case, fact.id, value)))


def _chosen(fact: Fact, reply: str) -> Optional[str]:
    """Return the value that Enter or a number means; None for anything else."""
    values = choices(fact)
    if reply in ("", "0"):
        return UNKNOWN
    if reply.isdecimal() and 1 <= int(reply) <= len(values):
        return values[int(reply) - 1].id
    return None


def remedy(session: Linear) -> None:
    """Say the plan; ask for what its commands need, or take what came of it."""
    case, item = session.case, session.item
    session.plan_shown = True
    missing = next((name for name in item.open if name not in session.put_off), "")
    short = session.say("plan.said.do", title=item.remedy.title(session.language))

    def for_user() -> list[str]:
        return views.user_remedy(item, session.shell_shown, session.other)

    if missing:
        lines = ["", *views.wanted(case, item, missing)]
        announce(session, lines, short, for_user)
        give(session, missing)
        return
    where = "" if case.opened.here else "_elsewhere"
    announce(session, _plan_lines(session, where), short, for_user)
    _outcome(session, session.ask_raw(f"linear.prompt_remedy{where}"))


def _plan_lines(session: Linear, where: str) -> list[str]:
    """Return the plan with as many other remedies as a page has room for."""
    case, item = session.case, session.item
    wanted = (len(session.items),) if session.weak else (views.OTHERS, views.OTHERS // 2, 0)
    lines: list[str] = []
    for most in wanted:
        lines = ["", *views.plan(case, session.items, item, session.shell, most)]
        if item.open:
            word = word_of(BY_ID["value"], session.language)
            lines.append(session.say("value.still", word=word))
        lines += ["", session.say(f"plan.said.then{where}")]
        if session.fits(lines):
            break
    return lines


def _outcome(session: Linear, raw: str) -> None:
    reply = typed(raw)
    if not reply:
        check_again(session, "")
    elif reply.isdecimal() and 1 <= int(reply) <= len(session.items):
        session.chosen = session.items[int(reply) - 1].remedy.id
    elif not carry_out(session, raw):
        session.tell(session.say("linear.not_understood"))


def hand_over(session: Linear) -> None:
    """Say whom to ask for what."""
    said = "linear.sound" if session.case.sound else "linear.hand_over"
    lines = [session.say(said)] if session.case.sound else views.hand_over(session.case)
    announce(session, ["", *lines], session.say(said))
    _ending(session)


def works(session: Linear) -> None:
    """Say that pip works, and take leave."""
    announce(session, ["", session.say("linear.works")], session.say("linear.works"))
    _ending(session)


def _ending(session: Linear) -> None:
    raw = session.ask_raw("linear.prompt_end")
    if not raw:
        quit_(session, "")
    if not carry_out(session, raw):
        session.tell(session.say("linear.not_understood"))
