"""What pip says in plain words, to pick from or to find by an error code."""

from __future__ import annotations

import re

from ..diagnosis.belief import posterior
from ..diagnosis.observations import Observation
from ..diagnosis.reading import read
from ..i18n import translator
from ..knowledge import Knowledge
from .case import Case
from .wording import cause_title

FACT = "error"
LEADING = 5


def search_symptoms(knowledge: Knowledge, text: str, language: str) -> list[tuple[str, str]]:
    """Return (value id, wording) of the kinds of error that fit ``text``, the best first.

    Args:
        text: words, an error code, or a line that pip printed.
    """
    fact = knowledge.facts[FACT]
    words = text.lower().split()
    rows = [
        (value.id, value.text(language))
        for value in fact.values
        if all(word in _haystack(knowledge, value.id) for word in words)
    ]
    said = _read(knowledge, text) if words else ""
    value = fact.value(said) if said else None
    if value is None:
        return rows
    return [(value.id, value.text(language)), *(row for row in rows if row[0] != value.id)]


def _read(knowledge: Knowledge, text: str) -> str:
    found = (item.value for item in read(text, knowledge).observations if item.fact == FACT)
    return next(found, "")


def _haystack(knowledge: Knowledge, value_id: str) -> str:
    value = knowledge.facts[FACT].value(value_id)
    assert value is not None
    patterns = [
        re.sub(r"[\\()?:|\[\]]", " ", item.pattern)
        for item in knowledge.signatures
        if item.fact == FACT and item.value == value_id
    ]
    return " ".join([value_id, value.text("en"), value.text("zh"), *patterns]).lower()


def symptom_page(case: Case, value_id: str) -> str:
    """Return what one kind of error points to when nothing else is known."""
    say = translator(case.language)
    value = case.knowledge.facts[FACT].value(value_id)
    if value is None:
        return ""
    belief = posterior(case.model, (Observation(FACT, value_id, "person"),))
    lines = [value.text(case.language), "", say("symptoms.points")]
    lines += [f"{p:4.0%} {cause_title(case, cause)}" for cause, p in belief.top(LEADING)]
    return "\n".join(lines)
