"""``pipmedic diagnose`` without ``--json``: a few lines for people."""

from __future__ import annotations

from ..case.case import Case
from ..i18n import translator
from . import linear_views as views


def summary(case: Case) -> str:
    """Return verdict, plan, dead ends and what to ask next, as plain text."""
    if case.sound:
        found = translator(case.language)("sound.found")
        return "\n".join([found, *views.examined(case)]) + "\n"
    lines = [*views.understood(case), *views.examined(case), *views.suspects(case)]
    lines += views.plan(case, "", 0)
    lines += ["", *views.dead_ends(case), "", *views.why(case)]
    return "\n".join(lines) + "\n"
