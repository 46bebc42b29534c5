# -*- coding: utf-8 -*-
"""pipmedic's probe: looks at one Python, its pip and its way to the index.

One file, standard library only, Python 2.7 and newer. Read-only, bounded in time; what it measures
it writes as one JSON document, and secrets never leave this file. It runs as a program, from
standard input, and pasted into a Python console (hence no blank line inside a block).

    python probe.py [--stream] [--offline] [--hosts] [--index-url URL] [--only ID,ID]
                    [--limit SECONDS] [--control HOST[:PORT]|none] [--file-host HOST[:PORT]]
                    [--portal HOST[:PORT]] [--follow]

--follow allows a connection to the host that the index's page names for its files; else it is only
named. --control names hosts that have nothing to do with the index, to compare with; --portal one that
sends plain HTTP on to HTTPS. --hosts only says which hosts would be touched.

The document is {"schema": 1, "probe", "target", "seconds", "checks": [record]}; a record is
{"id", "limit", "seconds", "status", "data", "error"}. status: done, failed (a network or file
error, in error), crashed, timeout, skipped. target is {index_url, scheme, host, port, path, hosts,
file_host, controls, portal}; its host is empty where the index is no http address. Absent or null
means not known. What data holds:

environment     system, python, executable, prefix, venv, conda, container, wsl, ...
pip             found, version, path, patched (trusts the bundle of the distribution), bundle
pythons         pythons and pips [{path, version, python}], path_pip (what `pip` starts), same
                (does it belong to this interpreter), path_python, this_is_on_path
ssl             imported or error, openssl, sni, tls12, tls13
verify_paths    paths of this OpenSSL, stores of the system; each a FILE
ca_variables    variable -> FILE, with counts: whether this pip reads that variable
trust           files [FILE with origin], os_store, os_files [FILE], mode (certifi, patched,
                cert-setting, bundle-variable), engine (openssl, truststore), ignored [variable],
                client_certificate (FILE with key and origin)
vendored_bundle exists, bytes, count, expired, modified (differs from pip's own RECORD), age_days
pip_config      files [{origin, path, problem, keys}], effective {key: {value, origin}}
proxies         variables, effective {url, scheme, host, port, problem, ...}, pac, pysocks
openssl_policy  conf, exists, settings, default_conf, default_settings, modules, fips, policy
keylog          set, path, writable
build_isolation off, inherited [setting], loses_options, loses_os_store
clock           now, built (epoch seconds)
http_date       sources [{host, date, skew}], skew (this clock minus theirs, seconds)
dns             host -> {addresses, error, hosts_file}
tcp             host -> {ok, ..., families {ipv4, ipv6}}
proxy_connect   proxy, connected, status, tls, trusted (its TLS), login_needed, schemes
tls_pip         ok, or type, message, reason, verify_code: the handshake as this pip does it;
                verified where the server refused only after it
tls_default     the same if nothing named a CA file; ok is null where nothing does
tls_unverified  version, chain [base64 DER]: what ssl is shown without verifying
hello           answer (hello, alert, plain-http, html, other, eof, reset, timeout, unreachable),
                version, versions {offer: version}, alert {level, code, name}, chain,
                client_certificate_requested, secure_renegotiation, dh_bits, first (hex),
                offers {name: answer}, other_name (answer when another host was named)
small_hello     sizes and answers of a small, a usual and a post-quantum ClientHello, own_bytes,
                intolerant: null, "usual" or "big", the smallest that is not answered
presented       source (hello, ssl), certificates [CERTIFICATE with faults], linked (each is issued
                by the next), top_issuer, complete (ends in a root)
os_store        issuer, issuer_in_os_store, matches [{store, sha256, subject, not_after}], searched
interception    index and hosts {host: {ok, answer, issuer, top_issuer}}, same_private_issuer
captive         host, status, location, html, portal
plain_http      first (hex), status, location, html: plain HTTP spoken to the TLS port
index_http      status, location, location_host, loop, html, listed (has links), whole, date,
                files_host, root_status (of the list, where the project is not known)
file_host       host, port, same, touched, ok, ..., trusted, status (of a file, asked with HEAD)
curl            found, version, backend, exit, status, verify, message

FILE: {path, exists, kind, count, expired, not_yet, unreadable, authorities, bytes}; kind: pem, der,
pkcs7, utf-16, empty, private-key, html, directory, missing, denied, other.
CERTIFICATE: see `read_certificate`; faults: expired, not-yet, name, weak, profile, not-a-ca.
"""
from __future__ import print_function

import base64
import binascii
import calendar
import datetime
import errno
import glob
import hashlib
import json
import os
import platform
import re
import socket
import struct
import subprocess
import sys
import threading
import time

try:
    import ssl
    SSL_PROBLEM = ""
except Exception as problem:
    ssl, SSL_PROBLEM = None, str(problem) or repr(problem)
    sys.modules["ssl"] = None

try:
    import configparser
    from urllib.parse import unquote
    from urllib.request import getproxies, proxy_bypass
except ImportError:
    import ConfigParser as configparser
    from urllib import getproxies, proxy_bypass, unquote

try:
    import winreg
except ImportError:
    try:
        import _winreg as winreg
    except ImportError:
        winreg = None

SCHEMA = 1
VERSION = "2.0"
LIMIT = 5.0
WHOLE = 20.0
MARGIN = 0.4
BUILT = 1763683200
CONTROLS = ("www.python.org:443",)
CA_VARIABLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
                "SSL_CERT_DIR", "PIP_CLIENT_CERT")
PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY",
                   "all_proxy", "NO_PROXY", "no_proxy", "PIP_PROXY")
CONFIG_KEYS = ("index-url", "extra-index-url", "find-links", "cert", "client-cert", "proxy",
               "trusted-host", "no-index", "use-feature", "use-deprecated", "timeout", "retries")
