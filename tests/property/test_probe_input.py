"""The probe's DER reader: whatever comes, it answers with data, and soon."""

from __future__ import annotations

import json
import re
from functools import cache

from hypothesis import assume, given
from hypothesis import strategies as st

from lab.pki import Profile, issue, subject
from pipmedic.probe import probe


@cache
def certificate() -> bytes:
    """A certificate that has everything."""
    ca = issue(subject("Root"), None, Profile(names=(), ca=True, eku=""))
    return issue("localhost", ca, Profile(names=("localhost", "127.0.0.1"), key="rsa2048")).der


def mutated() -> st.SearchStrategy[bytes]:
    """A certificate with some bytes changed, and a piece cut out or doubled."""
    size = len(certificate())
    changes = st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, 255)), max_size=6)
    pieces = st.tuples(st.integers(0, size), st.integers(0, size), st.integers(0, 2))
    return st.builds(damage, changes, pieces)


def damage(changes: list[tuple[int, int]], piece: tuple[int, int, int]) -> bytes:
    der = bytearray(certificate())
    for place, value in changes:
        der[place] = value
    first, last, times = min(piece[:2]), max(piece[:2]), piece[2]
    return bytes(der[:first] + der[first:last] * times + der[last:])


@given(st.one_of(st.binary(max_size=600), mutated()))
def test_any_bytes_give_data(der: bytes) -> None:
    found = probe.read_certificate(der)
    json.dumps(found)
    assert found["bytes"] == len(der)
    assert "unreadable" in found or found["not_before"]
    probe.faults_of(found, "localhost", True, 0)


@given(st.binary(max_size=400))
def test_any_bytes_are_items_or_not(data: bytes) -> None:
    """What is accepted lies side by side and covers everything."""
    try:
        items = probe.der_items(bytearray(data), 0, len(data))
    except ValueError:
        return
    ends = [0] + [end for _, _, end in items]
    for (_, start, end), before in zip(items, ends):
        assert before + 2 <= start <= end
    assert ends[-1] == len(data)


@given(st.lists(st.tuples(st.integers(0, 0xFF), st.binary(max_size=300)), max_size=5))
def test_what_is_encoded_is_read_back(values: list[tuple[int, bytes]]) -> None:
    values = [(tag, value) for tag, value in values if tag & 0x1F != 0x1F]
    data = bytearray(b"".join(encoded(tag, value) for tag, value in values))
    items = probe.der_items(data, 0, len(data))
    assert [(tag, bytes(data[start:end])) for tag, start, end in items] == values


def encoded(tag: int, value: bytes) -> bytes:
    if len(value) < 128:
        return bytes([tag, len(value)]) + value
    return bytes([tag, 0x82]) + len(value).to_bytes(2, "big") + value


@given(st.binary(max_size=300))
def test_any_bytes_are_a_flight_or_not(data: bytes) -> None:
    flight = probe.Flight()
    flight.buffer += bytearray(data)
    try:
        probe.read_messages(flight)
    except IndexError:
        raise AssertionError("a handshake message must never be read past its end") from None
    json.dumps(flight.as_data())


@given(st.text(max_size=120))
def test_redaction_never_raises_and_is_stable(text: str) -> None:
    once = probe.redact(text)
    assert probe.redact(once) == once


USER = st.text("abcdef0123456789._-%", min_size=3, max_size=12)
SECRET = st.text("abcdefABC0123456789!$*+._~%/@:", min_size=6, max_size=24)


@given(USER, SECRET)
def test_user_information_never_comes_through(user: str, secret: str) -> None:
    """Save for what cannot be told from a host and its path: a bare slash after @ or few digits."""
    assume(not re.match(r"(?:\d{1,5}|.*@.*)/", secret))
    for text in (f"http://{user}:{secret}@proxy.example:8080/x", f"see https://{user}:{secret}@h"):
        assert secret not in probe.redact(text)
