"""Why the case stands where it stands: what decided, what would change it, what is left to do."""

from __future__ import annotations

import math
from typing import Any

from ..diagnosis.explain import PRIOR
from ..i18n import translator
from .case import Case
from .wording import cause_title, fact_line

MAX_SHOWN = 4
"""Reasons and turning points that a page shows; the record holds all."""


def explanation_record(case: Case) -> dict[str, Any]:
    """Return the explanation of the next step as JSON-ready data, part of the contract."""
    why = case.explanation
    return {
        "leader": why.leader,
        "runner_up": why.runner_up,
        "versus": [
            {"source": item.source, "value": item.value, "log_ratio": round(item.log_ratio, 3)}
            for item in why.versus
        ],
        "would_change": [
            {
                "fact": item.fact,
                "value": item.value,
                "to": item.to,
                "cause": item.cause,
                "p": round(item.p, 4),
            }
            for item in why.flips
        ],
        "branches": [
            {
                "value": item.value,
                "p_answer": round(item.p_answer, 4),
                "cause": item.cause,
                "p": round(item.p, 4),
            }
            for item in why.branches
        ],
        "minutes_left": round(why.minutes_left, 2),
        "steps_left": round(why.steps_left, 2),
    }


def left_line(case: Case) -> str:
    """Return how many minutes and steps are still expected."""
    why = case.explanation
    return translator(case.language)(
        "explain.left", minutes=f"{why.minutes_left:.0f}", steps=f"{max(why.steps_left, 1):.0f}"
    )


def versus_lines(case: Case) -> list[str]:
    """Return why the likeliest cause is ahead of the next one; empty when nothing tells them apart.

    A reason counts as many times as it moves the odds of the one over the other.
    """
    why, say = case.explanation, translator(case.language)
    if not why.versus:
        return []
    lines = [
        say(
            "explain.versus",
            leader=cause_title(case, why.leader),
            other=cause_title(case, why.runner_up),
        )
    ]
    for item in why.versus[:MAX_SHOWN]:
        message = "explain.for" if item.log_ratio > 0 else "explain.against"
        times = f"{math.exp(abs(item.log_ratio)):.1f}"
        lines.append(say(message, reason=_reason(case, item.source, item.value), times=times))
    return lines


def flip_lines(case: Case) -> list[str]:
    """Return what would change the verdict."""
    why, say = case.explanation, translator(case.language)
    if not why.flips:
        return []
    lines = [say("explain.change")]
    for item in sorted(why.flips, key=lambda flip: -flip.p)[:MAX_SHOWN]:
        line = say(
            "explain.flip",
            reason=_reason(case, item.fact, item.to),
            cause=cause_title(case, item.cause),
            p=f"{item.p:.0%}",
        )
        lines.append(line)
    return lines


def _reason(case: Case, source: str, value: str) -> str:
    """Return a fact with a value, or a remedy with its outcome, as words."""
    say = translator(case.language)
    if source == PRIOR:
        return say("explain.prior")
    if source in case.knowledge.facts:
        return fact_line(case, source, value, "")
    remedy = case.knowledge.remedies.get(source)
    title = remedy.title(case.language) if remedy else source
    return f"{title}: {say('outcome.' + value)}"
