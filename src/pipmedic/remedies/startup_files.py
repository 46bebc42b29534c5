"""Variables for every later shell of a person: lines in the shell's start-up file.

fish keeps universal variables and Windows the registry; neither is a file to edit here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Optional

from .target import Target

STARTUP_FILES = {"bash": ".bashrc", "zsh": ".zshrc", "sh": ".profile"}
"""Shell to the file below the home folder that it reads at every start."""


def startup_file(target: Target, environment: Mapping[str, str]) -> Optional[Path]:
    """The file in which the target's shell keeps variables; None where it is no file."""
    name = STARTUP_FILES.get(target.default_shell)
    home = target.home or environment.get("HOME")
    return Path(home, name) if name and home and not target.windows else None


def with_line(content: bytes, line: bytes) -> bytes:
    """`content` with one more line at its end."""
    gap = b"\n" if content and not content.endswith(b"\n") else b""
    return content + gap + line + b"\n"


def without_exports(content: bytes, names: Iterable[str]) -> bytes:
    """`content` without the lines that export one of `names`."""
    alternatives = b"|".join(re.escape(name.encode()) for name in names)
    export = re.compile(rb"export (?:" + alternatives + rb")=")
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if not export.match(line))
