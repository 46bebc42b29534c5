"""What the linter says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """One thing to mend.

    Attributes:
        where: file or id.
        rule: short name of the rule.
        text: what is wrong.
    """

    where: str
    rule: str
    text: str

    def __str__(self) -> str:
        """Return ``where: rule: text``."""
        return f"{self.where}: {self.rule}: {self.text}"
