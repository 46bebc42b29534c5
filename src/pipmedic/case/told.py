"""The proof of a sick machine that is elsewhere: what pip printed there, pasted here."""

from __future__ import annotations

import re
from typing import Optional

from ..diagnosis.reading import read
from ..remedies.verify import Verdict
from .case import ERROR_FACT, Case
from .verifying import Proof, compared

_WORKS = re.compile(
    r"^\s*(?:Successfully (?:installed|downloaded)|Would install|Saved |Requirement already"
    r" satisfied|已成功)",
    re.M,
)
"""What pip prints at the end of a run that reached its index."""


def told(case: Case, text: str) -> Optional[Proof]:
    """Return what a pasted run of pip proves, or None when it shows no error and no success."""
    reading = read(text, case.knowledge)
    if reading.value(ERROR_FACT):
        return Proof(compared(case, reading.text, Verdict.NEW_ERROR).value, reading.text)
    return Proof(Verdict.WORKS.value, reading.text) if _WORKS.search(reading.text) else None
