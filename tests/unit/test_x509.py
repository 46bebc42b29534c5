"""The certificate reader agrees with an independent one and never does worse than say no."""

from __future__ import annotations

import base64
import ipaddress
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import certifi
import pytest
from cryptography import x509 as other
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from pipmedic.diagnosis import x509

KEY = ec.generate_private_key(ec.SECP256R1())
BEFORE = datetime(2024, 2, 29, 1, 2, 3, tzinfo=timezone.utc)


def make(
    key: Any = KEY,
    name: str = "Example Root",
    days: int = 365,
    extensions: tuple[tuple[other.ExtensionType, bool], ...] = (),
) -> bytes:
    subject = other.Name(
        [
            other.NameAttribute(NameOID.COMMON_NAME, name),
            other.NameAttribute(NameOID.ORGANIZATION_NAME, "Org"),
            other.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Unit"),
        ]
    )
    builder = (
        other.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(42)
        .not_valid_before(BEFORE)
        .not_valid_after(BEFORE + timedelta(days=days))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, algorithm).public_bytes(serialization.Encoding.DER)


FULL = make(
    extensions=(
        (other.BasicConstraints(True, None), True),
        (
            other.SubjectAlternativeName(
                [
                    other.DNSName("a.example"),
                    other.DNSName("*.b.example"),
                    other.IPAddress(ipaddress.ip_address("10.0.0.1")),
                    other.IPAddress(ipaddress.ip_address("2001:db8::1")),
                    other.RFC822Name("x@y.example"),
                ]
            ),
            False,
        ),
        (other.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (other.KeyUsage(True, False, False, False, False, True, True, False, False), True),
        (other.SubjectKeyIdentifier(b"\x01\x02"), False),
        (other.AuthorityKeyIdentifier(b"\x03\x04", None, None), False),
    )
)


def test_every_field_of_a_full_certificate() -> None:
    read = x509.parse(FULL)
    assert read.version == 3
    assert read.serial == 42
    assert str(read.subject) == "CN=Example Root, O=Org, OU=Unit"
    assert read.issuer.first("O") == "Org"
    assert read.self_issued
    assert (read.not_before, read.not_after) == (BEFORE, BEFORE + timedelta(days=365))
    assert (read.key_algorithm, read.key_bits) == ("EC", 256)
    assert read.signature_algorithm == "ecdsa-with-SHA256"
    assert read.san_dns == ("a.example", "*.b.example")
    assert read.san_ip == ("10.0.0.1", "2001:db8::1")
    assert read.extended_key_usage == ("serverAuth",)
    assert read.key_usage == ("digitalSignature", "keyCertSign", "cRLSign")
    assert (read.subject_key_id, read.authority_key_id) == ("0102", "0304")
    assert (read.ca, read.basic_constraints_critical) == (True, True)
    assert read.fingerprint.startswith(read.sha256[:2].upper() + ":")


def test_absent_extensions_are_none_not_false() -> None:
    read = x509.parse(make())
    assert read.ca is None
    assert read.key_usage is None
    assert read.extended_key_usage is None
    assert read.subject_key_id is None
    assert not read.authority_key_id_present


def test_keys() -> None:
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert x509.parse(make(rsa_key)).key_bits == 1024
    ed = x509.parse(make(ed25519.Ed25519PrivateKey.generate()))
    assert (ed.key_algorithm, ed.signature_algorithm) == ("Ed25519", "Ed25519")


def test_times_beyond_2049_are_read() -> None:
    assert x509.parse(make(days=365 * 60)).not_after.year == 2084


def test_foreign_text_is_defused() -> None:
    name = x509.parse(make(name="证书\x1b[31m\u202eevil\n")).subject.first("CN")
    assert name == "证书\ufffd[31m\ufffdevil\ufffd"


def test_all_public_roots_agree_with_an_independent_reader() -> None:
    bodies = re.findall(r"BEGIN CERTIFICATE-----(.+?)-----END", certifi.contents(), re.DOTALL)
    assert len(bodies) > 50
    for body in bodies[:60]:
        der = base64.b64decode(body)
        theirs, ours = other.load_der_x509_certificate(der), x509.parse(der)
        assert ours.serial == theirs.serial_number
        assert ours.not_after == theirs.not_valid_after_utc
        assert ours.not_before == theirs.not_valid_before_utc
        assert ours.sha256 == theirs.fingerprint(hashes.SHA256()).hex()
        assert ours.self_issued == (theirs.subject == theirs.issuer)
        common = theirs.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert ours.subject.first("CN") == (common[0].value if common else None)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(x509.BadCertificate):
        x509.parse(data)


@settings(max_examples=300)
@given(st.integers(0, len(FULL) - 1), st.binary(min_size=1, max_size=4), st.booleans())
def test_a_mutated_certificate_is_read_or_refused(place: int, new: bytes, cut: bool) -> None:
    mutated = FULL[:place] + new + (b"" if cut else FULL[place + len(new) :])
    try:
        read = x509.parse(mutated)
    except x509.BadCertificate:
        return
    assert read.not_after.tzinfo is not None
    assert str(read.subject).isprintable() or "\xa0" in str(read.subject)


@pytest.mark.parametrize(
    "data",
    [b"\x30\x80" * 5000, b"\x30\x84\xff\xff\xff\xff", FULL + b"\0", b"\0" * (x509.MAX_BYTES + 1)],
    ids=["nested", "long", "trailing", "large"],
)
def test_hostile_shapes(data: bytes) -> None:
    with pytest.raises(x509.BadCertificate):
        x509.parse(data)
