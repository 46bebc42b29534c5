r"""One word, quoted so that a shell hands exactly that text to a program, and runs nothing else.

Rules per shell, all for a line typed or pasted at a prompt:

* bash, zsh: bare when harmless; single quotes otherwise; `$'..'` with byte escapes when there are
  control, invisible or undecodable characters, so that a word never spans lines. In `$'..'` also
  `!` is an escape, which keeps history expansion away.
* sh (dash, ash): the same without `$'..'`, which POSIX had not before 2024; control characters
  stand raw inside single quotes.
* fish: in single quotes `\` and `'` are escaped; special characters are unquoted byte escapes.
* PowerShell: single quotes, in which the four typographic single quotes also end the string and
  are doubled like `'`. With characters that cannot stand on a line: double quotes with backtick
  and `$([char]N)`. Version 5 pastes an argument into the command line without escaping embedded
  double quotes and drops empty arguments, so these are escaped for it beforehand, by the rules of
  CommandLineToArgvW; version 7 (from 7.3 on) needs nothing of that.
* cmd: the C runtime's rules first. When the result has no embedded quote and no percent sign it
  stands in one pair of quotes; else every character is escaped with a caret, outside quotes, which
  also breaks up `%NAME%`. Control and formatting characters cannot be given at its prompt, which
  has no escape for them. Delayed expansion is taken to be off, its default, so `!` is an ordinary
  character.

Sources: bash(1), zshmisc(1), POSIX XCU 2.2, fish language documentation, PowerShell's
about_Quoting_Rules and about_Parsing and its tokenizer, `cmd /?`, and CommandLineToArgvW's page.
"""

from __future__ import annotations

import re
import unicodedata

from .target import shell_name


class Unquotable(ValueError):
    """`value` cannot be written as one word for `shell`; `reason` says which character is why."""

    def __init__(self, value: str, shell: str, reason: str) -> None:
        super().__init__(f"cannot be written for {shell}: {reason}")
        self.value = value
        self.shell = shell
        self.reason = reason


_POSIX_BARE = re.compile(r"[A-Za-z0-9_./:+-][A-Za-z0-9_./:+=@,-]*\Z")
_POWERSHELL_BARE = re.compile(
    r"(?:[A-Za-z_.\\/][A-Za-z0-9_.:\\/=+-]*|--?[A-Za-z][A-Za-z0-9-]*|0|[1-9][0-9]{0,8})\Z"
)
_CMD_BARE = re.compile(r"[A-Za-z0-9_./\\:+@-][A-Za-z0-9_./\\:+@-]*\Z")
_POWERSHELL_SINGLE = "'\u2018\u2019\u201a\u201b"
_POWERSHELL_DOUBLE = '"\u201c\u201d\u201e'
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")
_NEVER_IN_CMD = ("Cc", "Cf", "Cs", "Zl", "Zp")


def quote(value: str, shell: str) -> str:
    """`value` as one argument for a native program, in `shell` (a name of `target.SHELLS`).

    Raises:
        Unquotable: when that shell has no way to write it.
        UnknownShell: when the shell is not known.
    """
    shell = shell_name(shell)
    if "\0" in value:
        raise Unquotable(value, shell, "a NUL character ends every argument")
    if shell in ("bash", "zsh"):
        return _posix(value, shell, dollar=True)
    if shell == "sh":
        return _posix(value, shell, dollar=False)
    if shell == "fish":
        return _fish(value)
    if shell == "cmd":
        return _cmd(value)
    return _powershell_argument(value, shell)


def quote_command(words: tuple[str, ...], shell: str) -> str:
    """A whole simple command: the program to run, then its arguments.

    Raises:
        Unquotable, UnknownShell: as `quote` does.
    """
    shell = shell_name(shell)
    head, rest = words[0], [quote(word, shell) for word in words[1:]]
    first = quote(head, shell)
    if shell in ("powershell5", "powershell7"):
        # A program's name is no argument: the argument escapes of version 5 are not for it.
        bare = re.match(r"[A-Za-z_.\\/~][A-Za-z0-9_.:\\/+-]*\Z", head)
        first = head if bare else "& " + powershell_literal(head)
    elif first == head and "=" in head:
        first = f"'{head}'"
    return " ".join([first, *rest])


def _bytes(value: str, shell: str) -> bytes:
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise Unquotable(value, shell, "it holds half of a surrogate pair") from error


def _hidden(character: str) -> bool:
    """Whether a character cannot be seen, or shown safely, on a line."""
    return unicodedata.category(character) in _HIDDEN_CATEGORIES


def _posix(value: str, shell: str, dollar: bool) -> str:
    if _POSIX_BARE.match(value):
        return value
    raw = _bytes(value, shell)
    if dollar and any(_hidden(c) for c in value):
        return "$'" + "".join(_posix_escape(c) for c in value) + "'"
    if not dollar and raw.decode("utf-8", "replace") != value:
        raise Unquotable(value, shell, "it is not valid UTF-8, and sh has no escape for bytes")
    if "'" in value and not re.search(r'["$`\\!]', value):
        return f'"{value}"'
    return "'" + value.replace("'", "'\\''") + "'"


