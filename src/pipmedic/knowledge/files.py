"""Reading data files, bounded in size; every failure names the file. All I/O of this room."""

from __future__ import annotations

import json
import sys
import zlib
from typing import TYPE_CHECKING, Any, Callable, Optional, TypeVar

from .. import toml
from ..i18n.said import said
from .errors import DataError

if TYPE_CHECKING:
    if sys.version_info >= (3, 11):
        from importlib.resources.abc import Traversable as Traversable
    else:
        from importlib.abc import Traversable as Traversable

MAX_FILE_BYTES = 4_000_000
_ID_LENGTH = 40
"""Longer strings are prose and occur once."""
_T = TypeVar("_T")


class Checksum:
    """CRC-32 of everything read: it tells one knowledge from another, and protects nothing.

    A cryptographic digest would bring OpenSSL into the memory of every start; packs, which come
    from outside, have one of their own.
    """

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        """Take in some more bytes."""
        self._value = zlib.crc32(data, self._value)

    def __str__(self) -> str:
        """Return it as eight hexadecimal digits."""
        return f"{self._value:08x}"


def read_bytes(file: Traversable, shown: str, checksum: Optional[Checksum] = None) -> bytes:
    """Return a file's bytes and feed them to the checksum.

    Args:
        shown: the file's name as the user knows it.

    Raises:
        DataError: unreadable or too large.
    """
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise DataError(
            shown, "", said("data.unreadable", detail=error.strerror or error)
        ) from error
    if len(raw) > MAX_FILE_BYTES:
        raise DataError(shown, "", said("data.too_large", limit=MAX_FILE_BYTES))
    if checksum is not None:
        checksum.update(raw)
    return raw


def json_object(raw: bytes, shown: str) -> dict[str, Any]:
    """Return the one JSON object that the bytes hold.

    Raises:
        DataError: not UTF-8, not JSON, or something else than an object.
    """
    try:
        data = _with_one_of_each(json.loads(raw.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise DataError(shown, "", said("data.not_utf8", byte=error.start)) from error
    except (ValueError, RecursionError) as error:
        raise DataError(shown, "", said("data.not_json", detail=error)) from error
    if not isinstance(data, dict):
        raise DataError(shown, "", said("data.no_object"))
    return data


def toml_table(raw: bytes, shown: str) -> dict[str, Any]:
    """Return the TOML document that the bytes hold.

    Raises:
        DataError: not UTF-8 or not TOML.
    """
    try:
        table: dict[str, Any] = _with_one_of_each(toml.loads(raw))
    except UnicodeDecodeError as error:
        raise DataError(shown, "", said("data.not_utf8", byte=error.start)) from error
    except (ValueError, RecursionError) as error:
        raise DataError(shown, "", said("data.not_toml", detail=error)) from error
    return table


def _with_one_of_each(value: Any) -> Any:
    """Return a copy in which equal ids are one string: a third of the memory of knowledge."""
    if isinstance(value, str):
        return sys.intern(value) if len(value) < _ID_LENGTH else value
    if isinstance(value, dict):
        return {_with_one_of_each(key): _with_one_of_each(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_one_of_each(each) for each in value]
    return value


def read_flow(
    root: Traversable,
    name: str,
    read: Callable[[dict[str, Any], str], _T],
    checksum: Optional[Checksum] = None,
) -> _T:
    """Read one file of ``flows/`` below ``root``.

    Raises:
        DataError: unreadable or invalid.
    """
    shown = f"flows/{name}"
    return read(toml_table(read_bytes(root / "flows" / name, shown, checksum), shown), shown)


def json_files(folder: Traversable, shown: str) -> list[Traversable]:
    """Return the JSON files right below a folder, by name.

    Raises:
        DataError: the folder cannot be listed.
    """
    try:
        found = [item for item in folder.iterdir() if item.name.endswith(".json")]
    except OSError as error:
        raise DataError(shown, "", said("data.unreadable", detail=error.strerror)) from error
    return sorted(found, key=lambda item: item.name)
