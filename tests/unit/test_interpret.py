"""From probe documents to observations."""

from __future__ import annotations

from typing import Any

import pytest

from pipmedic.checks.collected import load_collected
from pipmedic.checks.interpret import interpret
from pipmedic.knowledge import load

KNOWLEDGE = load()


def document(**data: dict[str, Any]) -> dict[str, Any]:
    checks = [
        {"id": name, "status": "done", "seconds": 0.1, "data": item} for name, item in data.items()
    ]
    target = {"host": "pypi.org", "hosts": ["pypi.org"], "index_url": "https://pypi.org/simple"}
    return {"schema": 1, "target": target, "checks": checks}


def value(fact: str, **data: dict[str, Any]) -> str:
    found = interpret(document(**data), KNOWLEDGE).observations
    return next((item.value for item in found if item.fact == fact), "")


def test_a_clock_before_the_probe_was_made_is_wrong() -> None:
    assert value("clock", clock={"now": 0, "built": 1_700_000_000}) == "no"
    assert value("clock", clock={"now": 1_700_000_001, "built": 1_700_000_000}) == ""


def test_an_https_proxy_is_seen() -> None:
    proxy = {"url": "https://127.0.0.1:7890", "scheme": "https", "origin": "HTTPS_PROXY"}
    assert value("proxy", proxies={"effective": proxy}) == "https"


def test_a_ca_variable_that_names_a_missing_file_is_broken() -> None:
    gone = {"exists": False, "kind": "missing", "count": 0, "path": "/gone.pem"}
    assert value("ca_variables", ca_variables={"PIP_CERT": gone}) == "broken"


@pytest.mark.parametrize("code, expected", [(18, "c18"), (20, "c20"), (10, "dates"), (62, "name")])
def test_verify_codes_become_handshake_values(code: int, expected: str) -> None:
    assert value("handshake", tls_pip={"ok": False, "verify_code": code}) == expected


@pytest.mark.parametrize("junk", [{}, {"checks": 3}, {"checks": [None, {"id": 3}]}, {"target": []}])
def test_hostile_documents_are_tolerated(junk: dict[str, Any]) -> None:
    interpret(junk, KNOWLEDGE)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"checks": [], "schema": 9}'])
def test_other_files_are_no_collector_documents(text: str) -> None:
    with pytest.raises(ValueError):
        load_collected(text)
