"""Reading what collectors on many machines sent: JSON lines, or a folder of documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..diagnosis.sanitize import sanitize

MAX_LINE = 20_000_000
MAX_NAME = 120
END_OF_TIME = 1e11
"""Seconds since the epoch beyond which a time is not believed."""

TOO_LONG = "fleet.unusable.too_long"
NOT_JSON = "fleet.unusable.not_json"
NO_OBJECT = "fleet.unusable.no_object"
NO_DOCUMENT = "fleet.unusable.no_document"
PROBLEMS = (TOO_LONG, NOT_JSON, NO_OBJECT, NO_DOCUMENT)
"""Ids of the messages about results that cannot be used; none has placeholders."""


@dataclass(frozen=True)
class Result:
    """What one machine sent.

    Attributes:
        host: how the inventory calls it.
        site: group, place or department; may be empty.
        at: seconds since the epoch, 0 when not told.
        document: the probe document, or a collect block's; empty when there is none.
        problem: why there is no document, one of ``PROBLEMS`` or in the words of the machine;
            empty otherwise.
    """

    host: str
    site: str = ""
    at: float = 0.0
    document: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def read_results(paths: Iterable[Path]) -> Iterator[Result]:
    """Yield one result for every line of JSON-lines files and every ``*.json`` file of folders.

    A line that cannot be used is a result too, with its problem, so that totals agree.

    Raises:
        OSError: a file cannot be read.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(path.glob("*.json")):
                yield _result(file.read_bytes(), file.stem)
            continue
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _result(line, f"{path.name}:{number}")


def _result(raw: bytes, name: str) -> Result:
    if len(raw) > MAX_LINE:
        return Result(name, problem=TOO_LONG)
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Result(name, problem=NOT_JSON)
    if not isinstance(data, dict):
        return Result(name, problem=NO_OBJECT)
    if isinstance(data.get("checks"), list):
        return Result(name, document=data)
    named = Result(_name(data.get("host")) or name, _name(data.get("site")), _time(data.get("at")))
    document = data.get("document")
    if isinstance(document, dict) and isinstance(document.get("checks"), list):
        return replace(named, document=document)
    return replace(named, problem=_name(data.get("problem")) or NO_DOCUMENT)


def _time(value: object) -> float:
    believed = isinstance(value, (int, float)) and 0 <= value <= END_OF_TIME
    return float(value) if isinstance(value, (int, float)) and believed else 0.0


def _name(value: object) -> str:
    return " ".join(sanitize(value).split())[:MAX_NAME] if isinstance(value, str) else ""
