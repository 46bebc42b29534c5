"""After a remedy: a new error goes on with the case, the same error counts against the remedy."""

from __future__ import annotations

import pytest

from pipmedic.case.case import Case
from pipmedic.case.contract import document
from pipmedic.case.events import Opened, Tried, from_record, to_record
from pipmedic.case.verifying import compared
from pipmedic.diagnosis.choice import RunChecks, TryRemedy
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import load
from pipmedic.remedies.verify import Verdict

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
CA_CLASSES = {"trust-corporate-ca", "install-ca-certificates", "use-truststore"}
DEAD_PROXY = (
    "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after"
    " connection broken by 'ProxyError('Cannot connect to proxy.', NewConnectionError("
    "'<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f3b>: Failed to establish a new"
    " connection: [Errno 111] Connection refused'))': /simple/six/\n"
    "ERROR: No matching distribution found for six"
)
PRIVATE_CA = (
    "Could not fetch URL https://pypi.org/simple/six/: There was a problem confirming the ssl"
    " certificate: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded with url:"
    " /simple/six/ (Caused by SSLError(SSLCertVerificationError(1,"
    " '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed:"
    " self-signed certificate in certificate chain (_ssl.c:1006)'))) - skipping\n"
    "ERROR: No matching distribution found for six"
)
FILES_HOST = PRIVATE_CA.replace("pypi.org", "files.pythonhosted.org")


def opened(**more: object) -> Case:
    return Case(KNOWLEDGE, MODEL, (Opened(1.0, checks=False, **more),), "en")  # type: ignore[arg-type]


@pytest.fixture
def proxy_dead() -> Case:
    return opened().observe(DEAD_PROXY, 2.0)


@pytest.fixture
def continued(proxy_dead: Case) -> Case:
    assert proxy_dead.cause is not None
    assert proxy_dead.cause.id == "proxy-dead"
    return proxy_dead.verified("new-error", PRIVATE_CA, 3.0, proxy_dead.plan[0].remedy.id)


def test_a_new_error_goes_on_with_a_plan_for_it(continued: Case) -> None:
    assert continued.error == "verify-self-signed-chain"
    assert continued.plan[0].remedy.fix_class in CA_CLASSES
    assert isinstance(continued.decision.step, TryRemedy)


def test_the_mended_cause_stays_out(proxy_dead: Case, continued: Case) -> None:
    assert [item.cause for item in continued.mended] == ["proxy-dead"]
    assert continued.belief.p("proxy-dead") < 0.001
    again = continued.tried(continued.plan[0].remedy.id, "failed", 4.0)
    assert again.belief.p("proxy-dead") < 0.01
    out = {item.cause: item.because for item in continued.ruled_out}
    assert out["proxy-dead"] == (proxy_dead.plan[0].remedy.id,)


def test_what_usually_follows_is_expected(proxy_dead: Case) -> None:
    remedy = proxy_dead.plan[0].remedy.id
    speechless = proxy_dead.verified("new-error", "", 3.0, remedy)
    lead = MODEL.index["proxy-dead"]
    for follower, p in MODEL.leads_to[lead]:
        assert speechless.model_now.priors[follower] >= min(p, MODEL.priors[follower])
        assert speechless.model_now.priors[follower] > MODEL.priors[follower]


def test_what_the_remedy_may_have_changed_counts_no_more(continued: Case) -> None:
    known = opened().answer("proxy_connect", "dead", 1.5)
    assert known is not None
    before = known.observe(DEAD_PROXY, 2.0)
    after = before.verified("new-error", PRIVATE_CA, 3.0, "proxy-bypass")
    assert before.belief.known["proxy_connect"] == "dead"
    assert "proxy_connect" not in after.belief.known
    assert "proxy_connect" in {item.fact for item in after.belief.stale}
    assert after.belief.p("proxy-dead") < 0.001


def test_what_it_cannot_have_changed_still_counts() -> None:
    known = opened().answer("pip", "pip 9.0.1 from /x (python 3.6)", 1.5)
    assert known is not None
    after = known.observe(DEAD_PROXY, 2.0).verified("new-error", PRIVATE_CA, 3.0, "proxy-bypass")
    assert after.belief.known["pip"] == "lt10"


def test_the_same_error_is_a_failed_remedy(proxy_dead: Case) -> None:
    remedy = proxy_dead.plan[0].remedy.id
    after = proxy_dead.verified("same-error", DEAD_PROXY, 3.0, remedy)
    assert [(item.remedy, item.outcome) for item in after.state.tried] == [(remedy, "failed")]
    assert after.mended == ()
    assert after.error == proxy_dead.error
    assert after.belief.p("proxy-dead") < proxy_dead.belief.p("proxy-dead")
    assert remedy not in [item.remedy.id for item in after.plan]


