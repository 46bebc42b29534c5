"""The index of very many signatures is made once, found again, and never trusted blindly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipmedic.case.signature_cache import MANY, indexed
from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import Knowledge, Signature, load

KNOWLEDGE = load()


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Knowledge:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    more = tuple(
        Signature(f"s{n}", f"unheard of fault {n:05}", "error", "eof") for n in range(MANY)
    )
    return replace(KNOWLEDGE, signatures=(*KNOWLEDGE.signatures, *more))


def kept(folder: Path) -> list[Path]:
    return list((folder / "cache").glob("*.index"))


def test_few_signatures_stay_as_they_are() -> None:
    assert indexed(KNOWLEDGE) is KNOWLEDGE


def test_the_second_start_reads_what_the_first_made(large: Knowledge, tmp_path: Path) -> None:
    first = indexed(large)
    (file,) = kept(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    written = file.stat().st_mtime_ns
    second = indexed(large)
    assert kept(tmp_path) == [file]
    assert file.stat().st_mtime_ns == written
    text = "there is an unheard of fault 01234 here"
    for knowledge in (large, first, second):
        assert read(text, knowledge).value("error") == "eof"
    assert [s.id for s in second.signatures] == [s.id for s in large.signatures]


def test_a_damaged_index_is_made_anew(large: Knowledge, tmp_path: Path) -> None:
    indexed(large)
    (file,) = kept(tmp_path)
    file.write_bytes(file.read_bytes()[:-100])
    assert read("unheard of fault 00007", indexed(large)).value("error") == "eof"
    assert indexed(large).signatures[-1].id == f"s{MANY - 1}"


def test_other_signatures_have_another_index(large: Knowledge, tmp_path: Path) -> None:
    indexed(large)
    indexed(replace(large, signatures=large.signatures[:-1]))
    assert len(kept(tmp_path)) == 2
