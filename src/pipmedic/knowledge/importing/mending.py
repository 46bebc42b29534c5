"""Making a flat entry safe and whole, and saying what was changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator, Mapping
from typing import Any

from ...i18n.said import said
from ..entries import read_cause
from ..errors import DataError
from ..patterns import bounded, why_unsafe
from ..weakening import weakens
from .outcome import Mend, Mended

RATES = ("fail_rate", "success_rate", "probability", "confidence", "fix_success_rate")
EDGES = ("leads_to", "preceded_by", "frequently_confused_with")
_FORBIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_KEPT = "\n\t"


def visible(value: Any) -> Any:
    """Return JSON data without control, bidi and zero-width characters in its strings."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return "".join(c for c in value if c in _KEPT or unicodedata.category(c) not in _FORBIDDEN)
    if isinstance(value, list):
        return [visible(item) for item in value]
    if isinstance(value, dict):
        return {visible(key): visible(item) for key, item in value.items()}
    return value


def check(entry: Mapping[str, Any], file: str) -> None:
    """Check that an entry loads as a cause and that its rates are rates.

    Raises:
        DataError: naming file, key and reason.
    """
    read_cause(dict(entry), file)
    for path, rate in _rates(entry, ""):
        if not 0 <= rate <= 1:
            raise DataError(file, path, said("data.no_share", found=rate))


def _rates(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            here = f"{path}.{key}" if path else str(key)
            if key in RATES and isinstance(item, (int, float)):
                yield here, float(item)
            yield from _rates(item, here)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _rates(item, f"{path}[{number}]")


def mend_pattern(entry: dict[str, Any], file: str) -> Iterator[Mended]:
    """Give the pattern bounds, or drop it if nothing makes it safe; the signature stays."""
    given = entry.get("regex") or ""
    if why_unsafe(given) is None:
        return
    pattern = bounded(given)
    unsafe = why_unsafe(pattern)
    entry["regex"] = "" if unsafe else pattern
    if unsafe:
        yield Mended(
            file,
            Mend.PATTERN_DROPPED,
            said("import.detail.unsafe", why=unsafe.said, pattern=given[:80]),
        )
    else:
        yield Mended(
            file, Mend.PATTERN_BOUNDED, said("import.detail.pattern", pattern=pattern[:80])
        )


def mend_empty(entry: dict[str, Any], file: str) -> Iterator[Mended]:
    """Drop dead ends without an action: they say nothing."""
    ends = entry.get("dead_ends") or []
    kept = [end for end in ends if not isinstance(end, Mapping) or end.get("action")]
    if len(kept) < len(ends):
        entry["dead_ends"] = kept
        yield Mended(
            file, Mend.EMPTY_DROPPED, said("import.detail.dead_ends", count=len(ends) - len(kept))
        )


def mend_edges(entry: dict[str, Any], file: str, known: Container[str]) -> Iterator[Mended]:
    """Drop transitions to entries that are nowhere, and to itself."""
    graph: dict[str, Any] = entry.get("transition_graph") or {}
    for kind in EDGES:
        edges = graph.get(kind) or []
        kept = [edge for edge in edges if _target(edge) in known and _target(edge) != entry["id"]]
        for edge in edges:
            if edge not in kept:
                yield Mended(
                    file,
                    Mend.EDGE_DROPPED,
                    said("import.detail.edge", kind=kind, target=_target(edge)),
                )
        if len(kept) < len(edges):
            graph[kind] = kept


def _target(edge: Any) -> str:
    if isinstance(edge, Mapping):
        return str(edge.get("id") or edge.get("error_id") or "")
    return str(edge)


def weakening_advice(entry: Mapping[str, Any], file: str) -> Iterator[Mended]:
    """Name the workarounds that weaken TLS; pipmedic shows them as a last resort only."""
    for item in entry.get("workarounds") or []:
        if isinstance(item, Mapping):
            words = str(item.get("how") or item.get("action") or "")
            if weakens(words):
                yield Mended(file, Mend.WEAKENS_TLS, said("import.detail.advice", words=words[:80]))
