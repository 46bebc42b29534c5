"""Files that people are given: where a ticket is written, and how, for every face alike."""

from __future__ import annotations

from pathlib import Path

from .report import Format
from .saved import SavedCase
from .settings import data_folder
from .store import SUFFIX, make_private, private


def ticket_path(saved: SavedCase, form: Format, at: float) -> Path:
    """Return where the ticket of a case is written; ``at`` names a case that has no file."""
    name = saved.path.name[: -len(SUFFIX)] if saved.path is not None else str(int(at))
    return data_folder() / "tickets" / f"{name}{form.suffix}"


def write_private(path: Path, content: bytes) -> None:
    """Write a file for its owner's eyes only.

    Raises:
        OSError: it cannot be written.
    """
    make_private(path.parent)
    with open(path, "wb", opener=private) as file:
        file.write(content)
