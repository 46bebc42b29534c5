"""The one door through which foreign text enters."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 400_000
"""Longer texts keep their head and their tail: pip's reason stands near one of them."""

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x9b[0-?]*[ -/]*[@-~]"
    r"|\x1b[ -/]*[0-~]"
)
_KEPT = "\n\t"
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


class NotText(ValueError):
    """Bytes that are no text in any encoding pipmedic knows."""


def decode(raw: bytes) -> str:
    """Return pasted or piped bytes as text: UTF-8, UTF-16 with a mark, GBK, else Latin-1.

    Raises:
        NotText: the bytes look binary.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    sample = raw[:65536]
    if b"\0" in sample or sum(byte < 9 or 13 < byte < 27 for byte in sample) > len(sample) // 20:
        raise NotText("is binary, not text")
    for encoding in ("utf-8-sig", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def sanitize(text: str) -> str:
    """Return text without escape sequences, control, bidi and zero-width characters.

    Line ends become ``\\n``; the result of sanitising twice is that of sanitising once.
    """
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]}\n{text[-half:]}"
    while True:
        cleaner = _ESCAPES.sub("", text)
        if cleaner == text:
            break
        text = cleaner
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(map(_clean, text.split("\n")))


def _clean(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(
        character
        for character in line
        if character in _KEPT or unicodedata.category(character) not in _DROPPED
    )
