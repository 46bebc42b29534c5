"""A little PKI that can make every kind of bad certificate."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Optional, Union

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = Union[ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey]
EKU = {
    "server": ExtendedKeyUsageOID.SERVER_AUTH,
    "client": ExtendedKeyUsageOID.CLIENT_AUTH,
}
HERE = ("localhost", "127.0.0.1")
LONG_AGO = (-800, -30)
"""Validity that has ended, in days from now."""
SOON = (30, 800)
"""Validity that has not begun."""


@dataclass(frozen=True)
class Issued:
    """A certificate with its private key.

    Attributes:
        chain: PEM certificates that a well-kept server sends after this one.
    """

    cert: x509.Certificate
    key: Key
    chain: bytes = b""

    @property
    def pem(self) -> bytes:
        """The certificate alone."""
        return self.cert.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        """The certificate alone, as DER."""
        return self.cert.public_bytes(serialization.Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        """The private key."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def with_chain(self, *others: Issued) -> Issued:
        """The same with what the server sends beside it."""
        return Issued(self.cert, self.key, b"".join(other.pem for other in others))


@dataclass(frozen=True)
class Profile:
    """What goes into a certificate. The defaults are a correct server certificate.

    Attributes:
        names: DNS names and IP addresses of the subjectAltName; empty leaves it out.
        days: validity, in days from now.
        ca: whether basicConstraints says CA.
        key: ``ec`` (P-256), ``rsa2048`` or ``rsa1024``.
        eku: ``server``, ``client`` or empty for no extendedKeyUsage.
        omit: extensions to leave out: any of ``aki``, ``ski``, ``ku``, ``bc``.
    """

    names: tuple[str, ...] = HERE
    days: tuple[int, int] = (-10, 365)
    ca: bool = False
    key: str = "ec"
    eku: str = "server"
    omit: frozenset[str] = frozenset()


ROOT = Profile(names=(), days=(-400, 3650), ca=True, eku="")


@cache
def shared_rsa(bits: int) -> rsa.RSAPrivateKey:
    """One RSA key of each size: generating them is slow and their secrecy means nothing here."""
    return rsa.generate_private_key(65537, bits)


def new_key(kind: str) -> Key:
    """A private key of the named kind."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return shared_rsa(int(kind[len("rsa") :]))


def subject(common_name: str, organisation: str = "Lab") -> x509.Name:
    """A distinguished name."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def issue(
    name: Union[str, x509.Name],
    issuer: Optional[Issued] = None,
    profile: Profile = Profile(),
) -> Issued:
    """Issue a certificate; without an issuer it signs itself."""
    named = subject(name) if isinstance(name, str) else name
    key = new_key(profile.key)
    now = dt.datetime.now(dt.timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(issuer.cert.subject if issuer else named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=profile.days[0]))
        .not_valid_after(now + dt.timedelta(days=profile.days[1]))
    )
    builder = _with_extensions(builder, key, issuer, profile)
    return Issued(builder.sign((issuer or _Own(key)).key, hashes.SHA256()), key)


@dataclass(frozen=True)
class _Own:
    key: Key


def _with_extensions(
    builder: x509.CertificateBuilder, key: Key, issuer: Optional[Issued], profile: Profile
) -> x509.CertificateBuilder:
    public = issuer.key.public_key() if issuer else key.public_key()
    extensions: dict[str, tuple[x509.ExtensionType, bool]] = {
        "bc": (x509.BasicConstraints(ca=profile.ca, path_length=None), True),
        "ku": (_key_usage(profile.ca), True),
        "ski": (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        "aki": (x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False),
    }
    if profile.eku:
        extensions["eku"] = (x509.ExtendedKeyUsage([EKU[profile.eku]]), False)
    if profile.names:
        extensions["san"] = (x509.SubjectAlternativeName(_names(profile.names)), False)
    for name, (extension, critical) in extensions.items():
        if name not in profile.omit:
            builder = builder.add_extension(extension, critical)
    return builder


def _names(names: tuple[str, ...]) -> list[x509.GeneralName]:
    return [
        x509.IPAddress(ipaddress.ip_address(name))
        if name.replace(".", "").isdigit()
        else x509.DNSName(name)
        for name in names
    ]


def _key_usage(ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def signed_with(digest: str, issuer: Issued, directory: Path) -> Optional[Issued]:
    """A server certificate signed with an old digest (``sha1``, ``md5``) by the openssl CLI.

    The cryptography package rightly refuses to do this. None without a willing openssl.
    """
    openssl, key = shutil.which("openssl"), new_key("ec")
    if openssl is None:
        return None
    alternative = x509.SubjectAlternativeName(_names(HERE))
    request = x509.CertificateSigningRequestBuilder(subject("localhost"))
    signed = request.add_extension(alternative, False).sign(key, hashes.SHA256())
    (directory / "request.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (directory / "signer.pem").write_bytes(issuer.pem + issuer.key_pem)
    command = [openssl, "x509", "-req", "-in", "request.pem", "-CA", "signer.pem", f"-{digest}"]
    command += ["-copy_extensions", "copy", "-days", "300", "-set_serial", "0x1234"]
    done = subprocess.run(command, cwd=directory, capture_output=True, timeout=20, check=False)
    return None if done.returncode else Issued(x509.load_pem_x509_certificate(done.stdout), key)


@dataclass(frozen=True)
class Pki:
    """The authorities of the lab.

    Attributes:
        public: stands for the public web PKI; every pip of the lab trusts it.
        private: an organisation's own root; nobody trusts it unless told to.
        inspector: the root of an intercepting proxy; nobody trusts it unless told to.
        managed: another such root, which the private copy of the system's store holds.
    """

    public: Issued
    private: Issued
    inspector: Issued
    managed: Issued

    def leaf(self, profile: Profile = Profile(), issuer: Optional[Issued] = None) -> Issued:
        """A server certificate, of the public root unless an issuer is given."""
        return issue(
            profile.names[0] if profile.names else "localhost", issuer or self.public, profile
        )


def load_or_make_public(cache: Path) -> Issued:
    """The public root, kept across sessions because the cached pips trust it."""
    kept = cache / "public-root-with-key.pem"
    if not kept.exists():
        root = issue(subject("Lab Public Root R1", "Lab Trust Services"), None, ROOT)
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache) as file:
            file.write(root.key_pem + root.pem)
            file.flush()
            with contextlib.suppress(FileExistsError):  # another session was quicker
                os.link(file.name, kept)
    data = kept.read_bytes()
    key = serialization.load_pem_private_key(data, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Issued(x509.load_pem_x509_certificate(data), key)


def make_pki(cache: Path) -> Pki:
    """The authorities; the public one from the cache directory."""
    return Pki(
        load_or_make_public(cache),
        issue(subject("Example Corp Root CA", "Example Corp"), None, ROOT),
        issue(subject("Zscaler Root CA", "Zscaler Inc."), None, ROOT),
        issue(subject("caadmin.netskope.com", "Netskope Inc."), None, ROOT),
    )
