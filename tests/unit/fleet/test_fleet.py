"""Many machines: nothing is lost, nothing foreign becomes markup, equal faults become one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.checks.block import read_block, write_block
from pipmedic.checks.findings import Examination
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.observations import Observation
from pipmedic.fleet.database import add_run, database, machines, run_before
from pipmedic.fleet.page import page
from pipmedic.fleet.results import Result, read_results
from pipmedic.fleet.summary import summarise
from pipmedic.fleet.verdicts import State, Verdict, judge
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import load

KNOWLEDGE = load()
MODEL = compile_model(KNOWLEDGE)
names = st.text(max_size=12)
causes = st.sampled_from([*list(KNOWLEDGE.causes)[:5], ""])


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    state = draw(st.sampled_from(State))
    return Verdict(
        host=draw(names),
        site=draw(st.sampled_from(["", "north", "south"])),
        state=state,
        os=draw(st.sampled_from(["linux", "win", ""])),
        pip=draw(names),
        cause=draw(causes) if state is State.ILL else "",
        common=draw(st.sampled_from(["", "aa", "bb"])),
        label=draw(names),
    )


@given(found=st.lists(verdicts(), max_size=40))
def test_totals_equal_inputs(found: list[Verdict]) -> None:
    summary = summarise(found, None)
    ill = sum(item.state is State.ILL for item in found)
    assert sum(summary.states.values()) == summary.total == len(found)
    assert sum(count for _, count in summary.causes) == ill
    for table in summary.tables.values():
        assert sum(table.values()) == ill
    clustered = [host for cluster in summary.clusters for host in cluster.hosts]
    assert len(clustered) <= ill


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
documents = st.fixed_dictionaries(
    {"schema": st.just(1), "checks": st.just([]) | json_values},
    optional={"block": st.just({"clock": "wrong"}) | json_values},
)
sent = st.fixed_dictionaries(
    {},
    optional={
        "host": names | json_values,
        "site": names | json_values,
        "at": st.sampled_from([1.0, -1, 10**400, float("nan"), True, "x"]),
        "document": documents | json_values,
        "problem": st.sampled_from(["off", "fleet.title", 5]),
        "checks": json_values,
    },
).map(json.dumps)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(sent | names.filter(str.strip).map(json.dumps), max_size=12))
def test_every_line_that_is_sent_is_counted_on_the_page(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        found = list(judge(read_results([path]), KNOWLEDGE, MODEL))
    with database(None) as connection:
        kept = machines(connection, add_run(connection, 1.0, "a", found))
    summary = summarise(kept, None)
    assert sum(summary.states.values()) == summary.total == len(lines)
    for language in SUPPORTED:
        assert page(summary, kept, KNOWLEDGE, translator(language), "t")


@given(found=st.lists(verdicts(), max_size=15))
def test_a_run_comes_back_from_the_database_as_it_was(found: list[Verdict]) -> None:
    with database(None) as connection:
        first = add_run(connection, 1.0, "a", found)
        second = add_run(connection, 2.0, "b", [])
        assert machines(connection, first) == found
        assert machines(connection, second) == []
        assert (run_before(connection, first), run_before(connection, second)) == (None, first)


class Tags(HTMLParser):
    """Every tag and attribute that a page has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.seen.update([tag, *(name for name, _ in attrs)])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_foreign_becomes_markup(language: str) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>\"'"
    found = [
        Verdict(evil, evil, State.ILL, evil, evil, evil, evil, "clock-wrong", 0.9, evil, "k", evil),
        Verdict(evil, evil, State.UNREADABLE, problem=evil),
    ] * 2
    text = page(summarise(found, []), found, KNOWLEDGE, translator(language), evil)
    assert not Tags(text).seen & {"script", "img", "onerror", "src", "href"}
    assert evil not in text


def test_machines_behind_one_root_are_one_cluster_and_new_ones_are_told() -> None:
    ill = Verdict("a", "north", State.ILL, cause="clock-wrong", common="f1", label="CA")
    now = [ill, replace(ill, host="b", site="south"), replace(ill, host="c", common="f2")]
    now.append(Verdict("d", "", State.HEALTHY))
    before = [ill, replace(ill, host="d")]
    summary = summarise(now, before)
    assert [(c.hosts, c.sites) for c in summary.clusters] == [(("a", "b"), ("north", "south"))]
    assert summary.fresh is not None
    assert [item.host for item in summary.fresh] == ["b", "c"]
    assert [item.host for item in summary.mended] == ["d"]


def test_every_line_is_a_result_whatever_it_holds(tmp_path: Path) -> None:
    lines = tmp_path / "results.jsonl"
    good = {"host": "pc1", "site": "x", "at": 5, "document": {"schema": 1, "checks": []}}
    told = {"host": "pc2", "problem": "unreachable"}
    raw = [json.dumps(good), "junk", "[]", json.dumps(told), '{"host": "\\u001b[31mpc3"}', "\x00"]
    lines.write_text("\n".join(raw), encoding="utf-8")
    found = list(read_results([lines]))
    assert [item.host for item in found][:1] == ["pc1"]
    assert len(found) == len(raw)
    assert [bool(item.problem) for item in found] == [False, True, True, True, True, True]
    assert all("\x1b" not in item.host for item in found)


@pytest.mark.parametrize("seen", [{"clock": "wrong"}, {"ssl_import": "fail"}, {"dns": "fail"}])
def test_the_engine_of_the_wizard_gives_the_verdict(seen: dict[str, str]) -> None:
    facts = tuple(Observation(fact, value, "check") for fact, value in seen.items())
    document = read_block(write_block(Examination(observations=facts)))
    case = Case(KNOWLEDGE, MODEL, (Opened(0.0, audience="staff", here=False),))
    verdict = case.examine(document, "collector", 0.0).verdict
    first, second = judge(
        [Result("a", document=document), Result("b", problem="x")], KNOWLEDGE, MODEL
    )
    assert verdict is not None
    named = (State.ILL, verdict.cause) if verdict.confident else (State.UNCLEAR, "")
    assert (first.state, first.cause) == named
    assert (second.state, second.problem) == (State.UNREADABLE, "x")


def test_from_files_to_page_and_database(tmp_path: Path) -> None:
    results = tmp_path / "r.jsonl"
    results.write_text('{"host": "a", "problem": "off"}\nnothing\n', encoding="utf-8")
    out, db = tmp_path / "page.html", tmp_path / "fleet.sqlite"
    command = [sys.executable, "-m", "pipmedic", "fleet", "report", str(results), "--lang", "zh"]
    for _ in range(2):
        done = subprocess.run(
            [*command, "--html", str(out), "--db", str(db)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert "2" in done.stdout
    assert re.search(r'<html lang="zh">', out.read_text(encoding="utf-8"))
    with database(db) as connection:
        assert len(machines(connection, 2)) == 2


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "not.sqlite"
    bad.write_text("no database at all, only words" * 50, encoding="utf-8")
    results = tmp_path / "r.jsonl"
    results.write_text("{}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pipmedic", "fleet", "report", str(results), "--db", str(bad)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 4
    assert "not.sqlite" in done.stderr
