"""Whatever a person pastes: pip's words, or what ``pipmedic collect`` wrote elsewhere."""

from __future__ import annotations

from ..checks.block import BadBlock
from ..checks.collected import NoDocument, holds_collected, load_collected
from ..i18n import Translator
from .case import Case


def take(case: Case, text: str, at: float) -> Case:
    """Return the case after a paste, whichever kind it is.

    Raises:
        ValueError: it is a collected document or block that cannot be used; `complaint` words it.
    """
    if holds_collected(text):
        return case.examine(load_collected(text), "collector", at)
    return case.observe(text, at)


def complaint(error: ValueError, say: Translator) -> str:
    """Return what to tell the person about an error of `take`."""
    if not isinstance(error, BadBlock):
        reason = error.told(say) if isinstance(error, NoDocument) else error
        return say("collect.bad_document", reason=reason)
    return say("collect.bad_line", line=error.line) if error.line else say("collect.missing")
