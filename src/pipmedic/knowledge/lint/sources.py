"""Every claim that a person acts on must say where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...i18n.said import said
from ..model import Knowledge, Source, Tier
from .complaint import Complaint

MIN_SOURCES = 2
LAB = "lab"


def causes(knowledge: Knowledge) -> Iterator[Complaint]:
    """A cause needs two different sources or a named lab test."""
    for cause in knowledge.causes.values():
        if len(_different(cause.sources)) < MIN_SOURCES and not cause.lab:
            yield Complaint(cause.id, "missing-source", said("lint.few_sources", count=MIN_SOURCES))
        if cause.tier is Tier.REPRODUCED and not cause.lab:
            yield Complaint(cause.id, "unnamed-lab-test", said("lint.no_lab"))
        yield from _usable(cause.id, cause.sources)


def claims(knowledge: Knowledge) -> Iterator[Complaint]:
    """So does every dead end and every piece of wrong advice."""
    for cause in knowledge.causes.values():
        for end in cause.dead_ends:
            if not end.sources:
                yield Complaint(
                    cause.id, "missing-source", said("lint.dead_end", text=end.action("en"))
                )
            yield from _usable(cause.id, end.sources)
        for myth in cause.myths:
            if not myth.sources:
                yield Complaint(
                    cause.id, "missing-source", said("lint.myth", text=myth.claim("en"))
                )
            yield from _usable(cause.id, myth.sources)


def remedies(knowledge: Knowledge) -> Iterator[Complaint]:
    """So does every remedy."""
    for remedy in knowledge.remedies.values():
        where = f"remedies.{remedy.id}"
        if not remedy.sources:
            yield Complaint(where, "missing-source", said("lint.no_source"))
        if remedy.tier is Tier.REPRODUCED and not any(s.kind == LAB for s in remedy.sources):
            yield Complaint(where, "unnamed-lab-test", said("lint.no_lab_source"))
        yield from _usable(where, remedy.sources)


def _different(sources: Iterable[Source]) -> set[str]:
    return {source.url or source.title for source in sources}


def _usable(where: str, sources: Iterable[Source]) -> Iterator[Complaint]:
    for source in sources:
        if source.url:
            if not source.url.startswith("https://") or any(map(str.isspace, source.url)):
                yield Complaint(where, "bad-source", said("lint.no_https", url=source.url))
        elif source.kind != LAB:
            yield Complaint(where, "bad-source", said("lint.no_address", title=source.title))