def _posix_escape(character: str) -> str:
    if character in "\\'!" or _hidden(character):
        encoded = character.encode("utf-8", "surrogateescape")
        return "".join(f"\\x{byte:02x}" for byte in encoded)
    return character


def _fish(value: str) -> str:
    if _POSIX_BARE.match(value):
        return value
    _bytes(value, "fish")
    pieces: list[str] = []
    for hidden, run in _runs(value):
        if hidden:
            encoded = run.encode("utf-8", "surrogateescape")
            pieces.extend(f"\\x{b:02x}" if b < 0x80 else f"\\X{b:02x}" for b in encoded)
        else:
            pieces.append("'" + run.replace("\\", "\\\\").replace("'", "\\'") + "'")
    return "".join(pieces) or "''"


def _runs(value: str) -> list[tuple[bool, str]]:
    """`value` cut into stretches that are all hidden or all visible."""
    runs: list[tuple[bool, str]] = []
    for character in value:
        hidden = _hidden(character)
        if runs and runs[-1][0] == hidden:
            runs[-1] = (hidden, runs[-1][1] + character)
        else:
            runs.append((hidden, character))
    return runs


def powershell_literal(value: str) -> str:
    """`value` as a PowerShell string expression, for use anywhere in PowerShell itself.

    Raises:
        Unquotable: when it holds a NUL or an unpaired surrogate.
    """
    if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise Unquotable(value, "powershell", "it holds a NUL or half of a surrogate pair")
    if not any(_hidden(c) for c in value):
        for mark in _POWERSHELL_SINGLE:
            value = value.replace(mark, mark * 2)
        return f"'{value}'"
    return '"' + "".join(_powershell_escape(c) for c in value) + '"'


def _powershell_escape(character: str) -> str:
    if character in "$`" + _POWERSHELL_DOUBLE:
        return "`" + character
    if not _hidden(character):
        return character
    units = character.encode("utf-16-le")
    codes = [int.from_bytes(units[i : i + 2], "little") for i in range(0, len(units), 2)]
    return "".join(f"$([char]{code})" for code in codes)


def _powershell_argument(value: str, shell: str) -> str:
    if _POWERSHELL_BARE.match(value):
        return value
    return powershell_literal(_for_powershell5(value) if shell == "powershell5" else value)


def _for_powershell5(value: str) -> str:
    """What version 5 must be given so that its own, incomplete, joining comes out right.

    It puts double quotes around an argument with white space outside double quotes, and escapes
    nothing; its releases disagree on whether `\"` counts as a quote there. `""` inside quotes,
    which the C runtime (hence Python) reads as one quote, comes out right either way; after a
    backslash no form does.

    Raises:
        Unquotable: for white space together with a backslash before a double quote.
    """
    if not value:
        return '""'
    if not any(_dotnet_space(c) for c in value):
        return re.sub(r'(\\*)"', r'\1\1\\"', value)
    if len(value) > 1 and '"' not in value and not value.endswith("\\"):
        return value
    if '\\"' in value:
        reason = "it holds white space and a backslash before a double quote"
        raise Unquotable(value, "powershell5", reason)
    ended = re.sub(r"(\\+)\Z", r"\1\1", value)
    return '"' + ended.replace('"', '""') + '"'


def _dotnet_space(character: str) -> bool:
    """What System.Char.IsWhiteSpace says of a character."""
    return character in "\t\n\v\f\r\x85" or unicodedata.category(character) in ("Zs", "Zl", "Zp")


def argv_quote(value: str) -> str:
    """`value` as one always-quoted argument for programs that read CommandLineToArgvW's way."""
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', value)
    return '"' + re.sub(r"(\\+)\Z", r"\1\1", escaped) + '"'


def _refuse_in_cmd(value: str, more: str = "") -> None:
    for character in value:
        if unicodedata.category(character) in _NEVER_IN_CMD or character in more:
            reason = f"it cannot take the character U+{ord(character):04X}"
            raise Unquotable(value, "cmd", reason)


def _cmd(value: str) -> str:
    _refuse_in_cmd(value)
    if _CMD_BARE.match(value):
        return value
    quoted = argv_quote(value)
    if '"' not in value and "%" not in value:
        return quoted
    return "".join("^" + character for character in quoted)


def cmd_set_value(name: str, value: str) -> str:
    """`set "NAME=value"`, whose quotes are cmd's own and take no escapes.

    Raises:
        Unquotable: for a double quote, percent sign or control character in `value`.
    """
    _refuse_in_cmd(value, more='"%')
    return f'set "{name}={value}"'


def cmd_text(value: str) -> str:
    """Text for cmd's own `echo(`, every character that means something to cmd escaped.

    Raises:
        Unquotable: for control and formatting characters.
    """
    _refuse_in_cmd(value)
    if not re.search(r'[&|<>()^"%]', value):
        return value
    return "".join("^" + character for character in value)
