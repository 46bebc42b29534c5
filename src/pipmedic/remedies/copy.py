"""Copying text to the person's clipboard: the ways that fit where they sit, honest about each.

`ladder` decides from the environment alone; `copy` climbs it until one way could do something. Over
SSH a local helper would fill the wrong machine's clipboard, so the terminal is asked (OSC 52); tmux
drops that by default, so its own buffer is filled; a file works everywhere.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Optional, Union

import pyperclip

from ..served import served
from . import files

OSC52_LIMIT = 74994
_HELPERS = ("wl-copy", "xclip", "xsel", "pbcopy", "klipper", "clip.exe")


class Route(Enum):
    """One way to hand text over."""

    TMUX = "tmux"
    OSC52 = "osc52"
    HELPER = "helper"
    FILE = "file"


@dataclass(frozen=True)
class Confirmed:
    """The clipboard (or tmux buffer) was read back and holds exactly the text."""

    route: Route


@dataclass(frozen=True)
class SentUnconfirmed:
    """The text was handed on; whether it arrived cannot be seen from here."""

    route: Route


@dataclass(frozen=True)
class WrittenToFile:
    """The text is in this file, and in no clipboard."""

    path: Path


@dataclass(frozen=True)
class NotCopied:
    """No way worked; `tried` says why each did not."""

    tried: tuple[tuple[Route, str], ...]


CopyOutcome = Union[Confirmed, SentUnconfirmed, WrittenToFile, NotCopied]


_REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


class _DidNotWork(Exception):
    """This way cannot be used; the message says why."""


def ladder(
    environment: Mapping[str, str],
    platform: str = sys.platform,
    has_program: Callable[[str], bool] = lambda name: shutil.which(name) is not None,
) -> tuple[Route, ...]:
    """The ways to try, best first, always ending in the file."""
    remote = served(environment) or any(environment.get(name) for name in _REMOTE)
    dumb = environment.get("TERM", "") in ("dumb", "linux") and not _windows(environment, platform)
    routes: list[Route] = []
    if not remote and _has_helper(environment, platform, has_program):
        routes.append(Route.HELPER)
    if environment.get("TMUX") and has_program("tmux"):
        routes.append(Route.TMUX)
    elif not dumb:
        routes.append(Route.OSC52)
    return (*routes, Route.FILE)


def _windows(environment: Mapping[str, str], platform: str) -> bool:
    return platform == "win32" or bool(environment.get("WSL_DISTRO_NAME"))


def _has_helper(
    environment: Mapping[str, str], platform: str, has_program: Callable[[str], bool]
) -> bool:
    """Whether pyperclip has something to work with, without asking it (that may print)."""
    if platform in ("win32", "darwin"):
        return True
    if environment.get("WSL_DISTRO_NAME"):
        return has_program("clip.exe")
    display = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return bool(display) and any(has_program(name) for name in _HELPERS)


def copy(
    text: str,
    write_terminal: Callable[[str], None],
    file: Path,
    routes: Optional[tuple[Route, ...]] = None,
) -> CopyOutcome:
    """Climb the ladder with `text`.

    `write_terminal` sends an escape sequence to the terminal, past whatever draws on it; `file` is
    written when nothing better can be done, readable by its owner only.
    """
    tried: list[tuple[Route, str]] = []
    for route in routes or ladder(os.environ):
        try:
            if route is Route.HELPER:
                return _helper(text)
            if route is Route.TMUX:
                return _tmux(text)
            if route is Route.OSC52:
                write_terminal(osc52(text))
                return SentUnconfirmed(route)
            files.change(file, files.read(file), text.encode("utf-8", "replace"), 0o600)
            return WrittenToFile(file)
        except (_DidNotWork, files.CannotChange, OSError) as error:
            tried.append((route, str(error)))
    return NotCopied(tuple(tried))


def osc52(text: str) -> str:
    """The escape sequence that asks a terminal to take text into its clipboard.

    Source: xterm control sequences, OSC 52. Longer texts are refused because common terminals cut
    or drop them.

    Raises:
        OSError: when the text is too long.
    """
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    if len(encoded) > OSC52_LIMIT:
        raise OSError(f"longer than the {OSC52_LIMIT} characters that terminals take")
    return f"\x1b]52;c;{encoded}\x07"


def _helper(text: str) -> CopyOutcome:
    try:
        pyperclip.copy(text)
    except (pyperclip.PyperclipException, subprocess.SubprocessError) as error:
        raise _DidNotWork(str(error).strip().splitlines()[0]) from error
    try:
        same = str(pyperclip.paste()).replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    except (pyperclip.PyperclipException, OSError, UnicodeError):
        return SentUnconfirmed(Route.HELPER)
    if same:
        return Confirmed(Route.HELPER)
    raise _DidNotWork("the clipboard holds something else afterwards")


def _tmux(text: str) -> CopyOutcome:
    """Fill tmux's buffer, which also passes it on to the outer terminal where that is allowed."""
    data = text.encode("utf-8", "replace")
    load = ["tmux", "load-buffer", "-w", "-"]
    try:
        loaded = subprocess.run(load, input=data, capture_output=True, timeout=5, check=False)
        if loaded.returncode:
            load.remove("-w")
            subprocess.run(load, input=data, capture_output=True, timeout=5, check=True)
        shown = subprocess.run(
            ["tmux", "show-buffer"], capture_output=True, timeout=5, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise _DidNotWork(str(error)) from error
    return Confirmed(Route.TMUX) if shown == data else SentUnconfirmed(Route.TMUX)
