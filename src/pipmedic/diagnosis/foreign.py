"""Entries without an evidence table become askable all the same.

An entry in the plain seed schema says nothing about facts, but it has a signature, distinctions
from other causes, versions, systems and workarounds. Each of these becomes a fact with a question
or a remedy with words, so that everything downstream treats such an entry like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Optional

from ..i18n import SUPPORTED, translator
from ..knowledge import (
    Cause,
    Effort,
    Fact,
    FactKind,
    FactValue,
    Knowledge,
    Rate,
    Remedy,
    RemedyUse,
    Signature,
    Text,
    Tier,
    Transition,
)
from ..knowledge.model import Risk, TransitionKind
from ..knowledge.patterns import bounded, why_unsafe
from ..knowledge.weakening import weakens
from .parsers import parse_value

PREFIX = "entry"
"""First part of every id made here; ids of authored facts and remedies never begin with it."""

SIGNATURE = f"{PREFIX}:signature:"
"""First part of the facts that say whether an entry's own words were printed."""

_VERSION_FACTS = ("pip", "python", "openssl")
_MAX_PATTERN = 500
_CORE = re.compile(r"\[(?:SSL|X509|Errno|WinError)[^\]\n]*\][^()\n]*")
_WORD_WEIGHT = 4.0
_DEFAULT_RATE = 0.5
_OS_NAMES = {
    "win": "win",
    "windows": "win",
    "mac": "mac",
    "macos": "mac",
    "darwin": "mac",
    "osx": "mac",
    "linux": "linux",
    "wsl": "wsl",
    "docker": "container",
    "container": "container",
}


def complete(knowledge: Knowledge) -> Knowledge:
    """Return the knowledge with facts and remedies made for entries that bring none.

    Doing it twice changes nothing.
    """
    bare = {c.id: c for c in knowledge.causes.values() if not c.evidence or not c.remedies}
    if not bare:
        return knowledge
    facts: dict[str, Fact] = {}
    remedies: dict[str, Remedy] = {}
    words: dict[str, dict[str, dict[str, str]]] = {}
    uses: dict[str, tuple[RemedyUse, ...]] = {}
    for cause in bare.values():
        if not cause.evidence:
            _evidence(knowledge, cause, facts, words)
        if not cause.remedies and cause.workarounds:
            uses[cause.id] = _remedies(cause, facts, remedies)
    causes = {
        name: replace(
            cause,
            evidence=cause.evidence or words.get(name, {}),
            remedies=cause.remedies or uses.get(name, ()),
        )
        for name, cause in knowledge.causes.items()
    }
    return replace(
        knowledge,
        causes=causes,
        facts={**knowledge.facts, **facts},
        remedies={**knowledge.remedies, **remedies},
        signatures=(
            *knowledge.signatures,
            *(sign for cause in bare.values() if not cause.evidence for sign in _signatures(cause)),
        ),
    )


def _evidence(
    knowledge: Knowledge,
    cause: Cause,
    facts: dict[str, Fact],
    words: dict[str, dict[str, dict[str, str]]],
) -> None:
    mine = words.setdefault(cause.id, {})
    sign = cause.signature or (Text({"en": cause.regex}) if cause.regex else None)
    if sign:
        seen = _worded("signature", sign)
        fact = _yes_no(f"{SIGNATURE}{cause.id}", FactKind.TEXT, cause.signature_share, seen)
        facts[fact.id] = fact
        mine[fact.id] = {"yes": "usual"}
    shown = [str(item.get("version", "")) for item in cause.versions if item.get("version")]
    if shown and not _version_words(knowledge, shown, mine):
        fact = _yes_no(f"{PREFIX}:versions:{cause.id}", FactKind.QUESTION, 0.5, _one_of(shown))
        facts[fact.id] = fact
        mine[fact.id] = {"yes": "usual"}
    _os_words(knowledge, cause, facts, mine)
    for edge in cause.edges(TransitionKind.CONFUSED_WITH):
        other = knowledge.cause(edge.target)
        if other is None or other.id == cause.id or edge.decided_by:
            continue
        fact = _distinction(cause, other, edge)
        facts.setdefault(fact.id, fact)
        mine[fact.id] = {cause.id: "usual", other.id: "rare"}
        if not other.evidence:
            theirs = words.setdefault(other.id, {})
            theirs[fact.id] = {other.id: "usual", cause.id: "rare"}


def _os_words(
    knowledge: Knowledge,
    cause: Cause,
    facts: dict[str, Fact],
    mine: dict[str, dict[str, str]],
) -> None:
    if not cause.os_specific:
        return
    fact = knowledge.facts.get("os")
    named = {_OS_NAMES.get(str(name).lower(), "") for name in cause.os_specific} - {""}
    if fact is not None and named and named < set(fact.shares):
        mine["os"] = {value: "rare" for value in fact.shares if value not in named}
        return
    made = _yes_no(
        f"{PREFIX}:os:{cause.id}", FactKind.QUESTION, 0.5, _one_of(map(str, cause.os_specific))
    )
    facts[made.id] = made
    mine[made.id] = {"yes": "usual"}


