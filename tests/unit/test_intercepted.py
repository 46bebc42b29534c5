"""A root from the intercepted connection is taken only against a fingerprint that IT gave."""

from __future__ import annotations

import base64
import hashlib
import ssl
from pathlib import Path

import pytest
import trustme

from pipmedic.case.applying import take_back
from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.intercepted import (
    NoRootShown,
    RootTaken,
    WrongFingerprint,
    fingerprint,
    root_text,
    take_root,
)
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import translator
from pipmedic.knowledge import load

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
AUTHORITY = trustme.CA(organization_name="Interceptor")
ROOT = AUTHORITY.cert_pem.bytes()
ROOT_DER = ssl.PEM_cert_to_DER_cert(ROOT.decode())
LEAF_DER = ssl.PEM_cert_to_DER_cert(
    AUTHORITY.issue_cert("pypi.org").cert_chain_pems[0].bytes().decode()
)
RIGHT = hashlib.sha256(ROOT_DER).hexdigest()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path / "data"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def case(home: Path, *chain: bytes) -> Case:
    shown = [base64.b64encode(der).decode() for der in chain]
    record = {"id": "tls_unverified", "status": "done", "data": {"chain": shown}}
    opened = Opened(1.0, home=str(home))
    return Case(KNOWLEDGE, MODEL, (opened,)).examine({"checks": [record]}, "check", 2.0)


def test_the_right_fingerprint_takes_the_root_and_undo_removes_it(home: Path) -> None:
    outcome = take_root(case(home, LEAF_DER, ROOT_DER), RIGHT, 3.0)
    assert isinstance(outcome, RootTaken)
    assert ssl.PEM_cert_to_DER_cert(outcome.path.read_text()) == ROOT_DER
    assert outcome.case.target.ca_file == str(outcome.path)
    assert outcome.batch in root_text(outcome, translator("en"))
    take_back(outcome.batch)
    assert list(home.iterdir()) == []


def test_any_other_fingerprint_takes_nothing(home: Path) -> None:
    leaf = hashlib.sha256(LEAF_DER).hexdigest()
    for wrong in (leaf, RIGHT[:-1] + ("0" if RIGHT[-1] != "0" else "1")):
        outcome = take_root(case(home, LEAF_DER, ROOT_DER), wrong, 3.0)
        assert isinstance(outcome, WrongFingerprint)
        assert RIGHT not in root_text(outcome, translator("zh")).lower().replace(":", "")
    assert isinstance(take_root(case(home, LEAF_DER), RIGHT, 3.0), NoRootShown)
    assert isinstance(take_root(case(home), RIGHT, 3.0), NoRootShown)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        RIGHT.upper(),
        ":".join(RIGHT[i : i + 2] for i in range(0, 64, 2)),
        " SHA256=" + " ".join(RIGHT[i : i + 2].upper() for i in range(0, 64, 2)) + "\n",
    ],
)
def test_fingerprints_as_people_copy_them(text: str) -> None:
    assert fingerprint(text) == RIGHT


@pytest.mark.parametrize("text", ["", "/path/to/ca.pem", RIGHT[:-2], RIGHT + "00", "zz" * 32])
def test_what_is_no_fingerprint(text: str) -> None:
    assert fingerprint(text) is None
