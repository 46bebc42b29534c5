"""A file that a person names instead of pasting what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from ..diagnosis.reading import decode

MAX_BYTES = 32_000_000
_MAX_NAME = 1_000


def file_named(text: str) -> Optional[Path]:
    """Return the file that a text is the path of and nothing else; terminals paste what is dropped.

    Only a whole path counts, so that no word of a message is taken for a file.
    """
    name = text.strip().strip("'\"")
    if "\n" in name or not 0 < len(name) <= _MAX_NAME:
        return None
    try:
        path = Path(name).expanduser()
        return path if path.is_absolute() and path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def text_of(path: Path) -> str:
    """Return what a file holds.

    Raises:
        OSError: it cannot be read.
        ValueError: it holds no text.
    """
    with path.open("rb") as file:
        return decode(file.read(MAX_BYTES))
