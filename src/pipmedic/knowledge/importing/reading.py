"""Finding the entries in a source: a file, a folder of files, JSON lines, or a list in one file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Union

from ...i18n.said import said
from ..errors import DataError
from ..files import read_bytes
from .outcome import Refusal, Refused

SUFFIXES = (".json", ".jsonl", ".ndjson", ".txt")
LISTS = ("errors", "entries", "causes", "canons", "items")
"""Keys under which one file may hold many entries."""

Candidate = tuple[str, Union[dict[str, Any], Refused]]


def candidates(source: Path) -> Iterator[Candidate]:
    """Yield (file name below the source, entry or refusal) for all that could be an entry."""
    for path in _files(source):
        name = path.name if path == source else path.relative_to(source).as_posix()
        yield from _entries(path, name)


def _files(source: Path) -> Iterator[Path]:
    if not source.is_dir():
        yield source
        return
    for folder, names, files in os.walk(source):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix.lower() in SUFFIXES and not path.is_symlink() and _looks_like(path):
                yield path


def _looks_like(path: Path) -> bool:
    """Tell whether a text file begins like JSON; a ``.json`` file always counts."""
    if path.suffix.lower() != ".txt":
        return True
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    except OSError:
        return True


def _entries(path: Path, name: str) -> Iterator[Candidate]:
    try:
        raw = read_bytes(path, name).decode("utf-8-sig")
    except DataError as error:
        yield name, Refused(name, Refusal.UNREADABLE, "", error.reason)
        return
    except UnicodeDecodeError as error:
        yield name, Refused(name, Refusal.NOT_JSON, "", said("data.not_utf8", byte=error.start))
        return
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        for number, line in enumerate(raw.splitlines(), start=1):
            if line.strip():
                yield from _parsed(line, f"{name}#{number}")
        return
    yield from _parsed(raw, name)


def _parsed(text: str, name: str) -> Iterator[Candidate]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield (
            name,
            Refused(name, Refusal.NOT_JSON, "", said("data.not_json", detail=str(error)[:200])),
        )
        return
    if isinstance(data, dict) and "id" not in data:
        listed = next((data[key] for key in LISTS if isinstance(data.get(key), list)), None)
        data = data if listed is None else listed
    many = isinstance(data, list)
    if data == []:
        yield name, Refused(name, Refusal.UNKNOWN_SCHEMA, "", said("import.detail.no_entry"))
    for number, item in enumerate(data if many else [data], start=1):
        shown = f"{name}#{number}" if many else name
        if isinstance(item, dict):
            yield shown, item
        else:
            kind = type(item).__name__
            yield (
                shown,
                Refused(
                    shown, Refusal.UNKNOWN_SCHEMA, "", said("import.detail.no_object", found=kind)
                ),
            )
