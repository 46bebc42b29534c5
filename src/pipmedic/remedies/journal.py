"""The undo journal: one JSON line before each change of a file, and the file's former bytes.

The line is on disk before the file is touched, so after a crash the file's digest alone tells
whether the change happened. Former bytes are kept beside the journal, readable by their owner only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional

import platformdirs

from . import files

_CLOSED, _COMPLETE = "closed", "complete"


@dataclass(frozen=True)
class Entry:
    """One change of one file. Digests are SHA-256 in hex, None for "no such file"."""

    id: str
    batch: str
    time: str
    path: str
    before: Optional[str]
    after: Optional[str]
    mode: int
    folders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """What was changed in one go and can be taken back in one go.

    Attributes:
        complete: whether it was carried out to its end; if not, it was interrupted.
    """

    name: str
    time: str
    paths: tuple[str, ...]
    complete: bool


def _paths(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.path for entry in entries))


class Journal:
    """The journal in one folder; safe to read after any crash."""

    def __init__(self, folder: Optional[Path] = None) -> None:
        """`folder` is made when first written to; by default it is the user's data folder."""
        self.folder = folder or Path(platformdirs.user_data_dir("pipmedic", appauthor=False))
        self.file = self.folder / "undo.jsonl"

    def open_entries(self) -> tuple[Entry, ...]:
        """Changes not yet undone, oldest first. Lines that cannot be read are passed over."""
        entries: dict[str, Entry] = {}
        for record in self._records():
            if "state" in record:
                if record["state"] == _CLOSED:
                    entries.pop(str(record.get("id")), None)
                continue
            try:
                entry = Entry(**{**record, "folders": tuple(record.get("folders", ()))})
            except TypeError:
                continue
            entries[entry.id] = entry
        return tuple(entries.values())

    def batch(self, name: Optional[str] = None) -> tuple[Entry, ...]:
        """The open entries of one batch, oldest first; of the last one when no name is given."""
        entries = self.open_entries()
        wanted = name or (entries[-1].batch if entries else None)
        return tuple(entry for entry in entries if wanted in (entry.batch, entry.id))

    def batches(self) -> tuple[Batch, ...]:
        """The open batches, oldest first."""
        named = [r.get("batch") for r in self._records() if r.get("state") == _COMPLETE]
        found: dict[str, list[Entry]] = {}
        for entry in self.open_entries():
            found.setdefault(entry.batch, []).append(entry)
        return tuple(
            Batch(name, entries[0].time, _paths(entries), name in named)
            for name, entries in found.items()
        )

    def complete(self, batch: str) -> None:
        """Mark a batch as carried out to its end.

        Raises:
            files.CannotChange: the disk takes no more.
        """
        self._append({"batch": batch, "state": _COMPLETE})

    def next_number(self) -> int:
        """A number that no entry has used yet."""
        return 1 + sum(1 for _ in self._records())

    def add(self, entry: Entry, before: Optional[bytes]) -> None:
        """Put an entry, and the bytes it will bring back, on disk.

        Raises:
            files.CannotChange: when that is not possible; then the change must not be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise files.translated(error, self.folder) from error
        if before is not None:
            backup = self.backup(entry)
            files.change(backup, files.read(backup), before, 0o600)
        self._append(asdict(entry))

    def close(self, entries: Iterable[Entry]) -> None:
        """Mark entries as undone (or never done)."""
        for entry in entries:
            self._append({"id": entry.id, "state": _CLOSED})

    def former_bytes(self, entry: Entry) -> Optional[bytes]:
        """The bytes before the change; None when there was no file.

        Raises:
            files.CannotChange: when the backup is missing or is not what was saved.
        """
        if entry.before is None:
            return None
        content = files.read(self.backup(entry))
        if files.digest(content) != entry.before:
            raise files.CannotChange(files.FileFault.CHANGED_MEANWHILE, self.backup(entry))
        return content

    def backup(self, entry: Entry) -> Path:
        """Where the former bytes of a change are kept."""
        return self.folder / f"{entry.id}.before"

    def _records(self) -> list[dict[str, Any]]:
        records = []
        for line in (files.read(self.file) or b"").splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                records.append(record)
        return records

    def _append(self, record: dict[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=True, sort_keys=True).encode() + b"\n"
        content = files.read(self.file) or b""
        torn = b"\n" if content and not content.endswith(b"\n") else b""
        try:
            handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(torn + line)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise files.translated(error, self.file) from error
