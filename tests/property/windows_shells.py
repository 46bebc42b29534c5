"""Models of how Windows' shells read a line, written from their documentation, as test oracles.

They are not the shells: PowerShell and cmd do not run where these tests do.
"""

from __future__ import annotations

import re
import unicodedata

SINGLE = "'\u2018\u2019\u201a\u201b"
DOUBLE = '"\u201c\u201d\u201e'
CMD_SPECIAL = "&|<>()"


class SomethingElseRuns(AssertionError):
    """The line means more than one command with plain words."""


def crt_argv(line: str) -> list[str]:
    """The arguments that CommandLineToArgvW and the C runtime make of a command line."""
    argv: list[str] = []
    current: list[str] = []
    quoted = started = False
    position = 0
    while position < len(line):
        run = re.compile(r"\\*").match(line, position)
        assert run is not None
        slashes, position = len(run.group()), run.end()
        following = line[position : position + 1]
        if following == '"':
            current.append("\\" * (slashes // 2))
            started = True
            if slashes % 2:
                current.append('"')
            elif quoted and line[position + 1 : position + 2] == '"':
                current.append('"')
                position += 1
            else:
                quoted = not quoted
        elif following in (" ", "\t", "") and not (quoted and following):
            current.append("\\" * slashes)
            if started or slashes:
                argv.append("".join(current))
            current, started = [], False
        else:
            current.append("\\" * slashes + following)
            started = True
        position += 1
    if started:
        argv.append("".join(current))
    return argv


def cmd_argv(line: str) -> list[str]:
    """What a program gets from a line at cmd's prompt, where every plain name is a set variable.

    Raises:
        SomethingElseRuns: when a variable is expanded or an operator is met.
    """
    for start in (i for i, c in enumerate(line) if c == "%"):
        end = line.find("%", start + 1)
        name = line[start + 1 : end].split(":")[0] if end > 0 else ""
        if name and "^" not in name:
            raise SomethingElseRuns(f"%{name}% is expanded")
    tail: list[str] = []
    quoted = False
    characters = iter(line)
    for character in characters:
        if character == "^" and not quoted:
            tail.append(next(characters, ""))
        elif character == '"':
            quoted = not quoted
            tail.append(character)
        elif not quoted and character in CMD_SPECIAL:
            raise SomethingElseRuns(f"operator {character}")
        else:
            tail.append(character)
    return crt_argv("".join(tail))


def powershell_words(line: str) -> list[str]:
    """The argument values of a line of bare words and quoted strings, by about_Parsing.

    Raises:
        SomethingElseRuns: for a variable, an operator, or a subexpression other than `$([char]N)`.
    """
    words: list[str] = []
    position = 0
    while position < len(line):
        first = line[position]
        if first == " ":
            position += 1
        elif first in SINGLE:
            text, position = _single(line, position + 1)
            words.append(text)
        elif first in DOUBLE:
            text, position = _double(line, position + 1)
            words.append(text)
        else:
            match = re.compile(r"[^ ]+").match(line, position)
            assert match is not None
            if re.search(r"[^\w.:\\/=+-]", match.group(), re.ASCII):
                raise SomethingElseRuns(match.group())
            words.append(match.group())
            position = match.end()
    return words


def _single(line: str, position: int) -> tuple[str, int]:
    text: list[str] = []
    while line[position] not in SINGLE or line[position + 1 : position + 2] in tuple(SINGLE):
        position += line[position] in SINGLE
        text.append(line[position])
        position += 1
    return "".join(text), position + 1


def _double(line: str, position: int) -> tuple[str, int]:
    units = b""
    while line[position] not in DOUBLE:
        character = line[position]
        code = re.compile(r"\$\(\[char\](\d+)\)").match(line, position)
        if code:
            units += int(code.group(1)).to_bytes(2, "little")
            position = code.end()
            continue
        if character == "$":
            raise SomethingElseRuns("a variable or subexpression is expanded")
        if character == "`":
            position += 1
            character = line[position]
        units += character.encode("utf-16-le")
        position += 1
    return units.decode("utf-16-le"), position + 1


def powershell_argv(line: str, shell: str) -> list[list[str]]:
    """What a native program may get: 7 passes words on, releases of 5 join them in three ways."""
    words = powershell_words(line)
    if shell == "powershell7":
        return [words]
    rules = (_starts_unquoted, _space_outside_quotes, _space_outside_unescaped_quotes)
    return [crt_argv(" ".join(f'"{w}"' if rule(w) else w for w in words)) for rule in rules]


def is_space(character: str) -> bool:
    return unicodedata.category(character) in ("Zs", "Zl", "Zp") or character in "\t\n\v\f\r\x85"


def _starts_unquoted(word: str) -> bool:
    return len(word) > 1 and word[0] != '"' and any(map(is_space, word))


def _space_outside_quotes(word: str) -> bool:
    return any(is_space(c) and word[:i].count('"') % 2 == 0 for i, c in enumerate(word))


def _space_outside_unescaped_quotes(word: str) -> bool:
    unescaped = re.sub(r'\\"', "..", word)
    return any(is_space(c) and unescaped[:i].count('"') % 2 == 0 for i, c in enumerate(word))
