from __future__ import annotations

import pytest
from decision_fixtures import cause, fact, knowledge, sample

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.compiled import LEAK, Model, compile_model
from pipmedic.diagnosis.observations import Observation, RemedyTried
from pipmedic.knowledge import OTHER, UNKNOWN


@pytest.fixture(scope="module")
def model() -> Model:
    return compile_model(sample())


def said(name: str, value: str, source: str = "person", **more: object) -> Observation:
    return Observation(name, value, source, **more)  # type: ignore[arg-type]


def test_priors_sum_to_one_and_leave_room_for_the_unknown(model: Model) -> None:
    assert sum(model.priors) == pytest.approx(1.0)
    assert posterior(model, ()).p(OTHER) == pytest.approx(LEAK)


def test_evidence_raises_the_causes_it_speaks_for(model: Model) -> None:
    belief = posterior(model, [said("error", "protocol", "text")])
    assert belief.top(1)[0][0] == "old-pip"
    assert sum(p for _, p in belief.items) == pytest.approx(1.0)


def test_dont_know_is_neutral(model: Model) -> None:
    before = posterior(model, [said("error", "untrusted")])
    after = posterior(model, [said("error", "untrusted"), said("issuer", UNKNOWN)])
    assert after.weights == pytest.approx(before.weights)


def test_dont_know_counts_where_it_is_modelled() -> None:
    shy = cause("shy", evidence={"proxy": {"yes": "sometimes", UNKNOWN: "usual"}})
    model = compile_model(knowledge((shy, cause("loud", evidence={"x": {}})), (fact("proxy"),)))
    assert posterior(model, [said("proxy", UNKNOWN)]).p("shy") > 0.8


def test_the_same_person_asked_twice_is_no_new_evidence(model: Model) -> None:
    once = posterior(model, [said("issuer", "company", at=1.0)])
    twice = posterior(model, [said("issuer", "company", at=1.0), said("issuer", "company", at=2.0)])
    assert twice.weights == once.weights


def test_the_latest_answer_replaces_the_earlier_one(model: Model) -> None:
    changed = [said("issuer", "company", at=1.0), said("issuer", "own", at=2.0)]
    assert posterior(model, changed).weights == posterior(model, changed[1:]).weights


def test_a_check_outranks_a_person_even_when_older(model: Model) -> None:
    checked = said("issuer", "own", "check", at=1.0)
    both = [checked, said("issuer", "company", at=2.0)]
    assert posterior(model, both).known == {"issuer": "own"}


def test_a_check_that_could_not_tell_leaves_the_person_heard(model: Model) -> None:
    both = [said("issuer", UNKNOWN, "check"), said("issuer", "company")]
    assert posterior(model, both).known == {"issuer": "company"}


def test_the_second_observation_of_a_group_weighs_less(model: Model) -> None:
    alone = posterior(model, [said("issuer", "company")])
    error = said("error", "any-certificate")
    with_error = posterior(model, [error])
    both = posterior(model, [error, said("issuer", "company")])

    def odds(belief: object) -> float:
        return belief.p("gateway") / belief.p("own-ca")  # type: ignore[attr-defined, no-any-return]

    assert odds(with_error) < odds(both) < odds(with_error) * odds(alone)


def test_a_coarse_value_is_the_sum_of_its_members(model: Model) -> None:
    rows = model.facts["error"].values
    for number in range(len(model.causes)):
        fine = sum(rows[v].base * rows[v].ratios.get(number, 1.0) for v in ("untrusted", "name"))
        coarse = rows["any-certificate"]
        assert coarse.base * coarse.ratios.get(number, 1.0) == pytest.approx(fine)


def test_less_trust_moves_belief_less(model: Model) -> None:
    sure = posterior(model, [said("error", "protocol", trust=0.99)])
    doubtful = posterior(model, [said("error", "protocol", trust=0.3)])
    assert sure.p("old-pip") > doubtful.p("old-pip") > posterior(model, ()).p("old-pip")


def test_a_failed_remedy_speaks_against_what_it_mends(model: Model) -> None:
    seen = [said("issuer", "company")]
    failed = posterior(model, seen, [RemedyTried("give-ca", "failed")])
    assert failed.p("gateway") < posterior(model, seen).p("gateway") / 2


def test_a_remedy_that_worked_names_its_cause(model: Model) -> None:
    belief = posterior(model, [], [RemedyTried("upgrade", "worked")])
    assert belief.top(1)[0][0] == "old-pip"


def test_unclear_outcomes_say_nothing(model: Model) -> None:
    belief = posterior(model, [], [RemedyTried("upgrade", "unclear")])
    assert belief.weights == posterior(model, ()).weights


def test_what_a_remedy_could_have_changed_is_dropped(model: Model) -> None:
    seen = [said("proxy", "yes", at=1.0), said("issuer", "own", at=1.0)]
    after = posterior(model, seen, [RemedyTried("proxy-off", "failed", at=2.0)])
    assert [item.fact for item in after.stale] == ["proxy"]
    assert after.known == {"issuer": "own"}
    looked_again = [*seen, said("proxy", "no", at=3.0)]
    assert posterior(model, looked_again, [RemedyTried("proxy-off", "failed", at=2.0)]).known == {
        "issuer": "own",
        "proxy": "no",
    }


def test_the_error_is_stale_after_any_remedy(model: Model) -> None:
    seen = [said("error", "untrusted", at=1.0)]
    assert not posterior(model, seen, [RemedyTried("give-ca", "failed", at=2.0)]).live


def test_an_exact_version_rules_out_causes_of_other_versions(model: Model) -> None:
    new = posterior(model, [said("pip", "new", detail="pip 24.1.1 from /x")])
    old = posterior(model, [said("pip", "old", detail="9.0.3")])
    assert new.p("old-pip") < posterior(model, ()).p("old-pip") / 10
    assert old.p("old-pip") >= posterior(model, ()).p("old-pip")


def test_unknown_facts_and_values_are_ignored(model: Model) -> None:
    strange = [said("no-such-fact", "x"), said("issuer", "no-such-value")]
    assert posterior(model, strange).weights == pytest.approx(posterior(model, ()).weights)


def test_a_flood_of_evidence_stays_a_probability() -> None:
    facts = tuple(fact(f"f{n}", shares={"yes": 0.02, "no": 0.98}) for n in range(400))
    evidence = {item.id: {"yes": "always"} for item in facts}
    model = compile_model(knowledge((cause("a", evidence=evidence), cause("b")), facts))
    yes = posterior(model, [said(item.id, "yes") for item in facts])
    no = posterior(model, [said(item.id, "no") for item in facts])
    assert yes.p("a") == pytest.approx(1.0)
    assert no.p("a") < 1e-100
    assert sum(no.weights) == pytest.approx(1.0)
