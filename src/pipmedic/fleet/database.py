"""The results of all runs in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from .verdicts import State, Verdict

COLUMNS = tuple(field.name for field in fields(Verdict))
SCHEMA = f"""
create table if not exists runs (id integer primary key, at real not null, name text not null);
create table if not exists machines (
    run integer not null references runs (id), {", ".join(COLUMNS)}
);
create index if not exists machines_of_run on machines (run, host);
"""


@contextmanager
def database(path: Path | None) -> Iterator[sqlite3.Connection]:
    """Open the database file, or one in memory, and close it.

    Raises:
        sqlite3.Error: the file is no database or cannot be written.
    """
    with closing(sqlite3.connect(str(path) if path else ":memory:")) as connection:
        connection.executescript(SCHEMA)
        yield connection


def add_run(
    connection: sqlite3.Connection, at: float, name: str, verdicts: Iterable[Verdict]
) -> int:
    """Write one run, whole or not at all; return its number."""
    marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    with connection:
        cursor = connection.execute("insert into runs (at, name) values (?, ?)", (at, name))
        run = int(cursor.lastrowid or 0)
        connection.executemany(
            f"insert into machines values ({marks})", ((run, *_row(item)) for item in verdicts)
        )
    return run


def _row(verdict: Verdict) -> tuple[object, ...]:
    return tuple(item.value if isinstance(item, State) else item for item in astuple(verdict))


def machines(connection: sqlite3.Connection, run: int) -> list[Verdict]:
    """Return the machines of one run in the order of their arrival."""
    columns = ", ".join(COLUMNS)
    rows = connection.execute(
        f"select {columns} from machines where run = ? order by rowid", (run,)
    )
    return [_verdict(dict(zip(COLUMNS, row))) for row in rows]


def _verdict(row: dict[str, Any]) -> Verdict:
    return Verdict(**{**row, "state": State(row["state"])})


def run_before(connection: sqlite3.Connection, run: int) -> int | None:
    """Return the number of the run before this one, if there was one."""
    row = connection.execute("select max(id) from runs where id < ?", (run,)).fetchone()
    return None if row[0] is None else int(row[0])
