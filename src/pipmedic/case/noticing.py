"""What the checks saw besides: wrong in itself, and no part of what is wrong with pip."""

from __future__ import annotations

from collections.abc import Iterator

from ..checks.findings import Finding, Outcome
from ..diagnosis.belief import observation_factors
from ..diagnosis.observations import Observation
from .case import Case

SYMPTOM = "handshake"
"""How pip fails is what the whole case is about."""


def noticed_besides(case: Case) -> Iterator[Finding]:
    """Yield the findings that are wrong and do not speak for the cause that is named."""
    for finding in case.examination.findings:
        wrong = finding.outcome is Outcome.FAIL and finding.fact != SYMPTOM
        if wrong and not _speaks_for_cause(case, finding):
            yield finding


def _speaks_for_cause(case: Case, finding: Finding) -> bool:
    if case.verdict is None or case.verdict.cause not in case.model_now.causes:
        return False
    seen = Observation(finding.fact, finding.value, "check", "")
    factors = observation_factors(case.model_now, seen)
    return factors.get(case.model_now.causes.index(case.verdict.cause), 1.0) > 1.0
