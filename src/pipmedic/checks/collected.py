"""Reading what ``pipmedic collect`` wrote on another machine: a JSON document or a block."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .block import holds_block, read_block

SCHEMA = 1


def load_collected(text: str) -> Mapping[str, Any]:
    """Return the probe document in a text, or in one machine's result of a fleet.

    Raises:
        ValueError: it is no probe document of a schema this version reads; `BadBlock` when it is
            a collect block that did not arrive whole.
    """
    if holds_block(text):
        return read_block(text)
    try:
        document = json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if isinstance(document, dict) and isinstance(document.get("document"), dict):
        document = document["document"]
    if not isinstance(document, dict) or not isinstance(document.get("checks"), list):
        raise ValueError("is no document of `pipmedic collect`")
    if document.get("schema") != SCHEMA:
        raise ValueError(f"has schema {document.get('schema')!r}, not {SCHEMA}")
    return document


def holds_collected(text: str) -> bool:
    """Tell whether a pasted text is a probe document or holds a collect block."""
    return holds_block(text) or (text.lstrip()[:1] == "{" and '"checks"' in text)
