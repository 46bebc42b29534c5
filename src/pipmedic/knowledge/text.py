"""Text that a person reads, in every language it was written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_LANGUAGE = "en"
_SUFFIX = re.compile(r"^(?P<stem>.+)_(?P<language>[a-z]{2})$")


@dataclass(frozen=True)
class Text:
    """One message in several languages.

    Attributes:
        variants: language code (ISO 639-1) to wording.
    """

    __slots__ = ("variants",)
    variants: Mapping[str, str]

    def __call__(self, language: str) -> str:
        """Return the wording in ``language``, else in English, else any there is."""
        for wanted in (language, DEFAULT_LANGUAGE):
            if self.variants.get(wanted):
                return self.variants[wanted]
        return next((wording for wording in self.variants.values() if wording), "")

    def __bool__(self) -> bool:
        """Tell whether there is any wording at all."""
        return any(self.variants.values())

    def languages(self) -> frozenset[str]:
        """Return the languages that really have a wording."""
        return frozenset(code for code, wording in self.variants.items() if wording)


EMPTY = Text({})


def from_flat(entry: Mapping[str, object], stem: str) -> Text:
    """Collect ``stem`` and ``stem_xx`` keys of a flat JSON entry into one Text.

    The bare key is English, as in the seed schema; ``signature_zh`` is Chinese.
    """
    variants = {}
    plain = entry.get(stem)
    if isinstance(plain, str):
        variants[DEFAULT_LANGUAGE] = plain
    for key, value in entry.items():
        match = _SUFFIX.match(key)
        if match and match["stem"] == stem and isinstance(value, str):
            variants[match["language"]] = value
    return Text(variants) if variants else EMPTY


def from_table(table: Mapping[str, object]) -> Text:
    """Read a TOML table such as ``{en = "...", zh = "..."}``."""
    return Text({code: value for code, value in table.items() if isinstance(value, str)})
