"""Something to say, as data: a message id with its values, before any language is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .translator import Translator


@dataclass(frozen=True)
class Said:
    """A message of the catalogues with its values.

    Attributes:
        message: id of the message.
        values: placeholder and value; a value that is itself said is told in the same language.
    """

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def told(self, say: Translator) -> str:
        """Return the wording in the translator's language.

        Raises:
            KeyError: no such message, or a placeholder without a value.
        """
        told = {
            name: value.told(say) if isinstance(value, Said) else value
            for name, value in self.values
        }
        return say(self.message, **told)

    def __str__(self) -> str:
        """Return the English wording, for logs and programs."""
        from .translator import translator

        return self.told(translator("en"))


def said(message: str, **values: object) -> Said:
    """Return a message with its values."""
    return Said(message, tuple(values.items()))
