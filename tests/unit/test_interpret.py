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


REFUSED = {"ok": False, "errno": 111, "message": "[Errno 111] Connection refused"}
OK = {"ok": True}


def ca(kind: str, count: int = 0, exists: bool = True) -> dict[str, Any]:
    file = {"path": "/ca", "kind": kind, "count": count, "exists": exists, "unreadable": 0}
    return {"files": [file], "os_store": False}


@pytest.mark.parametrize(
    ("trust", "expected"),
    [
        (ca("missing", exists=False), "nofile"),
        (ca("html"), "badfile"),
        (ca("der"), "wrongform"),
        (ca("directory"), "ok"),
        (ca("pem", 3), "ok"),
    ],
)
def test_a_ca_file_that_cannot_be_loaded_stops_pip(trust: dict[str, Any], expected: str) -> None:
    assert value("handshake", tls_pip=OK, trust=trust) == expected


def test_what_pip_never_reaches_is_no_evidence() -> None:
    dead = {"proxy": True, "connected": False, **REFUSED}
    data = {
        "tls_pip": REFUSED,
        "proxies": {"effective": {"url": "http://p:1", "scheme": "http"}},
        "proxy_connect": dead,
        "hello": {"answer": "unreachable", "version": ""},
        "file_host": {"host": "files.example", "touched": True, "ok": False},
    }
    assert value("proxy_connect", **data) == "dead"
    assert value("handshake", **data) == "noconn"
    assert value("server_tls", **data) == value("file_host", **data) == ""


@pytest.mark.parametrize(("pip", "expected"), [("20.2.4", "ok"), ("25.3", "plain")])
def test_tls_to_a_proxy_that_speaks_none(pip: str, expected: str) -> None:
    proxy = {"url": "https://127.0.0.1:7890", "scheme": "https"}
    found = value(
        "handshake",
        tls_pip=OK,
        pip={"found": True, "version": pip},
        proxies={"effective": proxy},
        proxy_connect={
            "proxy": True,
            "connected": True,
            "tls": False,
            "status": "HTTP/1.1 200 Connection established",
        },
    )
    assert found == expected


def test_a_server_that_speaks_only_old_tls() -> None:
    assert value("server_tls", tls_pip=OK, hello={"answer": "hello", "version": "TLSv1"}) == (
        "old-only"
    )


def test_a_missing_project_is_no_fault_of_an_index_that_answers() -> None:
    page = {"status": 404, "root_status": 200}
    assert value("index_http", tls_pip=OK, index_http=page) == ""
    assert value("index_http", tls_pip=OK, index_http={**page, "root_status": 404}) == "refused"


def test_unrelated_hosts_under_one_private_issuer_are_inspected() -> None:
    failed = {"ok": False, "verify_code": 20, "message": "certificate verify failed"}
    assert value("issuer", tls_pip=failed, interception={"same_private_issuer": True}) == "corp"
