"""Running the real pip of the sick interpreter again, for every face alike."""

from __future__ import annotations

from dataclasses import dataclass

from ..diagnosis.reading import read
from ..remedies.verify import Verdict, verify
from .case import ERROR_FACT, Case

HIDDEN = "no-match"
"""Value of the fact ``error`` when pip kept the reason to itself."""


@dataclass(frozen=True)
class Proof:
    """What the run showed: ``kind`` is a ``remedies.verify.Verdict`` value."""

    kind: str
    output: str


def verify_case(case: Case) -> Proof:
    """Run pip once, read-only and bounded, and compare with the error the case is about."""
    outcome = verify(case.target, case.state.text, package=case.target.package or "pip")
    kind = outcome.verdict
    if kind in (Verdict.SAME_ERROR, Verdict.NEW_ERROR):
        kind = compared(case, outcome.output, kind)
    return Proof(kind.value, outcome.output)


def compared(case: Case, output: str, otherwise: Verdict) -> Verdict:
    """Tell whether ``output`` shows the error that the case is about, or a new one.

    The kind of error decides, then the host that failed. A case without pip's words has nothing to
    compare with; a failure is then the same.

    Args:
        otherwise: the verdict when the kind of one of the two errors is not known.
    """
    table = case.model.facts.get(ERROR_FACT)
    reading = read(output, case.knowledge)
    before, after = case.error, reading.value(ERROR_FACT)
    if not before or HIDDEN in (before, after):
        return (
            otherwise if case.state.text and HIDDEN not in (before, after) else Verdict.SAME_ERROR
        )
    if not after or table is None:
        return otherwise
    failing = {reading.hosts.failing, case.reading.hosts.failing if case.reading else ""} - {""}
    same = table.covers(before, (after,)) and len(failing) < 2
    return Verdict.SAME_ERROR if same else Verdict.NEW_ERROR
