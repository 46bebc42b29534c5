"""A cause must be mendable and recognisable, and told apart from what it is taken for."""

from __future__ import annotations

from collections.abc import Iterator

from ...i18n.said import said
from ..likelihoods import Likelihoods
from ..model import Knowledge, TransitionKind
from .complaint import Complaint

MIN_RATIO = 2.0
"""An observation counts as evidence for a cause from this likelihood ratio on."""

MIN_DISTANCE = 0.15
"""A fact separates two causes from this total variation distance of its answers on."""


def remedies(knowledge: Knowledge) -> Iterator[Complaint]:
    """Every cause must be mended by something."""
    for cause in knowledge.causes.values():
        if not cause.remedies and not cause.workarounds:
            yield Complaint(cause.id, "no-remedy", said("lint.no_remedy"))


def evidence(knowledge: Knowledge) -> Iterator[Complaint]:
    """Every cause must have a fact whose answer speaks for it rather than for the others."""
    likely = Likelihoods(knowledge)
    for cause in knowledge.causes.values():
        if not cause.evidence:
            yield Complaint(cause.id, "no-discriminating-fact", said("lint.no_evidence"))
        elif max(likely.ratios(cause.id).values(), default=0.0) < MIN_RATIO:
            yield Complaint(cause.id, "no-discriminating-fact", said("lint.no_answer"))


def confusions(knowledge: Knowledge) -> Iterator[Complaint]:
    """What a cause is confused with must be told apart by a fact that really differs."""
    likely = Likelihoods(knowledge)
    for cause in knowledge.causes.values():
        for edge in cause.edges(TransitionKind.CONFUSED_WITH):
            other = knowledge.cause(edge.target)
            if other is None:
                continue
            if not edge.distinction:
                yield Complaint(
                    cause.id, "no-distinction", said("lint.no_distinction", name=edge.target)
                )
            if not edge.decided_by:
                yield Complaint(
                    cause.id, "undecided-confusion", said("lint.no_fact", name=other.id)
                )
            elif (
                edge.decided_by in knowledge.facts
                and likely.distance(cause.id, other.id, edge.decided_by) < MIN_DISTANCE
            ):
                yield Complaint(
                    cause.id,
                    "undecided-confusion",
                    said("lint.same_answers", fact=edge.decided_by, name=other.id),
                )
