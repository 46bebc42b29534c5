"""Running the real pip of the sick interpreter again, for every face alike."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Optional

from ..diagnosis.reading import read
from ..remedies.as_done import AsDone, as_done
from ..remedies.verify import Verdict, verify
from .case import ERROR_FACT, HIDDEN, Case
from .plan import PlanItem


@dataclass(frozen=True)
class Proof:
    """What the run showed: ``kind`` is a ``remedies.verify.Verdict`` value."""

    kind: str
    output: str


def may_run(case: Case) -> bool:
    """Tell whether pipmedic may run pip: the machine is this one, and nobody forbade it.

    Otherwise a person runs it, and what it printed is read by ``told``.
    """
    return case.opened.here and case.opened.checks and not case.opened.offline


def verify_case(case: Case, item: Optional[PlanItem] = None) -> Proof:
    """Run pip once, read-only and bounded, and compare with the error the case is about.

    Args:
        item: the remedy that was carried out; what it set for one window or gave to one command
            is given to pip again.
    """
    done = AsDone(os.environ)
    if item is not None and not item.open:
        done = as_done(item.operations, item.target, item.values, os.environ)
    package = case.target.package or "pip"
    outcome = verify(
        case.target, case.state.text, environment=done.environment, package=package,
        options=done.options,
    )  # fmt: skip
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
