"""What an interpreter says in the place of the probe's events is data from a stranger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipmedic.checks.runner import CheckFinished, ChecksFailed, CheckStarted, _event, stream

ODD: tuple[Any, ...] = (
    None, 3, "text", [], {}, {"event": 3}, {"event": "done"}, {"event": "done", "document": []},
    {"event": "started"}, {"event": "started", "check": {}}, {"event": "started", "check": None},
    {"event": "finished"}, {"event": "finished", "check": "dns"},
)  # fmt: skip


@pytest.mark.parametrize("said", ODD)
def test_what_is_no_event_is_passed_over(said: Any) -> None:
    assert _event(json.dumps(said).encode("ascii")) is None


@pytest.mark.parametrize("line", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b"Traceback ..."])
def test_what_is_no_json_is_passed_over(line: bytes) -> None:
    assert _event(line) is None


@pytest.mark.parametrize("number", ["soon", None, [], {}, -1, 1e400, float("nan")])
def test_times_that_are_none_become_the_usual(number: Any) -> None:
    started = _event(json.dumps({"event": "started", "check": "dns", "limit": number}).encode())
    assert started == CheckStarted("dns", 5.0)
    record = {"id": "dns", "status": "done", "seconds": number}
    finished = _event(json.dumps({"event": "finished", "check": record}).encode())
    assert isinstance(finished, CheckFinished)
    assert finished.seconds == 0.0


def test_names_are_made_visible() -> None:
    record = {"id": "\x1b[2Jdns", "status": ["done"], "seconds": 0}
    finished = _event(json.dumps({"event": "finished", "check": record}).encode())
    assert isinstance(finished, CheckFinished)
    assert "\x1b" not in finished.check
    assert finished.status == ""


@pytest.mark.parametrize(
    "script", ['echo \'{"event": "started", "check": {}}\'', "head -c 3000000 /dev/zero", "true"]
)
def test_a_program_that_is_no_python(tmp_path: Path, script: str) -> None:
    import asyncio

    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\ncat > /dev/null\n{script}\n", encoding="ascii")
    fake.chmod(0o755)

    async def events() -> list[object]:
        return [event async for event in stream(str(fake), offline=True)]

    assert [type(event) for event in asyncio.run(events())] == [ChecksFailed]
