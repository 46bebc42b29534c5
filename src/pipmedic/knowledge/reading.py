"""Small typed readers for tables that came out of JSON or TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..i18n.said import said
from .errors import DataError

MAX_NUMBER = 1e15


@dataclass(frozen=True)
class Table:
    """A table with its place in a file, so that every complaint names file and key."""

    data: Mapping[str, Any]
    file: str
    path: str = ""

    def fail(self, key: str, reason: str, **values: object) -> DataError:
        """Return the error that names this table's ``key``; ``reason`` is below ``data.``."""
        path = ".".join(part for part in (self.path, key) if part)
        return DataError(self.file, path, said(f"data.{reason}", **values))

    def string(self, key: str, default: str | None = None) -> str:
        """Return a string; ``None`` counts as absent.

        Raises:
            DataError: absent without a default, or not a string.
        """
        value = self.data.get(key)
        if value is None:
            if default is None:
                raise self.fail(key, "missing")
            return default
        if not isinstance(value, str):
            raise self.fail(key, "no_string", found=type(value).__name__)
        return value

    def number(self, key: str, default: float | None = None) -> float | None:
        """Return a number or the default.

        Raises:
            DataError: the value is not a number, or beyond any that is meant, such as NaN.
        """
        value = self.data.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fail(key, "no_number", found=type(value).__name__)
        if not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise self.fail(key, "out_of_range")
        return float(value)

    def flag(self, key: str) -> bool:
        """Return a truth value; absent is false.

        Raises:
            DataError: the value is not true or false.
        """
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "no_flag")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; a single string counts as a list of one.

        Raises:
            DataError: some entry is not a string.
        """
        value = self.data.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(key, "no_strings")
        return tuple(value)

    def table(self, key: str) -> Table:
        """Return a sub-table; absent is empty.

        Raises:
            DataError: the value is not a table.
        """
        value = self.data.get(key)
        path = f"{self.path}.{key}" if self.path else key
        if value is None:
            return Table({}, self.file, path)
        if not isinstance(value, Mapping):
            raise self.fail(key, "no_table")
        return Table(value, self.file, path)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return a list of tables; plain strings in it become ``{"id": text}``.

        Raises:
            DataError: the value is not such a list.
        """
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.fail(key, "no_list")
        path = f"{self.path}.{key}" if self.path else key
        found = []
        for index, item in enumerate(value):
            if isinstance(item, str):
                item = {"id": item}
            if not isinstance(item, Mapping):
                raise self.fail(f"{key}[{index}]", "no_table")
            found.append(Table(item, self.file, f"{path}[{index}]"))
        return tuple(found)

    def choices(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return a table whose every value is a list of strings."""
        inner = self.table(key)
        return {name: inner.strings(name) for name in inner.data}
