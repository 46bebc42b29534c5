"""The nested canon schema of deadends.dev, turned into the flat one.

Source of the field names: the JSON schema of that project (ErrorCanon 1.0.0).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..reading import Table

ANYWHERE = frozenset({"any", "all", "cross-platform", "multi", "*", ""})
_RANGE = re.compile(r"(?:[<>]=?|==)\d+(?:\.\d+){0,3}(?:,(?:[<>]=?|==)\d+(?:\.\d+){0,3}){0,3}\Z")
_APPLIES = {"pip": "pip", "python": "python", "cpython": "python", "openssl": "openssl"}


def is_canon(data: Mapping[str, Any]) -> bool:
    """Tell whether an entry is in the nested schema."""
    return isinstance(data.get("error"), Mapping) and isinstance(data.get("verdict"), Mapping)


def flatten(data: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return the entry in the flat schema.

    Raises:
        DataError: a field has the wrong type.
    """
    entry = Table(data, file)
    error, verdict = entry.table("error"), entry.table("verdict")
    metadata = entry.table("metadata")
    return {
        "id": entry.string("id"),
        "signature": error.string("signature", ""),
        "regex": error.string("regex", ""),
        "domain": error.string("domain", ""),
        "category": error.string("category", ""),
        "root_cause": verdict.string("summary"),
        **_environment(entry.table("environment")),
        "dead_ends": [_dead_end(item) for item in entry.tables("dead_ends")],
        "workarounds": [_workaround(item) for item in entry.tables("workarounds")],
        "workarounds_zh": [],
        "myths": _myths(entry),
        "transition_graph": _graph(entry.table("transition_graph")),
        "official_doc_url": "",
        "verification_tier": "ai_generated",
        "confidence": verdict.number("confidence", 0.5),
        "fix_success_rate": verdict.number("fix_success_rate"),
        "resolvable": verdict.string("resolvable", ""),
        "first_seen": error.string("first_seen", ""),
        "last_confirmed": error.string("last_confirmed", ""),
        "last_updated": verdict.string("last_updated", ""),
        "evidence_count": int(metadata.number("evidence_count", 0) or 0),
        "tags": [],
        "aliases": [],
        "attribution": {
            "url": entry.string("url", ""),
            "schema_version": entry.string("schema_version", ""),
            "generated_by": metadata.string("generated_by", ""),
            "generation_date": metadata.string("generation_date", ""),
            "review_status": metadata.string("review_status", ""),
        },
    }


def _environment(table: Table) -> dict[str, Any]:
    runtime = table.table("runtime")
    name, span = runtime.string("name", ""), runtime.string("version_range", "")
    named = [(name, span), ("Python", table.string("python", ""))]
    found: dict[str, Any] = {
        "versions": [
            {"version": f"{what} {versions}".strip()}
            for what, versions in named
            if what and versions
        ]
    }
    applies = {
        _APPLIES[what.lower()]: [versions.replace(" ", "")]
        for what, versions in named
        if what.lower() in _APPLIES and _RANGE.match(versions.replace(" ", ""))
    }
    if applies:
        found["applies"] = applies
    system = table.string("os", "").lower()
    found["os_specific"] = {} if system in ANYWHERE else {system: {}}
    return found


def _dead_end(item: Table) -> dict[str, Any]:
    return {
        "action": item.string("action", ""),
        "why_fails": item.string("why_fails", ""),
        "fail_rate": item.number("fail_rate"),
        "condition": item.string("condition", ""),
        "sources": list(item.strings("sources")),
    }


def _workaround(item: Table) -> dict[str, Any]:
    action, how = item.string("action", ""), item.string("how", "")
    return {
        "action": action,
        "how": f"{action}: {how}" if action and how and how != action else how or action,
        "success_rate": item.number("success_rate"),
        "condition": item.string("condition", ""),
        "tradeoff": item.string("tradeoff", ""),
        "sources": list(item.strings("sources")),
    }


def _myths(entry: Table) -> list[dict[str, Any]]:
    return [
        {
            "claim": item.string("common_misconception"),
            "truth": item.string("why_fails", ""),
            "sources": list(item.strings("sources")),
        }
        for item in entry.tables("dead_ends")
        if item.string("common_misconception", "")
    ]


def _graph(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind in ("leads_to", "preceded_by", "frequently_confused_with"):
        found[kind] = [
            {
                "id": item.string("error_id", "") or item.string("id"),
                "probability": item.number("probability"),
                "condition": item.string("condition", ""),
                "distinction": item.string("distinction", ""),
            }
            for item in table.tables(kind)
        ]
    return found
