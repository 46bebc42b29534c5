"""Counts of sites merge in any order, any number of times, to the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipmedic.case.ledger import LedgerFile, read_export, to_export
from pipmedic.diagnosis.learning import Cell, Counts, Tally

NAMES = st.sampled_from(["a", "b"])
CELLS = st.builds(Cell, NAMES, st.just("k"), NAMES, NAMES, st.just("win/-/-"), st.integers(1, 3))
TALLIES = st.builds(Tally, st.integers(0, 9), st.integers(0, 9))
COUNTS = st.builds(Counts, st.dictionaries(CELLS, TALLIES, max_size=8))


@given(COUNTS, COUNTS)
def test_order_does_not_matter(one: Counts, two: Counts) -> None:
    assert one.merge(two) == two.merge(one)


@given(COUNTS, COUNTS, COUNTS)
def test_grouping_does_not_matter(one: Counts, two: Counts, three: Counts) -> None:
    assert one.merge(two).merge(three) == one.merge(two.merge(three))


@given(COUNTS, COUNTS)
def test_twice_is_once(one: Counts, two: Counts) -> None:
    assert one.merge(one) == one
    assert one.merge(two).merge(two) == one.merge(two)


@given(COUNTS, COUNTS)
def test_counts_only_grow(one: Counts, two: Counts) -> None:
    merged = one.merge(two)
    for counts in (one, two):
        for cell, tally in counts.cells.items():
            assert merged.cells[cell].larger(tally) == merged.cells[cell]


@given(COUNTS, st.lists(COUNTS, max_size=3))
def test_files_say_what_counts_say(mine: Counts, others: list[Counts]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = LedgerFile(Path(folder) / "o.jsonl")
        expected = mine
        for counts in (mine, *others):
            export = Path(folder) / "export.json"
            export.write_text(to_export(counts), encoding="utf-8")
            ledger.merge(read_export(export))
            expected = expected.merge(counts)
        assert ledger.read().counts == expected
