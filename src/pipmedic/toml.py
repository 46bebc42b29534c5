"""TOML, parsed beforehand where the single file's build has done so.

Parsing TOML takes a fifth of a headless run. The build puts `data/parsed.json` into the single
file: the SHA-256 of a TOML file to what it holds, so that a changed file is never taken for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

from .packaged import packaged


def loads(raw: bytes) -> dict[str, Any]:
    """Return the TOML document that the bytes hold; it is shared, so nobody may change it.

    Raises:
        UnicodeDecodeError: the bytes are not UTF-8.
        ValueError: they are not TOML.
    """
    parsed = _parsed()
    if not parsed:
        return parse(raw)
    import hashlib

    known = parsed.get(hashlib.sha256(raw).hexdigest())
    return parse(raw) if known is None else known


def parse(raw: bytes) -> dict[str, Any]:
    """Do what `loads` does, from the bytes alone."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    table: dict[str, Any] = tomllib.loads(raw.decode("utf-8"))
    return table


@cache
def _parsed() -> Mapping[str, dict[str, Any]]:
    try:
        found: dict[str, dict[str, Any]] = json.loads(
            (packaged() / "data" / "parsed.json").read_bytes()
        )
    except OSError:
        return {}
    return found
