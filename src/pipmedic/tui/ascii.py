"""Drawing with ASCII only, for terminals without Unicode."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_DRAWN = {
    "─": "-",
    "━": "-",
    "═": "=",
    "│": "|",
    "┃": "|",
    "║": "|",
    "▁": "_",
    "▔": "-",
    "▀": "-",
    "▄": "_",
    "█": "#",
    "▌": "|",
    "▐": "|",
    "▎": "|",
    "▊": "|",
    "▏": "|",
    "▕": "|",
    "▍": "|",
    "▋": "|",
    "▉": "|",
    "°": "o",
    "…": ".",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "—": "-",
    "–": "-",
    "·": ".",
    "•": "*",
    "●": "*",
    "○": "o",
    "▶": ">",
    "▼": "v",
    "✓": "+",
    "✗": "x",
    "←": "<",
    "→": ">",
    "↑": "^",
    "↓": "v",
    "×": "x",
}
_BOXES = range(0x2500, 0x2580)
_BLOCKS = range(0x2580, 0x25A0)


@lru_cache(maxsize=4096)
def to_ascii(text: str, everything: bool) -> str:
    """Return a text of the same width in cells, drawn with ASCII.

    Args:
        everything: replace other characters too, by question marks; else text stays as it is and
            only drawing characters go.
    """
    if text.isascii():
        return text
    return "".join(_one(character, everything) for character in text)


def _one(character: str, everything: bool) -> str:
    if character.isascii():
        return character
    drawn = _DRAWN.get(character)
    if drawn is not None:
        return drawn
    if ord(character) in _BOXES:
        return "+"
    if ord(character) in _BLOCKS:
        return " "
    if not everything:
        return character
    wide = unicodedata.east_asian_width(character) in "WF"
    return "??" if wide else "?"
