"""The prefilter never loses a match, whatever the pattern and the text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipmedic.knowledge import Signature, load
from pipmedic.knowledge.literals import fold, needed
from pipmedic.knowledge.prefilter import PIECE, build
from pipmedic.knowledge.signatures import BadIndex, Signatures, load_signatures

PATTERNS = [signature.pattern for signature in load().signatures]
PREFILTER = build(PATTERNS)
EXAMPLES = [example for signature in load().signatures for example in signature.examples]
ATOMS = ["cert", "verify", "SSL", "证书", "ſet", "İd", "K", " ", r"\d", ".", "[ab]", "é", "x"]
pieces = st.sampled_from(ATOMS)
patterns = st.recursive(
    pieces,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: f"({'|'.join(found)})"),
        inner.map(lambda found: f"(?:{found})?"),
        inner.map(lambda found: f"(?:{found})+"),
        inner.map(lambda found: rf"\b{found}(?!zz)"),
    ),
    max_leaves=8,
)
texts = st.lists(st.sampled_from([*ATOMS, "CERT", "Verify", "ssl", "set", "id", "k", "7"])).map(
    "".join
)


def matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


@given(pattern=patterns, text=texts)
def test_what_matches_is_a_candidate(pattern: str, text: str) -> None:
    if matches(pattern, text):
        assert build([pattern]).candidates(text) == [0]


@given(parts=st.lists(st.sampled_from([*EXAMPLES, "noise ", "x" * 50])), upper=st.booleans())
def test_no_shipped_signature_is_lost(parts: list[str], upper: bool) -> None:
    text = " ".join(parts).upper() if upper else " ".join(parts)
    found = {n for n, pattern in enumerate(PATTERNS) if matches(pattern, text)}
    assert found <= set(PREFILTER.candidates(text))


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    folded = fold(text)
    assert "ı" not in folded
    assert len(folded) >= len(text)


def test_a_literal_across_two_pieces_is_found() -> None:
    text = "." * (PIECE - 5) + "certificate verify failed"
    assert build(["certificate verify failed"]).candidates(text) == [0]


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("abc(def|ghi)jkl", {"abc", "def", "ghi", "jkl"}),
        ("ab?cd", {"cd"}),
        ("(wxyz)?", set()),
        (r"one\ntwo", {"one", "two"}),
    ],
)
def test_what_a_pattern_needs(pattern: str, literals: set[str]) -> None:
    assert set(needed(pattern).every()) == literals


def test_a_ready_made_index_gives_the_same_signatures() -> None:
    made = Signatures(tuple(load().signatures))
    read = load_signatures(made.dump("d1"), "d1")
    assert list(read) == [replace(signature, examples=()) for signature in made]
    for text in EXAMPLES:
        assert read.prefilter.candidates(text) == made.prefilter.candidates(text)


@given(data=st.data())
def test_a_damaged_index_is_refused_or_harmless(data: st.DataObject) -> None:
    text = Signatures((Signature("a", "abcd|efgh", "error"), Signature("b", "wxyz", "os"))).dump(
        "d"
    )
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.text(max_size=3)) + text[at + 1 :]
    try:
        load_signatures(changed, "d").prefilter.candidates("abcd wxyz")
    except BadIndex:
        pass


def test_an_index_of_another_file_is_refused() -> None:
    with pytest.raises(BadIndex):
        load_signatures(Signatures((Signature("a", "abcd", "error"),)).dump("one"), "two")
