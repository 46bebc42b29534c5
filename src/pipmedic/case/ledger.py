"""The outcomes file: an append-only log of counts, and what sites hand each other.

The file holds a random site id, one line for each outcome seen here, and one for each import. Only
counts leave it: knowledge version, cause, remedy, environment bucket, quarter, how often.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..diagnosis.learning import Cell, Counts, Tally
from ..i18n import Said, Translator, said
from .outcomes import Outcome
from .store import cut_torn_line, make_private, private

KIND = "pipmedic-outcomes"
SCHEMA = 1
MAX_BYTES = 64_000_000
MAX_COUNT = 10_000_000
MAX_NAME = 400


@dataclass(unsafe_hash=True)
class LedgerError(Exception):
    """An outcomes file that cannot be used."""

    path: Path
    reason: Said

    def told(self, say: Translator) -> str:
        """Return ``name: reason`` in the translator's language."""
        return f"{self.path.name}: {self.reason.told(say)}"

    def __str__(self) -> str:
        """Return ``name: reason`` in English."""
        return f"{self.path.name}: {self.reason}"


@dataclass(frozen=True)
class Ledger:
    """What the outcomes file amounts to.

    Attributes:
        site: this installation's random id; empty while nothing was ever counted.
        counts: own outcomes and those of other sites.
    """

    site: str = ""
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True)
class LedgerFile:
    """The outcomes file on disk; it need not exist."""

    path: Path

    def read(self) -> Ledger:
        """Fold the log; a torn last line, as a kill leaves it, is dropped.

        Raises:
            LedgerError: the file is unreadable or damaged.
        """
        raw = _bytes(self.path, missing_is_empty=True)
        site, others = "", Counts()
        own: dict[Cell, Tally] = {}
        for line in raw.rpartition(b"\n")[0].split(b"\n"):
            record = _json(self.path, line) if line.strip() else {}
            site = site or str(record.get("site", ""))
            if "outcome" in record:
                *where, result = _row(self.path, record["outcome"], 6)
                cell = _cell(self.path, [site, *where])
                own[cell] = own.get(cell, Tally()).after(str(result))
            if "merge" in record:
                others = others.merge(_cells(self.path, record["merge"]))
        return Ledger(site, Counts(own).merge(others))

    def record(
        self, outcomes: Iterable[Outcome], knowledge: str, environment: str, quarter: int
    ) -> None:
        """Count outcomes seen here.

        Raises:
            OSError: the file cannot be written.
        """
        rows = [
            [knowledge, item.cause, item.remedy, environment, quarter, item.result]
            for item in outcomes
        ]
        self._append([{"outcome": row} for row in rows])

    def merge(self, counts: Counts) -> None:
        """Take in the counts of other sites; taking them in twice changes nothing.

        Raises:
            OSError: the file cannot be written.
        """
        self._append([{"merge": _rows(counts)}])

    def reset(self) -> None:
        """Forget everything, the site id included, so that later counts are a new site's."""
        if self.path.exists():
            self.path.unlink()

    def _append(self, records: list[dict[str, Any]]) -> None:
        if not records:
            return
        make_private(self.path.parent)
        if not self.path.exists():
            records = [{"site": os.urandom(8).hex()}, *records]
        lines = b"".join(json.dumps(item).encode("ascii") + b"\n" for item in records)
        with open(self.path, "a+b", buffering=0, opener=private) as file:
            cut_torn_line(file)
            while lines:
                lines = lines[file.write(lines) :]
            os.fsync(file.fileno())


def to_export(counts: Counts) -> str:
    """Return the counts as one JSON object for other sites."""
    return json.dumps({"kind": KIND, "schema": SCHEMA, "cells": _rows(counts)}, indent=1) + "\n"


def read_export(path: Path) -> Counts:
    """Read the counts that another site exported.

    Raises:
        LedgerError: the file is unreadable, or no export of outcomes.
    """
    record = _json(path, _bytes(path))
    if record.get("kind") != KIND or record.get("schema") != SCHEMA:
        raise LedgerError(path, said("outcomes.file.no_export"))
    return _cells(path, record.get("cells"))


def _bytes(path: Path, missing_is_empty: bool = False) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LedgerError(path, said("data.too_large", limit=MAX_BYTES))
        return path.read_bytes()
    except FileNotFoundError:
        if missing_is_empty:
            return b""
        raise LedgerError(path, said("outcomes.file.absent")) from None
    except OSError as error:
        raise LedgerError(path, said("data.unreadable", detail=error.strerror or error)) from error


def _json(path: Path, raw: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise LedgerError(path, said("data.not_json", detail=error)) from error
    if not isinstance(record, dict):
        raise LedgerError(path, said("data.no_object"))
    return record


def _row(path: Path, row: Any, length: int) -> list[Any]:
    if not isinstance(row, list) or len(row) != length:
        raise LedgerError(path, said("outcomes.file.row"))
    return row


def _rows(counts: Counts) -> list[list[Any]]:
    return [[*cell, tally.works, tally.fails] for cell, tally in sorted(counts.cells.items())]


def _cells(path: Path, rows: Any) -> Counts:
    if not isinstance(rows, list):
        raise LedgerError(path, said("outcomes.file.no_cells"))
    found: dict[Cell, Tally] = {}
    for row in rows:
        *where, works, fails = _row(path, row, 8)
        cell = _cell(path, where)
        tally = Tally(_count(path, works), _count(path, fails))
        found[cell] = tally.larger(found.get(cell, Tally()))
    return Counts(found)


def _cell(path: Path, where: list[Any]) -> Cell:
    *names, quarter = where
    if not all(isinstance(name, str) and name.isprintable() for name in names):
        raise LedgerError(path, said("outcomes.file.name"))
    if not all(0 < len(name) <= MAX_NAME for name in names):
        raise LedgerError(path, said("outcomes.file.name_length"))
    site, knowledge, cause, remedy, environment = names
    return Cell(site, knowledge, cause, remedy, environment, _count(path, quarter))


def _count(path: Path, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        raise LedgerError(path, said("outcomes.file.count", found=f"{value!r:.40}"))
    return value
