"""Words that a beginner may not know, and finding them in a text."""

from __future__ import annotations

import re
from functools import lru_cache

from ..knowledge import Knowledge

MAX_EXPLAINED = 3
_ENDS = re.compile(r"[:：]")
_EXTRA = re.compile(r"[(（]([^)）]*)[)）]")
_SEPARATORS = re.compile(r"[,，、;；/]")


@lru_cache(maxsize=128)
def _pattern(term: str) -> re.Pattern[str]:
    if term.isascii():
        return re.compile(rf"(?<![a-z0-9]){re.escape(term)}(?:e?s)?(?![a-z0-9])", re.I)
    return re.compile(re.escape(term))


def terms(explanation: str) -> tuple[str, ...]:
    """Return the words that a line such as ``Index (source): ...`` explains, main word first."""
    head = _ENDS.split(explanation, maxsplit=1)[0]
    names = [_EXTRA.sub("", head), *_EXTRA.findall(head)]
    return tuple(
        word.strip() for name in names for word in _SEPARATORS.split(name) if len(word.strip()) > 1
    )


def explained(
    knowledge: Knowledge, text: str, language: str, most: int = MAX_EXPLAINED
) -> tuple[str, ...]:
    """Return one-line explanations of the words in ``text``, in the order they stand in it."""
    found = []
    for entry in knowledge.glossary.values():
        line = entry(language)
        places = [
            hit.start() for word in terms(line) for hit in [_pattern(word).search(text)] if hit
        ]
        if places:
            found.append((min(places), line))
    return tuple(line for _, line in sorted(found)[:most])


def glossary_rows(knowledge: Knowledge, text: str, language: str) -> list[tuple[str, str]]:
    """Return (id, explanation) of the entries that mention every word of ``text``."""
    words = text.lower().split()
    return [
        (name, entry(language))
        for name, entry in knowledge.glossary.items()
        if all(word in f"{name} {entry(language)}".lower() for word in words)
    ]
