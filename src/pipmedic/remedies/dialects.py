"""How each shell says what a remedy needs: variables, files, comments, a command with its env."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from .quoting import (
    Unquotable,
    argv_quote,
    cmd_set_value,
    cmd_text,
    powershell_literal,
    quote,
    quote_command,
)
from .startup_files import STARTUP_FILES
from .target import shell_name

Lines = tuple[str, ...]


@dataclass(frozen=True)
class CommandEnv:
    """Variables set and removed for one command only."""

    sets: tuple[tuple[str, str], ...] = ()
    unsets: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is to be changed."""
        return bool(self.sets or self.unsets)


class Dialect(ABC):
    """The syntax of one shell. Every method may raise `quoting.Unquotable`."""

    comment_mark = "# "
    sudo_exists = True

    def __init__(self, shell: str) -> None:
        """`shell` is a name of `target.SHELLS`."""
        self.shell = shell

    def word(self, value: str) -> str:
        """One argument for a program."""
        return quote(value, self.shell)

    def simple(self, words: Lines) -> str:
        """A command of words."""
        return quote_command(words, self.shell)

    def comment(self, text: str) -> Lines:
        """Text for the person, one comment line per line, made of visible characters only."""
        lines = ("".join(c if c.isprintable() else " " for c in line) for line in text.splitlines())
        return tuple(self.comment_mark + line.rstrip() for line in lines)

    @abstractmethod
    def command(self, words: Lines, env: CommandEnv) -> Lines:
        """A command with its own environment."""

    def allowed_to_fail(self, line: str) -> str:
        """A line whose failure is of no account; nothing to add where failures stop nothing."""
        return line

    @abstractmethod
    def set_env(self, name: str, value: str) -> Lines:
        """A variable for this shell and what it starts."""

    @abstractmethod
    def unset_env(self, names: Lines) -> Lines:
        """Take variables away from this shell; fine when they are not set."""

    @abstractmethod
    def set_user_env(self, name: str, value: str, windows: bool) -> Lines:
        """A variable for every later shell of this person."""

    @abstractmethod
    def unset_user_env(self, names: Lines, windows: bool) -> Lines:
        """Take back `set_user_env`."""

    @abstractmethod
    def write_file(self, path: str, text: str, mode: str) -> Lines:
        """Replace a file with text of whole lines."""

    @abstractmethod
    def append_line(self, path: str, line: str, sudo: bool) -> Lines:
        """Add a line to a file."""

    @abstractmethod
    def delete_file(self, path: str) -> Lines:
        """Delete a file."""


class Posix(Dialect):
    """bash, zsh and POSIX sh."""

    def command(self, words: Lines, env: CommandEnv) -> Lines:
        """`NAME=value command`, or `env -u NAME ... command` where something is removed."""
        line = self.simple(words)
        pairs = "".join(f"{name}={self.word(value)} " for name, value in env.sets)
        if env.unsets:
            removed = "".join(f"-u {name} " for name in env.unsets)
            return (f"env {removed}{pairs}{line}",)
        return (pairs + line,)

    def allowed_to_fail(self, line: str) -> str:
        """`line || true`."""
        return f"{line} || true"

    def set_env(self, name: str, value: str) -> Lines:
        """`export NAME=value`."""
        return (f"export {name}={self.word(value)}",)

    def unset_env(self, names: Lines) -> Lines:
        """`unset NAME ...`."""
        return (f"unset {' '.join(names)}",)

    def set_user_env(self, name: str, value: str, windows: bool) -> Lines:
        """An export line at the end of the start-up file, and in this shell."""
        line = self.set_env(name, value)[0]
        return (f"printf '%s\\n' {self.word(line)} >> ~/{STARTUP_FILES[self.shell]}", line)

    def unset_user_env(self, names: Lines, windows: bool) -> Lines:
        """Delete those export lines (a .bak copy stays), and unset here."""
        rc = f"~/{STARTUP_FILES[self.shell]}"
        edits = " ".join(f"-e '/^export {name}=/d'" for name in names)
        return (f"sed -i.bak {edits} {rc}", *self.unset_env(names))

    def write_file(self, path: str, text: str, mode: str) -> Lines:
        """`printf` into the file, then its mode when it is not the usual one."""
        lines = " ".join(self.word(line) for line in text.split("\n"))
        written = f"printf '%s\\n' {lines} > {self.word(path)}"
        return (written,) if mode == "644" else (written, f"chmod {mode} {self.word(path)}")

    def append_line(self, path: str, line: str, sudo: bool) -> Lines:
        """`printf` onto the end, through `sudo tee` where rights are needed."""
        printed = f"printf '%s\\n' {self.word(line)}"
        if sudo:
            return (f"{printed} | sudo tee -a {self.word(path)} > /dev/null",)
        return (f"{printed} >> {self.word(path)}",)

    def delete_file(self, path: str) -> Lines:
        """`rm -f --`."""
        return (f"rm -f -- {self.word(path)}",)


