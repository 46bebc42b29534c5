"""What the verdicts of one run amount to: counts, clusters, and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .verdicts import State, Verdict

DIMENSIONS = ("site", "os", "pip", "openssl", "python")


@dataclass(frozen=True)
class Cluster:
    """Machines with one cause and one thing in common: mend that thing and all are mended."""

    cause: str
    label: str
    hosts: tuple[str, ...]
    sites: tuple[str, ...]
    remedy: str


@dataclass(frozen=True)
class Summary:
    """One run.

    Attributes:
        states: number of machines in each state; the numbers add up to ``total``.
        causes: number of ill machines by cause, most first.
        tables: for each dimension, (its value, cause) to a number of ill machines.
        clusters: largest first; those of one machine are left out.
        fresh: hosts whose cause is new since the run before; None when there was none.
        mended: hosts that were ill in the run before and are healthy now.
    """

    total: int
    states: Mapping[State, int]
    causes: Sequence[tuple[str, int]]
    tables: Mapping[str, Mapping[tuple[str, str], int]]
    clusters: Sequence[Cluster]
    fresh: Sequence[Verdict] | None = None
    mended: Sequence[Verdict] = ()


def summarise(verdicts: Sequence[Verdict], before: Sequence[Verdict] | None) -> Summary:
    """Return what one run amounts to, compared with the run before if there was one."""
    ill = [item for item in verdicts if item.state is State.ILL]
    causes = Counter(item.cause for item in ill)
    old = {item.host: item for item in before or ()}

    def is_fresh(item: Verdict) -> bool:
        return item.host not in old or old[item.host].cause != item.cause

    def was_ill(item: Verdict) -> bool:
        return item.host in old and old[item.host].state is State.ILL

    return Summary(
        total=len(verdicts),
        states=Counter(item.state for item in verdicts),
        causes=sorted(causes.items(), key=lambda pair: (-pair[1], pair[0])),
        tables={
            name: Counter((str(getattr(item, name)), item.cause) for item in ill)
            for name in DIMENSIONS
        },
        clusters=_clusters(ill),
        fresh=None if before is None else [item for item in ill if is_fresh(item)],
        mended=[item for item in verdicts if item.state is State.HEALTHY and was_ill(item)],
    )


def _clusters(ill: Sequence[Verdict]) -> list[Cluster]:
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for item in ill:
        if item.common:
            groups.setdefault((item.cause, item.common), []).append(item)
    clusters = [
        Cluster(
            cause=cause,
            label=members[0].label,
            hosts=tuple(item.host for item in members),
            sites=tuple(sorted({item.site for item in members if item.site})),
            remedy=members[0].remedy,
        )
        for (cause, _), members in groups.items()
        if len(members) > 1
    ]
    return sorted(clusters, key=lambda cluster: (-len(cluster.hosts), cluster.cause, cluster.label))
