"""Replay: what happened in a case, step by step, from a file of one's own or of a stranger."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipmedic.case.case import Case
from pipmedic.case.events import Event, Opened, from_record
from pipmedic.case.listing import located
from pipmedic.case.redaction import Level
from pipmedic.case.replay import MAX_STEPS, MAX_WORK, replay
from pipmedic.case.replay_view import SCHEMA, replay_lines, replay_record
from pipmedic.case.state import live
from pipmedic.case.store import MAX_EVENTS, CaseStore
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import load

ERROR = "certificate verify failed: unable to get local issuer certificate (_ssl.c:1007)"
PASSWORD = "geheim99geheim"
HOSTILE = "\x1b]52;c;cm0gLXJmIH4=\x07\x1b[2J\x9b1m\u202egnp\u2066\u200b[red]x[/red]"
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@lru_cache(maxsize=1)
def fresh() -> Case:
    knowledge = complete(load())
    return Case(knowledge, compile_model(knowledge), (Opened(1.0, checks=False),))


def told() -> Case:
    """Return a case in which one of everything happened."""
    case = fresh().observe(
        f"Looking in indexes: https://me:{PASSWORD}@repo.acme/simple\n{ERROR}", 2.0
    )
    answered = case.answer("issuer", "corp", 3.0)
    assert answered is not None
    case = answered.undo(4.0).redo(5.0).consent(("pypi.org",), True, 6.0)
    case = case.examine({"schema": 1, "checks": [{"id": "clock", "status": "done"}]}, "check", 7.0)
    case = case.give("ca_file", "/etc/corp.pem", 8.0).note("called IT", 9.0)
    case = case.tried("ca-config", "failed", 10.0)
    return case.verified("works", "Would install x", 11.0, "ca-config")


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_step_is_told_with_what_was_believed_after_it(language: str) -> None:
    case = told().in_language(language)
    say = translator(language)
    text = "\n".join(replay_lines(replay(case)))
    for number in range(1, len(case.events) + 1):
        when = next(iter(re.findall(say("replay.step", number=number, when="(.*)"), text)))
        assert "1970" in when
    for part in ("replay.pasted", "replay.believed", "replay.ends_well"):
        assert say(part) in text
    assert case.knowledge.facts["issuer"].question(language) in text
    assert case.knowledge.remedies["ca-config"].title(language) in text
    assert "pypi.org" in text
    assert "called IT" in text
    assert PASSWORD not in text


def test_it_believes_what_was_believed_then() -> None:
    case = told()
    for step in replay(case).steps:
        then = case.with_events(case.events[: step.number])
        assert step.believed in ((), then.belief.top(3))


def test_it_is_a_pure_function_of_the_log() -> None:
    case = told()
    before = case.events
    assert replay_record(replay(case)) == replay_record(replay(case))
    assert case.events is before


def test_what_was_taken_back_is_marked() -> None:
    case = told()
    undone = replay(case.undo(12.0)).steps
    assert [step.number for step in undone if not step.lasting] == [len(case.events)]
    assert undone[-1].moved is case.events[-1]
    assert all(step.lasting for step in replay(case).steps)


EVENTS = st.sampled_from(
    [
        {"kind": "answered", "fact": "issuer", "value": "corp"},
        {"kind": "answered", "fact": "os", "value": "linux"},
        {"kind": "pasted", "text": ERROR},
        {"kind": "noted", "text": "x"},
        {"kind": "undone"},
        {"kind": "redone"},
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(EVENTS, max_size=12))
def test_what_lasts_is_what_the_fold_keeps(records: list[dict[str, Any]]) -> None:
    events: tuple[Event, ...] = tuple(
        from_record({**record, "at": float(number + 2)}) for number, record in enumerate(records)
    )
    case = fresh().with_events((*fresh().events, *events))
    steps = replay(case).steps
    kept = [step.event for step in steps if step.lasting and step.event.kind not in MOVES]
    assert kept == sorted(live(case.events)[0], key=lambda event: event.at)
    assert steps[-1].believed in ((), case.belief.top(3))


MOVES = ("undone", "redone")


def test_a_long_log_is_cut_at_its_beginning() -> None:
    case = fresh()
    for number in range(MAX_STEPS + 50):
        case = case.note(str(number), 2.0 + number)
    found = replay(case)
    assert len(found.steps) == MAX_STEPS
    assert found.left_out == 51
    assert translator("en")("replay.left_out", count=51) in replay_lines(found)


def test_the_longer_the_log_the_fewer_steps(tmp_path: Path) -> None:
    case = fresh()
    note = case.note("x", 2.0).events[-1]
    many = replace(case, events=(*case.events, *(note,) * (MAX_EVENTS - 1)))
    assert len(replay(many).steps) == MAX_WORK // MAX_EVENTS
    CaseStore(tmp_path).append(tmp_path / "many.case.jsonl", (*many.events, note))
    assert b"events" in run(tmp_path, str(tmp_path / "many.case.jsonl")).stderr


def test_levels_hide_hosts() -> None:
    found = replay(told())
    shown = {level: json.dumps(replay_record(found, level)) for level in Level}
    assert "repo.acme" in shown[Level.NONE]
    assert "repo.acme" not in shown[Level.SHARE]
    assert "pypi.org" not in shown[Level.STRICT]


# -- on the command line --------------------------------------------------------------------------


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PIPMEDIC_DATA": str(folder), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "pipmedic", "replay", *words]
    return subprocess.run(command, capture_output=True, env=env, timeout=60, check=False)


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "cases" / "1-abc.case.jsonl"
    CaseStore(path.parent).append(path, told().events)
    return path


def test_a_case_is_found_by_file_by_name_and_as_the_newest(case_file: Path, tmp_path: Path) -> None:
    results = {run(tmp_path, *name).stdout for name in ([], ["1-abc"], [str(case_file)])}
    assert len(results) == 1
    assert b"pypi.org" in results.pop()
    assert run(tmp_path, "no-such").returncode == 2
    assert located("", tmp_path / "nowhere") is None


def test_it_only_reads(case_file: Path, tmp_path: Path) -> None:
    before = (case_file.read_bytes(), sorted(path.name for path in tmp_path.rglob("*")))
    case_file.chmod(0o400)
    assert run(tmp_path, "--json").returncode == 0
    after = (case_file.read_bytes(), sorted(path.name for path in tmp_path.rglob("*")))
    assert after == before


def test_json_has_a_version_and_every_step(case_file: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "--json", "--lang", "zh", str(case_file))
    record = json.loads(done.stdout)
    assert record["schema"] == SCHEMA
    assert record["kind"] == "replay"
    assert record["lang"] == "zh"
    assert record["works"] is True
    assert [step["number"] for step in record["steps"]] == list(range(1, len(told().events) + 1))
    assert {step["event"]["kind"] for step in record["steps"]} >= {"pasted", "answered", "checked"}
    assert all(step["text"] for step in record["steps"])
    assert "document" not in json.dumps(record)


HOSTILE_EVENTS = (
    {"kind": "pasted", "at": 2.0, "text": f"{ERROR} {HOSTILE} token=abcdefgh12345"},
    {"kind": "noted", "at": 3.0, "text": HOSTILE},
    {"kind": "answered", "at": 4.0, "fact": HOSTILE, "value": HOSTILE, "detail": HOSTILE},
    {"kind": "answered", "at": 4.0, "fact": "issuer", "value": HOSTILE},
    {"kind": "given", "at": 5.0, "name": HOSTILE, "value": HOSTILE},
    {"kind": "consented", "at": 5.0, "hosts": [HOSTILE, 3]},
    {"kind": "checked", "at": 6.0, "document": {"checks": HOSTILE, HOSTILE: HOSTILE}},
    {"kind": "checked", "at": 6.0, "document": {"checks": [{"id": HOSTILE, "status": HOSTILE}]}},
    {"kind": "tried", "at": 7.0, "remedy": HOSTILE, "outcome": HOSTILE},
    {"kind": "verified", "at": 8.0, "outcome": HOSTILE, "output": HOSTILE, "telling": True},
)


@pytest.mark.parametrize("words", [(), ("--json",), ("--lang", "zh")], ids=["en", "json", "zh"])
def test_a_hostile_case_file_reaches_no_terminal(words: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "hostile.case.jsonl"
    records = [{"kind": "opened", "at": 1.0, "language": HOSTILE, "home": HOSTILE}, *HOSTILE_EVENTS]
    path.write_text("".join(json.dumps(item) + "\n" for item in records), encoding="utf-8")
    done = run(tmp_path, str(path), *words)
    shown = (done.stdout + done.stderr).decode("utf-8")
    assert done.returncode == 0, shown
    assert "Traceback" not in shown
    assert not FORBIDDEN.search(shown.replace("\n", ""))
    if "--json" in words:
        shown = json.dumps(json.loads(done.stdout), ensure_ascii=False)
        assert not FORBIDDEN.search(shown)
    assert "abcdefgh12345" not in shown


@pytest.mark.parametrize("event", HOSTILE_EVENTS, ids=lambda event: str(event["kind"]))
def test_texts_of_a_case_file_are_sanitised_where_they_are_read(event: dict[str, Any]) -> None:
    read = from_record(event)
    texts = [value for value in vars(read).values() if isinstance(value, str)]
    assert not [text for text in texts if FORBIDDEN.search(text.replace("\n", ""))]


def test_a_damaged_file_is_refused_with_its_own_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "bad.case.jsonl"
    path.write_text('{"kind": "opened", "at": 1.0}\nnonsense\n', encoding="utf-8")
    done = run(tmp_path, str(path))
    assert done.returncode == 4
    assert b"bad.case.jsonl:2" in done.stderr
