"""Messages of the program itself, by id, from one folder of TOML files a language.

Every id stands in every language, with the same placeholders, and in one file only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .. import toml
from ..packaged import packaged


@dataclass(frozen=True)
class Translator:
    """Turns message ids into wording.

    Attributes:
        language: code of the catalogue.
        messages: message id to a wording with ``{placeholders}``.
    """

    language: str
    messages: Mapping[str, str]

    def __call__(self, message: str, **values: object) -> str:
        """Return the wording of ``message`` with its placeholders filled.

        Raises:
            KeyError: no such message, or a placeholder without a value.
        """
        wording = self.messages[message]
        return wording.format_map({key: str(value) for key, value in values.items()})

    def has(self, message: str) -> bool:
        """Tell whether the catalogue has this message."""
        return message in self.messages


@cache
def translator(language: str) -> Translator:
    """Load the catalogue of a supported language.

    Raises:
        FileNotFoundError: there is no such catalogue.
        ValueError: two of its files hold the same message id.
    """
    messages: dict[str, str] = {}
    folder = packaged() / "i18n" / "catalogues" / language
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for message, wording in _flat(toml.loads(file.read_bytes())):
            if message in messages:
                raise ValueError(f"{file.name} repeats the message {message}")
            messages[message] = wording
    return Translator(language, messages)


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            found.extend(_flat(value, f"{prefix}{key}."))
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found
