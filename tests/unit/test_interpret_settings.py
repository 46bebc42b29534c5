"""What settings amount to: policies, scripts, names, client certificates, configuration files."""

from __future__ import annotations

from typing import Any

import pytest
from test_interpret import OK, value

from pipmedic.knowledge import load

LEVEL_2 = [["CipherString", "DEFAULT:@SECLEVEL=2"], ["MinProtocol", "TLSv1.2"]]
REFUSED = {"ok": False, "message": "certificate verify failed"}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, "default"),
        ({"default_conf": "/etc/ssl/openssl.cnf", "default_settings": LEVEL_2}, "default"),
        ({"default_settings": [["CipherString", "DEFAULT:@SECLEVEL=3"]]}, "strict"),
        ({"default_settings": [["MaxProtocol", "TLSv1.2"]]}, "strict"),
        ({"default_settings": [["MinProtocol", "TLSv1.3"]]}, "strict"),
        ({"default_settings": ["junk", ["one"], None]}, "default"),
        ({"policy": "DEFAULT"}, "default"),
        ({"policy": "LEGACY"}, "default"),
        ({"policy": "FUTURE"}, "strict"),
        ({"policy": "FIPS:OSPP"}, "strict"),
        ({"fips": True}, "strict"),
        ({"conf": "/o.cnf", "exists": True, "settings": LEVEL_2}, "strict"),
        ({"conf": "/o.cnf", "exists": False}, "broken"),
    ],
)
def test_rules_of_openssl(policy: dict[str, Any], expected: str) -> None:
    assert value("openssl_policy", openssl_policy=policy) == expected


def test_a_script_is_no_proxy_for_pip() -> None:
    assert value("proxy", proxies={"effective": None, "pac": "http://wpad/p.pac"}) == "pac"
    assert value("proxy", proxies={"effective": None, "pac": ""}) == "none"


@pytest.mark.parametrize(
    ("other", "expected"),
    [("hello", "answered"), ("reset", "same"), (None, ""), ("alert", "answered")],
)
def test_another_name(other: Any, expected: str) -> None:
    hello = {"answer": "reset", "version": "", "other_name": other}
    reset = {"ok": False, "errno": 104, "message": "Connection reset by peer"}
    assert value("other_name", tls_pip=reset, hello=hello) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, "empty"),
        ({"index-url": "u"}, "index"),
        ({"index-url": "u", "cert": "c"}, "cert"),
        ({"no-index": "true"}, "no-index"),
        ({"no-index": "0", "index-url": "u"}, "several"),
    ],
)
def test_what_the_configuration_holds(keys: dict[str, str], expected: str) -> None:
    effective = {key: {"value": keys[key], "origin": "user"} for key in keys}
    assert value("pip_config", pip_config={"files": [], "effective": effective}) == expected


def test_a_file_that_pip_cannot_load_comes_first() -> None:
    files = [{"origin": "user", "path": "/p", "problem": "ParsingError", "keys": {}}, "junk"]
    found = {"files": files, "effective": {"cert": {"value": "c", "origin": "e"}}}
    assert value("pip_config", pip_config=found) == "unreadable"


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ({"exists": False, "path": "/c"}, "nofile"),
        ({"exists": True, "path": "/c", "count": 1, "key": False}, "badfile"),
        ({"exists": True, "path": "/c", "count": 0, "key": True}, "badfile"),
        ({"exists": True, "path": "/c", "count": 1, "key": True}, "ok"),
        (None, "ok"),
        ("junk", "ok"),
    ],
)
def test_a_client_certificate_that_cannot_be_loaded(client: Any, expected: str) -> None:
    assert value("handshake", tls_pip=OK, trust={"client_certificate": client}) == expected


def test_a_refusal_after_the_handshake_says_that_the_server_is_trusted() -> None:
    late = {"ok": False, "verified": True, "message": "tlsv13 alert certificate required"}
    assert value("handshake", tls_pip=late) == "alert"
    assert value("alert", tls_pip=late) == "certificate_required"
    assert value("hosts_failing", tls_pip=late) == ""


def test_a_folder_without_certificates_is_no_bundle() -> None:
    folder = {"exists": True, "kind": "directory", "count": 0, "path": "/d"}
    assert value("ca_variables", ca_variables={"PIP_CERT": folder}) == "badfmt"
    assert value("ca_variables", ca_variables={"PIP_CERT": {**folder, "count": 9}}) == "valid"


def test_every_value_that_checks_give_is_known() -> None:
    facts = load().facts
    for fact, values in {
        "pip_config": ("no-index", "unreadable"),
        "proxy": ("pac",),
        "other_name": ("answered", "same"),
    }.items():
        assert all(facts[fact].value(each) for each in values)
