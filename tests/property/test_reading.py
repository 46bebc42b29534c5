"""Reading holds for any text: it never fails, and dressing a text up changes nothing."""

from __future__ import annotations

import sys
import unicodedata
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipmedic.diagnosis.normalise import forms, normalise
from pipmedic.diagnosis.reading import Reading, read
from pipmedic.diagnosis.sanitize import NotText, decode, sanitize
from pipmedic.knowledge import Knowledge, load

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

WORDINGS = Path(__file__).parents[1] / "unit" / "reading" / "wordings.toml"
REPORTS = tomllib.loads(WORDINGS.read_text("utf-8"))["reports"]
TEXTS = [report["text"].strip("\n") for report in REPORTS]
PLAIN = [text for text in TEXTS if text.isascii() and "#" not in text and "=> " not in text]
"""Texts that no log has dressed up already."""

UNWRAPPED = [
    report["text"].strip("\n")
    for report in REPORTS
    if "wrap" not in report["name"] and report["text"].isascii() and "=> " not in report["text"]
]

COLOURS = st.sampled_from(
    ["\x1b[31m", "\x1b[1;33m", "\x1b[0m", "\x1b[38;5;196m", "\x1b]0;title\x07", "\x1b[K"]
)
STAMPS = st.sampled_from(
    [
        "2026-03-02T10:11:12.1234567Z ",
        "[2026-03-02T10:11:12.123Z] ",
        "[2026-03-02 10:11:12] ",
        "2026-03-02 10:11:12,345 ",
        "10:11:12  ",
        "[10:11:12] ",
        "#12 34.567 ",
        " => => # ",
        "34.567 ",
        "Mar  2 10:11:12 host ci[41]: ",
        "remote: ",
        "> ",
        "\u2502 ",
        "worker_1  | ",
    ]
)
FRAGMENTS = st.sampled_from(TEXTS).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(
        lambda ends: text[min(ends) : max(ends)]
    )
)


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    return load()


def gist(reading: Reading) -> tuple[object, ...]:
    """Return what a reading says, without the snippets it was read from."""
    facts = sorted((item.fact, item.value) for item in reading.observations)
    return (
        facts,
        reading.near_miss,
        reading.hosts.index,
        reading.hosts.failing,
        reading.hosts.at_proxy,
    )


@given(st.one_of(st.text(), FRAGMENTS, st.lists(st.one_of(st.text(), FRAGMENTS)).map("\n".join)))
def test_any_text_is_read(text: str) -> None:
    reading = read(text, knowledge())

    known = knowledge().facts
    assert all(known[item.fact].value(item.value) is not None for item in reading.observations)
    assert len({item.fact for item in reading.observations}) == len(reading.observations)


@given(st.binary())
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        text = decode(raw)
    except NotText:
        return
    read(text, knowledge())


@given(st.text(), st.lists(COLOURS))
def test_nothing_that_steers_a_terminal_is_left(text: str, colours: list[str]) -> None:
    clean = sanitize("".join(colours) + text)

    assert all(
        character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
        for character in clean
    )
    assert sanitize(clean) == clean


@given(st.sampled_from(TEXTS), COLOURS, st.data())
def test_colours_change_nothing(text: str, colour: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))

    assert gist(read(text[:at] + colour + text[at:], knowledge())) == gist(read(text, knowledge()))


@given(st.sampled_from(TEXTS))
def test_line_ends_change_nothing(text: str) -> None:
    plain = gist(read(text, knowledge()))

    assert gist(read(text.replace("\n", "\r\n"), knowledge())) == plain
    assert gist(read(text + "\r\n\r\n", knowledge())) == plain


@given(st.sampled_from(TEXTS), st.sampled_from([" ", "   ", "\t", "\u00a0", "\u3000"]))
def test_blanks_at_the_end_change_nothing(text: str, blank: str) -> None:
    padded = "\n".join(line + blank for line in text.split("\n"))

    assert gist(read(padded, knowledge())) == gist(read(text, knowledge()))


@given(st.sampled_from(PLAIN), STAMPS)
def test_log_prefixes_change_nothing(text: str, stamp: str) -> None:
    logged = "\n".join(stamp + line for line in text.split("\n"))

    assert gist(read(logged, knowledge())) == gist(read(text, knowledge()))


@given(st.sampled_from(UNWRAPPED), st.sampled_from([60, 72, 80, 100, 120, 132]))
def test_a_wrap_at_the_width_of_a_terminal_keeps_the_error(text: str, width: int) -> None:
    wrapped = "\n".join(
        line[at : at + width]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), width)
    )

    assert read(wrapped, knowledge()).value("error") == read(text, knowledge()).value("error")


@given(st.text())
def test_normalising_keeps_the_number_of_lines(text: str) -> None:
    clean = sanitize(text)
    normal = normalise(clean)

    assert normal.count("\n") == clean.count("\n")
    assert forms(normal)[0] == normal


@pytest.mark.parametrize(
    "raw", [b"\xff\xfep\x00i\x00p\x00", "连接超时".encode("gbk"), "连接超时".encode()]
)
def test_encodings_of_windows_consoles_are_decoded(raw: bytes) -> None:
    assert decode(raw) in ("pip", "连接超时")
