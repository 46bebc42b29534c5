from __future__ import annotations

import math
from dataclasses import replace

import pytest
from decision_fixtures import cause, fact, knowledge, sample

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.choice import AskQuestion, next_step
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.explain import flips, ruled_out, verdict, versus
from pipmedic.diagnosis.observations import Observation, RemedyTried
from pipmedic.diagnosis.options import Options
from pipmedic.knowledge import UNKNOWN

NO_CHECKS = Options(checks_allowed=False)
UNTRUSTED = Observation("error", "untrusted", "text", trust=0.99)
COMPANY = Observation("issuer", "company", "check", trust=0.98)


@pytest.fixture(scope="module")
def model() -> Model:
    return compile_model(sample())


def test_no_verdict_before_anything_is_known(model: Model) -> None:
    assert verdict(posterior(model, ()), model) is None


def test_no_verdict_when_nothing_known_fits(model: Model) -> None:
    everything = [RemedyTried(name, "failed") for name in model.remedies] * 3
    belief = posterior(model, [Observation("error", "other", "text")], everything)
    assert verdict(belief, model) is None


def test_a_confusable_pair_is_no_confident_verdict(model: Model) -> None:
    found = verdict(posterior(model, [UNTRUSTED]), model)
    assert found is not None
    assert not found.confident
    assert found.rival in ("gateway", "own-ca")


def test_a_rival_spoils_confidence_even_when_the_leader_is_very_likely() -> None:
    known = sample()
    likely = replace(known.causes["gateway"], prior=40.0)
    model = compile_model(replace(known, causes={**known.causes, "gateway": likely}))
    found = verdict(posterior(model, [UNTRUSTED]), model)
    assert found is not None
    assert found.group_p > 0.8
    assert (found.confident, found.rival) == (False, "own-ca")


def test_separated_and_likely_is_confident(model: Model) -> None:
    found = verdict(posterior(model, [UNTRUSTED, COMPANY]), model)
    assert found is not None
    assert (found.cause, found.confident, found.rival) == ("gateway", True, "")


def test_branches_say_what_each_answer_would_do(model: Model) -> None:
    decision = next_step(model, [UNTRUSTED], (), NO_CHECKS)
    assert decision.step == AskQuestion("issuer")
    branches = {item.value: item for item in decision.why.branches}
    assert branches["company"].cause == "gateway"
    assert branches["own"].cause == "own-ca"
    dont_know = model.facts["issuer"].p_dont_know("beginner")
    assert sum(item.p_answer for item in branches.values()) == pytest.approx(1 - dont_know)
    for value, branch in branches.items():
        seen = [UNTRUSTED, Observation("issuer", value, "person", trust=NO_CHECKS.trust)]
        assert posterior(model, seen).p(branch.cause) == pytest.approx(branch.p, abs=0.01)


def test_splits_name_the_causes_that_move(model: Model) -> None:
    why = next_step(model, [UNTRUSTED], (), NO_CHECKS).why
    assert {"gateway", "own-ca"} <= set(list(why.splits)[:2])
    assert all(change > 0 for change in why.splits.values())


def test_a_remedys_failure_takes_from_what_it_mends(model: Model) -> None:
    why = next_step(model, [UNTRUSTED, COMPANY], (), NO_CHECKS).why
    assert why.splits["gateway"] < 0 < why.splits["own-ca"]


def test_flips_name_the_observation_that_decides(model: Model) -> None:
    belief = posterior(model, [UNTRUSTED, COMPANY])
    found = {item.fact: item for item in flips(model, belief)}
    assert (found["issuer"].to, found["issuer"].cause) == ("own", "own-ca")
    other = Observation("issuer", "own", "check", trust=0.98)
    assert posterior(model, [UNTRUSTED, other]).p("own-ca") == pytest.approx(found["issuer"].p)


def test_contributions_add_up_to_the_odds(model: Model) -> None:
    tried = [RemedyTried("give-ca", "failed")]
    belief = posterior(model, [UNTRUSTED, COMPANY], tried)
    total = sum(c.log_ratio for c in versus(model, belief, tried, "gateway", "own-ca"))
    ratio = belief.p("gateway") / belief.p("own-ca")
    assert total == pytest.approx(math.log(ratio), abs=0.06)


def test_how_common_two_causes_are_is_a_reason_too() -> None:
    known = sample()
    likely = replace(known.causes["gateway"], prior=40.0)
    model = compile_model(replace(known, causes={**known.causes, "gateway": likely}))
    found = versus(model, posterior(model, ()), (), "gateway", "own-ca")
    assert [item.source for item in found] == ["prior"]
    assert found[0].log_ratio == pytest.approx(math.log(10))


def test_ruled_out_names_what_did_it(model: Model) -> None:
    found = {item.cause: item for item in ruled_out(model, [UNTRUSTED, COMPANY])}
    assert "old-pip" in found
    assert found["old-pip"].because[0] == "error"
    assert "gateway" not in found


def test_doubtful_evidence_rules_nothing_out(model: Model) -> None:
    assert ruled_out(model, [Observation("error", "untrusted", "person", trust=0.5)]) == ()


def test_a_silent_cause_is_ruled_out_by_evidence_for_another() -> None:
    loud = cause("loud", evidence={"sign": {"seen": "always"}})
    shares = {"seen": 0.01, "not": 0.99}
    model = compile_model(knowledge((loud, cause("quiet")), (fact("sign", shares=shares),)))
    found = ruled_out(model, [Observation("sign", "seen", "check", trust=0.99)])
    assert [(item.cause, item.because) for item in found] == [("quiet", ("sign",))]


def test_a_failed_remedy_rules_out_too(model: Model) -> None:
    tried = [RemedyTried("upgrade", "failed")] * 3
    found = {item.cause: item.because for item in ruled_out(model, (), tried)}
    assert "upgrade" in found["old-pip"]


def test_nothing_is_ruled_out_by_nothing(model: Model) -> None:
    assert ruled_out(model, (), ()) == ()
    assert ruled_out(model, [Observation("issuer", UNKNOWN, "person")]) == ()


def test_time_and_steps_left_shrink_as_the_case_gets_clear(model: Model) -> None:
    vague = next_step(model, [UNTRUSTED], (), NO_CHECKS).why
    clear = next_step(model, [UNTRUSTED, COMPANY], (), NO_CHECKS).why
    assert vague.minutes_left > clear.minutes_left > 0
    assert vague.steps_left > clear.steps_left >= 1
