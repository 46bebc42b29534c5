"""Reading a document that ``pipmedic collect`` wrote on another machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

SCHEMA = 1


def load_collected(text: str) -> Mapping[str, Any]:
    """Return the probe document in a text.

    Raises:
        ValueError: it is no probe document of a schema this version reads.
    """
    try:
        document = json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if not isinstance(document, dict) or not isinstance(document.get("checks"), list):
        raise ValueError("is no document of `pipmedic collect`")
    if document.get("schema") != SCHEMA:
        raise ValueError(f"has schema {document.get('schema')!r}, not {SCHEMA}")
    return document
