"""The texts that every peer gets, each with the causes that are right for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answers import tomllib

from pipmedic.knowledge import embedded

SHARED = Path(__file__).resolve().parents[3] / "shared"
TRUTH = Path(__file__).resolve().parents[1] / "lab_truth.toml"


@dataclass(frozen=True)
class Labelled:
    """One text.

    Attributes:
        accepted: causes of which each is right.
    """

    text: str
    accepted: frozenset[str]


def collections(shared: Path) -> dict[str, list[Labelled]]:
    """Every collection that is there, each text once."""
    found = {"captured messages": _captured()}
    reports, outputs = shared / "cases" / "reports.jsonl", shared / "lab" / "outputs.jsonl"
    if reports.exists():
        found["confirmed reports"] = _reports(_lines(reports))
    else:
        print(f"SKIPPED: no {reports.name}; reports of people are not compared")
    if outputs.exists():
        found["lab outputs"] = _outputs(_lines(outputs))
    else:
        print(f"SKIPPED: no {outputs.name}; outputs of the laboratory are not compared")
    return found


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _captured() -> list[Labelled]:
    data = tomllib.loads((embedded() / "flows" / "captured.toml").read_text("utf-8"))
    return [Labelled(item["text"], frozenset(item["causes"])) for item in data["messages"]]


def _reports(rows: list[dict[str, Any]]) -> list[Labelled]:
    return [
        Labelled(row["text"], frozenset(row["accept"]))
        for row in rows
        if row.get("accept") and row.get("confirmed")
    ]


def _outputs(rows: list[dict[str, Any]]) -> list[Labelled]:
    truth = tomllib.loads(TRUTH.read_text("utf-8"))["faults"]
    found = {
        row["output"]: Labelled(row["output"], frozenset(truth[row["fault"]]["causes"]))
        for row in rows
        if row["rc"] and row["fault"] in truth
    }
    return list(found.values())
