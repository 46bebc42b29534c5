"""Every sentence of told.toml is understood as it says, alone and beside a printed message."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import Knowledge, load

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SENTENCES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("told.toml").read_text("utf-8")
)["sentences"]

PRINTED = (
    "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after "
    "connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
    "certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)'))': /simple/"
)
"""A message that tells nothing of the network, of the person or of what was tried."""

OF_PEOPLE = (
    "network", "browser", "curl", "other_network", "hosts_failing", "changed", "proxy_login",
    "vpn", "antivirus", "debug_proxy", "clock", "frequency", "tried", "colleagues", "pip_config",
    "openssl_policy", "client_cert_asked",
)  # fmt: skip


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.mark.parametrize("sentence", SENTENCES, ids=[item["text"] for item in SENTENCES])
def test_understood_as_meant(sentence: dict[str, Any], knowledge: Knowledge) -> None:
    reading = read(sentence["text"], knowledge)

    wanted = sentence.get("facts", {})
    assert {fact: reading.value(fact) for fact in wanted} == wanted
    assert not {fact for fact in sentence.get("never", ()) if reading.value(fact)}


@pytest.mark.parametrize("sentence", SENTENCES[::5], ids=[item["text"] for item in SENTENCES[::5]])
def test_understood_beside_a_message(sentence: dict[str, Any], knowledge: Knowledge) -> None:
    reading = read(f"{sentence['text']}\n\n{PRINTED}", knowledge)

    assert reading.value("error") == "verify-local-issuer"
    wanted = {fact: value for fact, value in sentence.get("facts", {}).items() if fact != "error"}
    assert {fact: reading.value(fact) for fact in wanted if fact in OF_PEOPLE} == {
        fact: value for fact, value in wanted.items() if fact in OF_PEOPLE
    }


CERTIFICATE = (
    "WARNING: Certificate did not match expected hostname: pypi.org. Certificate: {'subject': "
    "((('organizationName', 'Example, Inc'),), (('commonName', 'login.example.net'),)), 'issuer': "
    "((('organizationName', 'Example CA'),),), 'subjectAltName': (('DNS', 'login.example.net'), "
    "('DNS', 'issue.example.net'), ('DNS', 'works.example.net'))}"
)


@pytest.mark.parametrize("message", [PRINTED, CERTIFICATE], ids=["verify", "certificate"])
def test_messages_of_programs_tell_nothing_of_people(message: str, knowledge: Knowledge) -> None:
    reading = read(message, knowledge)

    assert {fact for fact in OF_PEOPLE if reading.value(fact)} == set()
    assert reading.value("dns") == ""
