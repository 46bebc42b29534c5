from __future__ import annotations

from dataclasses import replace

import pytest
from decision_fixtures import cause, confused, fact, knowledge, sample, text

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.choice import AskQuestion, HandOver, TryRemedy, next_step
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.diagnosis.observations import Observation
from pipmedic.diagnosis.options import Options
from pipmedic.diagnosis.tree import compile_tree
from pipmedic.knowledge import Cause, FactKind, Knowledge, Workaround

NO_CHECKS = Options(checks_allowed=False)


def entry(name: str, **more: object) -> Cause:
    more.setdefault("signature", text(f"{name} failed"))
    more.setdefault("workarounds", (Workaround(text(f"mend {name}"), "", 0.8),))
    return cause(name, **more)


@pytest.fixture
def foreign() -> Knowledge:
    return knowledge(
        (
            entry("left", transitions=(confused("right", distinction="left has a proxy"),)),
            entry("right", versions=({"version": "pip 9"}, {"version": "pip 8"})),
            entry(
                "third", os_specific={"windows": {"note": "x"}}, regex="third", signature=text("")
            ),
        ),
        (fact("os", FactKind.CHECK, shares={"win": 0.5, "mac": 0.2, "linux": 0.3}),),
    )


def test_signature_versions_system_and_distinction_become_questions(foreign: Knowledge) -> None:
    known = complete(foreign)
    assert {
        "entry:signature:left",
        "entry:signature:right",
        "entry:signature:third",
        "entry:versions:right",
        "entry:distinction:left|right",
    } == set(known.facts) - {"os"}
    assert known.causes["third"].evidence["os"] == {"mac": "rare", "linux": "rare"}
    assert "left has a proxy" in known.facts["entry:distinction:left|right"].question("zh")


def test_every_made_text_is_in_both_languages(foreign: Knowledge) -> None:
    for made in complete(foreign).facts.values():
        assert made.question.languages() >= {"en", "zh"}
        assert all(value.text.languages() >= {"en", "zh"} for value in made.values)


def test_systems_that_nobody_knows_become_a_question_of_their_own() -> None:
    known = complete(knowledge((entry("a", os_specific={"Solaris": {}}), entry("b"))))
    assert "Solaris" in known.facts["entry:os:a"].question("en")


def test_workarounds_become_remedies_with_words(foreign: Knowledge) -> None:
    remedy = complete(foreign).remedies["entry:workaround:left:1"]
    assert remedy.operations[0]["text"] == {"en": "mend left", "zh": "mend left"}


def test_a_condition_becomes_a_question_that_gates_the_workaround() -> None:
    how = Workaround(text("do it"), "you are root", 0.9)
    known = complete(knowledge((entry("a", workarounds=(how,)),)))
    gate = "entry:condition:entry:workaround:a:1"
    assert known.facts[gate].kind is FactKind.PLANNING
    model = compile_model(known)
    seen = [Observation("entry:signature:a", "yes", "text")]
    no_root = [*seen, Observation(gate, "no", "person")]
    assert next_step(model, no_root, (), NO_CHECKS).step == HandOver("no-remedy")
    yes_root = [*seen, Observation(gate, "yes", "person")]
    assert next_step(model, yes_root, (), NO_CHECKS).step == TryRemedy("entry:workaround:a:1", "a")


def test_completing_twice_changes_nothing(foreign: Knowledge) -> None:
    assert complete(complete(foreign)) == complete(foreign)


def test_authored_entries_are_left_alone() -> None:
    assert complete(sample()) == sample()


def test_an_entry_with_nothing_but_a_name_is_tolerated() -> None:
    model = compile_model(knowledge((cause("mute"), entry("a"))))
    assert isinstance(next_step(model, [], (), NO_CHECKS).step, (AskQuestion, TryRemedy))


def test_the_signature_names_the_cause(foreign: Knowledge) -> None:
    model = compile_model(foreign)
    seen = [Observation("entry:signature:left", "yes", "text")]
    assert posterior(model, seen).p("left") > 0.8
    step = next_step(model, seen, (), NO_CHECKS).step
    assert isinstance(step, (AskQuestion, TryRemedy))
    if isinstance(step, AskQuestion):
        assert step.fact == "entry:distinction:left|right"


def test_a_tree_of_foreign_entries_alone_has_no_dead_end(foreign: Knowledge) -> None:
    tree = compile_tree(compile_model(foreign), NO_CHECKS, depth=4)
    tried = {node.step.remedy for node in tree.nodes if isinstance(node.step, TryRemedy)}
    assert {f"entry:workaround:{name}:1" for name in ("left", "right", "third")} <= tried
    assert any(isinstance(node.step, AskQuestion) for node in tree.nodes)
    assert all(isinstance(leaf.step, (TryRemedy, HandOver)) for leaf in tree.leaves())


def test_mixed_knowledge_keeps_both(foreign: Knowledge) -> None:
    mixed = replace(sample(), causes={**sample().causes, **foreign.causes})
    model = compile_model(mixed)
    assert {"gateway", "left"} <= set(model.causes)
    assert model.remedies["entry:workaround:left:1"].fixes
