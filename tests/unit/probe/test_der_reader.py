"""The probe's own reader of certificates, against the app's and against broken input."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest

from lab.pki import LONG_AGO, ROOT, SOON, Pki, Profile, issue
from lab.servers import HOSTILE
from pipmedic.checks.presented import faults
from pipmedic.diagnosis.x509 import parse
from pipmedic.probe import probe

PROFILES = {
    "good": Profile(),
    "authority": ROOT,
    "rsa": Profile(key="rsa2048"),
    "addresses": Profile(names=("127.0.0.1", "10.1.2.3", "a.example", "*.b.example")),
    "bare": Profile(names=(), eku="", omit=frozenset({"aki", "ski", "ku", "bc"})),
    "client": Profile(eku="client"),
}


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("self_signed", [True, False])
def test_both_readers_read_the_same(pki: Pki, name: str, self_signed: bool) -> None:
    issued = issue("host.example", None if self_signed else pki.private, PROFILES[name])
    same(issued.der)


def test_a_public_authority(pki: Pki) -> None:
    import certifi

    ders = probe.pem_certificates(Path(certifi.where()).read_bytes())
    assert len(ders) > 100
    for der in ders:
        assert der is not None
        same(der)


def same(der: bytes) -> None:
    ours, theirs = probe.read_certificate(der), parse(der)
    assert "unreadable" not in ours
    for mine, other in (
        ("subject", str(theirs.subject)),
        ("issuer", str(theirs.issuer)),
        ("names", list(theirs.san_dns)),
        ("addresses", list(theirs.san_ip)),
        ("key", theirs.key_algorithm),
        ("bits", theirs.key_bits),
        ("signature", theirs.signature_algorithm),
        ("aki", theirs.authority_key_id),
        ("aki_present", theirs.authority_key_id_present),
        ("ski", theirs.subject_key_id),
        ("key_usage", listed(theirs.key_usage)),
        ("extended_key_usage", listed(theirs.extended_key_usage)),
        ("ca", theirs.ca),
        ("bc_critical", theirs.basic_constraints_critical),
        ("self_issued", theirs.self_issued),
        ("sha256", theirs.sha256),
        ("not_before", stamp(theirs.not_before)),
        ("not_after", stamp(theirs.not_after)),
    ):
        assert ours[mine] == other, mine


def listed(value: Any) -> Any:
    return None if value is None else list(value)


def stamp(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    "profile, expected",
    [
        (Profile(), []),
        (Profile(days=LONG_AGO), ["expired"]),
        (Profile(days=SOON), ["not-yet"]),
        (Profile(names=("other.example",)), ["name"]),
        (Profile(names=()), ["name"]),
        (Profile(key="rsa1024"), ["weak"]),
        (Profile(omit=frozenset({"aki"})), ["profile"]),
        (Profile(eku="client"), ["not-a-ca"]),
        (Profile(days=LONG_AGO, names=("x.example",), key="rsa1024"), ["expired", "name", "weak"]),
    ],
)
def test_all_faults_are_named_at_once(pki: Pki, profile: Profile, expected: list[str]) -> None:
    certificate = probe.read_certificate(pki.leaf(profile).der)
    assert probe.faults_of(certificate, "localhost", True, int(time.time())) == expected


@pytest.mark.parametrize("key", ["rsa1024", "rsa2048", "ec"])
def test_the_app_judges_strength_alike(pki: Pki, key: str) -> None:
    der = pki.leaf(Profile(key=key)).der
    now = int(time.time())
    ours = probe.faults_of(probe.read_certificate(der), "localhost", True, now)
    assert ("weak" in faults(parse(der), "localhost", True, now)) == ("weak" in ours)


@pytest.mark.parametrize(
    "host, carried",
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.0.0.2", False),
        ("LOCALHOST.", True),
        ("sub.localhost", False),
    ],
)
def test_names(pki: Pki, host: str, carried: bool) -> None:
    assert probe.names_host(probe.read_certificate(pki.leaf().der), host) is carried


def test_a_wildcard_covers_one_label(pki: Pki) -> None:
    certificate = probe.read_certificate(pki.leaf(Profile(names=("*.b.example",))).der)
    covered = [probe.names_host(certificate, host) for host in ("a.b.example", "a.a.b.example")]
    assert covered == [True, False]


def test_control_characters_do_not_come_through(pki: Pki) -> None:
    certificate = probe.read_certificate(issue(HOSTILE, None, ROOT).der)
    assert certificate["subject"]
    assert all(ord(letter) > 31 and letter not in "\x7f\u202e" for letter in certificate["subject"])


def test_anything_else_is_unreadable(pki: Pki) -> None:
    der = pki.private.der
    nested = b"\x30\x80" * 5000
    long = b"\x30\x84\xff\xff\xff\xff" + der
    for junk in (b"", b"\x30", der[:-1], der + b"\0", nested, long, b"\0" * 9000, b"MIIB"):
        assert "unreadable" in probe.read_certificate(junk)


def test_a_certificate_with_two_thousand_names_is_bounded(pki: Pki) -> None:
    names = tuple(f"n{number}.example" for number in range(1900))
    certificate = probe.read_certificate(pki.leaf(Profile(names=names)).der)
    assert len(certificate["names"]) == 500
