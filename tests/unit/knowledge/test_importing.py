"""Entries of other knowledge bases: both schemas, every refusal, what is kept of their origin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import Knowledge, Tier, load, load_cause
from pipmedic.knowledge.importing import Mend, Refusal, Report, import_entries
from pipmedic.knowledge.packs import make_pack

FLAT: dict[str, Any] = {
    "id": "pip/flat",
    "signature": "the flat one failed",
    "regex": "flat.*failed",
    "domain": "pip",
    "root_cause": "Something flat.",
    "root_cause_zh": "扁平的原因。",
    "subcategory": None,
    "dead_ends": [{"action": "", "why_fails": "nobody knows"}],
    "workarounds": [{"action": "mend it", "how": "mend it", "success_rate": 0.8, "sources": []}],
    "workarounds_zh": ["修好它"],
    "transition_graph": {"leads_to": [], "preceded_by": [], "frequently_confused_with": []},
    "confidence": 0.9,
}
NESTED: dict[str, Any] = {
    "schema_version": "1.0.0",
    "id": "pip/nested/linux",
    "url": "https://entries.example/pip/nested/linux",
    "error": {"signature": "nested failed", "regex": "nested", "domain": "pip", "category": "net"},
    "environment": {
        "runtime": {"name": "pip", "version_range": ">=24,<25"},
        "os": "linux",
        "python": ">=3.9",
    },
    "verdict": {"resolvable": "true", "confidence": 0.9, "summary": "Something nested."},
    "dead_ends": [
        {
            "action": "try again",
            "why_fails": "nothing changed",
            "fail_rate": 0.9,
            "common_misconception": "it is a hiccup",
            "sources": ["https://a.example/"],
        }
    ],
    "workarounds": [{"action": "mend", "how": "run mend", "success_rate": 0.7}],
    "transition_graph": {
        "leads_to": [{"error_id": "pip/flat", "probability": 0.3, "condition": "then"}],
        "preceded_by": [{"error_id": "pip/gone", "probability": 0.1}],
        "frequently_confused_with": [{"error_id": "pip/flat", "distinction": "deeper"}],
    },
    "metadata": {"generated_by": "a program", "review_status": "auto_generated"},
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def bring(tmp_path: Path, knowledge: Knowledge, *entries: Any, **options: str) -> Report:
    source = tmp_path / "source"
    source.mkdir()
    for number, entry in enumerate(entries):
        raw = entry if isinstance(entry, bytes) else json.dumps(entry).encode()
        (source / f"{number}.json").write_bytes(raw)
    return import_entries(source, tmp_path / "into", knowledge, **options)


def written(tmp_path: Path, report: Report, name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (tmp_path / "into" / dict(report.written)[name]).read_text("utf-8")
    )
    return data


def mends(report: Report) -> set[Mend]:
    return {each.mend for each in report.mended}


def test_flat_entry_is_taken_in_and_loads(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, FLAT)
    assert report.refused == ()
    cause = load_cause(tmp_path / "into" / dict(report.written)["pip/flat"])
    assert cause.root_cause("zh") == "扁平的原因。"
    assert cause.workarounds[0].action("zh") == "修好它"
    assert cause.regex == "flat.{0,300}failed"
    assert cause.tier is Tier.FOREIGN
    assert mends(report) == {Mend.PATTERN_BOUNDED, Mend.EMPTY_DROPPED}


def test_nested_entry_is_flattened(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, NESTED, FLAT)
    cause = load_cause(tmp_path / "into" / dict(report.written)["pip/nested/linux"])
    assert cause.root_cause("en") == "Something nested."
    assert cause.applies.pip == (">=24,<25",)
    assert list(cause.os_specific) == ["linux"]
    assert [item["version"] for item in cause.versions] == ["pip >=24,<25", "Python >=3.9"]
    assert cause.workarounds[0].action("en") == "mend: run mend"
    assert cause.dead_ends[0].sources[0].url == "https://a.example/"
    assert cause.myths[0].claim("en") == "it is a hiccup"
    assert [(edge.target, edge.probability) for edge in cause.transitions] == [
        ("pip/flat", 0.3),
        ("pip/flat", None),
    ]
    assert Mend.EDGE_DROPPED in mends(report)


def test_origin_and_licence_are_kept_in_the_entry(tmp_path: Path, knowledge: Knowledge) -> None:
    (tmp_path / "LICENSE").write_text("MIT License\n\nCopyright (c) 2026 A. Author\n", "utf-8")
    report = bring(tmp_path, knowledge, NESTED)
    entry = written(tmp_path, report, "pip/nested/linux")
    origin = entry["attribution"]
    assert origin["source"] == "entries.example"
    assert origin["url"] == NESTED["url"]
    assert origin["licence"] == "MIT"
    assert origin["licence_file"] == "../LICENSE"
    assert origin["copyright"] == "Copyright (c) 2026 A. Author"
    assert origin["review_status"] == "auto_generated"
    assert entry["sources"][0]["url"] == NESTED["url"]


@pytest.mark.parametrize(
    ("entry", "option", "licence"),
    [
        (FLAT, "", "unknown"),
        (FLAT, "CC-BY-4.0", "CC-BY-4.0"),
        ({**FLAT, "license": "Apache-2.0"}, "CC-BY-4.0", "Apache-2.0"),
    ],
)
def test_licence_is_never_guessed(
    tmp_path: Path, knowledge: Knowledge, entry: Any, option: str, licence: str
) -> None:
    report = bring(tmp_path, knowledge, entry, licence=option)
    assert written(tmp_path, report, "pip/flat")["attribution"]["licence"] == licence
    assert report.unlicensed == (licence == "unknown")


def test_importing_what_was_imported_changes_nothing(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, NESTED, FLAT)
    first = written(tmp_path, report, "pip/nested/linux")
    again = import_entries(tmp_path / "into", tmp_path / "again", knowledge)
    assert again.refused == ()
    name = dict(again.written)["pip/nested/linux"]
    second = json.loads((tmp_path / "again" / name).read_text("utf-8"))
    first["attribution"].pop("file")
    second["attribution"].pop("file")
    assert second == first


REFUSED: dict[str, tuple[Any, Refusal, str]] = {
    "not JSON": (b"{", Refusal.NOT_JSON, ""),
    "not UTF-8": (b'{"id": "\xff"}', Refusal.NOT_JSON, ""),
    "nested too deep": (b"[" * 100_000, Refusal.NOT_JSON, ""),
    "too large": (b" " * 4_000_001, Refusal.UNREADABLE, ""),
    "a number": (7, Refusal.UNKNOWN_SCHEMA, ""),
    "another schema": ({"name": "x"}, Refusal.UNKNOWN_SCHEMA, ""),
    "no id": ({**FLAT, "id": None}, Refusal.BAD_FIELD, "id"),
    "an id that is a path": ({**FLAT, "id": "../../etc/x"}, Refusal.BAD_FIELD, "id"),
    "no root cause": (
        {**FLAT, "root_cause": "", "root_cause_zh": ""},
        Refusal.BAD_FIELD,
        "root_cause",
    ),
    "regex that is a list": ({**FLAT, "regex": ["x"]}, Refusal.BAD_FIELD, "regex"),
    "dead ends that are a word": ({**FLAT, "dead_ends": "x"}, Refusal.BAD_FIELD, "dead_ends"),
    "a rate above one": (
        {**FLAT, "workarounds": [{"action": "x", "success_rate": 80}]},
        Refusal.BAD_FIELD,
        "workarounds[0].success_rate",
    ),
    "a graph that is a list": (
        {**FLAT, "transition_graph": []},
        Refusal.BAD_FIELD,
        "transition_graph",
    ),
    "an error that is nested and empty": (
        {**NESTED, "error": {}, "id": 1},
        Refusal.BAD_FIELD,
        "id",
    ),
    "nothing to know it by": ({**FLAT, "signature": "", "regex": ""}, Refusal.NOTHING_TO_GO_BY, ""),
    "nothing to do": ({**FLAT, "workarounds": []}, Refusal.NOTHING_TO_GO_BY, ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_names_file_reason_and_key(tmp_path: Path, knowledge: Knowledge, name: str) -> None:
    entry, reason, key = REFUSED[name]
    report = bring(tmp_path, knowledge, entry)
    assert [(each.file, each.reason, each.key) for each in report.refused] == [
        ("0.json", reason, key)
    ]
    assert report.written == ()


def test_the_same_id_twice(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, FLAT, FLAT)
    assert [each.reason for each in report.refused] == [Refusal.DUPLICATE_ID]
    assert "0.json" in str(report.refused[0].detail)
    assert len(report.written) == 1


def test_one_bad_entry_does_not_stop_the_others(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, b"{", FLAT, 7, NESTED)
    assert len(report.refused) == 2
    assert len(report.written) == 2


def test_many_entries_in_one_file(tmp_path: Path, knowledge: Knowledge) -> None:
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(FLAT)}\n\n{json.dumps(NESTED)}\n{{\n", "utf-8")
    report = import_entries(tmp_path / "a.jsonl", tmp_path / "into", knowledge)
    assert [name for name, _ in report.written] == ["pip/flat", "pip/nested/linux"]
    assert [each.file for each in report.refused] == ["a.jsonl#4"]
    (tmp_path / "b.json").write_text(json.dumps({"errors": [FLAT, 7]}), "utf-8")
    report = import_entries(tmp_path / "b.json", tmp_path / "into", knowledge)
    assert [each.file for each in report.refused] == ["b.json#2"]


def test_text_files_that_hold_an_entry_count_and_others_do_not(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text(json.dumps(FLAT), "utf-8")
    (source / "b.txt").write_text("Introduction: pip uses TLS.", "utf-8")
    report = import_entries(source, tmp_path / "into", knowledge)
    assert len(report.written) == 1
    assert report.refused == ()


def test_unsafe_pattern_is_dropped_and_the_words_stay(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, {**FLAT, "regex": "(a|a)*b"})
    entry = written(tmp_path, report, "pip/flat")
    assert entry["regex"] == ""
    assert entry["signature"] == FLAT["signature"]
    assert Mend.PATTERN_DROPPED in mends(report)


def test_escape_sequences_are_removed_and_said(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, {**FLAT, "root_cause": "red\x1b[31m\u202e alert"})
    assert written(tmp_path, report, "pip/flat")["root_cause"] == "red[31m alert"
    assert Mend.CHARACTERS_REMOVED in mends(report)


def test_weakening_advice_and_known_entries_are_pointed_out(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    advice = [{"action": "pip install --trusted-host pypi.org x", "success_rate": 0.9}]
    alias = "pip/ssl-sslv3-alert-handshake-failure"
    report = bring(tmp_path, knowledge, {**FLAT, "id": alias, "workarounds": advice})
    assert {Mend.WEAKENS_TLS, Mend.ALREADY_KNOWN} <= mends(report)


def test_only_the_wanted_domain(tmp_path: Path, knowledge: Knowledge) -> None:
    report = bring(tmp_path, knowledge, FLAT, {**FLAT, "id": "x", "domain": "cuda"}, domain="pip")
    assert [name for name, _ in report.written] == ["pip/flat"]
    assert report.left_out == 1


def test_ids_that_differ_in_case_or_signs_only_get_files_of_their_own(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    names = ("pip/a", "pip/A", "pip__a", "p/" + "x" * 110)
    report = bring(tmp_path, knowledge, *({**FLAT, "id": name} for name in names))
    files = [file.lower() for _, file in report.written]
    assert len(set(files)) == len(names)
    assert all(len(file) < 100 for file in files)


def test_the_source_is_never_overwritten(tmp_path: Path, knowledge: Knowledge) -> None:
    with pytest.raises(FileExistsError):
        import_entries(tmp_path, tmp_path, knowledge)
    with pytest.raises(FileNotFoundError):
        import_entries(tmp_path / "gone", tmp_path / "into", knowledge)


def test_hundreds_of_entries_become_a_pack_that_loads(tmp_path: Path, knowledge: Knowledge) -> None:
    lines = (json.dumps({**FLAT, "id": f"pip/entry-{number}"}) for number in range(300))
    (tmp_path / "all.jsonl").write_text("\n".join(lines), "utf-8")
    report = import_entries(tmp_path / "all.jsonl", tmp_path / "pack" / "kb", knowledge)
    assert len(report.written) == 300
    make_pack(tmp_path / "pack", "many")
    known = complete(load(packs=(tmp_path / "pack",)))
    assert known.causes["pip/entry-299"].remedies
