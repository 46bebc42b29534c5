"""A knowledge base of plain entries alone: questions, a tree and an end without evidence tables."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipmedic.case.case import Case
from pipmedic.case.contract import document
from pipmedic.case.events import Opened
from pipmedic.diagnosis.choice import AskQuestion, HandOver, TryRemedy
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.diagnosis.options import Options
from pipmedic.diagnosis.tree import compile_tree, remedies_in
from pipmedic.knowledge import UNKNOWN, Knowledge, load
from pipmedic.knowledge.load import embedded

HANDSHAKE = "pip/handshake-refused"
SELF_SIGNED = "pip/own-ca-not-trusted"


def entry(name: str, signature: str, **more: Any) -> dict[str, Any]:
    base = {
        "id": name,
        "signature": signature,
        "signature_zh": signature,
        "regex": "",
        "domain": "pip",
        "category": "network_error",
        "subcategory": None,
        "root_cause": f"The root of {name}. More words.",
        "root_cause_zh": f"{name} 的根源。",
        "versions": [],
        "os_specific": {},
        "dead_ends": [{"action": "", "why_fails": "x", "fail_rate": 0.9, "condition": ""}],
        "workarounds": [],
        "transition_graph": {"leads_to": [], "preceded_by": [], "frequently_confused_with": []},
        "verification_tier": "ai_generated",
    }
    return {**base, **more}


ENTRIES = (
    entry(
        HANDSHAKE,
        "SSLError: [SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure"
        " (_ssl.c:1129)",
        regex="SSLV3_ALERT_HANDSHAKE_FAILURE",
        versions=[{"version": name} for name in ("pip 9.0", "Python 3.6", "OpenSSL 1.0.2")],
        workarounds=[
            {"action": "Install a newer Python", "success_rate": 0.8, "condition": ""},
            {"action": "Ask for other ciphers", "success_rate": 0.6, "condition": "you run it"},
        ],
        transition_graph={
            "leads_to": [],
            "preceded_by": [],
            "frequently_confused_with": [
                {"error_id": SELF_SIGNED, "distinction": "an alert, or a distrusted certificate?"}
            ],
        },
    ),
    entry(
        SELF_SIGNED,
        "ERROR: TLS problem: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed:"
        " self-signed certificate in certificate chain (_ssl.c:1129)",
        os_specific={"linux": {"note": "x"}},
        workarounds=[
            {"action": "Use --trusted-host pypi.example.com", "success_rate": 0.95},
            {"action": "Put the CA into the system's store", "success_rate": 0.85},
        ],
    ),
)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(str(Path(str(embedded())) / "flows"), root / "flows")
    (root / "kb").mkdir()
    for number, item in enumerate(ENTRIES):
        (root / "kb" / f"{number}.json").write_text(json.dumps(item), encoding="utf-8")
    return complete(load(root))


@pytest.fixture(scope="module")
def model(known: Knowledge) -> Model:
    return compile_model(known)


def opened(known: Knowledge, model: Model, language: str = "en") -> Case:
    return Case(known, model, (Opened(1.0, checks=False),), language)


def play(case: Case, answers: dict[str, str]) -> list[str]:
    """Answer until the end; return what was asked and tried, in order."""
    trace = []
    for clock in range(2, 40):
        step = case.decision.step
        if isinstance(step, HandOver):
            return [*trace, "handover"]
        if isinstance(step, AskQuestion):
            trace.append(step.fact)
            after = case.answer(step.fact, answers.get(step.fact, UNKNOWN), float(clock))
            assert after is not None
            case = after
        else:
            assert isinstance(step, TryRemedy)
            trace.append(step.remedy)
            case = case.tried(step.remedy, "failed", float(clock))
    raise AssertionError(trace)


def test_signature_versions_system_and_distinction_are_asked(known: Knowledge) -> None:
    evidence = known.causes[HANDSHAKE].evidence
    assert {f"entry:signature:{HANDSHAKE}", "pip", "python", "openssl"} < set(evidence)
    assert evidence["pip"]["p261"] == "rare"
    assert "lt10" not in evidence["pip"]
    assert known.causes[SELF_SIGNED].evidence["os"]["win"] == "rare"
    assert any(name.startswith("entry:distinction:") for name in known.facts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_with_nothing_known_a_sensible_question_is_asked(
    known: Knowledge, model: Model, language: str
) -> None:
    case = opened(known, model, language)
    step = case.decision.step
    assert isinstance(step, AskQuestion)
    assert model.facts[step.fact].touched
    record = document(case)["next"]
    assert record["text"]
    assert record["why"]
    assert record["splits"]


@pytest.mark.parametrize("cause", [HANDSHAKE, SELF_SIGNED])
def test_a_pasted_text_names_the_entry(known: Knowledge, model: Model, cause: str) -> None:
    words = known.causes[cause].signature("en").replace("1129", "997")
    case = opened(known, model).observe(f"  WARNING: Retrying\n{words}\n", 2.0)
    assert case.cause is not None
    assert case.cause.id == cause
    assert case.belief.p(cause) > 0.8
    other = HANDSHAKE if cause == SELF_SIGNED else SELF_SIGNED
    assert case.belief.known[f"entry:signature:{other}"] == "no"


def test_the_core_of_a_signature_is_enough(known: Knowledge, model: Model) -> None:
    text = (
        "Could not fetch URL https://pypi.org/: (Caused by SSLError(SSLCertVerificationError(1,"
        " '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in"
        " certificate chain (_ssl.c:1006)')))"
    )
    case = opened(known, model).observe(text, 2.0)
    assert case.cause is not None
    assert case.cause.id == SELF_SIGNED


@pytest.mark.parametrize("truth", [HANDSHAKE, SELF_SIGNED, ""])
def test_every_answer_ends_at_remedies_then_at_help(
    known: Knowledge, model: Model, truth: str
) -> None:
    answers = {f"entry:signature:{item['id']}": "no" for item in ENTRIES}
    if truth:
        answers[f"entry:signature:{truth}"] = "yes"
        answers[f"entry:distinction:{HANDSHAKE}|{SELF_SIGNED}"] = truth
    trace = play(opened(known, model), answers)
    assert trace[-1] == "handover"
    tried = [name for name in trace if name.startswith("entry:workaround:")]
    assert tried
    if truth:
        assert tried[0].startswith(f"entry:workaround:{truth}:")


def test_advice_that_turns_verification_off_is_never_chosen(known: Knowledge, model: Model) -> None:
    trace = play(opened(known, model), {f"entry:signature:{SELF_SIGNED}": "yes"})
    assert f"entry:workaround:{SELF_SIGNED}:1" not in trace
    assert f"entry:workaround:{SELF_SIGNED}:2" in trace
    case = opened(known, model).observe(known.causes[SELF_SIGNED].signature("en"), 2.0)
    assert [item.remedy.id for item in case.last_resorts] == [f"entry:workaround:{SELF_SIGNED}:1"]


def test_the_tree_has_no_dead_end(model: Model) -> None:
    tree = compile_tree(model, Options(checks_allowed=False), depth=3)
    assert all(isinstance(leaf.step, (TryRemedy, HandOver)) for leaf in tree.leaves())
    assert any(isinstance(node.step, AskQuestion) for node in tree.nodes)
    causes = {re.sub(r"^entry:workaround:(.*):\d+$", r"\1", name) for name in remedies_in(tree)}
    assert causes == {HANDSHAKE, SELF_SIGNED}
