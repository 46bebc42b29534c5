"""Plain lines on any terminal: wrapped between words, never longer than it is wide.

Nothing here moves the cursor or colours anything, so that a screen reader, a serial console and a
pipe get the same.
"""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ...diagnosis.sanitize import sanitize

MIN_WIDTH = 20
_PIECES = re.compile(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
_MARK = re.compile(r"\s*(?:\d{1,3}\. |[-*|] |[\w/?]{1,2}  )?")
_NOT_FIRST = "，。、；：？！）”’》】…"
"""Chinese punctuation that may not begin a line."""
_NOT_LAST = "（“‘《【"


class Verbatim(str):
    """A line that people copy or compare: written as it is, whatever the width."""

    __slots__ = ()


@dataclass(frozen=True)
class Looks:
    """How lines are written.

    Attributes:
        width: cells of a line; 0 never wraps, for pipes and files.
        height: lines of a page; 0 never waits, for pipes and files.
        ascii: draw with ASCII only.
        both: say each step in the other language as well.
    """

    width: int = 0
    height: int = 0
    ascii: bool = False
    both: bool = False


def terminal_looks(ascii_only: bool, both: bool) -> Looks:
    """Return the looks for standard output: of its terminal's size, or endless if it is none."""
    if not sys.stdout.isatty():
        return Looks(ascii=ascii_only, both=both)
    size = shutil.get_terminal_size()
    return Looks(size.columns, size.lines, ascii_only, both)


def written(line: str, looks: Looks, everything: bool = False) -> list[str]:
    """Return a line as it is written: sanitised, and wrapped unless it is to be copied.

    Args:
        everything: with ``looks.ascii``, replace letters too and not only what draws.
    """
    from ...tui.ascii import to_ascii

    kept = isinstance(line, Verbatim)
    text = sanitize(line)
    if looks.ascii:
        text = to_ascii(text, everything)
    if kept or looks.width < MIN_WIDTH:
        return text.split("\n")
    return [part for each in text.split("\n") for part in wrapped(each, looks.width)]


def wrapped(line: str, width: int) -> list[str]:
    """Break a line between words, or between Chinese characters; what follows is indented alike."""
    if cells(line) <= width:
        return [line]
    match = _MARK.match(line)
    mark = match[0] if match else ""
    indent = " " * min(cells(mark), width // 2)
    found, current = [], mark
    for piece in _pieces(line[len(mark) :]):
        fits = cells(current + piece.rstrip()) <= width
        if not fits and current.strip():
            found.append(current.rstrip())
            current, piece = indent, piece.lstrip()
        while cells(current + piece) > width and cells(piece) > width - len(indent):
            head = _head(piece, width - cells(current))
            found.append(current + head)
            current, piece = indent, piece[len(head) :]
        current += piece
    return [*found, current.rstrip()] if current.strip() else found


def _pieces(text: str) -> Iterator[str]:
    """Yield what may not be broken, with the spaces behind it."""
    held = ""
    for piece in _PIECES.findall(text):
        joined = piece.isspace() or piece[0] in _NOT_FIRST or held[-1:] in tuple(_NOT_LAST)
        if held and not joined:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _head(text: str, room: int) -> str:
    """Return as much of the beginning of a text as fits; at least one character."""
    used = 0
    for number, character in enumerate(text):
        used += cells(character)
        if used > room:
            return text[: max(1, number)]
    return text


def cells(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
