"""Bundles: every form a certificate comes in, what is refused, what is reported."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from pipmedic.remedies.bundle import BadInput, InputFault, build, certificates, to_pem

START = datetime(2025, 1, 1, tzinfo=timezone.utc)


def root(name: str, days: int, ca: bool = True) -> tuple[x509.Certificate, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if ca else x509.Name([]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca, None), True)
        .sign(key, hashes.SHA256())
    )
    return certificate, certificate.public_bytes(serialization.Encoding.DER)


CERT_A, A = root("Corp Root A", 100)
CERT_B, B = root("公司根证书", 50)
PEM_A, PEM_B = to_pem(A), to_pem(B)
DER_P7 = pkcs7.serialize_certificates([CERT_A, CERT_B], serialization.Encoding.DER)
PEM_P7 = pkcs7.serialize_certificates([CERT_A, CERT_B], serialization.Encoding.PEM)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PEM_A, (A,)),
        (A, (A,)),
        (b"Bag Attributes: junk \xff\n" + PEM_A + b"more\n" + PEM_B + b"end", (A, B)),
        (PEM_A.decode().encode("utf-16"), (A,)),
        (PEM_A.decode().encode("utf-16-le"), (A,)),
        (PEM_A.decode().encode("utf-16-be"), (A,)),
        (PEM_A.decode().encode("utf-32"), (A,)),
        (b"\xef\xbb\xbf" + PEM_A.replace(b"\n", b"\r\n"), (A,)),
        (PEM_A.replace(b"\n", b""), (A,)),
        (PEM_A.replace(b" CERT", b" X509 CERT"), (A,)),
        (PEM_A.replace(b" CERT", b" TRUSTED CERT"), (A,)),
        (DER_P7, tuple(sorted((A, B)))),
        (PEM_P7, tuple(sorted((A, B)))),
        (b"<html><pre>" + PEM_A, (A,)),
    ],
)
def test_forms(data: bytes, found: tuple[bytes, ...]) -> None:
    got = certificates("x", data)
    assert tuple(sorted(got)) == tuple(sorted(found))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", InputFault.EMPTY),
        (b"\xef\xbb\xbf \n"[3:], InputFault.EMPTY),
        (b"\n<!DOCTYPE html><title>Sign in</title>", InputFault.HTML),
        (b"hello", InputFault.NOT_CERTIFICATES),
        (PEM_A[:200], InputFault.NOT_CERTIFICATES),
        (PEM_A.replace(b"MII", b"M!I", 1), InputFault.DAMAGED),
        (to_pem(A[:-9]), InputFault.DAMAGED),
        (PEM_A + b"-----BEGIN EC PRIVATE KEY-----\nAA==\n", InputFault.PRIVATE_KEY),
        (b" " * (8 * 1024 * 1024 + 1), InputFault.TOO_LARGE),
    ],
)
def test_refusals(data: bytes, fault: InputFault) -> None:
    with pytest.raises(BadInput) as caught:
        build([("corp.pem", data)])
    assert caught.value.fault is fault
    assert caught.value.name == "corp.pem"


@given(st.binary(max_size=300))
def test_any_bytes_give_certificates_or_a_typed_refusal(data: bytes) -> None:
    for prefix in (b"", b"\x30\x82", DER_P7[:200], b"-----BEGIN CERTIFICATE-----"):
        with pytest.raises(BadInput):
            certificates("x", prefix + data)


def test_the_bundle_is_loaded_by_openssl_and_reports_what_it_holds(tmp_path: Path) -> None:
    bundle = build([("a", PEM_A), ("p7", DER_P7)])
    path = tmp_path / "bundle.pem"
    path.write_bytes(bundle.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(str(path))
    loaded = context.get_ca_certs(True)
    assert {A, B} <= set(loaded)
    assert len(loaded) == bundle.public_roots + 2
    assert [c.subject.first("CN") for c in bundle.added] == ["Corp Root A", "公司根证书"]
    assert bundle.expires == START + timedelta(days=50)
    assert bundle.added[0].sha256 == CERT_A.fingerprint(hashes.SHA256()).hex()
    assert bundle.pem.startswith(certifi.contents().encode().rstrip())
    assert bundle.not_authorities == ()


def test_a_leaf_is_pointed_out_and_a_known_root_is_not_added_again() -> None:
    _, leaf = root("www.example", 10, ca=False)
    assert len(build([("leaf", leaf)]).not_authorities) == 1
    again = build([("all", certifi.contents().encode())])
    assert again.added == ()
    assert again.expires is None


def test_openssl_agrees_with_pkcs7(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here, so its PKCS #7 was NOT read")
    (tmp_path / "a.pem").write_bytes(PEM_A)
    (tmp_path / "b.pem").write_bytes(PEM_B)
    command = ["openssl", "crl2pkcs7", "-nocrl", "-certfile", "a.pem", "-certfile", "b.pem"]
    for options in ([], ["-outform", "DER"]):
        made = subprocess.run(
            command + options, cwd=tmp_path, capture_output=True, check=True, timeout=60
        )
        assert sorted(certificates("x", made.stdout)) == sorted((A, B))