def test_a_failure_told_by_hand_keeps_the_error(proxy_dead: Case) -> None:
    after = proxy_dead.tried(proxy_dead.plan[0].remedy.id, "failed", 3.0)
    assert after.error == proxy_dead.error
    unclear = proxy_dead.tried(proxy_dead.plan[0].remedy.id, "unclear", 3.0)
    assert unclear.error == ""


@pytest.mark.parametrize("before", ["", "ERROR: No matching distribution found for six"])
def test_the_first_words_of_an_error_are_read_even_when_it_is_the_same(before: str) -> None:
    vague = opened().observe(before, 2.0) if before else opened()
    shown = vague.verified("same-error", PRIVATE_CA, 3.0, "ca-once")
    assert shown.error == "verify-self-signed-chain"
    again = shown.verified("same-error", PRIVATE_CA, 4.0, "ca-config")
    assert len(again.state.pastes) == len(shown.state.pastes)
    assert again.error == shown.error


def test_success_closes_the_case(continued: Case) -> None:
    done = continued.verified("works", "", 5.0, continued.plan[0].remedy.id)
    assert done.state.works
    assert done.state.tried[-1].outcome == "worked"


def test_an_error_that_comes_back_was_not_mended(continued: Case) -> None:
    back = continued.verified("new-error", DEAD_PROXY, 4.0, "ca-config")
    assert "proxy-dead" not in [item.cause for item in back.mended]
    assert back.cause is not None
    assert back.cause.id == "proxy-dead"
    assert back.mended[-1].remedy == "ca-config"


def test_undo_takes_the_proof_back(proxy_dead: Case, continued: Case) -> None:
    undone = continued.undo(4.0)
    assert undone.belief.items == proxy_dead.belief.items
    assert undone.redo(5.0).belief.items == continued.belief.items


def test_a_run_that_proves_nothing_changes_nothing(proxy_dead: Case) -> None:
    after = proxy_dead.verified("timeout", "", 3.0, "proxy-bypass")
    assert after.state.tried == ()
    assert after.belief.items == proxy_dead.belief.items


def test_checks_that_went_stale_run_again_after_a_new_error() -> None:
    case = Case(KNOWLEDGE, MODEL, (Opened(1.0),), "en").observe(DEAD_PROXY, 2.0)
    assert isinstance(case.decision.step, RunChecks)
    effective = {"url": "http://10.0.0.1:3128", "scheme": "http"}
    proxies = {"id": "proxies", "status": "done", "data": {"effective": effective}}
    looked = case.examine({"schema": 1, "checks": [proxies]}, "check", 2.5)
    assert looked.belief.known["proxy"] == "http"
    assert not isinstance(looked.decision.step, RunChecks)
    continued = looked.verified("new-error", PRIVATE_CA, 3.0, "proxy-unset")
    assert continued.decision.step == RunChecks(("proxies",))


def test_questions_of_an_earlier_error_are_not_charged_to_the_next(proxy_dead: Case) -> None:
    asked = proxy_dead.answer("network", "corp", 2.5)
    assert asked is not None
    continued = asked.verified("new-error", PRIVATE_CA, 3.0, "proxy-bypass")
    assert asked.asked == ("network",)
    assert continued.asked == ()


def test_foreign_text_from_pip_is_sanitised(proxy_dead: Case) -> None:
    after = proxy_dead.verified("new-error", "\x1b[31mred\u202e", 3.0, "proxy-bypass")
    assert "\x1b" not in after.state.text
    assert "\u202e" not in after.state.text


def test_events_survive_the_disk(continued: Case) -> None:
    again = tuple(from_record(to_record(event)) for event in continued.events)
    assert again == continued.events
    assert isinstance(from_record({"kind": "tried", "at": 1, "remedy": "x", "outcome": "y"}), Tried)


def test_the_contract_tells_what_was_mended(continued: Case) -> None:
    record = document(continued)
    assert [item["cause"] for item in record["mended"]] == ["proxy-dead"]


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (PRIVATE_CA, Verdict.SAME_ERROR),
        (PRIVATE_CA.replace("_ssl.c:1006", "_ssl.c:997"), Verdict.SAME_ERROR),
        (FILES_HOST, Verdict.NEW_ERROR),
        (DEAD_PROXY, Verdict.NEW_ERROR),
        ("ERROR: No matching distribution found for six", Verdict.SAME_ERROR),
    ],
    ids=["same", "other-line", "other-host", "other-error", "reason-hidden"],
)
def test_errors_are_compared_by_what_they_mean(output: str, kind: Verdict) -> None:
    case = opened().observe(PRIVATE_CA, 2.0)
    assert compared(case, output, Verdict.NEW_ERROR) is kind


def test_a_case_without_words_has_nothing_to_compare_with() -> None:
    assert compared(opened(), PRIVATE_CA, Verdict.NEW_ERROR) is Verdict.SAME_ERROR
