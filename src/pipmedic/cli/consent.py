"""Showing a change, asking for consent, making it: the same dialogue wherever lines are typed."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..case.applying import Offer, carry_out, offer_lines, outcome_text
from ..i18n import Translator
from ..remedies.apply import Applied

AGREED = ("y", "yes", "是")


def change_with_consent(
    given: Offer,
    say: Translator,
    ask: Callable[[str], str],
    tell: Callable[[str], None],
    shell: str = "",
) -> bool:
    """Show an offer and carry it out when the person agrees; tell whether it was carried out.

    Args:
        ask: shows a prompt and reads one line; nothing but a clear yes counts as consent.
        tell: writes one line.
    """
    for line in offer_lines(given, say, shell):
        tell(line)
    if not given.possible:
        return False
    if ask(say("applying.ask")).strip().lower() not in AGREED:
        tell(say("applying.declined"))
        return False
    outcome = carry_out(given, time.time())
    tell(outcome_text(outcome, say))
    return isinstance(outcome, Applied)
