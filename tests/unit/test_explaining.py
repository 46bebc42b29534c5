"""The explanation of a step: the same data in the contract and in the words of every face."""

from __future__ import annotations

import json

import pytest

from pipmedic.case.case import Case
from pipmedic.case.contract import document
from pipmedic.case.events import Opened
from pipmedic.case.explaining import flip_lines, left_line, versus_lines
from pipmedic.case.pages import why_page
from pipmedic.diagnosis.choice import AskQuestion
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import SUPPORTED
from pipmedic.knowledge import load

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
ERROR = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired"


@pytest.fixture
def case() -> Case:
    opened = Opened(1.0, checks=False)
    found = (
        Case(KNOWLEDGE, MODEL, (opened,), "en").observe(ERROR, 2.0).answer("network", "corp", 3.0)
    )
    assert found is not None
    return found


def test_the_contract_says_why_and_what_would_change_it(case: Case) -> None:
    record = json.loads(json.dumps(document(case)))["explanation"]
    assert record["leader"] == case.belief.items[0][0]
    assert record["runner_up"] not in ("", record["leader"])
    assert record["versus"]
    assert {item["fact"] for item in record["would_change"]} <= {"error", "network"}
    assert all(item["cause"] != record["leader"] for item in record["would_change"])
    assert record["minutes_left"] > 0
    assert record["steps_left"] >= 1


def test_what_would_change_the_verdict_does_so(case: Case) -> None:
    item = document(case)["explanation"]["would_change"][0]
    events = [event for event in case.events if getattr(event, "fact", "") != item["fact"]]
    if item["fact"] == "error":
        events = [event for event in events if event.kind != "pasted"]
    other = case.with_events(tuple(events)).answer(item["fact"], item["to"], 9.0)
    assert other is not None
    assert other.belief.items[0][0] == item["cause"]


def test_a_question_lists_what_each_answer_would_do() -> None:
    case = Case(KNOWLEDGE, MODEL, (Opened(1.0, checks=False),), "en")
    assert isinstance(case.decision.step, AskQuestion)
    branches = document(case)["explanation"]["branches"]
    assert {item["value"] for item in branches} == set(MODEL.facts["error"].answers)
    assert sum(item["p_answer"] for item in branches) <= 1.0001


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_reason_is_put_into_words(case: Case, language: str) -> None:
    spoken = case.in_language(language).tried("ca-config", "failed", 4.0)
    page = why_page(spoken)
    for lines in (versus_lines(spoken), flip_lines(spoken), [left_line(spoken)]):
        assert lines
        assert all(line in page for line in lines)
        assert not [line for line in lines if "{" in line]
