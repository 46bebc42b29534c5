"""What users would not want others to see, and every way in which a case may leave the machine."""

from __future__ import annotations

import json
from itertools import product

import pytest

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.redaction import Level, Redactor, redact_values
from pipmedic.case.report import Format, preview, report
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import load

SECRETS = {
    "userinfo": ("https://ana.lopez:s3cr3tPa55@pypi.corp.example/simple", ["s3cr3tPa55"]),
    "token as user": ("https://tok3nAAAABBBB@pypi.corp.example/simple", ["tok3nAAAABBBB"]),
    "proxy password": ("HTTPS_PROXY=http://svc-pip:Hunter2!x@proxy.corp.example:8080", ["Hunter2"]),
    "encoded password": ("http://u:p%40ss%3Aw0rd@proxy.lan:3128", ["p%40ss%3Aw0rd"]),
    "basic": ("Proxy-Authorization: Basic dXNlcjpwYXNz", ["dXNlcjpwYXNz"]),
    "bearer": ("Authorization: Bearer eyJhbGciOi.JIUzI1NiIsIn.R5cCI6IkpX", ["JIUzI1NiIsIn"]),
    "pypi token": ("pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDA", ["AgEIcHlwaS5vcmcC"]),
    "github token": ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", ["ghp_abcdefghij"]),
    "aws key": ("AKIAIOSFODNN7EXAMPLE", ["AKIAIOSFODNN7EXAMPLE"]),
    "password key": ('password = "correct-horse-battery"', ["correct-horse-battery"]),
    "api key": ("X-Api-Key: 9f8e7d6c5b4a", ["9f8e7d6c5b4a"]),
    "cookie": ("Set-Cookie: session=abcdef0123456789", ["abcdef0123456789"]),
    "curl user": ("curl -u ana:opensesame https://pypi.org", ["opensesame"]),
    "private key": (
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----",
        ["MIIEvQIBADANBgkqhkiG9w0BAQ"],
    ),
}
"""Hidden at every level."""

NAMES = {
    "linux home": ("/home/ana.lopez/.config/pip/pip.conf", ["ana.lopez"]),
    "mac home": ("/Users/analopez/Library/pip", ["analopez"]),
    "windows home": (r"C:\Users\ALopez\pip\pip.ini", ["ALopez"]),
    "inner host": ("host='nexus.intern.acme.example', port=443", ["nexus.intern.acme.example"]),
    "bare host": ("HTTPSConnectionPool(host='buildsrv07', port=8443)", ["buildsrv07"]),
    "host named like code": ("could not reach pip.corp.example at all", ["pip.corp.example"]),
    "address": ("Connection to 10.20.30.40 timed out", ["10.20.30.40"]),
    "address 6": ("Connection to fd00:1234:5678::42 refused", ["fd00:1234:5678::42"]),
    "mail": ("contact helpdesk@acme.example please", ["helpdesk@acme.example"]),
}
"""Hidden at the levels that may leave the machine."""

CORPUS = {**SECRETS, **NAMES}
SHARED = (Level.SHARE, Level.STRICT)


@pytest.fixture(scope="module")
def base() -> Case:
    knowledge = complete(load())
    opened = Opened(1.0, checks=False, home="/home/ana.lopez")
    return Case(knowledge, compile_model(knowledge), (opened,), "en")


def full_case(base: Case, text: str) -> Case:
    """Return a case that carries the text wherever a person or a program can put one."""
    case = base.observe(f"{text}\nSSL: CERTIFICATE_VERIFY_FAILED", 2.0)
    case = case.give("proxy", text.splitlines()[0], 3.0).note(f"they said: {text}", 4.0)
    case = case.verified("same-error", text, 5.0)
    answered = case.answer("pip", f"pip 24.0 from {text.splitlines()[0]}", 6.0)
    document = {"schema": 1, "checks": [{"id": "pip", "data": {"path": text, "password": text}}]}
    return (answered or case).examine(document, "collector", 7.0)


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.parametrize("form, level", list(product(Format, SHARED)), ids=str)
def test_nothing_private_is_in_any_export_that_may_be_shared(
    base: Case, name: str, form: Format, level: Level
) -> None:
    text, private = CORPUS[name]
    written = report(full_case(base, text), form, level)
    plain = written if form in (Format.MARKDOWN, Format.TEXT) else _decoded(written)
    assert not [value for value in private if value in plain]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("form", Format)
def test_secrets_are_hidden_even_at_the_level_that_hides_least(
    base: Case, name: str, form: Format
) -> None:
    text, private = SECRETS[name]
    written = report(full_case(base, text), form, Level.NONE)
    assert not [value for value in private if value in written]


def _decoded(written: str) -> str:
    lines = written.splitlines() if written.startswith('{"') else [written]
    return "\n".join(str(json.loads(line)) for line in lines).replace("\\\\", "\\")


def test_the_preview_tells_what_stands_behind_each_placeholder(base: Case) -> None:
    text, private = CORPUS["linux home"]
    shown = preview(full_case(base, text), Format.MARKDOWN)
    assert any(private[0] in value for _, value in shown.hidden)
    assert all(name in shown.text for name, _ in shown.hidden)


def test_a_case_for_a_colleague_can_be_opened_again(base: Case, tmp_path: object) -> None:
    from pathlib import Path

    from pipmedic.case.store import read_events

    case = full_case(base, CORPUS["userinfo"][0])
    path = Path(str(tmp_path), "shared.jsonl")
    path.write_text(report(case, Format.CASE), encoding="ascii")
    assert [event.kind for event in read_events(path)] == [event.kind for event in case.events]


def test_the_same_value_gets_the_same_placeholder() -> None:
    redact = Redactor()
    first = redact("host='a.intern.example' and host='b.intern.example'")
    assert redact("a.intern.example") in first
    assert first.count("<host-1>") == 1


def test_values_are_hidden_by_the_name_of_their_key() -> None:
    found = redact_values(
        {"user": "anal", "password": "abc1", "n": [1, {"token": "zzzz"}]}, Redactor()
    )
    assert "anal" not in str(found)
    assert "abc1" not in str(found)
    assert "zzzz" not in str(found)
    assert found["n"][0] == 1


@pytest.mark.parametrize(
    "text",
    [
        "pip config set global.cert x",
        "pip._vendor.urllib3.connection",
        "requests.exceptions.SSLError",
        "http.client",
        "ssl.SSLCertVerificationError",
        "six-1.16.0-py2.py3-none-any.whl",
    ],
)
def test_code_is_not_taken_for_a_host(text: str) -> None:
    assert Redactor()(text) == text


def test_common_words_that_are_user_names_stay() -> None:
    redact = Redactor()
    redact.learn("user", "root")
    assert redact("root certificate") == "root certificate"
