"""Outcomes: counted once pip is seen to work, kept on this machine, handed on as counts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.ledger import LedgerError, LedgerFile, read_export, to_export
from pipmedic.case.outcomes import Outcome, environment_of, outcomes_of, quarter_of
from pipmedic.case.saved import learned_here, save_new
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.diagnosis.learning import Cell, Counts, Tally
from pipmedic.knowledge import load

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
DEAD_PROXY = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'ProxyError('Cannot connect to"
    " proxy.', NewConnectionError('<HTTPSConnection>: Failed to establish a new connection:"
    " [Errno 111] Connection refused'))': /simple/six/"
)
EXPIRED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired"
AT = 1_767_225_600.0
"""2026-01-01, in UTC."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def case() -> Case:
    opened = Opened(AT, checks=False, knowledge=KNOWLEDGE.version)
    return Case(KNOWLEDGE, MODEL, (opened,), "en").observe(DEAD_PROXY, AT + 1)


def test_a_remedy_that_was_proven_counts_and_those_before_it_failed(case: Case) -> None:
    failed = case.tried("proxy-unset", "failed", AT + 2)
    done = failed.verified("works", "", AT + 3, "proxy-bypass")
    assert outcomes_of(done) == (
        Outcome("proxy-dead", "proxy-unset", "failed"),
        Outcome("proxy-dead", "proxy-bypass", "worked"),
    )


def test_something_else_that_worked_counts_against_what_was_tried(case: Case) -> None:
    failed = case.tried("proxy-unset", "failed", AT + 2)
    done = failed.verified("works", "", AT + 3)
    assert outcomes_of(done) == (Outcome("proxy-dead", "proxy-unset", "other"),)


def test_a_case_that_was_left_proves_nothing(case: Case) -> None:
    assert outcomes_of(case.tried("proxy-unset", "failed", AT + 2)) == ()
    assert outcomes_of(case.verified("same-error", DEAD_PROXY, AT + 2, "proxy-unset")) == ()
    assert outcomes_of(case.tried("proxy-unset", "worked", AT + 2)) == ()


def test_each_fault_on_the_way_counts(case: Case) -> None:
    further = case.verified("new-error", EXPIRED, AT + 2, "proxy-bypass")
    assert further.cause is not None
    remedy = further.plan[0].remedy.id
    done = further.verified("works", "", AT + 4, remedy)
    assert [(item.remedy, item.result) for item in outcomes_of(done)] == [
        ("proxy-bypass", "worked"),
        (remedy, "worked"),
    ]
    assert outcomes_of(done)[0].cause == "proxy-dead"


def test_a_case_is_counted_once_however_often_it_is_verified(case: Case, tmp_path: Path) -> None:
    saved = save_new(case, tmp_path)
    for step in range(3):
        done = saved.case.verified("works", "", AT + 2 + step, "proxy-bypass")
        saved = saved.advance(done)
    saved = saved.advance(saved.case.undo(AT + 9).undo(AT + 9).undo(AT + 9))
    saved.advance(saved.case.verified("works", "", AT + 10, "proxy-bypass"))
    (cell, tally), *rest = learned_here().cells.items()
    assert not rest
    assert tally == Tally(1, 0)
    assert cell[1:] == (
        KNOWLEDGE.version,
        "proxy-dead",
        "proxy-bypass",
        environment_of(case.settled),
        quarter_of(AT),
    )


def test_buckets_are_coarse_and_quarters_count_up() -> None:
    assert environment_of({"os": "win", "pip": "p242"}) == "win/-/p242"
    assert quarter_of(AT) == 2026 * 4
    assert quarter_of(AT - 1) == 2026 * 4 - 1


def test_what_was_learned_moves_plan_and_prior(case: Case) -> None:
    where = Cell(
        "s", KNOWLEDGE.version, "proxy-dead", "proxy-bypass", "-/-/-", quarter_of(case.opened.at)
    )
    worse = replace(case, learned=Counts({where: Tally(0, 150)}))
    assert [i.p_fixes for i in worse.plan if i.remedy.id == "proxy-bypass"][:1] < [
        case.plan[0].p_fixes
    ]
    assert worse.plan[0].remedy.id != "proxy-bypass"
    better = replace(case, learned=Counts({where: Tally(150, 0)}))
    assert better.belief.p("proxy-dead") > case.belief.p("proxy-dead")


def test_other_machines_outcomes_do_not_vote(case: Case) -> None:
    on = {name: case.answer("os", name, AT + 2) for name in ("win", "mac")}
    first = {name: answered.plan[0].remedy.id for name, answered in on.items() if answered}
    cell = Cell("s", KNOWLEDGE.version, "proxy-dead", first["win"], "win/-/-", quarter_of(AT))
    counts = Counts({cell: Tally(0, 150)})
    learned = {
        name: replace(answered, learned=counts).plan[0].remedy.id
        for name, answered in on.items()
        if answered
    }
    assert learned["win"] != first["win"]
    assert learned["mac"] == first["mac"]


