"""What we know, fact by fact: where it came from, what it weighs, and what would change it."""

from __future__ import annotations

from ..diagnosis.observations import Observation
from ..i18n import translator
from .case import Case
from .wording import cause_title, fact_line, fact_question, value_words

_STRONG = 1.1
"""A likelihood ratio of three or more, as a natural logarithm."""


def evidence_rows(case: Case, text: str = "") -> list[tuple[str, str]]:
    """Return (fact id, line) of everything known that mentions every word of ``text``."""
    say = translator(case.language)
    words = text.lower().split()
    rows = [
        (fact, f"{fact_line(case, fact, item.value, '')} [{say('source.' + item.source)}]")
        for fact, item in _latest(case).items()
    ]
    return [row for row in rows if all(word in f"{row[0]} {row[1]}".lower() for word in words)]


def _latest(case: Case) -> dict[str, Observation]:
    return {item.fact: item for item in case.observations if item.fact in case.knowledge.facts}


def evidence_page(case: Case, fact_id: str) -> str:
    """Return one fact with its source, its weight, and what another value would do."""
    item = _latest(case).get(fact_id)
    if item is None:
        return ""
    say = translator(case.language)
    lines = [
        fact_question(case, fact_id),
        "",
        value_words(case, fact_id, item.value, item.detail),
        f"[{say('source.' + item.source)}]",
        "",
        *_weight(case, fact_id),
        *_flip(case, fact_id),
        "",
        say("evidence.change"),
    ]
    return "\n".join(lines)


def _weight(case: Case, fact_id: str) -> list[str]:
    say, why = translator(case.language), case.explanation
    for part in why.versus:
        if part.source != fact_id:
            continue
        ahead, behind = (
            (why.leader, why.runner_up) if part.log_ratio > 0 else (why.runner_up, why.leader)
        )
        message = "evidence.strongly" if abs(part.log_ratio) >= _STRONG else "evidence.weakly"
        return [
            say(message, first=cause_title(case, ahead), second=cause_title(case, behind)),
        ]
    return [say("evidence.neutral")]


def _flip(case: Case, fact_id: str) -> list[str]:
    say = translator(case.language)
    return [
        say(
            "evidence.flip",
            answer=value_words(case, fact_id, flip.to),
            cause=cause_title(case, flip.cause),
        )
        for flip in case.explanation.flips
        if flip.fact == fact_id
    ]
