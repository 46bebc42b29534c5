"""Reading what collectors on many machines sent: JSON lines, or a folder of documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..diagnosis.sanitize import sanitize

MAX_LINE = 20_000_000
MAX_NAME = 120


@dataclass(frozen=True)
class Result:
    """What one machine sent.

    Attributes:
        host: how the inventory calls it.
        site: group, place or department; may be empty.
        at: seconds since the epoch, 0 when not told.
        document: the probe document, or a collect block's; empty when there is none.
        problem: why there is no document; empty otherwise.
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
        return Result(name, problem=f"is longer than {MAX_LINE} bytes")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Result(name, problem="is not JSON")
    if not isinstance(data, dict):
        return Result(name, problem="is no JSON object")
    if "checks" in data:
        return Result(name, document=data)
    host, site, at = data.get("host"), data.get("site"), data.get("at")
    document, problem = data.get("document"), data.get("problem")
    named = Result(
        host=_name(host) or name,
        site=_name(site),
        at=float(at) if isinstance(at, (int, float)) else 0.0,
    )
    if isinstance(document, dict) and isinstance(document.get("checks"), list):
        return Result(named.host, named.site, named.at, document)
    told = _name(problem) or "holds no document of the collector"
    return Result(named.host, named.site, named.at, problem=told)


def _name(value: object) -> str:
    return " ".join(sanitize(value).split())[:MAX_NAME] if isinstance(value, str) else ""
