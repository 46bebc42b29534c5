"""Every wording of wordings.toml and printed.toml is read as it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import Knowledge, load

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REPORTS: list[dict[str, Any]] = [
    report
    for name in ("wordings.toml", "printed.toml")
    for report in tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))["reports"]
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.mark.parametrize("report", REPORTS, ids=[report["name"] for report in REPORTS])
def test_read_as_authored(report: dict[str, Any], knowledge: Knowledge) -> None:
    reading = read(report["text"], knowledge)

    facts = {fact: reading.value(fact) for fact in report.get("facts", {})}
    hosts = {name: getattr(reading.hosts, name) for name in report.get("hosts", {})}
    places = {name: getattr(reading.places, name) for name in report.get("places", {})}
    assert reading.value("error") == report["error"]
    assert facts == report.get("facts", {})
    assert hosts == report.get("hosts", {})
    assert places == report.get("places", {})
    if "near" in report:
        assert reading.near_miss == report["near"]


def test_names_are_unique() -> None:
    assert len({report["name"] for report in REPORTS}) == len(REPORTS)
