"""Cases on disk: one append-only file of JSON lines each.

An event is on disk (written and synced) before anybody acts on it, so a kill at any moment loses
nothing. A torn last line, the only damage a kill can do, is dropped on reading.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..i18n import Said, Translator, said
from .events import Event, EventError, Opened, from_record, to_record

SUFFIX = ".case.jsonl"
MAX_CASE_BYTES = 64_000_000
MAX_EVENTS = 20_000
"""More than people and checks make in years; folding takes time with the square of their number."""
_TORN_WINDOW = 4096


@dataclass(unsafe_hash=True)
class CaseFileError(Exception):
    """A case file that cannot be used.

    Attributes:
        path: the file.
        line: 1-based line of the damage; 0 for the whole file.
        reason: what is wrong.
    """

    path: Path
    line: int
    reason: Said

    def told(self, say: Translator) -> str:
        """Return ``name:line: reason`` in the translator's language."""
        return f"{self.path.name}:{self.line}: {self.reason.told(say)}"

    def __str__(self) -> str:
        """Return ``name:line: reason`` in English."""
        return f"{self.path.name}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class CaseStore:
    """The folder that holds a person's cases."""

    folder: Path

    def new(self, at: float) -> Path:
        """Return the path of a case not yet written; ``at`` is seconds since the epoch."""
        return self.folder / f"{int(at)}-{os.urandom(3).hex()}{SUFFIX}"

    def append(self, path: Path, events: Iterable[Event]) -> None:
        """Write events behind those already there, and wait until they are on disk.

        Raises:
            OSError: the folder or file cannot be written.
        """
        make_private(path.parent)
        lines = b"".join(
            json.dumps(to_record(event), ensure_ascii=True).encode("ascii") + b"\n"
            for event in events
        )
        with open(path, "a+b", buffering=0, opener=private) as file:
            cut_torn_line(file)
            while lines:
                lines = lines[file.write(lines) :]
            os.fsync(file.fileno())

    def read(self, path: Path) -> tuple[Event, ...]:
        """Read one case, without a torn last line.

        Raises:
            CaseFileError: the file is unreadable, too large, or damaged before its last line.
        """
        return read_events(path)

    def cases(self) -> tuple[Path, ...]:
        """Return all case files, newest first."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(self.folder.glob(f"*{SUFFIX}"), reverse=True))


def read_events(path: Path) -> tuple[Event, ...]:
    """Read a case file from anywhere.

    Raises:
        CaseFileError: the file is unreadable, too large, or damaged before its last line.
    """
    try:
        if path.stat().st_size > MAX_CASE_BYTES:
            raise CaseFileError(path, 0, said("data.too_large", limit=MAX_CASE_BYTES))
        raw = path.read_bytes()
    except OSError as error:
        raise CaseFileError(
            path, 0, said("data.unreadable", detail=error.strerror or error)
        ) from error
    complete, _, _ = raw.rpartition(b"\n")
    events = tuple(
        _event(path, number, line)
        for number, line in enumerate(complete.split(b"\n"), start=1)
        if line.strip()
    )
    if len(events) > MAX_EVENTS:
        raise CaseFileError(path, MAX_EVENTS + 1, said("event.too_many", limit=MAX_EVENTS))
    if not events or not isinstance(events[0], Opened):
        raise CaseFileError(path, 1, said("event.not_opened"))
    return events


def _event(path: Path, number: int, line: bytes) -> Event:
    try:
        record = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise CaseFileError(path, number, said("data.not_json", detail=error)) from error
    if not isinstance(record, dict):
        raise CaseFileError(path, number, said("event.no_event"))
    try:
        return from_record(record)
    except EventError as error:
        raise CaseFileError(path, number, error.reason) from error


def private(path: str, flags: int) -> int:
    """Open a file that only its owner may read; an ``opener`` for ``open``."""
    return os.open(path, flags, 0o600)


def make_private(folder: Path) -> None:
    """Make a folder, and what is missing above it, for its owner only.

    Raises:
        OSError: it cannot be made.
    """
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def cut_torn_line(file: io.FileIO) -> None:
    """Cut what stands behind the last line end, which is all that a kill can leave."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return
    window = min(size, _TORN_WINDOW)
    while True:
        file.seek(size - window)
        found = file.read(window).rfind(b"\n")
        if found >= 0 or window == size:
            break
        window = min(size, window * 16)
    keep = size - window + found + 1
    if keep != size:
        file.truncate(keep)
