"""Chains as servers really send them: in any order, with strangers, with gaps."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from lab.pki import LONG_AGO, ROOT, Issued, Pki, issue, make_pki, subject
from pipmedic.checks.interpret import interpret
from pipmedic.checks.presented import linked, parse_chain
from pipmedic.knowledge import load
from pipmedic.probe import probe

KNOWLEDGE = load()
NOT_TRUSTED = {"ok": False, "verify_code": 20, "message": "unable to get local issuer certificate"}


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def middle(pki: Pki) -> Issued:
    return issue(subject("Lab Issuing CA"), pki.public, ROOT)


def facts(*chain: Issued, **more: dict[str, Any]) -> dict[str, str]:
    """What a failed handshake with this chain amounts to."""
    shown = [base64.b64encode(cert.der).decode("ascii") for cert in chain]
    data = {"tls_pip": NOT_TRUSTED, "tls_unverified": {"chain": shown}, **more}
    checks = [{"id": name, "status": "done", "seconds": 0, "data": data[name]} for name in data]
    target = {"host": "localhost", "hosts": ["localhost"], "scheme": "https"}
    found = interpret({"target": target, "checks": checks}, KNOWLEDGE, at=1_800_000_000.0)
    return {item.fact: item.value for item in found.observations}


def test_the_order_does_not_matter(pki: Pki, middle: Issued) -> None:
    leaf = pki.leaf(issuer=middle)
    for order in ((leaf, middle, pki.public), (leaf, pki.public, middle)):
        encoded = [base64.b64encode(cert.der).decode("ascii") for cert in order]
        own = linked(parse_chain(encoded))
        probed = probe.linked([probe.read_certificate(cert.der) for cert in order])
        names = [str(cert.subject) for cert in own]
        assert [item["subject"] for item in probed] == names
        assert [cert.self_issued for cert in own] == [False, False, True]


@pytest.mark.parametrize("stranger", ["root", "other intermediate"])
def test_strangers_do_not_fill_a_gap(pki: Pki, middle: Issued, stranger: str) -> None:
    other = issue(subject("Lab Other Issuing CA"), pki.public, ROOT)
    beside = pki.public if stranger == "root" else other
    assert facts(pki.leaf(issuer=middle), beside)["chain_trust"] == "incomplete"


def test_strangers_are_not_judged(pki: Pki, middle: Issued) -> None:
    expired = issue(subject("Lab Old Issuing CA"), pki.public, replace(ROOT, days=LONG_AGO))
    leaf = pki.leaf(issuer=middle)
    assert facts(leaf, middle, expired)["chain_dates"] == "ok"
    assert facts(leaf, middle)["chain_dates"] == "ok"


def test_a_circle_of_issuers_ends(pki: Pki) -> None:
    one = issue(subject("One"), issue(subject("Two"), None, ROOT), ROOT)
    two = issue(subject("Two"), one, ROOT)
    data = [probe.read_certificate(cert.der) for cert in (one, two, one)]
    assert len(probe.linked(data)) == 2


def test_what_pips_own_roots_verify_is_public(pki: Pki) -> None:
    own = {"tls_default": {"ok": True}, "trust": {"engine": "openssl"}}
    assert facts(pki.leaf(), **own)["chain_trust"] == "public-root-missing"
    assert facts(pki.leaf())["chain_trust"] == "private-root"


def test_a_private_address_is_normal_for_a_private_index() -> None:
    def dns(host: str) -> str:
        data = {host: {"addresses": ["10.20.0.5"]}}
        checks = [{"id": "dns", "status": "done", "seconds": 0, "data": data}]
        target = {"host": host, "index_url": f"https://{host}/simple/", "scheme": "https"}
        found = interpret({"target": target, "checks": checks}, KNOWLEDGE)
        return next(item.value for item in found.observations if item.fact == "dns")

    assert dns("index.corp.example") == "ok"
    assert dns("pypi.org") == "private"
