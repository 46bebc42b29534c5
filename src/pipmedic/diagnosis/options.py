"""What the situation allows: who asks, with which rights, reaching what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

BEGINNER = "beginner"
STAFF = "staff"

MAX_QUESTIONS = 6
"""After so many questions a person wants something to do, not another one."""

HAND_OVER_MINUTES = {BEGINNER: 45.0, STAFF: 30.0}
"""What it costs to give the case to somebody else, in minutes of the user's time."""

PERSON_TRUST = {BEGINNER: 0.9, STAFF: 0.95}
"""P(an answer of a person is no accident)."""


@dataclass(frozen=True)
class Options:
    """The limits within which the next step is chosen.

    Attributes:
        audience: ``beginner`` or ``staff``; decides costs and how often "I don't know" comes.
        checks_allowed: checks may still be run by themselves.
        network_allowed: remedies that need a network make sense.
        admin: administrator rights; None when nobody asked yet.
        second_machine: another machine can fetch files; None when nobody asked yet.
        policy_allows_weakening: recorded for the plan; the engine never weakens TLS by itself.
        max_questions: after so many questions only remedies and hand-over are left.
    """

    audience: str = BEGINNER
    checks_allowed: bool = True
    network_allowed: bool = True
    admin: Optional[bool] = None
    second_machine: Optional[bool] = None
    policy_allows_weakening: bool = False
    max_questions: int = MAX_QUESTIONS

    @property
    def service(self) -> float:
        """Return the cost of handing over, in minutes."""
        return HAND_OVER_MINUTES[self.audience]

    @property
    def trust(self) -> float:
        """Return how far a person of this audience is trusted."""
        return PERSON_TRUST[self.audience]


DEFAULTS = Options()
