"""From DER to `x509.Certificate`. Hostile input raises anything here; see `x509.parse`."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from pyasn1.codec.der import decoder
from pyasn1.type import univ
from pyasn1_modules import rfc5280, rfc8017

from .x509 import BadCertificate, Certificate, Name, sanitised

_ATTRIBUTES = {
    "2.5.4.3": "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "1.2.840.113549.1.9.1": "emailAddress",
    "0.9.2342.19200300.100.1.25": "DC",
}
_SIGNATURES = {
    "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
    "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
    "1.2.840.113549.1.1.10": "rsassaPss",
    "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
    "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
    "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
    "1.2.840.10045.4.1": "ecdsa-with-SHA1",
    "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
    "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
    "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}
_CURVE_BITS = {
    "1.2.840.10045.3.1.7": 256,
    "1.3.132.0.34": 384,
    "1.3.132.0.35": 521,
    "1.3.132.0.10": 256,
}
_FIXED_KEYS = {"1.3.101.112": ("Ed25519", 256), "1.3.101.113": ("Ed448", 456)}
_USAGES = {
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}
_KEY_USAGE = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)


def decode(der: bytes) -> Certificate:
    """The certificate in `der`.

    Raises:
        BadCertificate: there are bytes after it, or its times are of no known form.
        Exception: whatever pyasn1 raises at anything else.
    """
    outer, rest = decoder.decode(der, asn1Spec=rfc5280.Certificate())
    if rest:
        raise BadCertificate("bytes after the certificate")
    return _certificate(outer, der)


def _certificate(outer: Any, der: bytes) -> Certificate:
    inner = outer["tbsCertificate"]
    algorithm, bits = _key(inner["subjectPublicKeyInfo"])
    oid = str(outer["signatureAlgorithm"]["algorithm"])
    extensions = inner["extensions"] if inner["extensions"].isValue else ()
    found = {str(e["extnID"]): (bool(e["critical"]), bytes(e["extnValue"])) for e in extensions}
    return Certificate(
        version=int(inner["version"]) + 1,
        serial=int(inner["serialNumber"]),
        subject=_name(inner["subject"]),
        issuer=_name(inner["issuer"]),
        not_before=_time(inner["validity"]["notBefore"]),
        not_after=_time(inner["validity"]["notAfter"]),
        key_algorithm=algorithm,
        key_bits=bits,
        signature_algorithm=_SIGNATURES.get(oid, oid),
        sha256=hashlib.sha256(der).hexdigest(),
        self_issued=inner["subject"] == inner["issuer"],
        **_extensions(found),
    )


def _name(name: Any) -> Name:
    pairs = []
    for relative in name["rdnSequence"]:
        for attribute in relative:
            oid = str(attribute["type"])
            value, _ = decoder.decode(bytes(attribute["value"]))
            pairs.append((_ATTRIBUTES.get(oid, oid), sanitised(_text(value))))
    return Name(tuple(pairs))


def _text(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return bytes(value).decode("latin-1")


def _time(choice: Any) -> datetime:
    """UTCTime or GeneralizedTime, the older forms without seconds or with an offset included."""
    kind = choice.getName()
    text = str(choice.getComponent())
    year = 2 if kind == "utcTime" else 4
    digits, zone = text, "Z"
    for mark in ("Z", "+", "-"):
        place = text.find(mark)
        if place >= 0:
            digits, zone = text[:place], text[place:]
            break
    if not digits.split(".")[0].isascii() or not digits.split(".")[0].isdigit():
        raise BadCertificate(f"a time of the form {sanitised(text)!r}")
    digits = digits.split(".")[0]
    full = int(digits[:year]) + ((1900 if int(digits[:2]) >= 50 else 2000) if year == 2 else 0)
    parts = [int(digits[i : i + 2]) for i in range(year, len(digits), 2)]
    month, day, hour, minute, second = (parts + [0] * 5)[:5]
    moment = datetime(full, month, day, hour, minute, second, tzinfo=timezone.utc)
    return moment - _offset(zone)


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def _key(info: Any) -> tuple[str, Optional[int]]:
    oid = str(info["algorithm"]["algorithm"])
    if oid in _FIXED_KEYS:
        return _FIXED_KEYS[oid]
    if oid in ("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"):
        encoded = info["subjectPublicKey"].asOctets()
        key, _ = decoder.decode(encoded, asn1Spec=rfc8017.RSAPublicKey())
        return "RSA", int(key["modulus"]).bit_length()
    if oid == "1.2.840.10045.2.1":
        curve, _ = decoder.decode(bytes(info["algorithm"]["parameters"]))
        return "EC", _CURVE_BITS.get(str(curve))
    return ("DSA" if oid == "1.2.840.10040.4.1" else oid), None


def _extensions(found: dict[str, tuple[bool, bytes]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for oid, read in _READERS.items():
        if oid in found:
            fields.update(read(*found[oid]))
    return fields


def _alternative_names(critical: bool, encoded: bytes) -> dict[str, Any]:
    names, _ = decoder.decode(encoded, asn1Spec=rfc5280.SubjectAltName())
    dns, addresses = [], []
    for name in names:
        if name.getName() == "dNSName":
            dns.append(sanitised(str(name.getComponent())))
        elif name.getName() == "iPAddress":
            addresses.append(str(ipaddress.ip_address(bytes(name.getComponent()))))
    return {"san_dns": tuple(dns), "san_ip": tuple(addresses)}


def _authority_key(critical: bool, encoded: bytes) -> dict[str, Any]:
    value, _ = decoder.decode(encoded, asn1Spec=rfc5280.AuthorityKeyIdentifier())
    identifier = value["keyIdentifier"]
    text = bytes(identifier).hex() if identifier.isValue else None
    return {"authority_key_id": text, "authority_key_id_present": True}


def _subject_key(critical: bool, encoded: bytes) -> dict[str, Any]:
    value, _ = decoder.decode(encoded, asn1Spec=univ.OctetString())
    return {"subject_key_id": bytes(value).hex()}


def _usage(critical: bool, encoded: bytes) -> dict[str, Any]:
    bits, _ = decoder.decode(encoded, asn1Spec=univ.BitString())
    names = (name for name, bit in zip(_KEY_USAGE, bits) if bit)
    return {"key_usage": tuple(names)}


def _extended_usage(critical: bool, encoded: bytes) -> dict[str, Any]:
    purposes, _ = decoder.decode(encoded, asn1Spec=rfc5280.ExtKeyUsageSyntax())
    return {"extended_key_usage": tuple(_USAGES.get(str(p), str(p)) for p in purposes)}


def _basic_constraints(critical: bool, encoded: bytes) -> dict[str, Any]:
    value, _ = decoder.decode(encoded, asn1Spec=rfc5280.BasicConstraints())
    return {"ca": bool(value["cA"]), "basic_constraints_critical": critical}


def _authority_information(critical: bool, encoded: bytes) -> dict[str, Any]:
    value, _ = decoder.decode(encoded, asn1Spec=rfc5280.AuthorityInfoAccessSyntax())
    places = (
        sanitised(str(each["accessLocation"].getComponent()))
        for each in value
        if str(each["accessMethod"]) == _CA_ISSUERS
        and each["accessLocation"].getName() == "uniformResourceIdentifier"
    )
    return {"ca_issuers": tuple(places)}


_CA_ISSUERS = "1.3.6.1.5.5.7.48.2"
_READERS = {
    "1.3.6.1.5.5.7.1.1": _authority_information,
    "2.5.29.17": _alternative_names,
    "2.5.29.35": _authority_key,
    "2.5.29.14": _subject_key,
    "2.5.29.15": _usage,
    "2.5.29.37": _extended_usage,
    "2.5.29.19": _basic_constraints,
}
