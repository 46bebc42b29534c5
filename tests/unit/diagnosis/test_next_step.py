from __future__ import annotations

from dataclasses import replace

import pytest
from decision_fixtures import cause, confused, fact, knowledge, sample, use

from pipmedic.diagnosis.choice import (
    AskQuestion,
    Decision,
    HandOver,
    RunChecks,
    TryRemedy,
    next_step,
    usable_remedies,
)
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.observations import Observation, RemedyTried
from pipmedic.diagnosis.options import Options
from pipmedic.knowledge import Effort, FactKind

NO_CHECKS = Options(checks_allowed=False)
UNTRUSTED = Observation("error", "untrusted", "text")


@pytest.fixture(scope="module")
def model() -> Model:
    return compile_model(sample())


def decide(model: Model, *seen: Observation, **more: object) -> Decision:
    options = more.pop("options", NO_CHECKS)
    return next_step(model, seen, options=options, **more)  # type: ignore[arg-type]


def test_free_checks_come_first_and_all_at_once(model: Model) -> None:
    step = decide(model, UNTRUSTED, options=Options()).step
    assert step == RunChecks(("proxies", "pip", "environment"))


def test_checks_are_not_run_twice(model: Model) -> None:
    looked = Observation("proxy", "no", "check")
    assert not isinstance(decide(model, UNTRUSTED, looked, options=Options()).step, RunChecks)


def test_checks_that_a_remedy_made_stale_are_run_again(model: Model) -> None:
    looked = Observation("proxy", "yes", "check", at=1.0)
    tried = [RemedyTried("proxy-off", "failed", at=2.0)]
    assert decide(model, looked, tried=tried, options=Options()).step == RunChecks(("proxies",))


def test_confusable_causes_are_separated_before_a_remedy(model: Model) -> None:
    assert decide(model, UNTRUSTED).step == AskQuestion("issuer")


def test_after_the_separation_comes_the_remedy(model: Model) -> None:
    step = decide(model, UNTRUSTED, Observation("issuer", "company", "person")).step
    assert step == TryRemedy("give-ca", "gateway")


def test_separation_is_forced_even_when_asking_is_dear() -> None:
    known = sample()
    dear = replace(known.facts["issuer"], effort=Effort(9.0, 9.0))
    model = compile_model(replace(known, facts={**known.facts, "issuer": dear}))
    assert decide(model, UNTRUSTED).step == AskQuestion("issuer")


def test_causes_with_the_same_remedy_are_not_separated() -> None:
    known = sample()
    causes = {
        **known.causes,
        "own-ca": replace(known.causes["own-ca"], remedies=(use("give-ca"),)),
    }
    step = decide(compile_model(replace(known, causes=causes)), UNTRUSTED).step
    assert isinstance(step, TryRemedy)
    assert step.remedy == "give-ca"


def test_a_weakening_remedy_is_never_chosen(model: Model) -> None:
    options = Options(checks_allowed=False, policy_allows_weakening=True)
    assert "no-verify" not in usable_remedies(model, (UNTRUSTED,), (), options)
    tried = [RemedyTried("give-ca", "failed"), RemedyTried("own-ca-file", "failed")]
    company = Observation("issuer", "company", "person")
    step = next_step(model, [UNTRUSTED, company], tried, options).step
    assert step != TryRemedy("no-verify", "gateway")


def test_nothing_is_tried_or_asked_twice(model: Model) -> None:
    tried: list[RemedyTried] = []
    asked: list[str] = []
    for _ in range(30):
        step = next_step(model, [UNTRUSTED], tried, NO_CHECKS, asked).step
        if isinstance(step, HandOver):
            break
        if isinstance(step, AskQuestion):
            assert step.fact not in asked
            asked.append(step.fact)
        elif isinstance(step, TryRemedy):
            assert step.remedy not in {item.remedy for item in tried}
            tried.append(RemedyTried(step.remedy, "failed"))
    assert isinstance(step, HandOver)


