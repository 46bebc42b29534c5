"""The collect block: whatever arrives whole is read, whatever does not is refused by line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.pasted import complaint, take
from pipmedic.checks.block import BadBlock, examine_block, read_block, write_block
from pipmedic.checks.findings import Examination, Machine
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.observations import Observation
from pipmedic.i18n import translator
from pipmedic.knowledge import load

KNOWLEDGE = load()
FACTS = sorted((fact.id, value.id) for fact in KNOWLEDGE.facts.values() for value in fact.values)
MACHINE = Machine(os="win", python_version="3.8.10", pip_version="20.0.2", home="C:\\Users\\me")


def examination(pairs: list[tuple[str, str]]) -> Examination:
    observations = tuple(Observation(f, v, "check") for f, v in dict(pairs).items())
    return Examination(observations=observations, machine=MACHINE)


@given(pairs=st.lists(st.sampled_from(FACTS), max_size=60))
def test_what_was_found_arrives(pairs: list[tuple[str, str]]) -> None:
    sent = examination(pairs)
    got = examine_block(read_block(write_block(sent)), KNOWLEDGE, at=1.0)
    assert [(o.fact, o.value) for o in got.observations] == [
        (o.fact, o.value) for o in sent.observations
    ]
    assert got.machine == Machine(os="win", python_version="3.8.10", pip_version="20.0.2")


BLOCK = write_block(examination(FACTS[::7]))


def test_quoting_spacing_and_look_alikes_of_check_letters_do_no_harm() -> None:
    changed = "\r\n".join("> " + line.replace(" ", "   ") for line in BLOCK.splitlines())
    changed = changed.replace("~", " ~ ")
    assert read_block("Hello,\n" + changed + "\nbye") == read_block(BLOCK)


@given(data=st.data())
def test_one_wrong_character_never_passes(data: st.DataObject) -> None:
    lines = BLOCK.splitlines()
    number = data.draw(st.integers(1, len(lines) - 2))
    body = lines[number].rindex("~")
    at = data.draw(st.integers(lines[number].index(" ") + 1, body - 2))
    other = data.draw(st.sampled_from("abcxyz019-_=~ "))
    if other == lines[number][at] or " " in (other, lines[number][at]):
        return
    lines[number] = lines[number][:at] + other + lines[number][at + 1 :]
    with pytest.raises(BadBlock):
        read_block("\n".join(lines))


def test_the_wrong_line_is_named() -> None:
    lines = BLOCK.splitlines()
    lines[2] = lines[2].replace("=", "=x", 1)
    with pytest.raises(BadBlock) as caught:
        read_block("\n".join(lines))
    assert caught.value.line == 2
    assert "2" in complaint(caught.value, translator("zh"))


def test_a_missing_line_or_end_is_noticed() -> None:
    lines = BLOCK.splitlines()
    for broken in (lines[:2] + lines[3:], lines[:-1], lines[:-2] + lines[-1:]):
        with pytest.raises(BadBlock):
            read_block("\n".join(broken))


@given(text=st.text())
def test_no_text_crashes_the_reader(text: str) -> None:
    try:
        read_block("PIPMEDIC FACTS 1\n" + text)
    except BadBlock:
        pass


def test_a_pasted_block_is_evidence_and_no_error_text() -> None:
    opened = Opened(at=time.time(), here=False)
    case = Case(KNOWLEDGE, compile_model(KNOWLEDGE), (opened,))
    taken = take(case, write_block(examination([("handshake", "c20"), ("proxy", "none")])), 2.0)
    assert taken.state.text == ""
    assert {(o.fact, o.source) for o in taken.observations} >= {("handshake", "collector")}
    assert taken.examination.machine.python_version == "3.8.10"
