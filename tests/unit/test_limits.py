"""What a case keeps to: six questions, and no network where there is none."""

from __future__ import annotations

import pytest

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.diagnosis.choice import AskQuestion, HandOver, TryRemedy
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.diagnosis.options import MAX_QUESTIONS
from pipmedic.knowledge import UNKNOWN, load

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
OLD_PIP = "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:590)"


def case(**more: object) -> Case:
    return Case(KNOWLEDGE, MODEL, (Opened(1.0, checks=False, **more),), "en")  # type: ignore[arg-type]


def told(before: Case, fact: str, value: str, at: float = 2.0) -> Case:
    after = before.answer(fact, value, at, told=True)
    assert after is not None
    return after


def needs(one: Case) -> set[str]:
    return {need for item in one.plan for need in KNOWLEDGE.remedies[item.remedy.id].needs}


@pytest.mark.parametrize("audience", ["beginner", "staff"])
@pytest.mark.parametrize("text", ["", "something broke", OLD_PIP])
@pytest.mark.parametrize("value", [UNKNOWN, "first"])
def test_nobody_is_asked_more_than_six_questions(audience: str, text: str, value: str) -> None:
    one = case(audience=audience)
    one = one.observe(text, 2.0) if text else one
    asked = 0
    for clock in range(3, 60):
        step = one.decision.step
        if isinstance(step, HandOver):
            break
        if isinstance(step, AskQuestion):
            asked += 1
            raw = value if value == UNKNOWN else MODEL.facts[step.fact].answers[0]
            after = one.answer(step.fact, raw, float(clock))
            assert after is not None
            one = after
        else:
            assert isinstance(step, TryRemedy)
            one = one.tried(step.remedy, "failed", float(clock))
    assert isinstance(one.decision.step, HandOver)
    assert asked <= MAX_QUESTIONS


def test_what_was_told_unasked_is_not_charged() -> None:
    one = case().observe(OLD_PIP, 2.0)
    for fact in ("os", "python", "pip", "origin", "network", "colleagues"):
        one = told(one, fact, MODEL.facts[fact].answers[0])
    assert one.asked == ()


def test_a_changed_answer_is_no_second_question_but_asking_again_is() -> None:
    one = case().observe(OLD_PIP, 2.0)
    for at, value in ((3.0, "corp"), (4.0, "home")):
        after = one.answer("network", value, at)
        assert after is not None
        one = after
    assert one.asked == ("network",)
    again = one.tried("other-network", "failed", 5.0).answer("network", "home", 6.0)
    assert again is not None
    assert again.asked == ("network", "network")


def test_offline_drops_what_needs_a_network() -> None:
    online, offline = case().observe(OLD_PIP, 2.0), case(offline=True).observe(OLD_PIP, 2.0)
    assert "network" in needs(online)
    assert "network" not in needs(offline)
    assert offline.plan


def test_a_network_without_a_way_out_is_offline_too() -> None:
    assert "network" not in needs(told(case().observe(OLD_PIP, 2.0), "network", "airgap"))


def test_offline_with_a_second_machine_brings_files_from_it() -> None:
    offline = told(case(offline=True).observe(OLD_PIP, 2.0), "usb", "yes")
    assert "second-machine" in needs(offline)
    assert "network" not in needs(offline)


def test_offline_without_a_second_machine_promises_nothing_that_needs_one() -> None:
    alone = told(case(offline=True).observe(OLD_PIP, 2.0), "usb", "no")
    assert not {"network", "second-machine"} & needs(alone)


@pytest.mark.parametrize("second", ["yes", "no", UNKNOWN])
def test_offline_ends_at_a_remedy_or_at_help_whatever_the_error(second: str) -> None:
    for value in MODEL.facts["error"].fine:
        one = told(told(case(offline=True), "usb", second), "error", value)
        step = one.decision.step
        assert isinstance(step, (AskQuestion, TryRemedy, HandOver))
        if isinstance(step, TryRemedy):
            assert "network" not in KNOWLEDGE.remedies[step.remedy].needs