def test_a_dropped_fact_may_be_asked_again(model: Model) -> None:
    seen = [Observation("error", "name", "person", at=1.0)]
    tried = [RemedyTried("upgrade", "failed", at=2.0)]
    fewer = Options(checks_allowed=False, admin=True)
    decision = next_step(model, seen, tried, fewer, ("error",))
    weighed = [decision.step, *(item.step for item in decision.alternatives)]
    assert AskQuestion("error") in weighed


def test_rights_limit_remedies(model: Model) -> None:
    allowed = usable_remedies(model, (), (), replace(NO_CHECKS, admin=True))
    refused = usable_remedies(model, (), (), replace(NO_CHECKS, admin=False))
    assert "admin-fix" in allowed
    assert "admin-fix" not in refused


def test_remedies_that_need_a_network_are_left_out_without_one(model: Model) -> None:
    assert "upgrade" in usable_remedies(model, (), (), NO_CHECKS)
    assert "upgrade" not in usable_remedies(
        model, (), (), replace(NO_CHECKS, network_allowed=False)
    )


def test_conditions_of_a_remedy_follow_what_is_known(model: Model) -> None:
    name = Observation("error", "name", "text")
    windows = decide(model, name, Observation("os", "win", "check"))
    linux = decide(model, name, Observation("os", "linux", "check"))
    assert windows.step == TryRemedy("proxy-off", "name")
    assert linux.step != TryRemedy("proxy-off", "name")


def test_no_remedy_left_means_handing_over() -> None:
    model = compile_model(knowledge((cause("sad", evidence={"proxy": {"yes": "usual"}}),)))
    step = decide(model).step
    assert step == HandOver("no-remedy")


def test_help_comes_when_going_on_costs_more(model: Model) -> None:
    other = Observation("error", "other", "text", trust=0.99)
    tried = [RemedyTried(name, "failed") for name in ("give-ca", "own-ca-file", "admin-fix")]
    decision = next_step(model, [other], tried, replace(NO_CHECKS, max_questions=0))
    assert isinstance(decision.step, (HandOver, TryRemedy))
    assert decision.expected_cost <= 45.0


def test_the_limit_of_questions_holds(model: Model) -> None:
    options = replace(NO_CHECKS, max_questions=1)
    step = next_step(model, [], (), options, ("proxy",)).step
    assert not isinstance(step, AskQuestion)


def test_expected_cost_never_exceeds_handing_over(model: Model) -> None:
    for audience, limit in (("beginner", 45.0), ("staff", 30.0)):
        options = Options(audience=audience, checks_allowed=False)
        assert decide(model, options=options).expected_cost <= limit


def test_the_best_step_is_no_dearer_than_its_alternatives(model: Model) -> None:
    decision = decide(model)
    assert decision.alternatives
    assert all(decision.expected_cost <= item.expected_cost for item in decision.alternatives)


def test_rights_are_asked_for_when_they_decide_the_remedy() -> None:
    facts = (
        fact("admin", FactKind.PLANNING, shares={"yes": 0.5, "no": 0.5}, effort=Effort(0.1, 0.1)),
        fact("error", FactKind.TEXT, shares={"a": 0.5, "b": 0.5}),
    )
    ill = cause(
        "ill",
        evidence={"error": {"a": "always"}},
        remedies=(use("with-rights", 0.97, admin=("yes",)), use("without", 0.97, admin=("no",))),
    )
    model = compile_model(knowledge((ill,), facts))
    seen = Observation("error", "a", "text")
    assert decide(model, seen).step == AskQuestion("admin")


def test_a_confused_pair_without_a_named_fact_is_split_by_the_best_one() -> None:
    known = sample()
    gateway = replace(known.causes["gateway"], transitions=(confused("own-ca"),))
    model = compile_model(replace(known, causes={**known.causes, "gateway": gateway}))
    assert decide(model, UNTRUSTED).step == AskQuestion("issuer")
