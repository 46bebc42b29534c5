"""Patterns that cannot blow up: what is refused, what is made safe, and what stays as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipmedic.knowledge.patterns import BOUNDS, Unsafe, bounded, why_unsafe


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", Unsafe.INVALID),
        ("a" * 2001, Unsafe.TOO_LONG),
        (r"(a)\1", Unsafe.BACK_REFERENCE),
        (r"(?P<x>a)(?P=x)", Unsafe.BACK_REFERENCE),
        (r"(a)?(?(1)b|c)", Unsafe.BACK_REFERENCE),
        ("a*", Unsafe.ENDLESS),
        ("(?:ab){3,}", Unsafe.ENDLESS),
        ("(a+)+$", Unsafe.ENDLESS),
        ("(a{1,300}){1,300}", Unsafe.NESTED),
        ("(?:a|a){0,40}b", Unsafe.NESTED),
        ("(?:a|ab){0,40}c", Unsafe.NESTED),
        ("(?:a?){40}a", Unsafe.NESTED),
        ("(?=(a{1,90}){1,90})x", Unsafe.NESTED),
        ("a{0,300}a{0,300}b", Unsafe.TOO_MANY_WAYS),
        ("(?:a?b?c?d?){3}e?f?", Unsafe.TOO_MANY_WAYS),
    ],
)
def test_dangerous_patterns_are_refused(pattern: str, reason: Unsafe) -> None:
    assert why_unsafe(pattern) is reason


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "certificate verify failed",
        r"\[SSL: [A-Z_]{1,40}\] .{0,90}",
        r"(?:\d{1,3}\.){3}\d{1,3}",
        "(?:self|hostname|unable) [a-z]{1,20}",
        "(?:ab|cd){0,90}",
        "timed out(?! after)",
        "[*+]{1,3}",
    ],
)
def test_ordinary_patterns_are_let_through(pattern: str) -> None:
    assert why_unsafe(pattern) is None
    assert bounded(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "result"),
    [
        ("SSLError.*FAILED", "SSLError.{0,300}FAILED"),
        ("SSLError.+?FAILED", "SSLError.{1,300}?FAILED"),
        (r"a\*b[*+]c\\d*", r"a\*b[*+]c\\d{0,300}"),
        (r"[]*]x*", "[]*]x{0,300}"),
        (r"[^]*]x+", "[^]*]x{1,300}"),
        ("abc{2,}", "abc{2,300}"),
        ("abc{2,5}", "abc{2,5}"),
        ("URL .*Error.*FAILED", "URL .{0,70}Error.{0,70}FAILED"),
        ("(a+)+", "(a{1,300}){1,300}"),
    ],
)
def test_endless_repetition_is_given_the_widest_safe_bound(pattern: str, result: str) -> None:
    assert bounded(pattern) == result


_PIECES = ["a", "b", ".", r"\d", "[ab]", "(?:ab)", "(?:a|b)", "*", "+", "?", "{2,}", "|", r"\*"]


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join), st.text("ab1*", max_size=12))
def test_bounding_a_pattern_changes_no_match_within_the_bound(pattern: str, text: str) -> None:
    try:
        before = re.compile(pattern)
    except re.error:
        assert why_unsafe(pattern) is Unsafe.INVALID
        return
    after = bounded(pattern)
    assert len(text) < min(BOUNDS)
    assert [m.span() for m in before.finditer(text)] == [m.span() for m in re.finditer(after, text)]


@given(st.text(max_size=60))
def test_any_text_is_judged_without_an_exception(pattern: str) -> None:
    why_unsafe(pattern)
    why_unsafe(bounded(pattern))
