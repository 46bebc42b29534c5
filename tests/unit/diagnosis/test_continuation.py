from __future__ import annotations

import pytest
from decision_fixtures import cause, knowledge, leads, sample

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.transitions import continue_after
from pipmedic.knowledge import OTHER


def test_what_usually_follows_is_raised_to_the_edge() -> None:
    model = continue_after(compile_model(sample()), "gateway")
    assert posterior(model, ()).p("name") == pytest.approx(0.4)
    assert sum(model.priors) == pytest.approx(1.0)


def test_the_mended_cause_stays_out() -> None:
    before = compile_model(sample())
    after = posterior(continue_after(before, "gateway"), ())
    assert after.p("gateway") < posterior(before, ()).p("gateway") / 10


def test_eliminated_causes_stay_out_even_when_an_edge_leads_to_them() -> None:
    model = continue_after(compile_model(sample()), "gateway", ("name",))
    assert posterior(model, ()).p("name") < 0.05


def test_an_edge_never_lowers_a_cause() -> None:
    weak = knowledge((cause("a", transitions=(leads("b", 0.01),)), cause("b")))
    model = compile_model(weak)
    assert posterior(continue_after(model, "a"), ()).p("b") > posterior(model, ()).p("b")


def test_edges_that_add_up_to_more_than_one_are_scaled() -> None:
    edges = (leads("b", 0.9), leads("c", 0.9))
    model = continue_after(
        compile_model(knowledge((cause("a", transitions=edges), cause("b"), cause("c")))), "a"
    )
    assert sum(model.priors) == pytest.approx(1.0)
    assert all(prior >= 0 for prior in model.priors)


def test_an_unknown_cause_changes_nothing() -> None:
    model = compile_model(sample())
    assert continue_after(model, "no-such-cause").priors == pytest.approx(model.priors)


def test_something_unknown_that_was_mended_says_nothing_of_the_next_unknown() -> None:
    model = compile_model(sample())
    assert continue_after(model, OTHER).priors == pytest.approx(model.priors)
