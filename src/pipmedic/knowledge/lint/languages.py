"""Every text in every language, and saying the same: no translation left behind.

What a person would copy or compare must stand in both wordings: placeholders, options, variables,
addresses, file names and numbers. An edited English text whose Chinese was forgotten shows there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...i18n.said import said
from ..model import Cause, Fact, Knowledge, Remedy
from ..text import Text, from_table
from .complaint import Complaint

LANGUAGES = frozenset({"en", "zh"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_LITERALS = {
    "addresses": re.compile(r"https?://[a-z0-9-]+\.[\w.%/#@:-]*[\w/]", re.ASCII),
    "options": re.compile(r"(?<![\w-])--[a-z][a-z-]+", re.ASCII),
    "variables": re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", re.ASCII),
    "files": re.compile(
        r"[\w./~%-]*[a-z][\w-]*\.(?:pem|crt|cer|conf|ini|toml|whl|dll|cnf|py)\b", re.ASCII
    ),
    "versions": re.compile(r"(?<![\w.])\d+(?:\.\d+)+(?![\w.]*\w)", re.ASCII),
}
"""What must stand in every language alike; a made-up name such as HOST may be translated."""

_PROSE = re.compile(r"\b(?:the|an?|is|are|of|to|not|no|in|with|for|and|or|on|your|when|that)\b")
_TITLE = re.compile(r"^[A-Z][a-z]+(?: [a-z]{3,}){2}")


def parity(knowledge: Knowledge) -> Iterator[Complaint]:
    """Every text that people read must exist and agree in all languages."""
    for where, name, text in texts(knowledge):
        yield from compare(where, name, text)


def compare(where: str, name: str, text: Text) -> Iterator[Complaint]:
    """Compare the wordings of one text; a text without any wording has nothing to say."""
    missing = LANGUAGES - text.languages()
    if missing:
        yield Complaint(
            where,
            "missing-language",
            said("lint.missing_language", name=name, missing=", ".join(sorted(missing))),
        )
        return
    english, chinese = text("en"), text("zh")
    if set(_PLACEHOLDER.findall(english)) != set(_PLACEHOLDER.findall(chinese)):
        yield Complaint(where, "placeholder-parity", said("lint.placeholders", name=name))
    if _is_prose(english) and not _HAN.search(chinese):
        yield Complaint(
            where, "untranslated", said("lint.untranslated", name=name, text=chinese[:60])
        )
    for kind, pattern in _LITERALS.items():
        odd = sorted({*pattern.findall(english)} ^ {*pattern.findall(chinese)})
        if odd:
            wrong = said(f"lint.differ.{kind}", name=name, odd=", ".join(odd))
            yield Complaint(where, "stale-language", wrong)


def _is_prose(english: str) -> bool:
    """Tell a sentence or title from commands, names and messages, which no language changes."""
    words = re.sub(r"`[^`]*`", "", english)
    for pattern in _LITERALS.values():
        words = pattern.sub("", words)
    return bool(_PROSE.search(words) or _TITLE.search(words))


def texts(knowledge: Knowledge) -> Iterator[tuple[str, str, Text]]:
    """Yield (where, name, text) for every text that people read."""
    for cause in knowledge.causes.values():
        for name, text in _of_cause(cause):
            yield cause.id, name, text
    for fact in knowledge.facts.values():
        for name, text in _of_fact(fact):
            yield f"facts.{fact.id}", name, text
    for remedy in knowledge.remedies.values():
        for name, text in _of_remedy(remedy):
            yield f"remedies.{remedy.id}", name, text
    for miss in knowledge.near_misses.values():
        yield f"near_misses.{miss.id}", "title", miss.title
        yield f"near_misses.{miss.id}", "advice", miss.advice
    for mirror in knowledge.mirrors:
        yield f"mirrors.{mirror.id}", "name", mirror.name
        yield from _optional(f"mirrors.{mirror.id}", "note", mirror.note)
    for issuer in knowledge.issuers:
        yield f"issuers.{issuer.id}", "name", issuer.name
    for term, text in knowledge.glossary.items():
        yield f"glossary.{term}", "text", text


def _optional(where: str, name: str, text: Text) -> Iterator[tuple[str, str, Text]]:
    if text:
        yield where, name, text


def _of_cause(cause: Cause) -> Iterator[tuple[str, Text]]:
    yield "title", cause.title
    yield "root_cause", cause.root_cause
    yield "mechanism", cause.mechanism
    if cause.applies.text:
        yield "applies.text", cause.applies.text
    for number, end in enumerate(cause.dead_ends):
        yield f"dead_ends[{number}].action", end.action
        yield f"dead_ends[{number}].why_fails", end.why
        if end.condition:
            yield f"dead_ends[{number}].condition", end.condition
    for number, myth in enumerate(cause.myths):
        yield f"myths[{number}].claim", myth.claim
        yield f"myths[{number}].truth", myth.truth
    for item in cause.workarounds:
        yield "workarounds", item.action
    for edge in cause.transitions:
        for name, text in (("condition", edge.condition), ("distinction", edge.distinction)):
            if text:
                yield f"{edge.kind.value} {edge.target}: {name}", text


def _of_fact(fact: Fact) -> Iterator[tuple[str, Text]]:
    yield "question", fact.question
    yield "why", fact.why
    yield "how", fact.how
    for value in fact.values:
        yield value.id, value.text


def _of_remedy(remedy: Remedy) -> Iterator[tuple[str, Text]]:
    yield "title", remedy.title
    yield "summary", remedy.summary
    if remedy.risk_note:
        yield "risk_note", remedy.risk_note
    for number, step in enumerate((*remedy.operations, *remedy.undo)):
        words: Any = step.get("text")
        if isinstance(words, Mapping):
            yield f"operations[{number}].text", from_table(words)
