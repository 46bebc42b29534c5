"""Reading what ``pipmedic collect`` wrote on another machine: a JSON document or a block."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..i18n import Said, Translator, said
from .block import holds_block, read_block

SCHEMA = 1


class NoDocument(ValueError):
    """A text that holds no document of the collector: `reason` says why."""

    def __init__(self, reason: Said) -> None:
        super().__init__(reason)
        self.reason = reason

    def told(self, say: Translator) -> str:
        """Return the reason in the translator's language."""
        return self.reason.told(say)


def load_collected(text: str) -> Mapping[str, Any]:
    """Return the probe document in a text, or in one machine's result of a fleet.

    Raises:
        NoDocument: it is no probe document of a schema this version reads.
        BadBlock: it is a collect block that did not arrive whole.
    """
    if holds_block(text):
        return read_block(text)
    try:
        document = json.loads(text)
    except ValueError as error:
        raise NoDocument(said("data.not_json", detail=error)) from error
    except RecursionError:
        raise NoDocument(said("data.too_deep")) from None
    if isinstance(document, dict) and isinstance(document.get("document"), dict):
        document = document["document"]
    if not isinstance(document, dict) or not isinstance(document.get("checks"), list):
        raise NoDocument(said("collect.no_document"))
    if document.get("schema") != SCHEMA:
        raise NoDocument(said("collect.schema", found=document.get("schema"), wanted=SCHEMA))
    return document


def holds_collected(text: str) -> bool:
    """Tell whether a pasted text is a probe document or holds a collect block."""
    return holds_block(text) or (text.lstrip()[:1] == "{" and '"checks"' in text)
