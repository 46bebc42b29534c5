"""Running the real pip of the sick interpreter again, for every face alike."""

from __future__ import annotations

from dataclasses import dataclass

from ..remedies.verify import Verdict, verify
from .case import Case


@dataclass(frozen=True)
class Proof:
    """What the run showed: ``kind`` is a ``remedies.verify.Verdict`` value."""

    kind: str
    output: str


def verify_case(case: Case) -> Proof:
    """Run pip once, read-only and bounded, and compare with the error the case is about.

    A case that began without pip's words has nothing to compare with; a failure is then the same.
    """
    outcome = verify(case.target, case.state.text, package=case.target.package or "pip")
    kind = outcome.verdict
    if kind is Verdict.NEW_ERROR and not case.state.text:
        kind = Verdict.SAME_ERROR
    return Proof(kind.value, outcome.output)