class Fish(Posix):
    """fish, where it differs."""

    def command(self, words: Lines, env: CommandEnv) -> Lines:
        """`env -u NAME NAME=value command`, which works in every release."""
        line = self.simple(words)
        if not env:
            return (line,)
        removed = "".join(f"-u {name} " for name in env.unsets)
        pairs = "".join(f"{name}={self.word(value)} " for name, value in env.sets)
        return (f"env {removed}{pairs}{line}",)

    def allowed_to_fail(self, line: str) -> str:
        """`line; or true`, which every release reads."""
        return f"{line}; or true"

    def set_env(self, name: str, value: str) -> Lines:
        """`set -gx NAME value`."""
        return (f"set -gx {name} {self.word(value)}",)

    def unset_env(self, names: Lines) -> Lines:
        """`set -e NAME`, once for each scope a variable may be set in."""
        return tuple(f"set -q {name}; and set -e {name}" for name in names)

    def set_user_env(self, name: str, value: str, windows: bool) -> Lines:
        """A universal exported variable."""
        return (f"set -Ux {name} {self.word(value)}",)

    def unset_user_env(self, names: Lines, windows: bool) -> Lines:
        """Erase universal variables."""
        return tuple(f"set -q -U {name}; and set -e -U {name}" for name in names)


class PowerShell(Dialect):
    """Windows PowerShell 5.1 and PowerShell 7."""

    def command(self, words: Lines, env: CommandEnv) -> Lines:
        """Change the variables, run, and put back what they were, whatever happens."""
        line = self.simple(words)
        if not env:
            return (line,)
        names = [name for name, _ in env.sets] + list(env.unsets)
        saved = "; ".join(f"$was_{name} = $env:{name}" for name in names)
        sets = [f"$env:{name} = {powershell_literal(value)}" for name, value in env.sets]
        changed = "; ".join([*sets, *(f"$env:{name} = $null" for name in env.unsets)])
        restored = "; ".join(f"$env:{name} = $was_{name}" for name in names)
        return (f"{saved}; try {{ {changed}; {line} }} finally {{ {restored} }}",)

    def set_env(self, name: str, value: str) -> Lines:
        """`$env:NAME = 'value'`."""
        return (f"$env:{name} = {powershell_literal(value)}",)

    def unset_env(self, names: Lines) -> Lines:
        """`Remove-Item`, silent when not set."""
        paths = ", ".join(f"Env:{name}" for name in names)
        return (f"Remove-Item {paths} -ErrorAction SilentlyContinue",)

    def set_user_env(self, name: str, value: str, windows: bool) -> Lines:
        """The registry on Windows; the profile script elsewhere; and this window."""
        here = self.set_env(name, value)[0]
        if not windows:
            return (f"Add-Content -LiteralPath $PROFILE -Value {powershell_literal(here)}", here)
        literal = powershell_literal(value)
        return (f"[Environment]::SetEnvironmentVariable('{name}', {literal}, 'User')", here)

    def unset_user_env(self, names: Lines, windows: bool) -> Lines:
        """Take variables out of the registry (or the profile script) and this window."""
        if windows:
            lines = tuple(
                f"[Environment]::SetEnvironmentVariable('{name}', $null, 'User')" for name in names
            )
        else:
            lines = tuple(
                "(Get-Content -LiteralPath $PROFILE) -notmatch "
                f"'^\\$env:{name} =' | Set-Content -LiteralPath $PROFILE"
                for name in names
            )
        return (*lines, *self.unset_env(names))

    def write_file(self, path: str, text: str, mode: str) -> Lines:
        """`Set-Content`, in ASCII because version 5 starts every UTF-8 file with a BOM."""
        if not text.isascii():
            raise Unquotable(text, self.shell, "version 5 writes text beyond ASCII with a BOM")
        lines = ", ".join(powershell_literal(line) for line in text.split("\n"))
        target = powershell_literal(path)
        return (f"Set-Content -LiteralPath {target} -Encoding ascii -Value {lines}",)

    def append_line(self, path: str, line: str, sudo: bool) -> Lines:
        """`Add-Content`."""
        where, what = powershell_literal(path), powershell_literal(line)
        return (f"Add-Content -LiteralPath {where} -Value {what}",)

    def delete_file(self, path: str) -> Lines:
        """`Remove-Item`."""
        return (f"Remove-Item -LiteralPath {powershell_literal(path)}",)


