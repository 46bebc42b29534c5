"""One PEM file with the public roots and an organisation's own, from whatever form those come in.

Understood: PEM with anything around it, in UTF-8, UTF-16 or UTF-32 (PowerShell 5's `>` writes
UTF-16); DER; PKCS #7 as DER or PEM. Refused with a reason: web pages, private keys, nothing at all.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional

import certifi

from pipmedic.diagnosis import x509

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
MAX_INPUT = 8 * 1024 * 1024
_PEM_BLOCK = re.compile(
    rb"-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n?(.*?)-----END \1-----", re.DOTALL
)
_CERTIFICATE_LABELS = (b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE")
_PKCS7_LABELS = (b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA")
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class InputFault(Enum):
    """Why an input gives no certificates."""

    EMPTY = "empty"
    HTML = "html"
    PRIVATE_KEY = "private-key"
    DAMAGED = "damaged"
    NOT_CERTIFICATES = "not-certificates"
    TOO_LARGE = "too-large"
    NOT_PEM = "not-pem"


class BadInput(ValueError):
    """An input that is refused: `name` is which, `fault` is why."""

    def __init__(self, name: str, fault: InputFault) -> None:
        super().__init__(f"{name}: {fault.value}")
        self.name = name
        self.fault = fault


@dataclass(frozen=True)
class Bundle:
    """The PEM text, what was added to the public roots, and when the first of these expires."""

    pem: bytes
    added: tuple[x509.Certificate, ...]
    public_roots: int

    @property
    def expires(self) -> Optional[datetime]:
        """The earliest end of validity among the added certificates; None when none was added."""
        return min((certificate.not_after for certificate in self.added), default=None)

    @property
    def not_authorities(self) -> tuple[x509.Certificate, ...]:
        """Added certificates that may not issue others: adding these seldom helps."""
        return tuple(c for c in self.added if c.ca is not True and not c.self_issued)


def build(inputs: Iterable[tuple[str, bytes]], public_roots: Optional[bytes] = None) -> Bundle:
    """Join public roots (PEM; certifi's when None) and the certificates of all `inputs`.

    `inputs` are (name for messages, bytes). A certificate that is there already is added once.

    Raises:
        BadInput: for the first input that is refused.
    """
    base = certifi.contents().encode() if public_roots is None else public_roots
    known = {body for _, body in _blocks(base)}
    count = len(known)
    added: list[x509.Certificate] = []
    text = base.rstrip() + b"\n"
    for name, data in inputs:
        for der in certificates(name, data):
            if der in known:
                continue
            known.add(der)
            certificate = _parsed(name, der)
            added.append(certificate)
            text += b"\n# " + str(certificate.subject).encode() + b"\n" + to_pem(der)
    return Bundle(text, tuple(added), count)


def certificates(name: str, data: bytes) -> tuple[bytes, ...]:
    """The DER certificates in one input, in order.

    Raises:
        BadInput: when there are none, or one is damaged, or there is a private key among them.
    """
    if len(data) > MAX_INPUT:
        raise BadInput(name, InputFault.TOO_LARGE)
    data = _plain(data)
    if not data.strip():
        raise BadInput(name, InputFault.EMPTY)
    if b"PRIVATE KEY-----" in data:
        raise BadInput(name, InputFault.PRIVATE_KEY)
    found = _from_pem(name, data) if b"-----BEGIN " in data else _from_der(data)
    if found:
        for der in found:
            _parsed(name, der)
        return tuple(found)
    start = data.lstrip()[:64].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<script")):
        raise BadInput(name, InputFault.HTML)
    raise BadInput(name, InputFault.NOT_CERTIFICATES)


def to_pem(der: bytes) -> bytes:
    """One certificate as a PEM block with lines of 64 characters."""
    body = base64.b64encode(der)
    lines = b"\n".join(body[i : i + 64] for i in range(0, len(body), 64))
    return b"-----BEGIN CERTIFICATE-----\n" + lines + b"\n-----END CERTIFICATE-----\n"


def _plain(data: bytes) -> bytes:
    """Text in a wide encoding as UTF-8; anything else unchanged."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode()
    if data[:40].count(b"\0") > 8 and data[:1] != b"\x30":
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(encoding, "replace").encode()
    return data


def _blocks(data: bytes) -> list[tuple[bytes, bytes]]:
    """(label, decoded body) of each PEM block; a body that is not base 64 is left out."""
    found = []
    for label, body in _PEM_BLOCK.findall(data):
        try:
            found.append((label, _decoded(body)))
        except binascii.Error:
            continue
    return found


def _decoded(body: bytes) -> bytes:
    return base64.b64decode(b"".join(body.split()), validate=True)


def _from_pem(name: str, data: bytes) -> list[bytes]:
    found: list[bytes] = []
    for label, body in _PEM_BLOCK.findall(data):
        if label not in _CERTIFICATE_LABELS + _PKCS7_LABELS:
            continue
        try:
            der = _decoded(body)
        except binascii.Error as error:
            raise BadInput(name, InputFault.DAMAGED) from error
        inside = _from_der(_without_trust_settings(der) if label.startswith(b"TRUSTED") else der)
        if not inside:
            raise BadInput(name, InputFault.DAMAGED)
        found += inside
    return found


def _without_trust_settings(der: bytes) -> bytes:
    """The certificate alone out of OpenSSL's own "TRUSTED CERTIFICATE"."""
    try:
        return _elements(der)[0][2]
    except (IndexError, ValueError):
        return b""


def _from_der(data: bytes) -> list[bytes]:
    """The certificate that the bytes are, or those in the PKCS #7 structure that they are."""
    try:
        x509.parse(data)
        return [data]
    except x509.BadCertificate:
        return _from_pkcs7(data)


def _from_pkcs7(data: bytes) -> list[bytes]:
    """The certificates of a SignedData (RFC 2315, section 9.1), their own bytes untouched."""
    try:
        kind, content = _elements(_elements(data)[0][1])[:2]
        if kind[1] != _SIGNED_DATA:
            return []
        fields = _elements(_elements(content[1])[0][1])
        sets = [body for tag, body, _ in fields[3:] if tag == 0xA0]
        return [whole for body in sets for tag, _, whole in _elements(body) if tag == 0x30]
    except (IndexError, ValueError):
        return []


def _elements(data: bytes) -> list[tuple[int, bytes, bytes]]:
    """(tag, body, whole) of each DER element in a row.

    Raises:
        IndexError, ValueError: when the bytes are no such row.
    """
    found = []
    position = 0
    while position < len(data):
        tag, length, start = data[position], data[position + 1], position + 2
        if length >= 0x80:
            width = length & 0x7F
            length = int.from_bytes(data[start : start + width], "big")
            start += width
            if not 0 < width <= 4:
                raise ValueError("no definite length")
        end = start + length
        if end > len(data):
            raise ValueError("cut off")
        found.append((tag, data[start:end], data[position:end]))
        position = end
    return found


def _parsed(name: str, der: bytes) -> x509.Certificate:
    try:
        return x509.parse(der)
    except x509.BadCertificate as error:
        raise BadInput(name, InputFault.DAMAGED) from error
