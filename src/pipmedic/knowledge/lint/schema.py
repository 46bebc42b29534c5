"""Entries file by file: keys that nobody reads are mostly misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ...i18n.said import said
from ..files import json_files, json_object, read_bytes
from .complaint import Complaint

if TYPE_CHECKING:
    from ..files import Traversable

_LANGUAGE = re.compile(r"_[a-z]{2}$")
_SOURCE = {"id", "title", "url", "kind"}
_ENTRY = frozenset(
    [
        "id",
        "title",
        "signature",
        "regex",
        "aliases",
        "domain",
        "category",
        "subcategory",
        "root_cause",
        "mechanism",
        "prior",
        "applies",
        "evidence",
        "remedies",
        "workarounds",
        "dead_ends",
        "myths",
        "transition_graph",
        "sources",
        "official_doc_url",
        "verification_tier",
        "confidence",
        "tags",
        "versions",
        "os_specific",
        "lab",
        "attribution",
    ]
)
"""Keys that are read."""

_SEED = frozenset(
    [
        "root_cause_type",
        "official_doc_section",
        "error_code",
        "fix_success_rate",
        "resolvable",
        "first_seen",
        "last_confirmed",
        "last_updated",
        "evidence_count",
        "locale",
    ]
)
"""Keys of the plain seed schema that are kept in a file, although nothing is made of them."""

_INNER: Mapping[str, frozenset[str]] = {
    "applies": frozenset(["os", "pip", "python", "openssl", "text"]),
    "remedies": frozenset(["id", "fixes", "when"]),
    "workarounds": frozenset(
        ["id", "action", "how", "success_rate", "condition", "tradeoff", "sources"]
    ),
    "dead_ends": frozenset(["id", "action", "why_fails", "fail_rate", "condition", "sources"]),
    "myths": frozenset(["claim", "truth", "sources"]),
    "transition_graph": frozenset(["leads_to", "preceded_by", "frequently_confused_with"]),
    "sources": frozenset(_SOURCE),
}
_EDGE = frozenset(
    ["id", "error_id", "probability", "condition", "distinction", "decided_by", "tier"]
)


def entries(root: Traversable) -> Iterator[Complaint]:
    """Every key of every entry must be known, and the file be called after the id.

    Raises:
        DataError: a file cannot be read at all.
    """
    for file in json_files(root / "kb", "kb"):
        name = f"kb/{file.name}"
        data = json_object(read_bytes(file, name), name)
        yield from unknown_keys(data, name)
        if file.name != f"{data.get('id')}.json":
            yield Complaint(name, "file-name", said("lint.file_name", name=data.get("id")))


def unknown_keys(data: Mapping[str, Any], where: str) -> Iterator[Complaint]:
    """Yield a complaint for each key of an entry that nobody reads."""
    yield from _unknown(data, _ENTRY | _SEED, where, "")
    for key, allowed in _INNER.items():
        for item in _tables(data.get(key)):
            yield from _unknown(item, allowed, where, f"{key}.")
    graph = data.get("transition_graph")
    for kind, edges in graph.items() if isinstance(graph, Mapping) else ():
        for edge in _tables(edges):
            yield from _unknown(edge, _EDGE, where, f"{kind}.")


def _tables(value: Any) -> Iterable[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def _unknown(
    table: Mapping[str, Any], allowed: frozenset[str], where: str, path: str
) -> Iterator[Complaint]:
    for key in table:
        if key not in allowed and _LANGUAGE.sub("", key) not in allowed:
            yield Complaint(where, "unknown-key", said("lint.key", name=f"{path}{key}"))
