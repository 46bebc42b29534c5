"""The flows/ files: facts, signatures, remedies, mirrors, issuers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .model import (
    Effort,
    Fact,
    FactKind,
    FactValue,
    Issuer,
    Mirror,
    NearMiss,
    Remedy,
    Risk,
    Signature,
    Source,
    Tier,
)
from .reading import Table
from .text import Text, from_table


def read_facts(data: dict[str, Any], file: str) -> dict[str, Fact]:
    """Read flows/facts.toml.

    Raises:
        DataError: naming file, key and reason.
    """
    root = Table(data, file)
    facts, named = root.table("facts"), root.table("changes")
    changes = {name: named.strings(name) for name in named.data}
    return {name: _fact(name, facts.table(name), changes) for name in facts.data}


def _fact(name: str, table: Table, changes: Mapping[str, tuple[str, ...]]) -> Fact:
    values = tuple(_value(item) for item in table.tables("values"))
    if not values:
        raise table.fail("values", "empty")
    return Fact(
        id=name,
        kind=_kind(table),
        values=values,
        question=_text(table, "question"),
        why=_text(table, "why"),
        how=_text(table, "how"),
        run=table.string("run", ""),
        parser=table.string("parser", ""),
        alias=table.string("alias", ""),
        group=table.string("group", ""),
        effort=_effort(table.table("effort"), Effort(0.5, 0.7)),
        dont_know=_effort(table.table("dont_know"), Effort(0.3, 0.15)),
        changed_by=_changed_by(table, changes),
        check=table.string("check", ""),
    )


def _changed_by(table: Table, changes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return remedy ids and fix classes; a name of the ``changes`` table stands for its list."""
    found = (changes.get(name, (name,)) for name in table.strings("changed_by"))
    return tuple(dict.fromkeys(item for names in found for item in names))


def _kind(table: Table) -> FactKind:
    value = table.string("kind", "question")
    try:
        return FactKind(value)
    except ValueError:
        raise table.fail(
            "kind", "no_choice", known=", ".join(each.value for each in FactKind), found=value
        ) from None


def _text(table: Table, key: str) -> Text:
    return from_table(table.table(key).data)


def _effort(table: Table, default: Effort) -> Effort:
    beginner = table.number("beginner", default.beginner)
    staff = table.number("staff", default.staff)
    return Effort(float(beginner or 0.0), float(staff or 0.0))


def _value(item: Table) -> FactValue:
    return FactValue(
        item.string("id"),
        from_table(
            {code: text for code, text in item.data.items() if len(code) == 2 and code != "id"}
        ),
        item.number("share", 0.0) or 0.0,
        item.strings("members"),
    )


def read_signatures(
    data: dict[str, Any], file: str
) -> tuple[tuple[Signature, ...], dict[str, NearMiss]]:
    """Read flows/signatures.toml: the patterns and the near misses they name.

    Raises:
        DataError: naming file, key and reason.
    """
    table = Table(data, file)
    signatures = tuple(_signature(item) for item in table.tables("signatures"))
    misses = table.table("near_misses")
    return signatures, {
        name: NearMiss(
            name,
            _text(misses.table(name), "title"),
            _text(misses.table(name), "advice"),
            misses.table(name).string("url", ""),
        )
        for name in misses.data
    }


def _signature(item: Table) -> Signature:
    return Signature(
        id=item.string("id"),
        pattern=item.string("pattern"),
        fact=item.string("fact"),
        value=item.string("value", ""),
        capture=item.string("capture", ""),
        rank=int(item.number("rank", 50) or 0),
        near_miss=item.string("near_miss", ""),
        examples=item.strings("examples"),
        also=item.string("also", ""),
        unless=item.string("unless", ""),
    )


def read_remedies(data: dict[str, Any], file: str) -> dict[str, Remedy]:
    """Read flows/remedies.toml.

    Raises:
        DataError: naming file, key and reason.
    """
    remedies = Table(data, file).table("remedies")
    return {name: _remedy(name, remedies.table(name)) for name in remedies.data}


def _remedy(name: str, table: Table) -> Remedy:
    risk = table.string("risk", "safe")
    if risk not in {known.value for known in Risk}:
        raise table.fail(
            "risk", "no_choice", known=", ".join(each.value for each in Risk), found=risk
        )
    return Remedy(
        id=name,
        fix_class=table.string("fix_class"),
        title=_text(table, "title"),
        summary=_text(table, "summary"),
        operations=tuple(item.data for item in table.tables("operations")),
        undo=tuple(item.data for item in table.tables("undo")),
        scopes=table.strings("scopes") or ("user",),
        admin=table.flag("admin"),
        risk=Risk(risk),
        risk_note=_text(table, "risk_note"),
        effort=_effort(table.table("effort"), Effort(3.0, 2.0)),
        recipe=table.string("recipe", ""),
        needs=table.strings("needs"),
        requires=table.choices("requires"),
        sources=tuple(
            Source(
                item.string("title", item.string("url", "")),
                item.string("url", ""),
                item.string("kind", "documentation"),
            )
            for item in table.tables("sources")
        ),
        tier=_tier(table),
    )


def _tier(table: Table) -> Tier:
    value = table.string("tier", "estimated")
    try:
        return Tier(value)
    except ValueError:
        raise table.fail(
            "tier", "no_choice", known=", ".join(each.value for each in Tier), found=value
        ) from None


def read_mirrors(data: dict[str, Any], file: str) -> tuple[Mirror, ...]:
    """Read flows/mirrors.toml.

    Raises:
        DataError: naming file, key and reason.
    """
    return tuple(
        Mirror(
            id=item.string("id"),
            name=_text(item, "name"),
            url=item.string("url"),
            https=item.flag("https"),
            status=item.string("status"),
            evidence_date=item.string("evidence_date", ""),
            source=item.string("source", ""),
            note=_text(item, "note"),
        )
        for item in Table(data, file).tables("mirrors")
    )


def read_issuers(data: dict[str, Any], file: str) -> tuple[Issuer, ...]:
    """Read flows/issuers.toml.

    Raises:
        DataError: naming file, key and reason.
    """
    return tuple(
        Issuer(item.string("id"), _text(item, "name"), item.string("kind"), item.strings("words"))
        for item in Table(data, file).tables("issuers")
    )


def read_glossary(data: dict[str, Any], file: str) -> dict[str, Text]:
    """Read flows/glossary.toml: term id to its one-line explanation.

    Raises:
        DataError: naming file, key and reason.
    """
    terms = Table(data, file).table("terms")
    return {name: from_table(terms.table(name).data) for name in terms.data}
