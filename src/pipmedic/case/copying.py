"""Copying commands and saying what was really done, for every face alike."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from ..remedies.copy import Confirmed, SentUnconfirmed, WrittenToFile, copy
from .settings import data_folder


def copy_lines(
    lines: tuple[str, ...], say: Callable[..., str], write: Callable[[str], None]
) -> str:
    """Copy lines by the best way there is; return what was done, in words.

    Args:
        say: turns a message id and its values into words.
        write: sends an escape sequence to the terminal.
    """
    file: Path = data_folder() / "commands.txt"
    outcome = copy("\n".join(lines) + "\n", write, file)
    if isinstance(outcome, Confirmed):
        return say("copy.confirmed")
    if isinstance(outcome, SentUnconfirmed):
        return say("copy.sent")
    if isinstance(outcome, WrittenToFile):
        return say("copy.file", where=outcome.path)
    return say("copy.failed")
