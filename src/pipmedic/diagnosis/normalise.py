"""Undoing what logs, terminals and word processors do to a message.

A message arrives with log prefixes, wrapped at the width of somebody's terminal, framed, or with
full-width punctuation. Signatures are written for the message as the program printed it.
"""

from __future__ import annotations

import re

MAX_LINE = 6000
NARROWEST = 38
"""Shorter lines were not broken by a terminal or a logger; nothing is joined to them."""

HEAD, TAIL = 40_000, 80_000
"""Characters of a long text in which signatures are looked for; the reason stands near an end."""

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_LOOKALIKES = {
    ord(character): plain
    for characters, plain in (
        ("“”„‟″「」『』", '"'),
        ("‘’‚‛′", "'"),
        ("【〔", "["),
        ("】〕", "]"),
        ("《", "<"),
        ("》", ">"),
        ("。", "."),
        ("、", ","),
        ("–—−", "-"),
        ("\u00a0\u2007\u202f\u3000", " "),
    )
    for character in characters
}
_PLAIN = {**_LOOKALIKES, **_FULL_WIDTH}

_DATE = r"\d{4}[-/]\d\d[-/]\d\d"
_TIME = r"\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?"
_ZONE = r"(?:Z|[+-]\d\d:?\d\d)?"
_PREFIX = re.compile(
    r"(?:"
    r"[ \t]{0,8}[│┃╎|>]{1,3}(?:[ \t]|$)"  # frames of boxes and tables, quotations
    r"|#\d{1,5}(?: \d{1,7}\.\d{1,4}(?=[ ]|$)| (?=\[| =>|ERROR|DONE))[ ]?"  # docker build, plain
    r"|[ \t]{0,4}=> (?:=> )?#[ ]?"  # docker build, terminal
    r"|\d{1,7}\.\d{2,4}[ ]"  # the tail that docker build repeats
    rf"|\[?{_DATE}(?:T|[ ]){_TIME}{_ZONE}\]?[ \t]{{0,4}}"
    rf"|\[{_TIME}\][a-zA-Z]?:?[ \t]{{0,4}}|{_TIME}[ \t]{{1,4}}"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ ]{1,2}\d{1,2} \d\d:\d\d:\d\d"
    r"(?: [\w.-]{1,64})?(?: [\w./-]{1,64}(?:\[\d{1,9}\])?:)?[ ]"  # syslog
    r"|remote: |##\[[a-z]{3,9}\]|[\w.-]{1,40}_\d{1,3}[ ]{1,8}\| |[\w.-]{1,40}-\d{1,3}[ ]{1,8}\| "
    r"|[\w ./()-]{1,80}\t[\w ./()-]{1,80}\t(?=\d{4}-)"  # job and step, before a time
    r")"
)
_BLANKS = " \t"
_FRAME = "│┃"
_DEPTH = 4


def normalise(text: str) -> str:
    """Return sanitised text line by line as the program printed it: prefixes, frames gone."""
    return "\n".join(_line(line) for line in text.split("\n"))


def forms(normal: str) -> tuple[str, ...]:
    """Return the shapes in which a signature is looked for, the plainest first.

    Args:
        normal: what ``normalise`` returned.

    Returns:
        the lines as they are; all lines joined with a blank, for messages wrapped at a blank; and
        long lines joined with nothing, for messages broken within a word.
    """
    if len(normal) > HEAD + TAIL:
        normal = f"{normal[:HEAD]}\n{normal[-TAIL:]}"
    raw = normal.split("\n")
    if len(raw) < 2:
        return (normal,)
    flat = " ".join(line.strip(_BLANKS) for line in raw)
    tight = "".join(_unindented(line) + ("" if len(line) >= NARROWEST else "\n") for line in raw)
    return (normal, flat, tight)


def _unindented(line: str) -> str:
    """Return a line without its indentation; one blank alone was part of the message."""
    bare = line.lstrip(_BLANKS)
    return line if len(line) - len(bare) == 1 else bare


def _line(line: str) -> str:
    line = line[:MAX_LINE]
    if not line.isascii():
        line = line.translate(_PLAIN)
    for _ in range(_DEPTH):
        match = _PREFIX.match(line)
        if match is None or not match.end():
            break
        line = line[match.end() :]
    return line.rstrip(_BLANKS).rstrip(_FRAME).rstrip(_BLANKS)
