"""Editing pip's configuration changes one option and no other byte; configparser is the oracle."""

from __future__ import annotations

import configparser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipmedic.remedies.ini_edit import CannotEdit, IniFault, get_option, set_option, unset_option

names = st.sampled_from(["cert", "index-url", "index_url", "Proxy", "trusted-host"])
values = st.text("abc:=/ #;[]%é证", max_size=8).map(str.strip)
line = st.one_of(
    st.sampled_from(["", "   ", "# a comment", "; another", "  # deep comment", "[global]"]),
    st.sampled_from(["[install]", "[odd name]", "[freeze]", "  [install]"]),
    st.builds("{}{}{}".format, names, st.sampled_from([" = ", "=", ": ", " :", " ="]), values),
    st.builds("    {}".format, values.filter(lambda v: v and v[0] not in "#;")),
)
files = st.builds(
    lambda lines, ending, final: (ending.join(["[global]", *lines]) + ending * final).encode(),
    st.lists(line, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
new_values = st.text("abc:=/#;[]%é证 ", min_size=1).map(str.strip).filter(bool)


def read(content: bytes) -> dict[str, dict[str, str | None]] | None:
    """What pip's parser makes of a file, `_` and `-` alike; None when it cannot read it at all."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = lambda name: name.lower().replace("_", "-")  # type: ignore[assignment]
    try:
        parser.read_string(content.decode())
    except configparser.Error:
        return None
    return {section: dict(parser.items(section)) for section in parser.sections()}


@settings(max_examples=300)
@given(content=files, section=st.sampled_from(["global", "install", "new"]), value=new_values)
def test_set_changes_that_option_alone(content: bytes, section: str, value: str) -> None:
    before = read(content)
    after = read(set_option(content, f"{section}.cert", value))
    if before is None:
        return
    before.setdefault(section, {})["cert"] = value
    assert after == before


@settings(max_examples=300)
@given(content=files, section=st.sampled_from(["global", "install", "new"]))
def test_unset_removes_that_option_alone(content: bytes, section: str) -> None:
    before = read(content)
    after = read(unset_option(content, f"{section}.index-url"))
    if before is None:
        return
    before.get(section, {}).pop("index-url", None)
    assert after == before


@given(content=files, value=new_values)
def test_every_other_line_stays_byte_for_byte(content: bytes, value: str) -> None:
    edited = set_option(content, "zz.new-key", value)
    assert edited.startswith(content)
    again = unset_option(edited, "zz.new-key")
    assert again.startswith(content)
    assert again[len(content) :].split() == [b"[zz]"]


@given(content=files)
def test_get_agrees_with_the_parser(content: bytes) -> None:
    parsed = read(content)
    if parsed is None:
        return
    want = parsed["global"].get("cert")
    got = get_option(content, "global.cert")
    decoded = None if got is None else got.decode()
    if want is not None:
        first, *rest = want.split("\n")
        want = "\n".join([first, *filter(None, rest)])
    assert decoded == want


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"[global]\ncert = X\n"),
        (b"[global]\r\ntimeout: 5", b"[global]\r\ntimeout: 5\r\ncert = X\r\n"),
        (b"[global]\ncert: old\n", b"[global]\ncert: X\n"),
        (b"[global]\nCERT=old", b"[global]\nCERT=X"),
        (b"[global]\ncert =\n", b"[global]\ncert = X\n"),
        (b"[global]\ncert = a\n# c\ncert = b\n", b"[global]\ncert = a\n# c\ncert = X\n"),
        (b"[global]\ncert = a\n  b\n  # c\n  d\nx=1\n", b"[global]\ncert = X\n  # c\nx=1\n"),
        (
            b"# \xff\xe9 latin\n[x]\ny=\xe9\n",
            b"# \xff\xe9 latin\n[x]\ny=\xe9\n\n[global]\ncert = X\n",
        ),
        (b"\xef\xbb\xbf[global]\n", b"\xef\xbb\xbf[global]\ncert = X\n"),
        (b"\xef\xbb\xbf", b"\xef\xbb\xbf[global]\ncert = X\n"),
        (b"[global]\n  a=1\n", b"[global]\n  a=1\ncert = X\n"),
        (b"[global]\n  [x]\n", b"[global]\n  cert = X\n  [x]\n"),
        (b"[global]\na=1\n\n\n[x]\nb=2\n", b"[global]\na=1\ncert = X\n\n\n[x]\nb=2\n"),
    ],
)
def test_recorded_edits(before: bytes, after: bytes) -> None:
    assert set_option(before, "global.cert", "X") == after


@pytest.mark.parametrize(
    ("content", "value", "fault"),
    [
        ("[global]\n".encode("utf-16"), "X", IniFault.UTF16),
        (b"[global]\n", "a\nb = c", IniFault.BAD_VALUE),
        (b"[global]\n", " a", IniFault.BAD_VALUE),
        (b"[global]\n", "a\x1b[31m", IniFault.BAD_VALUE),
        (b"[global]\ny=\xe9\n", "证", IniFault.UNENCODABLE),
    ],
)
def test_what_is_refused(content: bytes, value: str, fault: IniFault) -> None:
    with pytest.raises(CannotEdit) as caught:
        set_option(content, "global.cert", value, encoding="ascii")
    assert caught.value.fault is fault