STORES = ("/etc/ssl/cert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
          "/etc/pki/tls/cert.pem", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem")
KEYCHAINS = ("/System/Library/Keychains/SystemRootCertificates.keychain",
             "/Library/Keychains/System.keychain", "~/Library/Keychains/login.keychain-db")
MOST_CHAIN = 300000
monotonic = getattr(time, "monotonic", time.time)


# -- tools ----------------------------------------------------------------------------------------


TOKENS = re.compile(r"(?i)\b(?:pypi-|ghp_|gho_|ghs_|github_pat_|glpat-|AKIA|eyJ)[\w.=-]{12,}")
SECRETS = re.compile(r"(?i)((?:token|passw(?:or)?d|passwd|pwd|secret|api[_-]?key|access[_-]?key|sig"
                     r"|auth)[\w-]*=)[^\s&'\"]+|(\b(?:Basic|Bearer)\s+)[\w+/=.~-]{6,}")
URLS = re.compile(r"(://)([^\s'\"<>]*)")
AUTHORITY = re.compile(r"^(?:\[[0-9A-Fa-f:.%]+\]|[\w.-]+)(?::\d{1,5})?$")
BARE_USERINFO = re.compile(r"(^|[\s'\"=])[^\s/@:'\"]+:[^\s/'\"]+@(?=[^\s@]+$|[^\s@]+\s)")


def redact(text):
    """Return text without user information of URLs, tokens and passwords."""
    text = URLS.sub(lambda match: match.group(1) + without_userinfo(match.group(2)), text)
    text = BARE_USERINFO.sub(r"\1***@", text)
    text = SECRETS.sub(lambda match: (match.group(1) or match.group(2)) + "***", text)
    return TOKENS.sub("***", text)


def without_userinfo(rest):
    """Return what follows :// in a URL, the user information starred out.

    An unescaped slash in a password ends the authority too early; where that is no host with a
    port, all up to the last @ goes.
    """
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        return "***@" + authority.rsplit("@", 1)[1] + rest[len(authority):]
    if "@" in rest and not AUTHORITY.match(authority):
        return "***@" + rest.rsplit("@", 1)[1]
    return rest


def speakable(value):
    """Return a value in which every text is Unicode that can be encoded, whatever it was."""
    if isinstance(value, dict):
        return dict((speakable(key), speakable(value[key])) for key in value)
    if isinstance(value, (list, tuple)):
        return [speakable(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, TEXT) else value


def visible(text, most=300):
    """Return foreign text on one line, without what a terminal would obey."""
    return "".join(c if ord(c) > 31 and not 126 < ord(c) < 160 and c not in INVISIBLE else HIDDEN
                   for c in text[:most])


HIDDEN = b"\xef\xbf\xbd".decode("utf-8")
TEXT = type(HIDDEN)
INVISIBLE = frozenset(b"\\u200b\\u200e\\u200f\\u202a\\u202b\\u202c\\u202d\\u202e\\u2028\\u2029"
                      b"\\u2066\\u2067\\u2068\\u2069\\ufeff".decode("unicode_escape"))


def read_bytes(path, most=4000000):
    """Return the first bytes of a file."""
    with open(path, "rb") as handle:
        return handle.read(most)


def read_text(path, most=60000):
    """Return the first bytes of a file as text; nothing if it cannot be read."""
    try:
        return read_bytes(path, most).decode("utf-8", "replace")
    except EnvironmentError:
        return ""


class Look(object):
    """One run: what is examined, until when, and what several checks share."""
    def __init__(self, target, limit):
        margin = min(MARGIN, limit / 5)
        self.target, self.limit = target, limit
        self.deadline = monotonic() + limit - margin
        self.gathered = self.deadline + margin / 2
        self.made, self.lock = {}, threading.Lock()
    def left(self):
        """Return the seconds that remain; raise the socket's own time-out when none do."""
        seconds = self.deadline - monotonic()
        if seconds <= 0:
            raise socket.timeout("timed out")
        return seconds
    def once(self, name, action):
        """Return what action(self) returned when it was first asked for under this name."""
        with self.lock:
            lock, box = self.made.setdefault(name, (threading.Lock(), []))
        with lock:
            if not box:
                try:
                    box.append((action(self), None))
                except Exception as error:
                    box.append((None, error))
        if box[0][1] is not None:
            raise box[0][1]
        return box[0][0]


def in_background(action):
    """Return a thread that does something; where no thread can be had it is done at once."""
    thread = threading.Thread(target=action)
    thread.daemon = True
    try:
        thread.start()
    except RuntimeError:
        action()
        return None
    return thread


def together(look, actions):
    """Run {name: action} at the same time; return {name: result}, None where time ran out.

    An action that raises gives its failure as data.
    """
    results, threads = {}, []
    for name in actions:
        def work(name=name):
            try:
                results[name] = actions[name]()
            except Exception as error:
                results[name] = failure(error)
        threads.append(in_background(work))
    for thread in threads:
        if thread is not None:
            thread.join(max(0.01, look.gathered - monotonic()))
    return dict((name, results.get(name)) for name in actions)


def output_of(words, seconds, without=(), most=20000):
    """Return (exit code, start of the output) of a program, stopped after some seconds."""
    env = dict((name, value) for name, value in os.environ.items() if name not in without)
    with open(os.devnull, "rb") as nothing:
        process = subprocess.Popen(words, stdin=nothing, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, env=env)
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        raw = process.communicate()[0]
    finally:
        timer.cancel()
    return process.returncode, raw[:most].decode("utf-8", "replace")


def program(name):
    """Return the path of a program on PATH, or an empty text."""
    endings = os.environ.get("PATHEXT", ".EXE").split(";") if os.name == "nt" else [""]
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for ending in endings:
            path = os.path.join(folder, name + ending)
            if folder and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
    return ""


def failure(error):
    """Return an exception as data."""
    return {"ok": False, "type": type(error).__name__, "message": visible(redact(words_of(error))),
            "errno": getattr(error, "errno", None), "reason": getattr(error, "reason", None),
            "verify_code": getattr(error, "verify_code", None),
            "verify_message": getattr(error, "verify_message", None), "outcome": outcome(error)}


def words_of(error):
    """Return what an exception says, as text on every Python."""
    try:
        said = str(error)
    except Exception:
        said = repr(error)
    return said if isinstance(said, TEXT) else said.decode("utf-8", "replace")


def outcome(error):
    """Return how a connection ended, in one word."""
    number, said = getattr(error, "errno", None), words_of(error).lower()
    if isinstance(error, socket.timeout) or "timed out" in said or number == errno.ETIMEDOUT:
        return "timeout"
    if number in (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, 10053, 10054):
        return "reset"
    if number in (errno.ECONNREFUSED, 10061):
        return "refused"
    return "error"


# -- certificates: a small reader of DER (X.690, RFC 5280) ----------------------------------------


SEQUENCE, SET, OID, INTEGER, BOOLEAN, BITS, OCTETS = 0x30, 0x31, 6, 2, 1, 3, 4
ATTRIBUTES = {"2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L",
              "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU",
              "1.2.840.113549.1.9.1": "emailAddress", "0.9.2342.19200300.100.1.25": "DC"}
SIGNATURES = {"1.2.840.113549.1.1.4": "md5WithRSAEncryption",
              "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
              "1.2.840.113549.1.1.10": "rsassaPss",
              "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
              "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
              "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
              "1.2.840.10045.4.1": "ecdsa-with-SHA1", "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
              "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
              "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
              "1.3.101.112": "Ed25519", "1.3.101.113": "Ed448"}
CURVES = {"1.2.840.10045.3.1.7": 256, "1.3.132.0.34": 384, "1.3.132.0.35": 521,
          "1.3.132.0.10": 256}
FIXED_KEYS = {"1.3.101.112": ("Ed25519", 256), "1.3.101.113": ("Ed448", 456)}
PURPOSES = {"1.3.6.1.5.5.7.3.1": "serverAuth", "1.3.6.1.5.5.7.3.2": "clientAuth",
            "1.3.6.1.5.5.7.3.3": "codeSigning", "1.3.6.1.5.5.7.3.4": "emailProtection",
            "1.3.6.1.5.5.7.3.8": "timeStamping", "1.3.6.1.5.5.7.3.9": "OCSPSigning",
            "2.5.29.37.0": "anyExtendedKeyUsage"}
USAGES = ("digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment",
          "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly")
TIMES = {0x17: re.compile(r"^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$"),
         0x18: re.compile(r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$")}
MOST_DER = 262144
MOST_ITEMS = 2000


class BadDer(ValueError):
    """The bytes are not what they should be."""


def number(data):
    """Return big-endian bytes as an integer."""
    return int(binascii.hexlify(bytes(data)) or b"0", 16)


def der_items(data, start, end):
    """Return [(tag, start, end)] of the DER values that lie side by side in data[start:end]."""
    found = []
    while start < end:
        if end - start < 2 or data[start] & 0x1F == 0x1F or len(found) >= MOST_ITEMS:
            raise BadDer("cut off, a long tag or too many values")
        tag, length, place = data[start], data[start + 1], start + 2
        if length & 0x80:
            size = length & 0x7F
            if not 1 <= size <= 4 or place + size > end:
                raise BadDer("a length of %d bytes" % size)
            length = number(data[place:place + size])
            place += size
        if place + length > end:
            raise BadDer("longer than what holds it")
        found.append((tag, place, place + length))
        start = place + length
    return found


def der_inside(data, item, tag):
    """Return the values inside one value, which must have a tag."""
    if item[0] != tag:
        raise BadDer("tag %d instead of %d" % (item[0], tag))
    return der_items(data, item[1], item[2])


def der_value(data, item, tag):
    """Return the bytes of one value, which must have a tag."""
    if item[0] != tag:
        raise BadDer("tag %d instead of %d" % (item[0], tag))
    return bytes(data[item[1]:item[2]])


def der_oid(data, item):
    """Return an object identifier in dotted form."""
    raw = bytearray(der_value(data, item, OID))
    if not 1 <= len(raw) <= 40 or raw[-1] & 0x80:
        raise BadDer("object identifier")
    parts, value = [], 0
    for byte in raw:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            parts.append(value)
            value = 0
    first = min(parts[0] // 40, 2)
    return ".".join(str(part) for part in [first, parts[0] - 40 * first] + parts[1:])


def der_text(data, item):
    """Return a string of any kind, made visible."""
    raw = bytes(data[item[1]:min(item[2], item[1] + 1200)])
    codec = {0x0C: "utf-8", 0x1E: "utf-16-be", 0x1C: "utf-32-be"}.get(item[0], "latin-1")
    return visible(raw.decode(codec, "replace"), 256)


def der_name(data, item):
    """Return a distinguished name as [(attribute, value)]."""
    pairs = []
    for relative in der_inside(data, item, SEQUENCE):
        for attribute in der_inside(data, relative, SET):
            kind, value = der_inside(data, attribute, SEQUENCE)[:2]
            oid = der_oid(data, kind)
            pairs.append((ATTRIBUTES.get(oid, oid), der_text(data, value)))
    return pairs[:40]


def name_text(pairs):
    """Return a distinguished name for people."""
    return ", ".join("%s=%s" % pair for pair in pairs)


def der_time(data, item):
    """Return a time in epoch seconds."""
    form = TIMES.get(item[0])
    match = form and form.match(bytes(data[item[1]:item[2]][:40]).decode("latin-1"))
    if not match:
        raise BadDer("a time")
    parts = [int(part) for part in match.groups()]
    if item[0] == 0x17:
        parts[0] += 1900 if parts[0] >= 50 else 2000
    return calendar.timegm(datetime.datetime(*parts).timetuple())


def der_key(data, item):
    """Return (kind, bits) of a public key."""
    algorithm, key = der_inside(data, item, SEQUENCE)[:2]
    named = der_inside(data, algorithm, SEQUENCE)
    oid = der_oid(data, named[0])
    if oid in FIXED_KEYS:
        return FIXED_KEYS[oid]
    if oid in ("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"):
        if key[0] != BITS or key[2] - key[1] < 2:
            raise BadDer("a key")
        pair = der_items(data, key[1] + 1, key[2])[0]
        modulus = der_value(data, der_inside(data, pair, SEQUENCE)[0], INTEGER)
        return "RSA", number(modulus).bit_length()
    if oid == "1.2.840.10045.2.1":
        curve = der_oid(data, named[1]) if len(named) > 1 and named[1][0] == OID else ""
        return "EC", CURVES.get(curve)
    return ("DSA" if oid == "1.2.840.10040.4.1" else oid), None


def der_extensions(data, item):
    """Return {object identifier: (critical, start, end)} of a certificate's extensions."""
    found = {}
    for extension in der_inside(data, der_items(data, item[1], item[2])[0], SEQUENCE):
        parts = der_inside(data, extension, SEQUENCE)
        critical = parts[1][0] == BOOLEAN and bytes(data[parts[1][1]:parts[1][2]]) != b"\x00"
        der_value(data, parts[-1], OCTETS)
        found[der_oid(data, parts[0])] = (critical, parts[-1][1], parts[-1][2])
    return found


def alternative_names(data, items):
    """Return ([DNS name], [address]) of a subjectAltName."""
    names, addresses = [], []
    for tag, start, end in items[:500]:
        raw = bytes(data[start:end])
        if tag == 0x82:
            names.append(visible(raw.decode("latin-1"), 255))
        elif tag == 0x87 and len(raw) == 4:
            addresses.append(".".join(str(byte) for byte in bytearray(raw)))
        elif tag == 0x87 and len(raw) == 16:
            addresses.append(":".join("%x" % part for part in struct.unpack("!8H", raw)))
    return names, addresses


def read_extensions(data, found):
    """Return the fields that come from extensions; absent ones are None or empty."""
    def inner(oid):
        return der_items(data, found[oid][1], found[oid][2])
    fields = {"names": [], "addresses": [], "aki": None, "aki_present": "2.5.29.35" in found,
              "ski": None, "key_usage": None, "extended_key_usage": None, "ca": None,
              "path_length": None, "bc_critical": False}
    if "2.5.29.17" in found:
        fields["names"], fields["addresses"] = alternative_names(
            data, der_inside(data, inner("2.5.29.17")[0], SEQUENCE))
    if "2.5.29.35" in found:
        for tag, start, end in der_inside(data, inner("2.5.29.35")[0], SEQUENCE):
            if tag == 0x80:
                fields["aki"] = binascii.hexlify(bytes(data[start:end])[:64]).decode("ascii")
    if "2.5.29.14" in found:
        raw = der_value(data, inner("2.5.29.14")[0], OCTETS)
        fields["ski"] = binascii.hexlify(raw[:64]).decode("ascii")
    if "2.5.29.15" in found:
        raw = bytearray(der_value(data, inner("2.5.29.15")[0], BITS))[1:3]
        fields["key_usage"] = [USAGES[i] for i in range(min(9, 8 * len(raw)))
                               if raw[i // 8] & 0x80 >> i % 8]
    if "2.5.29.37" in found:
        oids = [der_oid(data, item) for item in der_inside(data, inner("2.5.29.37")[0], SEQUENCE)]
        fields["extended_key_usage"] = [PURPOSES.get(oid, oid) for oid in oids[:30]]
    if "2.5.29.19" in found:
        parts = der_inside(data, inner("2.5.29.19")[0], SEQUENCE)
        fields["bc_critical"] = found["2.5.29.19"][0]
        fields["ca"] = bool(parts) and parts[0][0] == BOOLEAN and data[parts[0][1]] != 0
        lengths = [part for part in parts if part[0] == INTEGER]
        if lengths:
            fields["path_length"] = min(number(der_value(data, lengths[0], INTEGER)), 255)
    return fields


def tbs_parts(data):
    """Return (values of the TBSCertificate without its version, signature algorithm)."""
    outer = der_items(data, 0, len(data))
    if len(outer) != 1 or len(data) > MOST_DER:
        raise BadDer("not one certificate")
    body, algorithm = der_inside(data, outer[0], SEQUENCE)[:2]
    parts = der_inside(data, body, SEQUENCE)
    return parts[1:] if parts[0][0] == 0xA0 else parts, algorithm


def outline(der):
    """Return what a CA file is judged by: (subject DER, issuer DER, not before, not after)."""
    data = bytearray(der)
    parts = tbs_parts(data)[0]
    dates = der_inside(data, parts[3], SEQUENCE)
    spans = [bytes(data[parts[place][1]:parts[place][2]]) for place in (4, 2)]
    return spans[0], spans[1], der_time(data, dates[0]), der_time(data, dates[1])


def read_certificate(der):
    """Return one certificate as plain data.

    {subject, issuer, not_before, not_after (ISO), names, addresses, key, bits, signature, serial,
    ca, path_length, bc_critical, key_usage, extended_key_usage, aki, aki_present, ski, self_issued,
    sha256, bytes}, or {unreadable: reason, sha256, bytes} for anything but a DER certificate.
    """
    digest = {"sha256": hashlib.sha256(der).hexdigest(), "bytes": len(der)}
    try:
        return dict(certificate_fields(bytearray(der[:MOST_DER + 1])), **digest)
    except (ValueError, IndexError, OverflowError) as error:
        return dict(digest, unreadable=visible(words_of(error), 100))


def certificate_fields(data):
    """Return the fields of one certificate; raise ValueError or IndexError for anything else."""
    parts, algorithm = tbs_parts(data)
    issuer, subject = der_name(data, parts[2]), der_name(data, parts[4])
    dates = [der_time(data, item) for item in der_inside(data, parts[3], SEQUENCE)[:2]]
    key, bits = der_key(data, parts[5])
    oid = der_oid(data, der_inside(data, algorithm, SEQUENCE)[0])
    holders = [part for part in parts[6:] if part[0] == 0xA3]
    fields = read_extensions(data, der_extensions(data, holders[0]) if holders else {})
    fields.update(
        subject=name_text(subject), issuer=name_text(issuer), not_before=iso(dates[0]),
        not_after=iso(dates[1]), key=key, bits=bits, signature=SIGNATURES.get(oid, oid),
        serial=binascii.hexlify(der_value(data, parts[0], INTEGER)[:24]).decode("ascii"),
        self_issued=data[parts[2][1]:parts[2][2]] == data[parts[4][1]:parts[4][2]],
        common_name=dict(subject).get("CN", ""))
    return fields


def iso(moment):
    """Return epoch seconds as a date and time in UTC."""
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=moment)).isoformat() + "Z"


def names_host(certificate, host, common_name=False):
    """Tell whether a certificate carries a host name or address (RFC 9525)."""
    wanted = host.lower().rstrip(".")
    if is_address(wanted):
        return wanted in certificate["addresses"] or spelled_out(wanted) in certificate["addresses"]
    names = certificate["names"]
    if common_name and not names and not certificate["addresses"]:
        names = [certificate["common_name"]]
    patterns = [name.lower().rstrip(".") for name in names]
    return wanted in patterns or "*." + wanted.partition(".")[2] in patterns


def is_address(host):
    """Tell whether a host is a literal address."""
    return bool(re.match(r"^\d+(\.\d+){3}$", host)) or ":" in host


def spelled_out(host):
    """Return an IPv6 address as eight numbers, as `alternative_names` writes it."""
    try:
        raw = socket.inet_pton(socket.AF_INET6, host)
        return ":".join("%x" % part for part in struct.unpack("!8H", raw))
    except (AttributeError, ValueError, EnvironmentError):
        return host


def faults_of(certificate, host, leaf, now):
    """Return all that is wrong with a presented certificate, apart from trust."""
    if "unreadable" in certificate:
        return ["unreadable"]
    found, issued_by_itself = [], certificate["self_issued"]
    if iso(now) > certificate["not_after"]:
        found.append("expired")
    if iso(now) < certificate["not_before"]:
        found.append("not-yet")
    if leaf and not names_host(certificate, host):
        found.append("name")
    old_hash = re.search("(?i)sha1|md5", certificate["signature"]) and not issued_by_itself
    if old_hash or (certificate["key"] == "RSA" and (certificate["bits"] or 2048) < 2048):
        found.append("weak")
    unmarked = not leaf and certificate["ca"] and not certificate["bc_critical"]
    if unmarked or not (certificate["aki_present"] or issued_by_itself):
        found.append("profile")
    purposes = certificate["extended_key_usage"]
    wrong = leaf and purposes and not set(purposes) & set(("serverAuth", "anyExtendedKeyUsage"))
    if wrong or (not leaf and not certificate["ca"]):
        found.append("not-a-ca")
    return found


# -- the machine ----------------------------------------------------------------------------------


def check_environment(_):
    """Operating system, interpreter, virtual environment, container, shell."""
    prefix = getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix))
    release = {}
    for line in read_text("/etc/os-release", 8000).splitlines():
        key, _, value = line.partition("=")
        release[key] = value.strip("\"'")
    stdlib = os.path.dirname(os.__file__)
    return {
        "system": platform.system(), "release": platform.release(),
        "distro": " ".join((release.get("ID", ""), release.get("ID_LIKE", ""))).strip(),
        "wsl": "microsoft" in read_text("/proc/version", 400).lower(),
        "container": os.path.exists("/.dockerenv") or bool(os.environ.get("container")),
        "ci": bool(os.environ.get("CI")), "python": platform.python_version(),
        "executable": sys.executable, "prefix": sys.prefix, "base_prefix": prefix,
        "venv": sys.prefix != prefix or hasattr(sys, "real_prefix"),
        "conda": os.path.isdir(os.path.join(prefix, "conda-meta")),
        "conda_prefix": os.environ.get("CONDA_PREFIX", ""),
        "virtual_env": os.environ.get("VIRTUAL_ENV", ""), "pyenv": ".pyenv" in prefix,
        "externally_managed": os.path.exists(os.path.join(stdlib, "EXTERNALLY-MANAGED")),
        "admin": hasattr(os, "geteuid") and os.geteuid() == 0,
        "shell": os.path.basename(os.environ.get("SHELL", "")), "home": os.path.expanduser("~"),
    }


def pip_folder():
    """Return the folder of this interpreter's pip without importing it, or None."""
    for entry in sys.path:
        folder = os.path.join(entry or ".", "pip")
        if os.path.exists(os.path.join(folder, "__init__.py")):
            return os.path.abspath(folder)
    return None


def pip_version(folder):
    """Return the version that pip's own source states."""
    source = read_text(os.path.join(folder, "__init__.py"), 20000)
    found = re.search(r"__version__\s*=\s*['\"]([^'\"]+)", source)
    return found.group(1) if found else ""


def pip_numbers():
    """Return the version of this interpreter's pip as numbers; nothing without a pip."""
    folder = pip_folder()
    return tuple(int(n) for n in re.findall(r"\d+", pip_version(folder))[:3]) if folder else ()


def bundle_folder(folder):
    """Return where a pip keeps its bundle: with certifi, before pip 9.0.2 with requests."""
    vendored = os.path.join(folder, "_vendor")
    old = os.path.join(vendored, "requests")
    newer = os.path.join(vendored, "certifi")
    return old if os.path.exists(os.path.join(old, "cacert.pem")) else newer


def pip_bundle(folder):
    """Return (path of the CA bundle this pip brings or was given by its distribution, patched)."""
    vendored = bundle_folder(folder)
    source = read_text(os.path.join(vendored, "core.py"), 20000)
    patched = re.search(r"['\"](/etc/[^'\"\s]+\.(?:crt|pem))['\"]", source)
    if patched:
        return patched.group(1), True
    return os.path.join(vendored, "cacert.pem"), False


def check_pip(_):
    """Version and place of pip, and whether it trusts the distribution's bundle."""
    folder = pip_folder()
    if folder is None:
        return {"found": False}
    bundle, patched = pip_bundle(folder)
    return {
        "found": True, "version": pip_version(folder), "path": folder, "patched": patched,
        "vendored": os.path.isdir(bundle_folder(folder)), "bundle": bundle,
        "bundle_bytes": os.path.getsize(bundle) if os.path.exists(bundle) else 0,
    }


def check_ssl(_):
    """The ssl module and its OpenSSL."""
    if ssl is None:
        return {"imported": False, "error": redact(SSL_PROBLEM)}
    return {
        "imported": True, "openssl": ssl.OPENSSL_VERSION, "sni": bool(ssl.HAS_SNI),
        "tls12": bool(getattr(ssl, "HAS_TLSv1_2", hasattr(ssl, "PROTOCOL_TLSv1_2"))),
        "tls13": bool(getattr(ssl, "HAS_TLSv1_3", False)),
    }


# -- every Python and every pip, found by their files and without running them --------------------


PYTHON_NAME = re.compile(r"^(?:python|pypy)(?:\d(?:\.\d+)?)?(?:\.exe)?$")
PIP_NAME = re.compile(r"^pip(?:\d(?:\.\d+)?)?(?:\.exe)?$")
MOST_PYTHONS = 40


def registered_pythons():
    """Return the folders that Windows' registry names (PEP 514), as the launcher `py` does."""
    found = []
    for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE) if winreg else ():
        try:
            with winreg.OpenKey(hive, "Software\\Python\\PythonCore") as core:
                names = [winreg.EnumKey(core, n) for n in range(winreg.QueryInfoKey(core)[0])]
                found += [winreg.QueryValue(core, name + "\\InstallPath") for name in names[:20]]
        except EnvironmentError:
            continue
    return found


def python_folders():
    """Return the folders in which interpreters live, those of PATH first.

    Folders of Windows seen from WSL are left out: slow to list, and no Python for WSL.
    """
    home = os.path.expanduser("~")
    pyenv = os.environ.get("PYENV_ROOT") or os.path.join(home, ".pyenv")
    folders = [path for path in os.environ.get("PATH", "").split(os.pathsep) if path]
    roots = [sys.prefix, getattr(sys, "base_prefix", sys.prefix)]
    roots += [os.environ[name] for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if os.environ.get(name)]
    roots += [os.path.join(os.getcwd(), name) for name in (".venv", "venv")]
    roots += sorted(glob.glob(os.path.join(pyenv, "versions", "*")))
    roots += sorted(glob.glob(os.path.join(pyenv, "pyenv-win", "versions", "*")))
    roots += read_text(os.path.join(home, ".conda", "environments.txt")).split("\n")[:20]
    roots += sorted(glob.glob(os.path.join(home, ".local", "share", "uv", "python", "*")))
    roots += sorted(glob.glob("/Library/Frameworks/Python.framework/Versions/[0-9]*"))
    roots += ["/usr", "/usr/local", "/opt/homebrew", os.path.join(home, ".local")]
    local = os.environ.get("LOCALAPPDATA")
    roots += sorted(glob.glob(os.path.join(local, "Programs", "Python", "*"))) if local else []
    roots += sorted(glob.glob("C:\\Python*")) if os.name == "nt" else []
    roots += registered_pythons()
    folders += [os.path.join(root.strip(), tail) for root in roots if root.strip()
                for tail in ("bin", "Scripts", "")]
    unique, foreign = [], "microsoft" in read_text("/proc/version", 400).lower()
    for folder in folders:
        dispatches = os.path.basename(folder.rstrip(os.sep)) == "shims"
        windows = foreign and folder.startswith("/mnt/")
        if folder not in unique and not dispatches and not windows and os.path.isdir(folder):
            unique.append(folder)
    return unique


def programs_like(pattern):
    """Return the paths of the programs whose names fit, one for each real file and folder."""
    found, seen = [], set()
    for folder in python_folders():
        try:
            names = sorted(name for name in os.listdir(folder) if pattern.match(name))
        except EnvironmentError:
            continue
        for name in names:
            path = os.path.join(folder, name)
            key = (os.path.realpath(folder), os.path.realpath(path))
            if key not in seen and os.access(path, os.X_OK) and not os.path.isdir(path):
                seen.add(key)
                found.append(path)
    return found


def prefix_of(path):
    """Return the environment a program belongs to."""
    folder = os.path.dirname(os.path.abspath(path))
    inner = os.path.basename(folder).lower() in ("bin", "scripts")
    return os.path.dirname(folder) if inner else folder


def python_version_at(path):
    """Return what the files around an interpreter tell of its version, without running it."""
    prefix = prefix_of(path)
    config = read_text(os.path.join(prefix, "pyvenv.cfg"), 4000)
    real = os.path.realpath(path)
    found = (re.search(r"^version(?:_info)?\s*=\s*(\d+\.\d+(?:\.\d+)?)", config, re.M)
             or re.search(r"[\\/]versions[\\/][a-z-]*(\d+\.\d+\.\d+)", real)
             or re.search(r"python-?(\d+\.\d+(?:\.\d+)?)", os.path.basename(real)))
    if found:
        return found.group(1)
    for name in glob.glob(os.path.join(prefix, "conda-meta", "python-[0-9]*.json")):
        return os.path.basename(name).split("-")[1]
    found = re.search(r"(?i)python-?(\d)\.?(\d{1,2})", os.path.basename(prefix))
    return ".".join(found.groups()) if found else ""


def python_of_pip(path):
    """Return the interpreter that a pip script starts, as its first lines say."""
    if os.path.basename(os.path.dirname(path)) == "shims":
        return python_of_shim(path)
    head = read_bytes(path, 600)
    if head[:2] == b"#!":
        lines = head.decode("utf-8", "replace").splitlines()
        words = lines[0][2:].strip()
        if words.endswith("/sh") and len(lines) > 1:
            quoted = re.search(r"exec'?\s+\"?([^\"]+?python[^\" ]*)", lines[1])
            return quoted.group(1) if quoted else ""
        if words.startswith("/usr/bin/env "):
            return program(words.split()[-1])
        path = words.split(" -")[0].strip("\"")
        return path if "py" in os.path.basename(path) else ""
    prefix = prefix_of(path)
    return os.path.join(prefix, "python.exe") if os.name == "nt" else ""


def python_of_shim(path):
    """Return the interpreter that a pyenv shim starts."""
    root = os.path.dirname(os.path.dirname(path))
    chosen = os.environ.get("PYENV_VERSION", "")
    folder = os.getcwd()
    while not chosen and folder != os.path.dirname(folder):
        chosen = read_text(os.path.join(folder, ".python-version"), 200)
        folder = os.path.dirname(folder)
    chosen = (chosen or read_text(os.path.join(root, "version"), 200)).split()
    for version in chosen:
        found = os.path.join(root, "versions", version, "bin")
        if os.path.exists(os.path.join(found, os.path.basename(path))):
            return os.path.join(found, "python")
    return ""


def pip_version_at(path, python):
    """Return the version of the pip that a script starts, from the files beside it."""
    for prefix in (prefix_of(path), prefix_of(python) if python else ""):
        for place in ("lib/python*/site-packages", "lib/python3/dist-packages",
                      "local/lib/python*/dist-packages", "Lib/site-packages"):
            version = re.search(r"python(\d+\.\d+)", os.path.basename(os.path.realpath(python)))
            place = place.replace("*", version.group(1) if version else "*")
            for folder in glob.glob(os.path.join(prefix, *(place.split("/") + ["pip"]))):
                return pip_version(folder)
    return ""


def same_environment(python):
    """Tell whether an interpreter's path is this one's, or a neighbour in the same folder."""
    folders = [os.path.realpath(prefix_of(path)) for path in (python, sys.executable or "")]
    return folders[0] == folders[1]


def check_pythons(_):
    """Every Python and pip that can be found, and whether `pip` is this interpreter's."""
    pythons = [{"path": path, "version": python_version_at(path), "this": same_environment(path)}
               for path in programs_like(PYTHON_NAME)[:MOST_PYTHONS]]
    pips = []
    for path in programs_like(PIP_NAME)[:MOST_PYTHONS]:
        python = python_of_pip(path)
        pips.append({"path": path, "python": python, "version": pip_version_at(path, python)})
    first = program("pip")
    python = python_of_pip(first) if first else ""
    chosen = {"path": first, "python": python, "version": pip_version_at(first, python)}
    named = next((path for path in map(program, ("python", "python3")) if path), "")
    if os.path.basename(os.path.dirname(named)) == "shims":
        named = python_of_shim(named)
    return {"pythons": pythons, "pips": pips, "path_pip": chosen if first else None,
            "same": same_environment(python) if python else None,
            "path_python": named, "this_is_on_path": bool(named) and same_environment(named)}


# -- CA files, opened and judged ------------------------------------------------------------------


PEM_BLOCK = re.compile(br"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----(.*?)-----END ", re.S)
PKCS7_OID = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
MOST_BUNDLE = 1000


def pem_certificates(raw):
    """Return the DER of each certificate in PEM text, None for one that is no base64."""
    found = []
    for block in PEM_BLOCK.findall(raw)[:MOST_BUNDLE]:
        try:
            found.append(base64.b64decode(b"".join(block.split())) or None)
        except (TypeError, ValueError):
            found.append(None)
    return found


def kind_of(raw):
    """Return what the content of a would-be CA file is."""
    if b"-----BEGIN CERTIFICATE-----" in raw or b"-----BEGIN TRUSTED CERT" in raw:
        return "pem"
    if not raw.strip():
        return "empty"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[1:2] == b"\x00":
        return "utf-16"
    if b"-----BEGIN PKCS7" in raw or PKCS7_OID in raw[:40]:
        return "pkcs7"
    if b"PRIVATE KEY" in raw:
        return "private-key"
    if raw[:1] == b"\x30":
        return "der"
    return "html" if raw.lstrip()[:1] == b"<" else "other"


def describe_ca(path):
    """Return what a CA file or folder is (FILE in the documentation above)."""
    found = {"path": path, "exists": os.path.exists(path), "kind": "missing", "count": 0,
             "expired": 0, "not_yet": 0, "unreadable": 0, "authorities": None, "bytes": 0}
    if not found["exists"]:
        return found
    try:
        if os.path.isdir(path):
            hashed = [name for name in os.listdir(path) if re.match(r"^[0-9a-f]{8}\.\d+$", name)]
            return dict(found, kind="directory", count=len(hashed))
        raw = read_bytes(path)
    except EnvironmentError:
        return dict(found, kind="denied")
    found.update(kind=kind_of(raw), bytes=len(raw))
    if found["kind"] == "pem":
        found.update(judge_bundle(pem_certificates(raw)))
    return found


def judge_bundle(ders):
    """Return how many certificates there are and how many are of no use."""
    now, found = time.time(), {"count": len(ders), "expired": 0, "not_yet": 0, "unreadable": 0}
    for der in ders:
        try:
            begins, ends = outline(der or b"")[2:]
            found["expired"] += ends < now
            found["not_yet"] += begins > now
        except (ValueError, IndexError):
            found["unreadable"] += 1
    if len(ders) <= 10:
        found["authorities"] = sum(bool(read_certificate(der or b"").get("ca")) for der in ders)
    return found


def ca_file(look, path):
    """Return `describe_ca` of a path, made once a run."""
    return look.once("ca " + path, lambda _: describe_ca(path))


def check_verify_paths(look):
    """Where this OpenSSL looks for roots by default, and what is there."""
    paths, found = need_ssl().get_default_verify_paths(), {}
    for name in ("cafile", "capath", "openssl_cafile", "openssl_capath"):
        path = getattr(paths, name)
        found[name] = ca_file(look, path) if path else None
    return {"paths": found, "stores": [ca_file(look, path) for path in STORES
                                       if os.path.exists(path)]}


def check_ca_variables(look):
    """The variables that name CA files, opened and judged."""
    ignored = trust_of_pip()["ignored"]
    return dict((name, dict(ca_file(look, os.environ[name]), counts=name not in ignored))
                for name in CA_VARIABLES if os.environ.get(name))


def check_vendored_bundle(look):
    """Whether the bundle that came with pip is whole, unchanged and of this age."""
    folder = pip_folder()
    if folder is None:
        return {"exists": None}
    path, patched = pip_bundle(folder)
    found = dict(ca_file(look, path), patched=patched, modified=None, age_days=None)
    if found["exists"]:
        found["age_days"] = int((time.time() - os.path.getmtime(path)) / 86400)
        recorded = recorded_digest(
            folder, "pip/_vendor/%s/cacert.pem" % os.path.basename(bundle_folder(folder)))
        if recorded and not patched:
            digest = base64.urlsafe_b64encode(hashlib.sha256(read_bytes(path)).digest())
            found["modified"] = digest.decode("ascii").rstrip("=") != recorded
    return found


def recorded_digest(folder, name):
    """Return the SHA-256 that pip's installation recorded for one of its files, or nothing."""
    place = os.path.join(os.path.dirname(folder), "pip-%s.dist-info" % pip_version(folder))
    record = read_text(os.path.join(place, "RECORD"), 400000)
    found = re.search(r"^%s,sha256=([\w-]+)" % re.escape(name), record, re.M)
    return found.group(1) if found else ""


# -- what this pip trusts -------------------------------------------------------------------------


def trust_of_pip(settings=True):
    """Return {files: [(path, origin)], os_store, mode, ignored} by version and settings.

    pip verifies with its vendored certifi, which --cert replaces and REQUESTS_CA_BUNDLE or
    CURL_CA_BUNDLE replace both (not beside --proxy since 24.1). Since 24.2, on Python 3.10 and
    newer, the system's store comes first (truststore) and those files only add to it; 24.2 to 25.1
    forgot it behind a proxy. SSL_CERT_FILE counts only where OpenSSL reads the store (Linux).
    Without a pip, what OpenSSL trusts is all that can be said.
    """
    folder, effective, version = pip_folder(), configuration()[1], pip_numbers()
    legacy = "legacy-certs" in effective.get("use-deprecated", ("",))[0]
    wanted = "truststore" in effective.get("use-feature", ("",))[0] and version >= (22, 2)
    modern = (version >= (24, 2) and not legacy) or (wanted and version < (24, 2))
    forgets = (24, 2) <= version < (25, 2) and proxy_settings("pypi.org")[0]
    modern = bool(modern and sys.version_info >= (3, 10) and not forgets) or folder is None
    bundle, patched = pip_bundle(folder) if folder else ("", False)
    files, mode = [(bundle, "pip")] if bundle else [], "patched" if patched else "certifi"
    if settings and "cert" in effective:
        files, mode = [effective["cert"]], "cert-setting"
    variable = next((name for name in CA_VARIABLES[1:3] if os.environ.get(name)), "")
    heard = not ("proxy" in effective and version >= (24, 1))
    if settings and variable and heard:
        files, mode = [(os.environ[variable], variable)], "bundle-variable"
    if modern and bundle and files[0][0] != bundle:
        files = files + [(bundle, "pip")]
    reads_store = modern and platform.system() not in ("Windows", "Darwin")
    ignored = [] if reads_store else ["SSL_CERT_FILE", "SSL_CERT_DIR"]
    ignored += [name for name in CA_VARIABLES[1:3] if not heard or (variable and name != variable)]
    ignored += ["PIP_CERT"] if variable and heard else []
    return {"files": files, "os_store": modern, "ignored": ignored, "mode": mode,
            "engine": "truststore" if modern else "openssl"}


def client_certificate():
    """Return (path, origin) of the certificate with which this pip says who it is, or None."""
    return configuration()[1].get("client-cert")


def describe_client_certificate(look):
    """Return FILE with key (whether the private key is there too) and origin, or None."""
    chosen = client_certificate()
    if chosen is None:
        return None
    found = dict(ca_file(look, chosen[0]), origin=chosen[1])
    readable = found["kind"] not in ("missing", "directory", "denied")
    return dict(found, key=readable and b"PRIVATE KEY" in read_bytes(chosen[0]))


def store_of_openssl():
    """Return the CA file or folder that truststore reads on Linux, by its own rules."""
    paths = need_ssl().get_default_verify_paths()
    if paths.cafile:
        return [paths.cafile] + ([paths.capath] if paths.capath else [])
    if paths.capath and describe_ca(paths.capath)["count"]:
        return [paths.capath]
    return [path for path in STORES if os.path.isfile(path)][:1]


def check_trust(look):
    """Which roots this pip trusts."""
    trust = trust_of_pip()
    stored = store_of_openssl() if trust["os_store"] and "SSL_CERT_FILE" not in trust["ignored"] \
        else []
    return {"files": [dict(ca_file(look, path), origin=origin) for path, origin in trust["files"]],
            "os_store": trust["os_store"], "os_files": [ca_file(look, path) for path in stored],
            "mode": trust["mode"], "engine": trust["engine"],
            "client_certificate": describe_client_certificate(look),
            "ignored": [name for name in trust["ignored"] if os.environ.get(name)]}


def system_certificates(look):
    """Yield (store, DER) of every certificate in the stores of the operating system."""
    if platform.system() == "Windows":
        for store in ("ROOT", "CA"):
            for der, _, _ in need_ssl().enum_certificates(store):
                yield store, der
    elif platform.system() == "Darwin":
        for path in KEYCHAINS:
            words = ["/usr/bin/security", "find-certificate", "-a", "-p", os.path.expanduser(path)]
            printed = output_of(words, look.left(), most=4000000)[1]
            for der in pem_certificates(printed.encode("utf-8")):
                yield path, der
    else:
        seen = set()
        for path in STORES:
            real = os.path.realpath(path)
            if os.path.isfile(path) and real not in seen:
                seen.add(real)
                for der in pem_certificates(read_bytes(path)):
                    yield path, der


def need_ssl():
    """Return the ssl module; raise what importing it raised."""
    if ssl is None:
        raise ImportError(SSL_PROBLEM)
    return ssl


def client_context(look, verify=True, settings=True):
    """Return a context that trusts what this pip trusts, or one that verifies nothing."""
    context = need_ssl().SSLContext(getattr(ssl, "PROTOCOL_TLS_CLIENT", ssl.PROTOCOL_SSLv23))
    context.check_hostname = False
    if not verify:
        context.verify_mode = ssl.CERT_NONE
        return context
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = sys.version_info >= (3, 7)
    trust = trust_of_pip(settings)
    files = [path for path, _ in trust["files"]]
    if trust["os_store"] and "SSL_CERT_FILE" in trust["ignored"]:
        for _, der in system_certificates(look):
            load_quietly(context, der)
    elif trust["os_store"]:
        files += store_of_openssl()
    for path in files:
        if os.path.isdir(path):
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(path)
    return context


def load_quietly(context, der):
    """Trust one certificate of a store; a bad one must not spoil the rest."""
    try:
        context.load_verify_locations(cadata=der)
    except Exception:
        pass


# -- pip's configuration --------------------------------------------------------------------------


def config_files():
    """Return (origin, path) of pip's configuration files, weakest first."""
    home = os.path.expanduser("~")
    if os.name == "nt":
        shared = os.environ.get("PROGRAMDATA", "C:\\ProgramData")
        roaming = os.environ.get("APPDATA", home)
        files = [("global", os.path.join(shared, "pip", "pip.ini")),
                 ("user", os.path.join(home, "pip", "pip.ini")),
                 ("user", os.path.join(roaming, "pip", "pip.ini")),
                 ("site", os.path.join(sys.prefix, "pip.ini"))]
    else:
        config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        shared = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
        files = [("global", os.path.join(folder, "pip", "pip.conf")) for folder in shared]
        files.append(("global", "/etc/pip.conf"))
        files.append(("user", os.path.join(home, ".pip", "pip.conf")))
        mac = os.path.join(home, "Library", "Application Support", "pip")
        user = mac if os.path.isdir(mac) else os.path.join(config, "pip")
        files += [("user", os.path.join(user, "pip.conf")),
                  ("site", os.path.join(sys.prefix, "pip.conf"))]
    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    return files + ([("variable", named)] if named else [])


def read_config(path):
    """Return ({section.key: value}, problem) of one file; the problem quotes nothing of it."""
    parser = configparser.RawConfigParser()
    try:
        if not parser.read(path):
            return {}, "not readable"
    except Exception as error:
        line = getattr(error, "lineno", None)
        return {}, type(error).__name__ + (", line %d" % line if line else "")
    return dict(("%s.%s" % (section, key), value) for section in parser.sections()
                for key, value in parser.items(section)), ""


def configuration():
    """Return (files, effective): every file with its keys, and key -> (value, origin)."""
    files, effective = [], {}
    for origin, path in config_files():
        if not os.path.exists(path):
            continue
        values, problem = read_config(path)
        files.append({"origin": origin, "path": path, "problem": problem,
                      "keys": dict((name, shown(name, values[name])) for name in values)})
        for section in ("global", "install"):
            for key in CONFIG_KEYS:
                if "%s.%s" % (section, key) in values:
                    effective[key] = (values["%s.%s" % (section, key)], path)
    for key in CONFIG_KEYS:
        name = "PIP_" + key.upper().replace("-", "_")
        if os.environ.get(name):
            effective[key] = (os.environ[name], name)
    return files, effective


def shown(name, value):
    """Return a setting's value as it may be shown: only known keys, without secrets."""
    return redact(value) if name.partition(".")[2] in CONFIG_KEYS else "***"


def check_pip_config(_):
    """pip's configuration by file and origin."""
    files, effective = configuration()
    return {"files": files, "effective": dict(
        (key, {"value": redact(value), "origin": origin})
        for key, (value, origin) in effective.items())}


def check_build_isolation(_):
    """What the second pip gets that pip starts to install a package's build requirements.

    Variables and configuration files reach it always; --cert, --client-cert and --proxy only since
    25.0, and 25.0 itself left the system's store out.
    """
    version, effective = pip_numbers(), configuration()[1]
    off = os.environ.get("PIP_NO_BUILD_ISOLATION", "")
    return {"off": off.lower() in ("0", "no", "off", "false"),
            "inherited": sorted(key for key in effective if key in CONFIG_KEYS[3:8]),
            "loses_options": version < (25, 0) if version else None,
            "loses_os_store": version[:2] == (25, 0) and version[2:] in ((), (0,))}


# -- proxies --------------------------------------------------------------------------------------


def proxy_settings(host, scheme="https"):
    """Return (URL, origin) of the proxy pip would use for a host, or (None, "")."""
    effective = configuration()[1]
    if "proxy" in effective:
        return effective["proxy"]
    proxies = getproxies()
    if host and proxy_bypass(host):
        return None, ""
    url = proxies.get(scheme) or proxies.get("all")
    return (url, "environment or system") if url else (None, "")


def split_proxy(url):
    """Return (scheme, host, port, problem) of a proxy setting.

    Without a scheme, HOST:PORT is read as SCHEME:REST by pip since 22.0 (requests 2.27) where HOST
    has no dot and begins with a letter.
    """
    match = re.match(r"^(?:([A-Za-z0-9+.-]+)://)?(?:.*@)?(\[[^\]]+\]|[^:/@\s]*)(?::(\d+))?/?$",
                     url.strip())
    misread = pip_numbers() >= (22, 0) and re.match(r"^[A-Za-z][A-Za-z0-9+-]*:(?!//)", url)
    if url != url.strip().strip("'\"") or match is None or not match.group(2) or misread:
        return "", "", 0, "malformed"
    scheme = (match.group(1) or "http").lower()
    default = {"https": 443, "http": 80}.get(scheme, 1080)
    port = int(match.group(3) or default)
    if port > 65535:
        return "", "", 0, "malformed"
    return scheme, match.group(2).strip("[]"), port, ""


def proxy_login(url):
    """Return the Proxy-Authorization that pip sends for a proxy setting, or an empty text."""
    userinfo = re.match(r"^(?:[A-Za-z0-9+.-]+://)?(.*)@", url.strip())
    if not userinfo:
        return ""
    user, _, password = userinfo.group(1).partition(":")
    pair = unquote(user) + ":" + unquote(password)
    raw = pair if isinstance(pair, bytes) else pair.encode("latin-1", "replace")
    return "Basic " + base64.b64encode(raw).decode("ascii")


def automatic_script():
    """Return where the system looks for a proxy script (PAC), which pip does not read."""
    if winreg is None:
        return ""
    place = "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
            return redact(str(winreg.QueryValueEx(key, "AutoConfigURL")[0]))
    except EnvironmentError:
        return ""


def check_proxies(look):
    """Proxy settings and their form."""
    url, origin = proxy_settings(look.target["host"], look.target["scheme"])
    found = {"variables": dict((name, redact(os.environ[name])) for name in PROXY_VARIABLES
                               if os.environ.get(name)), "effective": None,
             "pac": automatic_script(), "pysocks": any(
                 os.path.exists(os.path.join(entry or ".", "socks.py")) for entry in sys.path)}
    if url:
        scheme, host, port, problem = split_proxy(url)
        found["effective"] = {
            "url": redact(url), "origin": origin, "scheme": scheme, "host": host, "port": port,
            "problem": problem, "loopback": host in ("localhost", "::1") or host[:4] == "127.",
            "credentials": "@" in url}
    return found


# -- rules of OpenSSL, key log, clock -------------------------------------------------------------


POLICY = re.compile(r"^\s*((?:Min|Max)Protocol|CipherString|Ciphersuites|Groups|Options)"
                    r"\s*=\s*(\S+)", re.M)


def check_openssl_policy(_):
    """Configuration that restricts TLS beyond OpenSSL's defaults."""
    conf, default = os.environ.get("OPENSSL_CONF", ""), ""
    if ssl is not None:
        default = os.path.join(os.path.dirname(ssl.get_default_verify_paths().openssl_cafile),
                               "openssl.cnf")
    fips = read_text("/proc/sys/crypto/fips_enabled", 8).strip() == "1"
    return {
        "conf": conf, "exists": os.path.exists(conf) if conf else None,
        "settings": POLICY.findall(read_text(conf)) if conf else [],
        "default_conf": default if os.path.exists(default) else "",
        "default_settings": POLICY.findall(read_text(default)) if default else [],
        "modules": os.environ.get("OPENSSL_MODULES", ""), "fips": fips,
        "policy": read_text("/etc/crypto-policies/state/current", 80).strip()}


def check_keylog(_):
    """Whether SSLKEYLOGFILE can be written."""
    path = os.environ.get("SSLKEYLOGFILE")
    if not path:
        return {"set": False}
    folder = os.path.dirname(os.path.abspath(path))
    able = os.access(path, os.W_OK) if os.path.exists(path) else os.access(folder, os.W_OK)
    return {"set": True, "path": path, "writable": able and not os.path.isdir(path)}


def check_clock(_):
    """The clock, against the date on which this probe was made."""
    return {"now": int(time.time()), "built": BUILT}


# -- connections ----------------------------------------------------------------------------------


def addresses_of(host, port):
    """Return the addresses of a name, as getaddrinfo gives them."""
    return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)


def connect(look, host, port, family=0):
    """Return a connected socket; the addresses share the time that is left."""
    rows = [row for row in addresses_of(host, port) if family in (0, row[0])]
    problem = socket.error("no address of that family")
    for place, row in enumerate(rows[:6]):
        sock = socket.socket(row[0], row[1], row[2])
        try:
            sock.settimeout(look.left() / (len(rows[:6]) - place))
            sock.connect(row[4])
            return sock
        except EnvironmentError as error:
            sock.close()
            problem = error
    raise problem


def receive(look, sock, most=4096):
    """Return what comes next within this run's time; nothing when the peer closed."""
    sock.settimeout(look.left())
    return sock.recv(most)


def send(look, sock, data):
    """Send within this run's time."""
    sock.settimeout(look.left())
    sock.sendall(data)


def receive_exactly(look, sock, count):
    """Return exactly that many bytes, or fewer when the peer closed."""
    data = b""
    while len(data) < count:
        chunk = receive(look, sock, min(65536, count - len(data)))
        if not chunk:
            break
        data += chunk
    return data


def authority(host, port):
    """Return host:port as HTTP writes it."""
    return "%s:%d" % ("[%s]" % host if ":" in host else host, port)


class Tunnel(object):
    """A way through a proxy: the socket, and what the proxy said."""
    def __init__(self, sock, status="", headers=(), tls=False):
        self.sock, self.status, self.headers, self.tls = sock, status, dict(headers), tls


def through_proxy(look, url, host, port, login=True, verify=False):
    """Return a `Tunnel` to a host; the proxy may speak HTTP, HTTP over TLS, or SOCKS5.

    With verify, as pip does it: pip believes https:// since 20.3 and speaks TLS to the proxy, which
    must be trusted. Without, whatever the proxy understands.
    """
    scheme, proxy_host, proxy_port, problem = split_proxy(url)
    if problem:
        raise ValueError("malformed proxy")
    sock = connect(look, proxy_host, proxy_port)
    try:
        if scheme.startswith("socks5"):
            ask_socks(look, sock, host, port)
            return Tunnel(sock, "SOCKS 200")
        secure = scheme == "https" and (pip_numbers() >= (20, 3) if verify
                                        else look.once("proxy speaks TLS", proxy_speaks_tls))
        if secure:
            sock.settimeout(look.left())
            sock = client_context(look, verify).wrap_socket(sock, server_hostname=proxy_host)
        return ask_proxy(look, sock, host, port, proxy_login(url) if login else "", secure)
    except Exception:
        sock.close()
        raise


def proxy_speaks_tls(look):
    """Tell whether the https:// proxy really answers to TLS."""
    url = proxy_settings(look.target["host"], look.target["scheme"])[0]
    _, host, port, _ = split_proxy(url)
    sock = connect(look, host, port)
    try:
        send(look, sock, client_hello(host, "tls12"))
        return bytearray(receive(look, sock, 1))[:1] in (b"\x16", b"\x15")
    except EnvironmentError:
        return False
    finally:
        sock.close()


def ask_proxy(look, sock, host, port, login, tls):
    """Send CONNECT and return the `Tunnel`, whatever the answer is."""
    name = authority(host, port)
    lines = ["CONNECT %s HTTP/1.1" % name, "Host: " + name]
    lines += ["Proxy-Authorization: " + login] if login else []
    send(look, sock, ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"))
    head = read_head(look, sock)[0]
    status, headers = split_head(head)
    return Tunnel(sock, status, headers, tls)


def ask_socks(look, sock, host, port):
    """Open a SOCKS5 connection (RFC 1928), the name resolved by the proxy."""
    send(look, sock, b"\x05\x01\x00")
    if receive_exactly(look, sock, 2) != b"\x05\x00":
        raise IOError("the SOCKS proxy wants a login or is none")
    name = host.encode("ascii", "replace")
    send(look, sock, b"\x05\x01\x00\x03" + struct.pack("!B", len(name)) + name
         + struct.pack("!H", port))
    answer = bytearray(receive_exactly(look, sock, 10))
    if len(answer) < 10 or answer[1] != 0:
        raise IOError("the SOCKS proxy refused")


def way_to(look, host, port, verify=False):
    """Return a socket to a host, through the proxy that pip would use where there is one."""
    url = proxy_settings(host, "https")[0]
    if not url:
        return connect(look, host, port)
    tunnel = through_proxy(look, url, host, port, True, verify)
    if " 200" not in tunnel.status[:16]:
        tunnel.sock.close()
        raise IOError("Tunnel connection failed: " + (tunnel.status[9:60] or "no answer"))
    return tunnel.sock


# -- HTTP -----------------------------------------------------------------------------------------


MOST_HEAD = 16384
MOVED = (301, 302, 303, 307, 308)


def read_head(look, sock):
    """Return (head, start of the body) of an HTTP answer, or what came instead of one."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < MOST_HEAD:
        if len(data) > 8 and data[:5] != b"HTTP/":
            break
        chunk = receive(look, sock)
        if not chunk:
            break
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


def split_head(head):
    """Return (status line, headers with lower-case names) of the head of an answer."""
    lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines[1:80]]
    return visible(lines[0], 160), dict((name.strip().lower(), visible(value.strip(), 400))
                                        for name, _, value in pairs)


def status_code(line):
    """Return the number in a status line, or None."""
    match = re.match(r"HTTP/\d(?:\.\d)? (\d{3})", line)
    return int(match.group(1)) if match else None


def http_get(look, sock, host, path, most=2000, verb="GET", login=""):
    """Send a request and return {status, location, location_host, html, date, body}."""
    words = ("%s %s HTTP/1.1" % (verb, path), "Host: " + host, "User-Agent: pip/0 (pipmedic)",
             "Accept: text/html", "Connection: close")
    words += ("Proxy-Authorization: " + login,) if login else ()
    send(look, sock, ("\r\n".join(words) + "\r\n\r\n").encode("latin-1", "replace"))
    return read_answer(look, sock, most)


def read_answer(look, sock, most):
    """Return an HTTP answer as data; status is None when it is no HTTP."""
    head, body = read_head(look, sock)
    line, headers = split_head(head)
    whole = True
    try:
        while status_code(line) and len(body) < most:
            chunk = receive(look, sock)
            if not chunk:
                break
            body += chunk
    except EnvironmentError:
        whole = False
    start = body.lstrip()[:200].lower()
    location = headers.get("location", "")
    return {"status": status_code(line), "location": without_query(location),
            "location_host": host_of(location), "date": headers.get("date"), "body": body[:most],
            "html": start[:1] == b"<" and b"<?xml" not in start[:6], "first": head[:64] + b"",
            "target": location, "whole": whole}


def without_query(url):
    """Return a URL without user information, query and most of a long path."""
    return redact(re.split(r"[?#]", url)[0])[:200]


def host_of(url):
    """Return the host in an absolute URL, or an empty text."""
    match = re.match(r"^\s*\w+:/*(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#\s]+)", url or "")
    return match.group(1).strip("[]").lower() if match else ""


def plain_way(look, host, port):
    """Return (socket, prefix of targets, login) for plain HTTP to a host, by the proxy if any."""
    url = proxy_settings(host, "http")[0]
    if not url:
        return connect(look, host, port), "", ""
    scheme, proxy_host, proxy_port, problem = split_proxy(url)
    if problem or scheme != "http":
        raise ValueError("no plain HTTP through this proxy")
    return connect(look, proxy_host, proxy_port), "http://" + authority(host, port), \
        proxy_login(url)


# -- hand-made ClientHellos, which need no ssl module ---------------------------------------------


VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2",
            0x0304: "TLSv1.3"}
ALERTS = {0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 22: "record_overflow",
          40: "handshake_failure", 42: "bad_certificate", 43: "unsupported_certificate",
          46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca",
          49: "access_denied", 50: "decode_error", 51: "decrypt_error", 70: "protocol_version",
          71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback",
          90: "user_canceled", 109: "missing_extension", 112: "unrecognized_name",
          116: "certificate_required", 120: "no_application_protocol"}
CIPHERS_13 = b"\x13\x01\x13\x02\x13\x03"
CIPHERS_12 = binascii.unhexlify("c02fc030c02bc02ccca8cca9009e009fc013c014c009c00a00330039"
                                "009c009d002f0035000a00ff")
SIGNATURE_CODES = binascii.unhexlify("04030503060308040805080608070401050106010203" "0201")
DHE = (0x9E, 0x9F, 0x33, 0x39)
OFFERS = {"tls12": 0, "tls13": 517, "post-quantum": 1520}
OTHER_NAME = "www.example.com"
MOST_RECORD = 16384 + 2048


def block(data, width=2):
    """Return data behind its length."""
    return struct.pack("!I", len(data))[4 - width:] + data


def extension(code, data):
    """Return a TLS extension."""
    return struct.pack("!H", code) + block(data)


def ml_kem_share():
    """Return a key share for X25519MLKEM768: 768 coefficients below 3329, a seed, an X25519 key."""
    raw, packed = bytearray(os.urandom(1536)), bytearray()
    for place in range(0, 1536, 4):
        one = (raw[place] << 8 | raw[place + 1]) % 3329
        two = (raw[place + 2] << 8 | raw[place + 3]) % 3329
        packed += bytearray((one & 255, one >> 8 | (two & 15) << 4, two >> 4))
    return bytes(packed) + os.urandom(32) + os.urandom(32)


def client_hello(host, offer):
    """Return the record of a ClientHello (RFC 5246, RFC 8446).

    tls12 is as small as can be and lets the server choose any version up to 1.2; tls13 has the size
    that OpenSSL's had for years; post-quantum carries the key share that made it grow since 3.5.
    """
    modern, groups = offer != "tls12", b"\x00\x1d\x00\x17\x00\x18\x00\x19"
    extensions = b""
    if not is_address(host):
        name = host.encode("idna") if host else b""
        extensions += extension(0, block(b"\x00" + block(name)))
    shares = b"\x00\x1d" + block(os.urandom(32))
    if offer == "post-quantum":
        groups, shares = b"\x11\xec" + groups, b"\x11\xec" + block(ml_kem_share()) + shares
    extensions += extension(11, b"\x01\x00") + extension(10, block(groups))
    extensions += extension(13, block(SIGNATURE_CODES)) + extension(23, b"")
    if modern:
        extensions += extension(43, b"\x04\x03\x04\x03\x03") + extension(45, b"\x01\x01")
        extensions += extension(51, block(shares))
    ciphers = (CIPHERS_13 if modern else b"") + CIPHERS_12
    start = b"\x03\x03" + os.urandom(32) + block(os.urandom(32) if modern else b"", 1)
    start += block(ciphers) + b"\x01\x00"
    missing = OFFERS[offer] - 9 - len(start) - 2 - len(extensions)
    if missing >= 4:
        extensions += extension(21, b"\x00" * (missing - 4))
    message = b"\x01" + block(start + block(extensions), 3)
    return b"\x16\x03\x01" + block(message)


class Flight(object):
    """What a server answered to a ClientHello."""
    def __init__(self):
        self.answer, self.version, self.alert, self.first = "", "", None, b""
        self.chain, self.asked, self.renegotiation, self.dh_bits = [], None, None, None
        self.cipher, self.buffer = 0, bytearray()
    def as_data(self):
        """Return it as plain data."""
        return {"answer": self.answer, "version": self.version, "alert": self.alert,
                "client_certificate_requested": self.asked, "chain": self.chain,
                "secure_renegotiation": self.renegotiation, "dh_bits": self.dh_bits,
                "first": binascii.hexlify(self.first[:64]).decode("ascii")}


def offer_hello(look, host, port, offer, name=None):
    """Send one ClientHello to a host and return its answer as data; never raise."""
    flight, sock = Flight(), None
    try:
        sock = way_to(look, host, port)
    except Exception as error:
        return dict(flight.as_data(), answer="unreachable", error=failure(error))
    try:
        send(look, sock, client_hello(host if name is None else name, offer))
        read_flight(look, sock, flight)
    except Exception as error:
        if not flight.answer:
            ended = outcome(error)
            flight.answer = ended if ended in ("reset", "timeout") else "eof"
    finally:
        sock.close()
    return flight.as_data()


def read_flight(look, sock, flight):
    """Read records until the server's first flight is over."""
    total = 0
    while total < MOST_CHAIN:
        header = receive_exactly(look, sock, 5)
        flight.first = flight.first or header
        if len(header) < 5 or not looks_like_record(header):
            if not flight.answer:
                flight.answer = foreign_answer(look, sock, flight, header)
            return
        kind, _, length = struct.unpack("!BHH", header)
        body = receive_exactly(look, sock, length)
        total += 5 + len(body)
        if kind == 21 and len(body) >= 2:
            level, code = bytearray(body)[:2]
            flight.alert = {"level": level, "code": code, "name": ALERTS.get(code, "other")}
            flight.answer = flight.answer or "alert"
            return
        if kind != 22 or len(body) < length:
            flight.answer = flight.answer or "other"
            return
        flight.buffer += bytearray(body)
        if read_messages(flight):
            return


def looks_like_record(header):
    """Tell whether five bytes begin a TLS record."""
    kind, version, length = struct.unpack("!BHH", header)
    return kind in (20, 21, 22, 23) and version >> 8 == 3 and length <= MOST_RECORD


def foreign_answer(look, sock, flight, header):
    """Return what answered in the place of TLS, and keep its first bytes."""
    data = header
    if header:
        try:
            data += receive(look, sock, 512)
        except EnvironmentError:
            pass
    flight.first = data
    start = data.lstrip()[:200].lower()
    if not data:
        return "eof"
    if start[:5] == b"http/":
        return "plain-http"
    return "html" if start[:1] == b"<" else "other"


def read_messages(flight):
    """Take in the whole handshake messages that have come; tell whether the flight is over."""
    while len(flight.buffer) >= 4:
        kind, length = flight.buffer[0], number(flight.buffer[1:4])
        if len(flight.buffer) < 4 + length:
            return False
        body = flight.buffer[4:4 + length]
        del flight.buffer[:4 + length]
        if kind == 2:
            read_server_hello(flight, body)
        elif kind == 11:
            flight.chain = read_chain(body)
        elif kind == 12 and flight.cipher in DHE and len(body) > 2:
            size = number(body[:2])
            flight.dh_bits = number(body[2:2 + size]).bit_length()
        elif kind == 13:
            flight.asked = True
        elif kind == 14:
            flight.asked = bool(flight.asked)
        if kind == 14 or flight.version == "TLSv1.3":
            return True
    return False


def read_server_hello(flight, body):
    """Take in version, cipher and extensions of a ServerHello."""
    flight.answer = "hello"
    if len(body) < 38:
        return
    version, place = number(body[:2]), 35 + body[34]
    flight.cipher = number(body[place:place + 2])
    found, place = {}, place + 5
    while place + 4 <= len(body):
        size = number(body[place + 2:place + 4])
        found[number(body[place:place + 2])] = body[place + 4:place + 4 + size]
        place += 4 + size
    if 43 in found:
        version = number(found[43][:2])
    flight.version = VERSIONS.get(version, "0x%04x" % version)
    flight.renegotiation = None if version >= 0x0304 else 0xFF01 in found


def read_chain(body):
    """Return the certificates of a Certificate message in base64."""
    found, place = [], 3
    while place + 3 <= len(body) and len(found) < 20:
        size = number(body[place:place + 3])
        der = bytes(body[place + 3:place + 3 + size])
        if len(der) == size and 0 < size < 65536:
            found.append(base64.b64encode(der).decode("ascii"))
        place += 3 + size
    return found


def offered(look, offer):
    """Return the index's answer to one kind of ClientHello, asked once a run."""
    target = look.target
    return look.once("hello " + offer,
                     lambda _: offer_hello(look, target["host"], target["port"], offer))


def check_hello(look):
    """What the index answers to hand-made ClientHellos, without the ssl module."""
    target = look.target
    if target["scheme"] == "http":
        return {"answer": None}
    offers = together(look, {"tls12": lambda: offered(look, "tls12"),
                             "tls13": lambda: offered(look, "tls13")})
    answers = dict((name, (offers[name] or {}).get("answer", "timeout")) for name in offers)
    found = dict(offers["tls12"] or Flight().as_data())
    found["versions"] = dict((name, (offers[name] or {}).get("version", "")) for name in offers)
    found["answer"] = "hello" if "hello" in answers.values() else answers["tls12"]
    found["version"] = max(found["versions"].values())
    found["alert"] = found["alert"] or (offers["tls13"] or {}).get("alert")
    found["offers"], found["other_name"] = answers, None
    silent = set(answers.values()) <= set(("eof", "reset", "timeout"))
    if silent and not is_address(target["host"]) and look.deadline - monotonic() > 0.3:
        found["other_name"] = offer_hello(look, target["host"], target["port"], "tls12",
                                          OTHER_NAME)["answer"]
    return found


def check_small_hello(look):
    """Whether the size of the ClientHello decides about the answer."""
    if look.target["scheme"] == "http":
        return {"intolerant": None}
    names = {"small": "tls12", "usual": "tls13", "big": "post-quantum"}
    answers = together(look, dict((size, lambda offer=names[size]: offered(look, offer))
                                  for size in names))
    host = look.target["host"]
    found = dict((size, {"bytes": len(client_hello(host, names[size])),
                         "answer": (answers[size] or {}).get("answer", "timeout")})
                 for size in names)
    spoken = dict((size, found[size]["answer"] in ("hello", "alert")) for size in names)
    found["intolerant"] = None
    if spoken["small"]:
        found["intolerant"] = next((size for size in ("usual", "big") if not spoken[size]), None)
    found["own_bytes"] = own_hello_size(look)
    return found


def own_hello_size(look):
    """Return the size of the ClientHello that this Python's OpenSSL sends, or None."""
    if not hasattr(ssl, "MemoryBIO"):
        return None
    try:
        read, write = ssl.MemoryBIO(), ssl.MemoryBIO()
        client_context(look, False).wrap_bio(read, write, server_hostname="pypi.org").do_handshake()
    except ssl.SSLError:
        pass
    return len(write.read())


# -- TLS by the ssl module ------------------------------------------------------------------------


def wrap(context, sock, host):
    """Return a TLS socket over a socket that may be one itself (TLS to the proxy)."""
    if hasattr(sock, "getpeercert"):
        return Nested(context, sock, host)
    return context.wrap_socket(sock, server_hostname=host)


class Nested(object):
    """TLS inside TLS, for what is reached through a proxy that itself speaks TLS."""
    def __init__(self, context, sock, host):
        self.sock, self.inward, self.outward = sock, ssl.MemoryBIO(), ssl.MemoryBIO()
        self.inner = context.wrap_bio(self.inward, self.outward, server_hostname=host)
        self.driven(self.inner.do_handshake)
    def driven(self, action, *words):
        """Call until it no longer waits for the wire."""
        while True:
            try:
                result = action(*words)
                self.sock.sendall(self.outward.read())
                return result
            except ssl.SSLWantReadError:
                self.sock.sendall(self.outward.read())
                data = self.sock.recv(16384)
                self.inward.write(data) if data else self.inward.write_eof()
    def recv(self, most):
        """Return what comes next."""
        return self.driven(self.inner.read, most)
    def sendall(self, data):
        """Send all of it."""
        self.driven(self.inner.write, data)
    def settimeout(self, seconds):
        """Set the limit of the outer socket."""
        self.sock.settimeout(seconds)
    def getpeercert(self, binary):
        """Return the leaf."""
        return self.inner.getpeercert(binary)
    def version(self):
        """Return the version spoken."""
        return self.inner.version()
    def close(self):
        """Close the outer socket."""
        self.sock.close()


def shake(look, host, port, verify=True, settings=True):
    """Return a TLS socket to a host, verified as this pip verifies, or not at all."""
    context = client_context(look, verify, settings)
    if verify and settings and host in look.target["hosts"] and client_certificate():
        # Nobody types a pass phrase for a probe: a key that needs one fails at once.
        context.load_cert_chain(client_certificate()[0], None, lambda: "")
    plain = way_to(look, host, port, verify)
    try:
        plain.settimeout(look.left())
        sock = wrap(context, plain, host)
    except Exception:
        plain.close()
        raise
    if verify and not context.check_hostname:
        leaf = read_certificate(sock.getpeercert(True))
        if "unreadable" in leaf or not names_host(leaf, host, True):
            sock.close()
            raise ValueError("hostname %r doesn't match %r" % (host, leaf.get("names")))
    return sock


def attempt(action):
    """Return {"ok": True} or the typed failure of an action that returns something to close."""
    try:
        action().close()
    except Exception as error:
        return failure(error)
    return {"ok": True}


def check_tls_pip(look):
    """The handshake as this pip would do it."""
    def make(_):
        try:
            sock = shake(look, look.target["host"], look.target["port"])
        except Exception as error:
            return failure(error)
        try:
            late = late_refusal(look, sock)
        finally:
            sock.close()
        return dict(failure(late), verified=True) if late else {"ok": True}
    return look.once("tls_pip", make)


REFUSAL = 0.3


def late_refusal(look, sock):
    """Return the error with which a server ends a TLS 1.3 handshake that this side took for good.

    Only then does it say what it thinks of the client's certificate, or of there being none (RFC
    8446, section 4.4.2.4). A request sent before that is read turns its words into a bare reset.
    """
    if not hasattr(sock, "version") or sock.version() != "TLSv1.3":
        return None
    try:
        sock.settimeout(min(REFUSAL, look.left()))
        sock.recv(1)
    except Exception as error:
        return error if outcome(error) != "timeout" else None
    return None


def check_tls_default(look):
    """The same without what names a CA file, or a client certificate that is gone."""
    client = describe_client_certificate(look)
    named = trust_of_pip()["mode"] in ("cert-setting", "bundle-variable")
    if not named and (client is None or client["exists"]):
        return {"ok": None}
    return attempt(lambda: shake(look, look.target["host"], look.target["port"], settings=False))


def ders_shown(sock):
    """Return the certificates a TLS socket was shown, as DER; only the leaf before Python 3.10."""
    chain, inner = [sock.getpeercert(True)], getattr(sock, "_sslobj", None)
    if hasattr(sock, "get_unverified_chain"):
        chain = list(sock.get_unverified_chain())
    elif hasattr(inner, "get_unverified_chain"):
        import _ssl
        chain = [cert.public_bytes(_ssl.ENCODING_DER) for cert in inner.get_unverified_chain()]
    return [der for der in chain[:20] if der and len(der) < 65536]


def shown_unverified(look, host, port):
    """Return {version, chain} of a handshake that verifies nothing."""
    sock = shake(look, host, port, False)
    try:
        return {"version": sock.version() if hasattr(sock, "version") else "",
                "chain": [base64.b64encode(der).decode("ascii") for der in ders_shown(sock)]}
    finally:
        sock.close()


def unverified(look):
    """Return what the index shows, asked once a run."""
    target = look.target
    return look.once("unverified", lambda _: shown_unverified(look, target["host"], target["port"]))


def check_tls_unverified(look):
    """The presented certificates, trusted or not."""
    return unverified(look)


# -- who is in the middle -------------------------------------------------------------------------


def presented(look):
    """Return (source, [certificate]) of the index, made once a run.

    The hand-made hello shows the whole chain up to TLS 1.2, even without the ssl module; where ssl
    is shown more (only TLS 1.3 spoken), ssl's counts.
    """
    def make(_):
        try:
            own = unverified(look)["chain"]
        except Exception:
            own = []
        secure = look.target["scheme"] == "https"
        chain = offered(look, "tls12")["chain"] if secure else []
        longer = chain if len(chain) >= len(own) else own
        source = None if not longer else "hello" if longer is chain else "ssl"
        return source, [read_certificate(base64.b64decode(text)) for text in longer]
    return look.once("presented", make)


def linked(chain):
    """Return the certificates that lead from the leaf upwards, each issued by the next.

    Servers send them in any order, and strangers among them (RFC 8446, section 4.4.2).
    """
    found = list(chain[:1])
    while found and not found[-1].get("self_issued"):
        further = [item for item in chain[1:] if item not in found and item.get("subject")
                   and item["subject"] == found[-1].get("issuer")]
        if not further:
            break
        found.append(further[0])
    return found


def check_presented(look):
    """Everything that the presented certificates say, and all that is wrong with each."""
    source, chain = presented(look)
    if not chain:
        return {"source": None, "certificates": [], "top_issuer": "", "complete": None}
    now = int(time.time())
    judged = [dict(certificate, faults=faults_of(certificate, look.target["host"], place == 0, now))
              for place, certificate in enumerate(chain)]
    upwards = linked(chain)
    return {"source": source, "certificates": judged, "linked": upwards == chain,
            "top_issuer": upwards[-1].get("issuer", ""),
            "complete": upwards[-1].get("self_issued")}


def subject_of(der):
    """Return the subject of a certificate as text; nothing if it is none."""
    try:
        data = bytearray(der or b"")
        return name_text(der_name(data, tbs_parts(data)[0][4]))
    except (ValueError, IndexError):
        return ""


def check_os_store(look):
    """Whether the system's store holds the authority that signed what is presented."""
    chain = linked(presented(look)[1])
    issuer = chain[-1].get("issuer", "") if chain else ""
    matches, count = [], 0
    for store, der in system_certificates(look):
        count += 1
        if issuer and subject_of(der).lower() == issuer.lower():
            found = read_certificate(der)
            matches.append({"store": store, "sha256": found["sha256"],
                            "subject": found.get("subject", ""),
                            "not_after": found.get("not_after", "")})
    return {"issuer": issuer, "searched": count, "matches": matches[:10],
            "issuer_in_os_store": bool(matches) if issuer and count else None}


def trusted_by(result):
    """Return whether a handshake's result speaks for or against trust, or None for neither."""
    if not result or result.get("ok"):
        return True if result else None
    said = result.get("message", "").lower()
    doubt = result.get("verify_code") or "verify failed" in said or "doesn't match" in said
    return False if doubt else None


def look_at_control(look, host, port):
    """Return {ok, issuer, top_issuer} of a host that has nothing to do with the index."""
    parts = together(look, {
        "hello": lambda: offer_hello(look, host, port, "tls12"),
        "shake": lambda: attempt(lambda: shake(look, host, port))})
    hello = parts["hello"] or Flight().as_data()
    chain = hello["chain"]
    if not chain and hello["answer"] in ("hello", "alert"):
        chain = shown_unverified(look, host, port)["chain"]
    read = [read_certificate(base64.b64decode(text)) for text in chain]
    return {"ok": trusted_by(parts["shake"]), "answer": hello["answer"] or "timeout",
            "issuer": read[0].get("issuer", "") if read else "",
            "top_issuer": linked(read)[-1].get("issuer", "") if read else ""}


def check_interception(look):
    """Whether unrelated hosts show certificates of one and the same issuer that pip distrusts."""
    controls = look.target["controls"]
    seen = together(look, dict(
        (authority(host, port), lambda host=host, port=port: look_at_control(look, host, port))
        for host, port in controls))
    chain = linked(presented(look)[1])
    issuer = chain[0].get("issuer", "") if chain else ""
    own = {"ok": trusted_by(check_tls_pip(look)), "issuer": issuer,
           "top_issuer": chain[-1].get("issuer", "") if chain else ""}
    known = [item for item in seen.values() if item and item.get("issuer")]
    same = None
    if issuer and known:
        same = own["ok"] is not True and any(
            item["issuer"] == issuer and item["ok"] is not True for item in known)
    return {"hosts": seen, "index": own, "same_private_issuer": same}


# -- names and connections ------------------------------------------------------------------------


def hosts_file_entries(host):
    """Return the addresses that the hosts file gives a name."""
    path = "/etc/hosts"
    if os.name == "nt":
        path = os.path.join(os.environ.get("SYSTEMROOT", "C:\\Windows"), "System32", "drivers",
                            "etc", "hosts")
    rows = [line.split("#")[0].split() for line in read_text(path, 400000).splitlines()]
    return [row[0] for row in rows if host in row[1:]][:10]


def check_dns(look):
    """What the names of index and files resolve to."""
    port = look.target["port"]
    def resolve(host):
        rows = addresses_of(host, port)
        return {"addresses": sorted(set(row[4][0] for row in rows))}
    answers = together(look, dict((host, lambda host=host: resolve(host))
                                  for host in look.target["hosts"]))
    found = {}
    for host in answers:
        answer = answers[host] or {"message": "timed out"}
        found[host] = {"addresses": answer.get("addresses", []),
                       "hosts_file": hosts_file_entries(host)}
        if not found[host]["addresses"]:
            found[host]["error"] = answer.get("message", "")
    return found


def check_tcp(look):
    """A direct TCP connection to the index, over each kind of address."""
    host, port = look.target["host"], look.target["port"]
    try:
        kinds = set(row[0] for row in addresses_of(host, port))
    except EnvironmentError as error:
        return {host: dict(failure(error), families={})}
    names = {socket.AF_INET: "ipv4", getattr(socket, "AF_INET6", None): "ipv6"}
    results = together(look, dict(
        (names[kind], lambda kind=kind: attempt(lambda: connect(look, host, port, kind)))
        for kind in kinds if kind in names))
    late = {"ok": False, "type": "timeout", "message": "timed out", "errno": None,
            "outcome": "timeout"}
    results = dict((name, results[name] or late) for name in results)
    best = sorted(results.values(), key=lambda result: not result["ok"])
    return {host: dict(best[0] if best else late, families=results)}


def check_proxy_connect(look):
    """What the proxy answers to CONNECT; asked again with the login it was given, like pip."""
    target = look.target
    url, _ = proxy_settings(target["host"], target["scheme"])
    if not url:
        return {"proxy": False}
    found = {"proxy": True, "connected": False, "status": "", "login_needed": False, "tls": False,
             "schemes": []}
    scheme, host, port, problem = split_proxy(url)
    if problem:
        return dict(found, problem=problem)
    try:
        connect(look, host, port).close()
        found["connected"] = True
        tunnel = through_proxy(look, url, target["host"], target["port"], login=False)
        tunnel.sock.close()
        found["login_needed"] = status_code(tunnel.status) == 407
        found["schemes"] = re.findall(r"(?i)\b(basic|digest|ntlm|negotiate|kerberos)\b",
                                      tunnel.headers.get("proxy-authenticate", ""))[:5]
        if found["login_needed"] and proxy_login(url):
            tunnel = through_proxy(look, url, target["host"], target["port"])
            tunnel.sock.close()
    except Exception as error:
        return dict(found, **failure(error))
    if tunnel.tls:
        found["trusted"] = trusted_by(attempt(lambda: client_context(look).wrap_socket(
            connect(look, host, port), server_hostname=host)))
    return dict(found, status=tunnel.status[:120], tls=tunnel.tls)


# -- pages ----------------------------------------------------------------------------------------


def check_plain_http(look):
    """What the TLS port answers to plain HTTP."""
    host, port = look.target["host"], look.target["port"]
    try:
        sock = way_to(look, host, port)
    except Exception as error:
        return dict(failure(error), first="")
    try:
        answer = http_get(look, sock, host, "/", 300)
        return {"first": binascii.hexlify(answer["first"]).decode("ascii"),
                "status": answer["status"], "location": answer["location"],
                "html": answer["html"], "outcome": "answer"}
    except Exception as error:
        return dict(failure(error), first="")
    finally:
        sock.close()


def ask_portal(look):
    """Return the answer of the host that is known to send plain HTTP on to HTTPS."""
    host, port = look.target["portal"]
    sock, prefix, login = plain_way(look, host, port)
    try:
        name = host if port == 80 else authority(host, port)
        return http_get(look, sock, name, prefix + "/", 600, login=login)
    finally:
        sock.close()


def check_captive(look):
    """Whether a login or block page answers plain HTTP in the place of the host that was asked."""
    if not look.target["portal"]:
        return {"portal": None}
    host, answer = look.target["portal"][0], look.once("portal", ask_portal)
    status, elsewhere = answer["status"], answer["location_host"]
    portal = None
    if status in MOVED:
        portal = bool(elsewhere) and not related(elsewhere, host)
    elif status in (200, 403, 511):
        portal = answer["html"] or status == 511
    return {"host": host, "status": status, "location": answer["location"],
            "html": answer["html"], "portal": portal}


def related(one, other):
    """Tell whether two hosts are one, or under one name."""
    tails = [".".join(host.split(".")[-2:]) for host in (one, other)]
    return one == other or (tails[0] == tails[1] and not is_address(one))


def index_page(look):
    """Return the index's answer for one small project, and how it answers for its list if not.

    An untrusted server is asked too, without verifying; hence no login is sent, nor a path that
    might hold a token, nor the client certificate, unless the server is trusted.
    """
    named = look.target["path"]
    plain = redact(named) == named and all(len(part) < 20 for part in named.split("/"))
    if not plain and check_tls_pip(look).get("ok") is not True:
        return dict(page_of(look, "/"), root_status=None)
    root = look.target["path"].rstrip("/") + "/"
    answer = page_of(look, root + "pip/")
    unknown = answer["status"] == 404 or (answer["status"] in MOVED and not answer["loop"])
    return dict(answer, root_status=page_of(look, root)["status"] if unknown else None)


def page_of(look, path):
    """Return the index's answer for one path; redirects on the same host are followed."""
    target, seen = look.target, []
    secure = target["scheme"] == "https"
    trusted = secure and check_tls_pip(look).get("ok") is True
    default = target["port"] == (443 if secure else 80)
    name = target["host"] if default else authority(target["host"], target["port"])
    here = re.compile(r"^(?:%s://%s)?(/[^\s#]*)" % (target["scheme"], re.escape(name)))
    while True:
        if secure:
            sock, prefix, login = shake(look, target["host"], target["port"], trusted), "", ""
        else:
            sock, prefix, login = plain_way(look, target["host"], target["port"])
        try:
            answer = http_get(look, sock, name, prefix + path, 60000, login=login)
        finally:
            sock.close()
        seen.append(path)
        further = here.match(answer["target"]) if answer["status"] in MOVED else None
        answer["loop"] = bool(further and further.group(1) in seen)
        if not further or answer["loop"] or len(seen) > 5:
            return answer
        path = further.group(1)


LISTING = re.compile(br"(?i)<a\s[^>]*href=|\"files\"\s*:|pypi:repository-version|>\s*links for ")


def is_listing(body):
    """Tell whether a page is one of an index (PEP 503, PEP 691), be it an empty one."""
    return bool(LISTING.search(body)) or not re.sub(br"<[^>]*>", b"", body).strip()


def check_index_http(look):
    """What the index answers to a request for one project."""
    answer = look.once("index page", index_page)
    links = re.findall(br"href=[\"']?(https?://[^\"'\s>]+)", answer["body"])
    files = host_of(links[0].decode("latin-1")) if links else ""
    listed = is_listing(answer["body"])
    return {"status": answer["status"], "location": answer["location"],
            "location_host": answer["location_host"], "loop": answer["loop"],
            "root_status": answer["root_status"], "listed": listed, "whole": answer["whole"],
            "html": answer["html"], "date": answer["date"], "files_host": files}


def first_file(look):
    """Return (host, port, path) of the first absolute link of the index's page, or None."""
    body = look.once("index page", index_page)["body"]
    link = re.search(br"href=[\"']?https://(\[[^\]]+\]|[^\"'\s>/:]+)(?::(\d+))?"
                     br"(/[^\"'\s>#]*)", body)
    if not link:
        return None
    host, port, path = link.groups()
    return host.decode("latin-1").lower().strip("[]"), int(port or 443), path.decode("latin-1")


def file_status(look, host, port, path):
    """Return the status that the file host answers for one file, without fetching it."""
    sock = shake(look, host, port)
    try:
        name = host if port == 443 else authority(host, port)
        return http_get(look, sock, name, path, 0, "HEAD")["status"]
    finally:
        sock.close()


def check_file_host(look):
    """The host that serves the files, where it is another one than the index."""
    place, path = look.target["file_host"], None
    if not place:
        link = first_file(look)
        if not link:
            return {"host": look.target["host"], "touched": False, "same": True}
        place, path = link[:2], link[2]
    same = place == (look.target["host"], look.target["port"])
    found = {"host": visible(place[0]), "port": place[1], "same": same, "status": None,
             "touched": not same and (place[0] in look.target["hosts"] or look.target["follow"])}
    if found["touched"]:
        found.update(attempt(lambda: shake(look, place[0], place[1])))
        found["trusted"] = trusted_by(found)
        if found["ok"] and path:
            found["status"] = file_status(look, place[0], place[1], path)
    return found


def parsed_date(text):
    """Return an HTTP date in epoch seconds, or None."""
    from email.utils import mktime_tz, parsedate_tz
    try:
        parts = parsedate_tz(text or "")
        return int(mktime_tz(parts)) if parts else None
    except (ValueError, OverflowError, TypeError):
        return None


def check_http_date(look):
    """This clock against the Date of the answers that came."""
    sources = []
    for host, name, action in ((look.target["host"], "index page", index_page),
                               (look.target["portal"], "portal", ask_portal)):
        try:
            moment = parsed_date(look.once(name, action)["date"]) if host else None
        except Exception:
            continue
        if moment:
            sources.append({"host": host if name == "index page" else host[0],
                            "date": iso(moment), "skew": int(time.time()) - moment})
    nearest = sorted(sources, key=lambda source: abs(source["skew"]))
    return {"sources": sources, "skew": nearest[0]["skew"] if nearest else None}


BACKENDS = re.compile(r"(OpenSSL|LibreSSL|Schannel|SecureTransport|GnuTLS|NSS|BoringSSL|mbedTLS"
                      r"|wolfSSL|quictls|rustls|AWS-LC)(?:/([\w.-]+))?", re.I)


def check_curl(look):
    """What curl, which has its own TLS and roots, says of the same index."""
    path = program("curl")
    if not path:
        return {"found": False}
    first = output_of([path, "-q", "--version"], look.left())[1].split("\n")[0]
    version, backend = re.search(r"curl (\S+)", first), BACKENDS.search(first)
    target = look.target
    url = "%s://%s%s/" % (target["scheme"], authority(target["host"], target["port"]),
                          target["path"].rstrip("/"))
    seconds = max(0.2, look.left() - 0.2)
    code, said = output_of(
        [path, "-q", "-sS", "-o", os.devnull, "--max-time", "%.1f" % seconds, "-w",
         "\n%{http_code} %{ssl_verify_result}", url], seconds + 0.2, CA_VARIABLES)
    lines = said.strip().split("\n")
    result = re.match(r"^(\d{3}) (\d+)$", lines[-1].strip())
    complaint = next((line for line in lines if line.startswith("curl:")), "")
    return {"found": True, "version": version.group(1) if version else "",
            "backend": " ".join(part for part in backend.groups() if part) if backend else "",
            "exit": code, "status": int(result.group(1)) if result else None,
            "verify": int(result.group(2)) if result else None,
            "message": visible(redact(complaint))}


# -- running --------------------------------------------------------------------------------------


LOCAL = (("environment", check_environment), ("pip", check_pip), ("ssl", check_ssl),
         ("verify_paths", check_verify_paths), ("ca_variables", check_ca_variables),
         ("pip_config", check_pip_config), ("proxies", check_proxies), ("trust", check_trust),
         ("vendored_bundle", check_vendored_bundle), ("openssl_policy", check_openssl_policy),
         ("keylog", check_keylog), ("build_isolation", check_build_isolation),
         ("clock", check_clock), ("pythons", check_pythons))
NETWORK = (("dns", check_dns), ("tcp", check_tcp), ("proxy_connect", check_proxy_connect),
           ("tls_pip", check_tls_pip), ("tls_default", check_tls_default),
           ("tls_unverified", check_tls_unverified),
           ("hello", check_hello), ("small_hello", check_small_hello),
           ("presented", check_presented), ("os_store", check_os_store),
           ("interception", check_interception), ("captive", check_captive),
           ("plain_http", check_plain_http), ("index_http", check_index_http),
           ("file_host", check_file_host), ("http_date", check_http_date), ("curl", check_curl))


def place_of(text, port):
    """Return (host, port) of a HOST[:PORT]."""
    match = re.match(r"^(\[[^\]]+\]|[^:\s]+)(?::(\d+))?$", text.strip())
    if not match:
        return None
    return match.group(1).strip("[]"), int(match.group(2) or port)


def make_target(options):
    """Return what to examine: the index that pip would use, its files, and hosts to compare with.

    An index on this very machine is compared with nothing, unless a proxy is on the way to it. What
    is no http address has no host: then no network check runs.
    """
    default = "https://pypi.org/simple"
    url = speakable(options["index_url"]
                    or configuration()[1].get("index-url", (default, ""))[0])
    match = re.match(r"^\s*(https?)://(?:[^/?#]*@)?(\[[0-9A-Fa-f:.%]+\]|[^:/?#\s@\x00-\x1f\[\]]+)"
                     r"(?::(\d+))?(/[^\s?#\x00-\x1f]*)?(?:[?#\s]|$)", url, re.I)
    scheme, host, port, path = match.groups() if match else ("https", "", None, "")
    host, scheme = host.strip("[]").lower(), scheme.lower()
    files = place_of(options["file_host"], 443) if options["file_host"] else None
    if host == "pypi.org" and not files:
        files = ("files.pythonhosted.org", 443)
    here = host in ("localhost", "::1") or host[:4] == "127."
    named = options["control"] or (() if here and not proxy_settings(host)[0] else CONTROLS)
    controls = [place for place in (place_of(text, 443) for text in named if text != "none")
                if place and host and (place[0] != host or options["control"])]
    portal = place_of(options["portal"], 80) if options["portal"] else None
    if not portal and controls and not options["control"]:
        portal = (controls[0][0], 80)
    hosts = [host] * bool(host) + ([files[0]] if files and files[0] != host else [])
    return {"index_url": redact(url), "scheme": scheme, "host": host, "hosts": hosts,
            "path": path or "/", "port": int(port or (80 if scheme == "http" else 443)),
            "file_host": files, "controls": controls, "portal": portal,
            "follow": options["follow"]}


def hosts_of(target):
    """Return every host that the network checks would touch."""
    url = proxy_settings(target["host"], target["scheme"])[0]
    proxy = [split_proxy(url)[1]] if url else []
    hosts = target["hosts"] + [host for host, _ in target["controls"]]
    hosts += [target["portal"][0]] if target["portal"] else []
    found = []
    for host in hosts + proxy:
        if host and host not in found:
            found.append(host)
    return found


def run_check(name, action, look, results, report):
    """Run one check and store its record; never raise."""
    record = {"id": name, "limit": look.limit, "status": "done", "data": {}, "error": None}
    begun = monotonic()
    try:
        record["data"] = action(look)
    except Exception as error:
        known = isinstance(error, (EnvironmentError, ImportError, UnicodeError))
        record["status"] = "failed" if known or type(error) is ValueError else "crashed"
        record["error"] = failure(error)
    record["seconds"] = round(monotonic() - begun, 3)
    if results.setdefault(name, record) is record:
        report({"event": "finished", "check": record})


def empty_record(name, status, seconds, limit):
    """Return the record of a check that has nothing to say."""
    return {"id": name, "limit": limit, "status": status, "seconds": seconds, "data": {},
            "error": None}


def run(options, report):
    """Run the checks concurrently and return the document."""
    begun, limit = monotonic(), min(options["limit"], WHOLE)
    target = make_target(options)
    look, results, threads, lock = Look(target, limit), {}, [], threading.Lock()
    def tell(event):
        with lock:
            report(event)
    checks = [pair for pair in LOCAL + NETWORK if not options["only"] or pair[0] in options["only"]]
    for name, action in checks:
        if (options["offline"] or not target["host"]) and (name, action) in NETWORK:
            results[name] = empty_record(name, "skipped", 0.0, limit)
            continue
        tell({"event": "started", "check": name, "limit": limit})
        def work(name=name, action=action):
            run_check(name, action, look, results, tell)
        threads.append((name, in_background(work)))
    for name, thread in threads:
        if thread is not None:
            thread.join(max(0.0, begun + limit - monotonic()))
    for name, thread in threads:
        late = empty_record(name, "timeout", limit, limit)
        if results.setdefault(name, late) is late:
            tell({"event": "finished", "check": late})
    return {"schema": SCHEMA, "probe": VERSION, "target": dict(target, path=redact(target["path"])),
            "seconds": round(monotonic() - begun, 3),
            "checks": [results[name] for name, _ in checks]}


def parse(arguments):
    """Return the options."""
    options = {"stream": False, "offline": False, "hosts": False, "follow": False,
               "index_url": "", "only": (),
               "limit": LIMIT, "control": (), "portal": "", "file_host": ""}
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word in ("--stream", "--offline", "--hosts", "--follow"):
            options[word[2:]] = True
        elif word in ("--index-url", "--portal", "--file-host") and words:
            options[word[2:].replace("-", "_")] = words.pop(0)
        elif word == "--only" and words:
            options["only"] = tuple(words.pop(0).split(","))
        elif word == "--control" and words:
            options["control"] += (words.pop(0),)
        elif word == "--limit" and words:
            options["limit"] = max(0.2, float(words.pop(0)))
    return options


def main(arguments):
    """Run as a program."""
    options = parse(arguments)
    def write(value):
        sys.stdout.write(json.dumps(speakable(value), ensure_ascii=True, default=repr) + "\n")
        sys.stdout.flush()
    if options["hosts"]:
        write(hosts_of(make_target(options)))
        return
    document = run(options, write if options["stream"] else lambda event: None)
    write({"event": "done", "document": document} if options["stream"] else document)


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    if not (hasattr(sys, "ps1") or sys.flags.interactive):
        os._exit(0)

