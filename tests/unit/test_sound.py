"""What is kept apart: a sound machine names no cause, a near miss no remedy of another trade."""

from __future__ import annotations

from typing import Any

import pytest

from pipmedic.case.case import Case
from pipmedic.case.contract import document
from pipmedic.case.events import Opened
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import load

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
GOOD: dict[str, dict[str, Any]] = {
    "environment": {"system": "Linux", "python": "3.12.1"},
    "ssl": {"imported": True, "openssl": "OpenSSL 3.0.19"},
    "ca_variables": {},
    "pip_config": {"files": [], "effective": {}},
    "proxies": {"effective": None, "variables": {}},
    "tcp": {"pypi.org": {"ok": True, "families": {}}},
    "tls_pip": {"ok": True},
    "index_http": {"status": 200, "html": True, "listed": True, "whole": True},
}


def case(text: str = "", **more: dict[str, Any]) -> Case:
    data = {**GOOD, **more}
    checks = [{"id": name, "status": "done", "seconds": 0, "data": data[name]} for name in data]
    target = {"host": "pypi.org", "index_url": "https://pypi.org/simple", "scheme": "https"}
    opened = Case(KNOWLEDGE, MODEL, (Opened(1.0),))
    told = opened.observe(text, 2.0) if text else opened
    return told.examine({"schema": 1, "target": target, "checks": checks}, "check", 3.0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sound_machine_names_no_cause(language: str) -> None:
    found = document(case().in_language(language))
    assert found["verdict"] is None
    assert found["explanation"] is None
    for part in ("beliefs", "plan", "ruled_out", "dead_ends", "leads_to", "also_noticed"):
        assert found[part] == [], part
    assert (found["next"]["kind"], found["next"]["id"]) == ("handover", "sound")
    assert found["observations"]


def test_who_says_that_pip_fails_is_heard() -> None:
    found = document(case("ssl.SSLError: certificate verify failed: certificate has expired"))
    assert found["verdict"] is not None
    assert found["beliefs"]


GONE = {"exists": False, "kind": "missing", "count": 0, "path": "/gone.pem", "counts": True}
KEYLOG = {"set": True, "path": "/nowhere/keys", "writable": False}
REFUSED = {"ok": False, "errno": 111, "message": "Connection refused", "type": "OSError"}


def test_what_speaks_for_the_cause_is_not_besides() -> None:
    trust = {"files": [GONE], "os_store": False}
    sick = case(ca_variables={"REQUESTS_CA_BUNDLE": GONE}, trust=trust, keylog=KEYLOG)
    found = document(sick)
    assert found["verdict"]["cause"] == "ca-path-missing"
    assert [item["check"] for item in found["also_noticed"]] == ["keylog"]


def test_how_pip_fails_is_not_besides() -> None:
    expired = {"ok": False, "verify_code": 10, "message": "certificate has expired"}
    found = document(case(tls_pip=expired, keylog=KEYLOG))
    assert "tls_pip" not in [item["check"] for item in found["also_noticed"]]


def test_a_configuration_that_cannot_be_loaded_is_no_sound_machine() -> None:
    broken = {"origin": "user", "path": "/h/pip.conf", "problem": "ParsingError", "keys": {}}
    sick = case(pip_config={"files": [broken], "effective": {}})
    assert not sick.sound
    item = document(sick)["plan"][0]
    assert item["remedy"] in ("config-aside", "ignore-config")
    assert any("/h/pip.conf.aside" in str(item) for item in document(sick)["plan"])


NEAR_MISSES = (
    "ERROR: Could not install packages: [Errno 13] Permission denied: '/usr/lib/pip'",
    "error: externally-managed-environment",
    "ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/",
)


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_a_near_miss_gets_no_remedy_for_connections(text: str) -> None:
    found = document(Case(KNOWLEDGE, MODEL, (Opened(1.0),)).observe(text, 2.0))
    assert found["near_miss"]
    own = {use.remedy for use in KNOWLEDGE.causes[found["verdict"]["cause"]].remedies}
    assert {item["remedy"] for item in found["plan"]} <= own
