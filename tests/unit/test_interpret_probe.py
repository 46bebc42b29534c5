"""What the newer checks of a probe document establish."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from pipmedic.checks.interpret import interpret
from pipmedic.knowledge import load

KNOWLEDGE = load()


def value(fact: str, **data: dict[str, Any]) -> str:
    checks = [
        {"id": name, "status": "done", "seconds": 0.1, "data": item} for name, item in data.items()
    ]
    target = {"host": "pypi.org", "hosts": ["pypi.org"], "index_url": "https://pypi.org/simple"}
    document = {"schema": 1, "target": target, "checks": checks}
    found = interpret(document, KNOWLEDGE).observations
    return next((item.value for item in found if item.fact == fact), "")


RESET = {"ok": False, "type": "ConnectionResetError", "message": "Connection reset by peer"}
SIZES = {name: {"bytes": size} for name, size in (("small", 162), ("usual", 517), ("big", 1560))}


@pytest.mark.parametrize(
    "intolerant, own, expected",
    [
        ("big", 517, "same"),
        ("big", 1550, "yes"),
        ("usual", 1550, "yes"),
        ("usual", None, "yes"),
        ("big", None, "same"),
        (None, 1600, "same"),
    ],
)
def test_only_a_hello_of_that_size_is_lost(intolerant: Any, own: Any, expected: str) -> None:
    tried = {**SIZES, "intolerant": intolerant, "own_bytes": own}
    assert value("small_hello", tls_pip=RESET, small_hello=tried) == expected


def test_sizes_say_nothing_of_a_handshake_that_was_answered() -> None:
    tried = {**SIZES, "intolerant": "big", "own_bytes": 1600}
    assert value("small_hello", tls_pip={"ok": True}, small_hello=tried) == "na"
    distrusted = {"ok": False, "verify_code": 20, "message": "certificate verify failed"}
    assert value("small_hello", tls_pip=distrusted, small_hello=tried) == "same"


@pytest.mark.parametrize(
    "same, on_path, others, expected",
    [
        (False, True, [], "differ"),
        (True, True, [], "one"),
        (True, True, [{"this": False}], "several"),
        (False, False, [], ""),
        (None, True, [], ""),
    ],
)
def test_whose_pip_it_is(same: Any, on_path: bool, others: Any, expected: str) -> None:
    pythons = [{"this": True}, *others]
    seen = {"same": same, "this_is_on_path": on_path, "pythons": pythons}
    assert value("pips", pythons=seen) == expected


def test_an_index_that_leads_elsewhere_for_one_project_is_sound() -> None:
    page = {"status": 302, "location_host": "pypi.example", "root_status": 200}
    assert value("index_http", index_http=page) == ""
    assert value("index_http", index_http={**page, "root_status": 404}) == "redirect-host"


@pytest.mark.parametrize(
    "version, shaken, proxies, expected",
    [
        ("25.1", {"ok": True}, None, "sound"),
        ("21.1", {"ok": True}, None, "sound"),
        ("25.1", {"ok": False, "message": "timed out"}, None, ""),
        ("25.1", {"ok": True}, {"scheme": "http", "host": "proxy.example"}, ""),
        ("24.1", {"ok": True}, None, "defective"),
    ],
)
def test_a_release_that_fails_in_some_surroundings_only(
    version: str, shaken: dict[str, Any], proxies: Optional[dict[str, str]], expected: str
) -> None:
    pip = {"found": True, "version": version}
    seen = {"effective": proxies}
    assert value("pip_release", pip=pip, tls_pip=shaken, proxies=seen) == expected
