"""Finding and loading kb/ and flows/. The only I/O of this room."""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from .entries import read_cause
from .errors import DataError
from .flows import (
    read_facts,
    read_glossary,
    read_issuers,
    read_mirrors,
    read_remedies,
    read_signatures,
)
from .model import Cause, Knowledge

if sys.version_info >= (3, 11):
    from importlib.resources.abc import Traversable

    import tomllib
else:
    import tomli as tomllib

    if TYPE_CHECKING:
        from importlib.abc import Traversable

MAX_FILE_BYTES = 4_000_000
_T = TypeVar("_T")


def embedded() -> Traversable:
    """Return the folder that holds ``kb`` and ``flows``: inside the package, or the checkout."""
    inside = files("pipmedic") / "data"
    if inside.is_dir():
        return inside
    return Path(__file__).resolve().parents[3]


def load(root: Traversable | None = None) -> Knowledge:
    """Load all knowledge below ``root`` (default: what is embedded).

    Raises:
        DataError: the first file that is missing, unreadable or invalid.
    """
    base = embedded() if root is None else root
    digest = hashlib.sha256()
    flows = base / "flows"
    facts = _toml(flows, "facts.toml", read_facts, digest)
    signatures, near_misses = _toml(flows, "signatures.toml", read_signatures, digest)
    return Knowledge(
        causes=_causes(base / "kb", digest),
        facts=facts,
        signatures=signatures,
        remedies=_toml(flows, "remedies.toml", read_remedies, digest),
        near_misses=near_misses,
        mirrors=_toml(flows, "mirrors.toml", read_mirrors, digest),
        issuers=_toml(flows, "issuers.toml", read_issuers, digest),
        glossary=_toml(flows, "glossary.toml", read_glossary, digest),
        version=digest.hexdigest()[:12],
    )


def _causes(folder: Traversable, digest: Any) -> dict[str, Cause]:
    try:
        entries = sorted(
            (item for item in folder.iterdir() if item.name.endswith(".json")),
            key=lambda item: item.name,
        )
    except OSError as error:
        raise DataError("kb", "", f"cannot be read: {error.strerror}") from error
    found: dict[str, Cause] = {}
    for item in entries:
        cause = load_cause(item, digest)
        if cause.id in found:
            raise DataError(f"kb/{item.name}", "id", f"{cause.id!r} is used twice")
        found[cause.id] = cause
    if not found:
        raise DataError("kb", "", "holds no causes")
    return found


def load_cause(file: Traversable, digest: Any = None) -> Cause:
    """Load one kb/ entry.

    Raises:
        DataError: the file is unreadable, no JSON, or no usable entry.
    """
    name = f"kb/{file.name}"
    raw = _bytes(file, name, digest)
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError(name, "", f"is not UTF-8 (byte {error.start})") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(name, "", f"is not valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise DataError(name, "", "must hold one JSON object")
    return read_cause(data, name)


def _toml(
    folder: Traversable, name: str, read: Callable[[dict[str, Any], str], _T], digest: Any
) -> _T:
    shown = f"flows/{name}"
    raw = _bytes(folder / name, shown, digest)
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(shown, "", f"is not UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(shown, "", f"is not valid TOML: {error}") from error
    return read(data, shown)


def _bytes(file: Traversable, name: str, digest: Any) -> bytes:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DataError(name, "", f"cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_FILE_BYTES:
        raise DataError(name, "", f"is larger than {MAX_FILE_BYTES} bytes")
    if digest is not None:
        digest.update(raw)
    return raw
