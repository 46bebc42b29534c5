"""Causes that no course of answers can ever put first."""

from __future__ import annotations

from collections.abc import Iterator

from ...i18n.said import said
from ..likelihoods import Likelihoods
from ..model import Cause, Knowledge, TransitionKind
from .complaint import Complaint


def unreachable(knowledge: Knowledge) -> Iterator[Complaint]:
    """A cause must come first on the answers that speak most for it.

    One without evidence must at least bring something that a question can be made of.
    """
    likely = Likelihoods(knowledge)
    for cause in knowledge.causes.values():
        if not cause.evidence:
            if not _can_be_asked(cause):
                yield Complaint(cause.id, "unreachable-cause", said("lint.unrecognisable"))
            continue
        answers = likely.best_case(cause.id)
        scores = {name: likely.score(name, answers) for name in knowledge.causes}
        rivals = [name for name in scores if name != cause.id and scores[name] >= scores[cause.id]]
        if rivals:
            ahead = max(rivals, key=scores.__getitem__)
            yield Complaint(cause.id, "unreachable-cause", said("lint.ahead", name=ahead))


def _can_be_asked(cause: Cause) -> bool:
    return bool(
        cause.signature
        or cause.regex
        or cause.versions
        or cause.os_specific
        or cause.edges(TransitionKind.CONFUSED_WITH)
    )
