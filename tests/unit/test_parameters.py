"""What the checks know is not asked for, and a hidden password never gets into a command."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Optional

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.parameters import parameter_label
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import load
from pipmedic.remedies.parsing import parse_operation
from pipmedic.remedies.placeholders import placeholders

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)


def case(index_url: str = "", **checks: Mapping[str, Any]) -> Case:
    records = [{"id": name, "status": "done", "data": data} for name, data in checks.items()]
    host = index_url.partition("://")[2].partition("/")[0].partition(":")[0]
    target = {"index_url": index_url, "host": host, "hosts": [host]} if index_url else {}
    document = {"schema": 1, "checks": records, "target": target}
    return Case(KNOWLEDGE, MODEL, (Opened(1.0, home="/home/a"),)).examine(document, "check", 2.0)


def proxy(url: str, scheme: str, host: str, port: int, **more: object) -> Mapping[str, Any]:
    return {"effective": {"url": url, "scheme": scheme, "host": host, "port": port, **more}}


@pytest.mark.parametrize(
    ("effective", "url", "address"),
    [
        (proxy("https://p:1", "https", "p", 1), "http://p:1", "p:1"),
        (proxy("https://[::1]:1", "https", "::1", 1), "http://[::1]:1", "[::1]:1"),
        (proxy("http://p:1", "http", "p", 1), None, "p:1"),
        (proxy("https://***@p:1", "https", "p", 1, credentials=True), None, "p:1"),
        (proxy("socks5://p:1", "socks5", "p", 1), None, None),
        (proxy("'http://p.x:3128 '", "", "", 0, problem="malformed"), "http://p.x:3128", None),
        (proxy("http://p:31a8", "", "", 0, problem="malformed"), None, None),
    ],
)
def test_proxy(effective: Mapping[str, Any], url: Optional[str], address: Optional[str]) -> None:
    found = case(proxies=effective).parameters
    assert (found.get("proxy_url"), found.get("proxy_address")) == (url, address)


def test_a_hidden_password_never_gets_into_a_command() -> None:
    hidden = case(proxies=proxy("http://***@p:1", "http", "p", 1, credentials=True))
    item = hidden.write("proxy-unset", 0.5)
    assert "***" not in "\n".join((*item.lines("bash"), *item.undo_lines("bash")))


def leaf(*names: str, authority: str = "") -> str:
    pem = (
        trustme.CA(organization_name=authority or None)
        .issue_cert(*names)
        .cert_chain_pems[0]
        .bytes()
    )
    return base64.b64encode(x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)).decode()


@pytest.mark.parametrize(
    ("names", "right"),
    [
        (("other.corp", "pkg.corp.example"), "https://pkg.corp.example:8443/simple"),
        (("*.corp.example",), None),
        (("pkg",), None),
    ],
)
def test_the_name_in_the_certificate(names: tuple[str, ...], right: Optional[str]) -> None:
    found = case("https://pkg:8443/simple", tls_unverified={"chain": [leaf(*names)]})
    assert found.parameters.get("new_index_url") == right


def test_the_root_is_looked_for_by_a_name_that_a_store_has() -> None:
    chain = [leaf("pypi.org", authority="Zscaler Inc.")]
    found = case("https://pypi.org/simple", tls_unverified={"chain": chain})
    assert found.examination.interceptor
    assert found.parameters["issuer"] == "Zscaler Inc."


def test_mirror_index_and_forgotten_setting() -> None:
    files = [
        {"origin": "user", "path": "/x", "keys": {"global.timeout": "9", "install.proxy": "p"}}
    ]
    found = case("https://pypi.org/simple", pip_config={"files": files, "effective": {}}).parameters
    assert found["config_key"] == "install.proxy"
    assert found["mirror_url"].startswith("https://")
    assert "pypi.org" not in found["mirror_url"]
    assert case().parameters["index_host"] == "pypi.org"
    given = case().give("mirror_url", "https://mine/simple", 3.0)
    assert given.parameters["mirror_url"] == "https://mine/simple"


def test_every_value_that_a_remedy_may_need_has_a_question() -> None:
    names = {
        name
        for remedy in KNOWLEDGE.remedies.values()
        for name in placeholders([parse_operation(t) for t in (*remedy.operations, *remedy.undo)])
    }
    derived = {"last_pip", "get_pip_url", "python_tag"}
    for language in SUPPORTED:
        say = translator(language)
        missing = [name for name in names - derived if not say.has(f"parameter.{name}")]
        assert not missing
        assert parameter_label("something_new", say) == "something_new?"