def _version_words(
    knowledge: Knowledge, shown: Iterable[str], mine: dict[str, dict[str, str]]
) -> bool:
    """Say of the facts about versions that those not shown are rare; tell whether any was read."""
    listed: dict[str, set[str]] = {}
    for text in shown:
        fact = knowledge.facts.get(text.partition(" ")[0].lower())
        if fact is None or fact.id not in _VERSION_FACTS:
            continue
        parsed = parse_value(fact, text.partition(" ")[2])
        if parsed is not None:
            listed.setdefault(fact.id, set()).add(parsed[0])
    for name, values in listed.items():
        others = set(knowledge.facts[name].shares) - values
        mine[name] = dict.fromkeys(sorted(others), "rare")
    return bool(listed)


def _signatures(cause: Cause) -> Iterable[Signature]:
    """Return what gives the entry away in a pasted text: its pattern, else its own words."""
    fact = f"{SIGNATURE}{cause.id}"
    sign = cause.signature("en")
    core = _CORE.search(sign)
    words = [_literal(item) for item in (sign, core[0] if core else "") if item.strip()]
    pattern = bounded(cause.regex)
    own = [pattern] if pattern and why_unsafe(pattern) is None else []
    for number, pattern in enumerate(dict.fromkeys([*own, *words])):
        yield Signature(f"{fact}:{number}", pattern, fact, "yes")


def _literal(words: str) -> str:
    """Return a pattern for the same words with any numbers and any white space."""
    escaped = re.escape(" ".join(words.split())[:_MAX_PATTERN])
    return re.sub(r"\d+", r"\\d+", re.sub(r"(?:\\ )+", r"\\s+", escaped))


def _worded(message: str, words: Optional[Text] = None, shown: str = "") -> Text:
    """Return a message of the catalogues in every language, around an entry's own words."""
    return Text(
        {
            code: translator(code)(f"foreign.{message}", words=words(code) if words else shown)
            for code in SUPPORTED
        }
    )


def _one_of(names: Iterable[str]) -> Text:
    return _worded("one_of", shown=", ".join(names))


def _yes_no(identifier: str, kind: FactKind, share: float, question: Text) -> Fact:
    return Fact(
        id=identifier,
        kind=kind,
        values=(
            FactValue("yes", _worded("yes"), share),
            FactValue("no", _worded("no"), 1 - share),
        ),
        question=question,
        effort=Effort(0.4, 0.4),
        dont_know=Effort(0.2, 0.1),
    )


def _distinction(cause: Cause, other: Cause, edge: Transition) -> Fact:
    first, second = sorted((cause, other), key=lambda item: item.id)
    return Fact(
        id=f"{PREFIX}:distinction:{first.id}|{second.id}",
        kind=FactKind.QUESTION,
        values=(FactValue(first.id, first.title, 0.5), FactValue(second.id, second.title, 0.5)),
        question=_worded("distinction", edge.distinction),
        effort=Effort(0.7, 0.5),
        dont_know=Effort(0.3, 0.15),
    )


def _remedies(
    cause: Cause, facts: dict[str, Fact], remedies: dict[str, Remedy]
) -> tuple[RemedyUse, ...]:
    uses = []
    for number, item in enumerate(cause.workarounds, start=1):
        remedy = Remedy(
            id=f"{PREFIX}:workaround:{cause.id}:{number}",
            fix_class="workaround",
            title=item.action,
            summary=cause.title,
            operations=({"op": "manual", "text": {c: item.action(c) for c in SUPPORTED}},),
            risk=Risk.WEAKENS if any(map(weakens, item.action.variants.values())) else Risk.CARE,
            sources=item.sources,
            tier=Tier.FOREIGN,
            pack=cause.pack,
        )
        remedies[remedy.id] = remedy
        when: Mapping[str, tuple[str, ...]] = {}
        if item.condition:
            fact = _condition(remedy.id, item.condition)
            facts[fact.id] = fact
            when = {fact.id: ("yes",)}
        rate = _DEFAULT_RATE if item.success_rate is None else min(item.success_rate, 0.95)
        fixes = Rate(rate * _WORD_WEIGHT, (1 - rate) * _WORD_WEIGHT, "ai_generated")
        uses.append(RemedyUse(remedy.id, fixes, when))
    return tuple(uses)


def _condition(remedy: str, words: str) -> Fact:
    return _yes_no(
        f"{PREFIX}:condition:{remedy}", FactKind.PLANNING, 0.6, _worded("condition", shown=words)
    )
