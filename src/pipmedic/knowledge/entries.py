"""One cause out of one entry in the flat seed schema, plain or extended."""

from __future__ import annotations

from typing import Any

from .model import (
    Applies,
    Cause,
    DeadEnd,
    Myth,
    Rate,
    RemedyUse,
    Source,
    Tier,
    Transition,
    TransitionKind,
    Workaround,
)
from .reading import Table
from .text import EMPTY, Text, from_flat
from .words import LIKELIHOOD, PRIOR

_WORD_WEIGHT = 4.0
"""Trials that a typed-in word is worth: little, so that real outcomes soon outvote it."""


def read_cause(data: dict[str, Any], file: str) -> Cause:
    """Build a cause from a parsed JSON entry.

    Empty lists and empty ``action`` strings of the seed schema are tolerated: a dead end or
    workaround without an action says nothing and is left out.

    Raises:
        DataError: naming file, key and reason.
    """
    entry = Table(data, file)
    cause_id = entry.string("id")
    root_cause = from_flat(data, "root_cause")
    if not root_cause:
        raise entry.fail("root_cause", "empty")
    title = from_flat(data, "title") or _first_sentence(root_cause)
    return Cause(
        id=cause_id,
        title=title,
        root_cause=root_cause,
        signature=from_flat(data, "signature"),
        regex=entry.string("regex", ""),
        aliases=entry.strings("aliases"),
        domain=entry.string("domain", "pip"),
        category=entry.string("category", ""),
        family=entry.string("subcategory", "other"),
        mechanism=from_flat(data, "mechanism"),
        prior=_prior(entry),
        applies=_applies(entry.table("applies")),
        evidence=_evidence(entry.table("evidence")),
        remedies=tuple(_remedy_use(item) for item in entry.tables("remedies")),
        workarounds=_workarounds(entry),
        dead_ends=tuple(filter(None, map(_dead_end, entry.tables("dead_ends")))),
        myths=tuple(
            Myth(from_flat(item.data, "claim"), from_flat(item.data, "truth"), _sources(item))
            for item in entry.tables("myths")
        ),
        transitions=_transitions(entry.table("transition_graph")),
        sources=_sources(entry),
        official_doc_url=entry.string("official_doc_url", ""),
        tier=_tier(entry, "verification_tier", Tier.FOREIGN),
        confidence=entry.number("confidence", 0.5) or 0.0,
        tags=entry.strings("tags"),
        versions=tuple(item.data for item in entry.tables("versions")),
        os_specific=entry.table("os_specific").data,
        lab=entry.strings("lab"),
    )


def _first_sentence(text: Text) -> Text:
    def cut(wording: str) -> str:
        for stop in ("。", ". ", "; ", "；"):
            head, found, _ = wording.partition(stop)
            if found:
                return head.strip()
        return wording

    return Text({code: cut(wording)[:120] for code, wording in text.variants.items()})


def _prior(entry: Table) -> float:
    value = entry.data.get("prior", "low")
    if isinstance(value, str):
        if value not in PRIOR:
            raise entry.fail("prior", "no_choice", known=", ".join(PRIOR), found=value)
        return PRIOR[value]
    number = entry.number("prior", PRIOR["low"]) or 0.0
    if number <= 0:
        raise entry.fail("prior", "not_positive")
    return number


def _tier(table: Table, key: str, default: Tier) -> Tier:
    value = table.string(key, default.value)
    try:
        return Tier(value)
    except ValueError:
        known = ", ".join(tier.value for tier in Tier)
        raise table.fail(key, "no_choice", known=known, found=value) from None


def _sources(table: Table) -> tuple[Source, ...]:
    found = []
    for item in table.tables("sources"):
        text = item.string("id", "")
        url = item.string("url", text if text.startswith("http") else "")
        found.append(
            Source(item.string("title", text or url), url, item.string("kind", "documentation"))
        )
    return tuple(found)


def _applies(table: Table) -> Applies:
    return Applies(
        os=table.strings("os"),
        pip=table.strings("pip"),
        python=table.strings("python"),
        openssl=table.strings("openssl"),
        text=from_flat(table.data, "text"),
    )


def _evidence(table: Table) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for fact in table.data:
        words = table.table(fact)
        found[fact] = {}
        for value in words.data:
            word = words.string(value)
            if word not in LIKELIHOOD:
                raise words.fail(value, "no_choice", known=", ".join(LIKELIHOOD), found=word)
            found[fact][value] = word
    return found


def _remedy_use(item: Table) -> RemedyUse:
    return RemedyUse(item.string("id"), _rate(item), item.choices("when"))


def _rate(item: Table) -> Rate:
    value = item.data.get("fixes", "sometimes")
    if isinstance(value, str):
        if value not in LIKELIHOOD:
            raise item.fail("fixes", "no_rate", known=", ".join(LIKELIHOOD))
        mean = LIKELIHOOD[value]
        return Rate(mean * _WORD_WEIGHT, (1 - mean) * _WORD_WEIGHT, value)
    counts = item.table("fixes")
    works, of = counts.number("works"), counts.number("of")
    if works is None or of is None or not 0 <= works <= of:
        raise counts.fail("", "no_count")
    return Rate(works + 1.0, of - works + 1.0, counts.string("test"))


def _dead_end(item: Table) -> DeadEnd | None:
    action = from_flat(item.data, "action")
    if not action:
        return None
    return DeadEnd(
        action,
        from_flat(item.data, "why_fails"),
        from_flat(item.data, "condition"),
        item.number("fail_rate"),
        _sources(item),
    )


def _workarounds(entry: Table) -> tuple[Workaround, ...]:
    translated = entry.strings("workarounds_zh")
    found = []
    for index, item in enumerate(entry.tables("workarounds")):
        how = item.string("how", "") or item.string("action", "") or item.string("id", "")
        if not how:
            continue
        variants = {"en": how}
        if index < len(translated):
            variants["zh"] = translated[index]
        condition = item.string("condition", "")
        rate = item.number("success_rate")
        found.append(Workaround(Text(variants), condition, rate, _sources(item)))
    return tuple(found)


def _transitions(table: Table) -> tuple[Transition, ...]:
    found = []
    for kind in TransitionKind:
        for item in table.tables(kind.value):
            target = item.string("id", "") or item.string("error_id", "")
            if not target:
                raise item.fail("id", "missing")
            distinction = from_flat(item.data, "distinction")
            found.append(
                Transition(
                    kind,
                    target,
                    item.number("probability"),
                    from_flat(item.data, "condition"),
                    distinction or EMPTY,
                    item.string("decided_by", ""),
                    _tier(item, "tier", Tier.ESTIMATED),
                )
            )
    return tuple(found)
