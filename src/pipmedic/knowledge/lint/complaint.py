"""What the linter says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...i18n.said import Said

if TYPE_CHECKING:
    from ...i18n import Translator


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
    text: Said

    def told(self, say: Translator) -> str:
        """Return ``where: rule: text`` in the translator's language."""
        return f"{self.where}: {self.rule}: {self.text.told(say)}"

    def __str__(self) -> str:
        """Return ``where: rule: text`` in English."""
        return f"{self.where}: {self.rule}: {self.text}"
