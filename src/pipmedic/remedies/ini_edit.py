"""Setting and removing one option of a pip configuration file, byte for byte elsewhere.

Works on bytes and on lines: comments, blank lines, odd encodings, CRLF, a BOM, duplicate keys and a
missing final newline stay as they are. What is read as a section, an option or a continuation
follows configparser.RawConfigParser, with which pip reads these files; `_` and `-` in option names
are the same to pip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_SECTION = re.compile(rb"\[(.+)\]")
_OPTION = re.compile(rb"(?P<name>.*?)\s*[=:][ \t]*")
_BOM = b"\xef\xbb\xbf"


class IniFault(Enum):
    """Why a file is not edited."""

    UTF16 = "utf-16"
    BAD_VALUE = "bad-value"
    UNENCODABLE = "unencodable"
    BAD_KEY = "bad-key"


class CannotEdit(ValueError):
    """The file or the value does not allow a safe edit; `fault` says which way."""

    def __init__(self, fault: IniFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class _Line:
    """What one line is: it opens `section`, sets `option` in it, or continues that option."""

    index: int
    section: bytes
    option: bytes | None
    continues: bool = False


def set_option(content: bytes, key: str, value: str, encoding: str = "utf-8") -> bytes:
    """`content` with `key` ("section.option") set; the last of duplicates, which wins, is changed.

    `encoding` is used for a value beyond ASCII unless the file is already valid UTF-8 beyond ASCII.

    Raises:
        CannotEdit: for UTF-16, a value that cannot stand on one line, or one not encodable.
    """
    section, name = _split(key)
    data = _encoded(value, content, encoding)
    lines = content.splitlines(keepends=True)
    own = [line for line in _scan(lines) if (line.section, line.option) == (section, name)]
    starts = [line.index for line in own if not line.continues]
    if not starts:
        return b"".join(_inserted(lines, section, name + b" = " + data))
    rest = {line.index for line in own if line.continues and line.index > starts[-1]}
    lines[starts[-1]] = _replaced(lines[starts[-1]], data)
    return b"".join(line for i, line in enumerate(lines) if i not in rest)


def unset_option(content: bytes, key: str) -> bytes:
    """`content` without any option `key`, duplicates included; sections stay, even when empty.

    Raises:
        CannotEdit: for UTF-16.
    """
    section, name = _split(key)
    _refuse_utf16(content)
    lines = content.splitlines(keepends=True)
    gone = {e.index for e in _scan(lines) if (e.section, e.option) == (section, name)}
    return b"".join(line for i, line in enumerate(lines) if i not in gone)


def get_option(content: bytes, key: str) -> bytes | None:
    """The value that wins for `key`, stripped, continuation lines joined by newlines; or None.

    Raises:
        CannotEdit: for UTF-16.
    """
    section, name = _split(key)
    _refuse_utf16(content)
    lines = content.splitlines(keepends=True)
    value = None
    for entry in _scan(lines):
        if (entry.section, entry.option) != (section, name):
            continue
        if entry.continues and value is not None:
            value += b"\n" + lines[entry.index].strip()
        else:
            value = _OPTION.sub(b"", lines[entry.index], count=1).strip()
    return value


def _split(key: str) -> tuple[bytes, bytes]:
    if not re.match(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\Z", key):
        raise CannotEdit(IniFault.BAD_KEY)
    section, name = key.split(".", 1)
    return section.encode(), _normal(name.encode())


def _normal(name: bytes) -> bytes:
    """An option name as pip compares it."""
    lowered = name.strip().lower().replace(b"_", b"-")
    return lowered[2:] if lowered.startswith(b"--") else lowered


def _refuse_utf16(content: bytes) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content:
        raise CannotEdit(IniFault.UTF16)


def _encoded(value: str, content: bytes, encoding: str) -> bytes:
    _refuse_utf16(content)
    if value != value.strip() or not value.isprintable():
        raise CannotEdit(IniFault.BAD_VALUE)
    if not content.isascii():
        try:
            content.decode("utf-8")
            encoding = "utf-8"
        except UnicodeDecodeError:
            pass
    try:
        return value.encode(encoding)
    except (UnicodeEncodeError, LookupError) as error:
        raise CannotEdit(IniFault.UNENCODABLE) from error


def _scan(lines: list[bytes]) -> Iterator[_Line]:
    """The lines that are neither blank, nor comments, nor in front of the first section."""
    section: bytes | None = None
    option: bytes | None = None
    indent = 0
    for index, line in enumerate(lines):
        text = _text(index, line)
        if not text or text[:1] in (b"#", b";"):
            continue
        depth = len(line) - len(line.lstrip())
        continues = option is not None and depth > indent
        if not continues:
            indent = depth
            section, option = _opened(text, section)
        if section is not None:
            yield _Line(index, section, option, continues)


def _text(index: int, line: bytes) -> bytes:
    """A line without its surroundings, and without the mark that may start the file."""
    return (line[len(_BOM) :] if index == 0 and line.startswith(_BOM) else line).strip()


def _opened(text: bytes, section: bytes | None) -> tuple[bytes | None, bytes | None]:
    """(section, option) from this line on; the option is None on a section's own line."""
    header = _SECTION.match(text)
    if header:
        return header.group(1), None
    option = _OPTION.match(text)
    return section, _normal(option.group("name")) if option and section is not None else None


def _replaced(line: bytes, data: bytes) -> bytes:
    """An option line with another value; name, delimiter, spacing and line ending stay."""
    match = _OPTION.match(line)
    head = match.group() if match else line
    if head[-2:] in (b" =", b" :"):
        head += b" "
    return head + data + line[len(line.rstrip(b"\r\n")) :]


def _inserted(lines: list[bytes], section: bytes, option: bytes) -> list[bytes]:
    """The lines with a new option: at the end of its section, or in a new section at the end."""
    ending = next((e for e in (b"\r\n", b"\n", b"\r") for x in lines[:1] if x.endswith(e)), b"\n")
    within = [entry.index for entry in _scan(lines) if entry.section == section]
    place = within[-1] + 1 if within else len(lines)
    new = [_indent(lines, place) + option + ending]
    if not within:
        blank = [ending] if lines and _text(len(lines) - 1, lines[-1]) else []
        new = [*blank, b"[" + section + b"]" + ending, *new]
    before = lines[:place]
    if before and before[-1] != _BOM and not before[-1].endswith((b"\n", b"\r")):
        before[-1] += ending
    return [*before, *new, *lines[place:]]


def _indent(lines: list[bytes], place: int) -> bytes:
    """White space that keeps the line at `place` from continuing an option put in front of it."""
    for index in range(place, len(lines)):
        text = _text(index, lines[index])
        if text and text[:1] not in (b"#", b";"):
            return lines[index][: len(lines[index]) - len(lines[index].lstrip())]
    return b""