class Cmd(Dialect):
    """The Windows command prompt, as typed; batch files would need doubled percent signs."""

    comment_mark = "REM "
    _SETX_LIMIT = 1024

    def comment(self, text: str) -> Lines:
        """REM lines, without the characters that may end a REM; wide twins stand for them."""
        twins = str.maketrans("&|<>^", "＆｜＜＞＾")
        return tuple(line.translate(twins) for line in super().comment(text))

    def command(self, words: Lines, env: CommandEnv) -> Lines:
        """`set` before and after: the window's own former value of that variable is lost."""
        line = self.simple(words)
        if not env:
            return (line,)
        before = [cmd_set_value(name, "") for name in env.unsets]
        before += [cmd_set_value(name, value) for name, value in env.sets]
        after = tuple(cmd_set_value(name, "") for name, _ in env.sets)
        return ("& ".join([*before, line]), *after)

    def set_env(self, name: str, value: str) -> Lines:
        """`set "NAME=value"`."""
        return (cmd_set_value(name, value),)

    def unset_env(self, names: Lines) -> Lines:
        """`set "NAME="`."""
        return tuple(cmd_set_value(name, "") for name in names)

    def set_user_env(self, name: str, value: str, windows: bool) -> Lines:
        """`setx`, which cuts values at 1024 characters, and this window."""
        if len(value) > self._SETX_LIMIT:
            raise Unquotable(value, "cmd", "setx cuts values at 1024 characters")
        return (f"setx {name} {argv_quote(value)}", cmd_set_value(name, value))

    def unset_user_env(self, names: Lines, windows: bool) -> Lines:
        """Delete from the registry, and from this window."""
        deleted = tuple(f"reg delete HKCU\\Environment /v {name} /f" for name in names)
        return (*deleted, *self.unset_env(names))

    def write_file(self, path: str, text: str, mode: str) -> Lines:
        """One redirected `echo(` a line, in ASCII because the code page is not known."""
        if not text.isascii():
            raise Unquotable(text, "cmd", "the code page of the prompt is not known")
        where = self.word(path)
        lines = text.split("\n")
        return tuple(
            f"{'>' if i == 0 else '>>'}{where} echo({cmd_text(line)}"
            for i, line in enumerate(lines)
        )

    def append_line(self, path: str, line: str, sudo: bool) -> Lines:
        """One redirected `echo(`."""
        return (f">>{self.word(path)} echo({cmd_text(line)}",)

    def delete_file(self, path: str) -> Lines:
        """`del`."""
        return (f"del {self.word(path)}",)


_DIALECTS: dict[str, type[Dialect]] = {
    "bash": Posix,
    "zsh": Posix,
    "sh": Posix,
    "fish": Fish,
    "powershell5": PowerShell,
    "powershell7": PowerShell,
    "cmd": Cmd,
}


def dialect(shell: str) -> Dialect:
    """The dialect of a shell.

    Raises:
        UnknownShell: when there is none.
    """
    name = shell_name(shell)
    return _DIALECTS[name](name)
