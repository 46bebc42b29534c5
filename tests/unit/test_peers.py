"""How other programs' words are read: every cause is known, every reading has its reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

PEERS = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"
sys.path.insert(0, str(PEERS))

from answers import SILENT, Answer, hints, pipmedic, table  # noqa: E402
from compare import verdict  # noqa: E402

from pipmedic.knowledge import load  # noqa: E402

KNOWN = load().causes
ENTRIES = table("deadends.toml")
HINTS = [hint for hints_of_one in table("hints.toml").values() for hint in hints_of_one]
MOST = 6
"""More causes than this in one answer would name nothing."""


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_read_with_a_reason(name: str) -> None:
    assert ENTRIES[name]["why"].endswith(".")
    assert len(ENTRIES[name]["causes"]) <= MOST
    assert set(ENTRIES[name]["causes"]) <= set(KNOWN)


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint["pattern"][:30])
def test_a_hint_has_its_source(hint: dict[str, object]) -> None:
    assert hint["source"]
    assert set(hint["causes"]) <= set(KNOWN)  # type: ignore[call-overload]


def test_hints_of_one_text_add_up() -> None:
    text = "ERROR: Could not find a suitable TLS CA certificate bundle, invalid path: /x.pem"
    said, silent = hints("pip", [text, "certificate verify failed"])
    assert "ca-path-missing" in said.causes
    assert silent == SILENT


def test_pipmedic_is_silent_where_no_error_is_read() -> None:
    said, silent = pipmedic(["Missing dependencies for SOCKS support.", "all is well"], 1)
    assert said.causes == {"socks-missing-dep"}
    assert silent == SILENT


@pytest.mark.parametrize(
    "answer, column",
    [
        (SILENT, "silent"),
        (Answer(frozenset({"a", "b"})), "names the cause"),
        (Answer(frozenset({"b"})), "another or none"),
        (Answer(), "another or none"),
        (Answer(elsewhere=True), "other subject"),
    ],
)
def test_every_answer_falls_into_one_column(answer: Answer, column: str) -> None:
    assert verdict(answer, frozenset({"a"})) == column
