"""``pipmedic diagnose`` without ``--json``: a few lines for people."""

from __future__ import annotations

from ..case.case import Case
from ..case.pages import why_page
from ..case.plan import shells_of
from ..i18n import translator
from .linear import views


def summary(case: Case) -> str:
    """Return verdict, plan, dead ends and what to ask next, as plain text."""
    if case.sound:
        found = translator(case.language)("sound.found")
        return "\n".join([found, *views.examined(case)]) + "\n"
    lines = [*views.understood(case), *views.examined(case), *views.suspects(case)]
    lines += ["", *_plan(case), "", *views.dead_ends(case), "", *why_page(case).splitlines()]
    return "\n".join(lines) + "\n"


def _plan(case: Case) -> list[str]:
    if not case.plan:
        return views.hand_over(case)
    first = case.plan[0]
    lines = views.plan(case, case.plan, first, "")
    name = shells_of(first.target)[0]
    return [
        *lines,
        *views.commands(translator(case.language)("plan.verify"), first.verify_lines(name)),
    ]
