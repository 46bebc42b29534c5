"""The (fault, pip) pairs as test parameters."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from _pytest.mark.structures import ParameterSet

from .fault import Fault
from .faults import FAULTS
from .pips import PIPS, pip_id


def parameters(quick_pips: Iterable[str], faults: Iterable[Fault] = FAULTS) -> list[ParameterSet]:
    """Every pair that makes sense; those outside the representative part are marked long.

    Args:
        quick_pips: pip versions of the representative part.
    """
    quick = frozenset(quick_pips)
    made = []
    for fault in faults:
        for python, version in PIPS:
            if fault.concerns(version):
                marks = [] if fault.quick and version in quick else [pytest.mark.long]
                pip = pip_id(python, version)
                made.append(pytest.param((fault.id, pip), id=f"{fault.id}-{pip}", marks=marks))
    return made