def file_with(path: Path, works: int) -> LedgerFile:
    ledger = LedgerFile(path)
    for _ in range(works):
        ledger.record([Outcome("proxy-dead", "proxy-unset", "worked")], "k", "win/-/-", 8104)
    return ledger


def test_the_file_survives_a_kill(tmp_path: Path) -> None:
    ledger = file_with(tmp_path / "o.jsonl", 2)
    with ledger.path.open("ab") as file:
        file.write(b'{"outcome": ["k", "proxy-d')
    assert sum(tally.works for tally in ledger.read().counts.cells.values()) == 2
    file_with(ledger.path, 1)
    assert sum(tally.works for tally in ledger.read().counts.cells.values()) == 3


@pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    assert file_with(tmp_path / "o.jsonl", 1).path.stat().st_mode & 0o077 == 0


def test_importing_twice_counts_once_and_own_counts_come_back_as_one(tmp_path: Path) -> None:
    mine, theirs = file_with(tmp_path / "a" / "o", 2), file_with(tmp_path / "b" / "o", 3)
    export = theirs.read().counts.merge(mine.read().counts)
    for _ in range(2):
        mine.merge(export)
    assert sorted(t.works for t in mine.read().counts.cells.values()) == [2, 3]
    file_with(mine.path, 1)
    assert sorted(t.works for t in mine.read().counts.cells.values()) == [3, 3]


def test_after_a_reset_this_is_a_new_site(tmp_path: Path) -> None:
    ledger = file_with(tmp_path / "o", 2)
    before = ledger.read()
    ledger.reset()
    assert ledger.read().counts == Counts()
    file_with(ledger.path, 1)
    assert len(ledger.read().counts.merge(before.counts).cells) == 2


def test_an_export_holds_counts_and_nothing_else(case: Case, tmp_path: Path) -> None:
    secret = case.note("my secret note", AT + 2).give("ca_file", "/home/alice/ca.pem", AT + 2)
    saved = save_new(secret, tmp_path)
    saved.advance(secret.verified("works", "", AT + 3, "proxy-bypass"))
    text = to_export(learned_here())
    assert not [word for word in ("alice", "secret", "six", "proxy.") if word in text]
    assert {len(row) for row in json.loads(text)["cells"]} == {8}


def export(*cells: object) -> bytes:
    return json.dumps({"kind": "pipmedic-outcomes", "schema": 1, "cells": cells}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b"{}",
        b'{"kind": "pipmedic-outcomes", "schema": 1}',
        export([1]),
        export(["s", "k", "c", "r", "e", 1, -1, 0]),
        export(["s", "k", "c", "r", "e", 1, True, 0]),
        export(["s", "k", "\x1b[31m", "r", "e", 1, 1, 0]),
        b"[" * 100_000,
    ],
    ids=["empty", "list", "binary", "kind", "cells", "short", "negative", "bool", "escape", "deep"],
)
def test_a_bad_export_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "site-b.json"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"site-b\.json"):
        read_export(path)


def run_cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipmedic", "outcomes", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
    )


def test_the_command_asks_before_anything_leaves(data: Path, tmp_path: Path) -> None:
    file_with(data / "outcomes.jsonl", 2)
    out = tmp_path / "out.json"
    refused = run_cli("export", str(out))
    assert refused.returncode == 2
    assert not out.exists()
    assert run_cli("export", str(out), "--yes").returncode == 0
    assert read_export(out).cells


def test_the_command_merges_shows_and_forgets(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.json"
    other.write_text(to_export(file_with(tmp_path / "b" / "o", 3).read().counts))
    assert run_cli("show", "--lang", "zh").stdout.strip()
    merged = [run_cli("merge", str(other), str(other)).stdout for _ in range(2)]
    assert "1" in merged[0]
    assert "0" in merged[1]
    assert "worked 3 of 3" in run_cli("show", "--lang", "en").stdout
    assert run_cli("reset").returncode == 2
    assert run_cli("reset", "--yes").returncode == 0
    assert not (data / "outcomes.jsonl").exists()


def test_the_command_shows_what_the_rates_become(data: Path) -> None:
    ledger = LedgerFile(data / "outcomes.jsonl")
    for _ in range(8):
        failed = [Outcome("proxy-dead", "proxy-bypass", "failed")]
        ledger.record(failed, KNOWLEDGE.version, "win/-/-", quarter_of(AT))
    shown = run_cli("show", "--lang", "en").stdout
    assert "worked 0 of 8" in shown
    found = re.search(r"proxy-bypass +authored (\d+)%, now (\d+)%", shown)
    assert found is not None
    assert int(found[2]) < int(found[1])


def test_a_damaged_file_is_named_and_can_be_reset(data: Path) -> None:
    data.mkdir()
    (data / "outcomes.jsonl").write_text("junk\n")
    shown = run_cli("show")
    assert shown.returncode == 4
    assert "outcomes.jsonl" in shown.stderr
    assert learned_here() == Counts()
    assert run_cli("reset", "--yes").returncode == 0
