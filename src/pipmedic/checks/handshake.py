"""How the handshake ended, as this pip does it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from ..diagnosis.x509 import Certificate
from .document import Document, number, text
from .findings import CONVERTIBLE
from .presented import faults

VERIFY_CODES = {
    7: "c20",
    9: "dates",
    10: "dates",
    18: "c18",
    19: "c19",
    20: "c20",
    21: "c20",
    62: "name",
    64: "name",
    66: "weak",
    67: "weak",
    68: "weak",
}
"""Codes of X509_STORE_CTX_get_error(3) to values of the fact ``handshake``."""

_NO_ANCHOR = (2, 7, 18, 19, 20, 21)
"""Codes that say: the chain ends in nothing that is trusted. OpenSSL reports these before it looks
at dates, names and strength (x509_vfy.c, verify_chain), so any other code means that it is."""

_TLS_TO_PROXY = (20, 3)
"""From this pip on the scheme https of a proxy's URL means TLS to the proxy (urllib3 1.26)."""

_NO_PYSOCKS = ": no PySocks"
_NO_NAME = ": check_hostname requires server_hostname"
_OPEN = re.compile(r"HTTP/\d\.\d 200|SOCKS 200")

_WORDS = (
    (("doesn't match", "hostname mismatch", "not valid for"), "name"),
    (("wrong_version", "wrong version", "http_request", "unknown protocol"), "plain"),
    (
        (
            "alert",
            "unrecognized",
            "legacy sigalg",
            "unsupported protocol",
            "dh key too small",
            "legacy reneg",
        ),
        "alert",
    ),
    (("eof", "zero return"), "eof"),
    (("reset", "aborted", "broken pipe"), "reset"),
    (("timed out", "timeout"), "timeout"),
)
_ALERTS = (
    ("alert handshake failure", "handshake_failure"),
    ("alert_handshake_failure", "handshake_failure"),
    ("alert protocol version", "protocol_version"),
    ("unsupported protocol", "protocol_version"),
    ("legacy sigalg", "protocol_version"),
    ("unrecognized name", "unrecognized_name"),
    ("certificate required", "certificate_required"),
    ("alert", "other"),
)


@dataclass(frozen=True)
class Handshake:
    """What pip's handshake came to.

    Attributes:
        value: of the fact ``handshake``; empty when it was not tried or says nothing.
        anchored: whether the chain ends in something this pip trusts; None when not known.
        reached: whether pip gets as far as the server; what the probe saw of it otherwise is no
            part of the failure.
    """

    value: str = ""
    detail: str = ""
    anchored: Optional[bool] = None
    reached: bool = True


def handshake(doc: Document, chain: Sequence[Certificate], now: float) -> Handshake:
    """Read how the handshake ended.

    Args:
        chain: as presented, the leaf first; tells the reason where this Python keeps it to itself.
        now: seconds since the epoch, by the clock of the machine.
    """
    result = doc.data("tls_pip")
    if doc.data("ssl").get("imported") is False:
        return Handshake("nossl", text(doc.data("ssl"), "error"), reached=False)
    if not result or doc.scheme == "http":
        return Handshake()
    pip = _numbers(text(doc.data("pip"), "version"))
    stopped = _unloadable(doc) or _at_proxy(doc, pip) or _at_address(doc, pip)
    if stopped is not None:
        return stopped
    if not result.get("ok"):
        return _failed(doc, result, chain, now)
    # With TLS 1.3 a server refuses a client without certificate only after the handshake; before
    # Python 3.10 no more is seen of that than a reset.
    refusal = text(doc.record("index_http").get("error"), "message").lower().replace("_", " ")
    if "certificate" in refusal and "required" in refusal:
        return Handshake("alert", refusal, True)
    cut = next((value for words, value in _WORDS if any(word in refusal for word in words)), "ok")
    return Handshake(cut if cut in ("reset", "eof") else "ok", refusal, True)


def _failed(
    doc: Document, result: Mapping[str, Any], chain: Sequence[Certificate], now: float
) -> Handshake:
    message = text(result, "message")
    code = result.get("verify_code")
    if isinstance(code, int) and code:
        if code not in VERIFY_CODES and code not in _NO_ANCHOR:
            return Handshake("form", message)
        return Handshake(VERIFY_CODES.get(code, "c20"), message, code not in _NO_ANCHOR)
    lowered = f"{result.get('reason') or ''} {message}".lower()
    if "certificate verify failed" in lowered or "certificate_verify_failed" in lowered:
        if _expired_roots(doc):
            return Handshake("dates", message)
        if _below_level(doc, chain):
            return Handshake("weak", message)
        return _unexplained(chain, doc.host, now, message)
    verified = result.get("verified") is True
    for words, value in _WORDS:
        if any(word in lowered for word in words):
            return Handshake(value, message, True if verified or value == "name" else None)
    return Handshake("noconn", message, reached=False)


def _unloadable(doc: Document) -> Optional[Handshake]:
    """A file of certificates that cannot be loaded stops pip before it connects."""
    client = doc.data("trust").get("client_certificate")
    if isinstance(client, Mapping):
        if client.get("exists") is False:
            return Handshake("nofile", text(client, "path"), reached=False)
        if client.get("key") is False or not number(client, "count"):
            return Handshake("badfile", text(client, "path"), reached=False)
    files = doc.data("trust").get("files")
    for item in files if isinstance(files, list) else []:
        if not isinstance(item, Mapping) or item.get("kind") == "directory":
            continue
        if item.get("exists") is False:
            return Handshake("nofile", text(item, "path"), reached=False)
        if number(item, "count") <= number(item, "unreadable"):
            convertible = item.get("kind") in CONVERTIBLE
            value = "wrongform" if convertible else "badfile"
            return Handshake(value, text(item, "path"), reached=False)
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


def _at_address(doc: Document, pip: tuple[int, ...]) -> Optional[Handshake]:
    """These pips cannot verify an index that is addressed by number (truststore, urllib3 1.26)."""
    modern = _numbers(text(doc.data("environment"), "python")) >= (3, 10)
    if (
        modern
        and (24, 2) <= pip < (26, 1)
        and re.fullmatch(r"[\d.]+|[\da-f:]*:[\da-f:.]*", doc.host)
    ):
        return Handshake("", f"{doc.host}{_NO_NAME}", reached=False)
    return None


def _at_proxy(doc: Document, pip: tuple[int, ...]) -> Optional[Handshake]:
    """What stops this pip at the proxy although the probe finds a way through it."""
    proxies, answer = doc.data("proxies"), doc.data("proxy_connect")
    proxy = proxies.get("effective")
    scheme = text(proxy, "scheme")
    url = text(proxy, "url")
    if scheme.startswith("socks") and proxies.get("pysocks") is False:
        return Handshake("noconn", f"{url}{_NO_PYSOCKS}", reached=False)
    if scheme == "https" and answer.get("connected") and pip >= _TLS_TO_PROXY:
        if answer.get("tls") and answer.get("trusted") is False:
            return Handshake("c20", url, False, reached=False)
        if answer.get("tls") is False and answer.get("status"):
            return Handshake("plain", url, reached=False)
    opened = _OPEN.match(text(answer, "status"))
    if answer.get("proxy") and not opened:
        detail = text(answer, "status") or text(answer, "message") or text(answer, "problem")
        return Handshake("noconn", detail, reached=False)
    return None


def _expired_roots(doc: Document) -> bool:
    """Whether the few roots that somebody chose for pip have expired."""
    files = doc.data("trust").get("files")
    chosen = (
        [item for item in files if isinstance(item, Mapping)] if isinstance(files, list) else []
    )
    return any(item.get("expired") and item["expired"] == item.get("count") for item in chosen)


_RSA_BITS = {3: 3072, 4: 7680, 5: 15360}
"""The shortest RSA keys of OpenSSL's security levels (SSL_CTX_set_security_level(3))."""


def _below_level(doc: Document, chain: Sequence[Certificate]) -> bool:
    """Whether the configuration in OPENSSL_CONF asks for longer keys than are presented."""
    level = re.search(r"SECLEVEL=(\d)", str(doc.data("openssl_policy").get("settings")))
    wanted = _RSA_BITS.get(int(level[1]), 0) if level else 0
    keys = (cert.key_bits for cert in chain if cert.key_algorithm == "RSA")
    return any(bits is not None and bits < wanted for bits in keys)


def _unexplained(chain: Sequence[Certificate], host: str, now: float, message: str) -> Handshake:
    """Python before 3.7 says that verification failed, and not why."""
    wrong = [set(faults(cert, host, index == 0, now)) for index, cert in enumerate(chain)]
    every = set().union(*wrong) if wrong else set()
    top = chain[-1] if chain else None
    if len(chain) == 1 and top is not None and top.self_issued:
        return Handshake("c18", message, False)
    if every & {"expired", "not-yet"}:
        return Handshake("dates", message)
    if "weak" in every:
        return Handshake("weak", message)
    if every & {"purpose", "not-a-ca"}:
        return Handshake("form", message)
    own_root = top is not None and top.self_issued
    return Handshake("c19" if own_root else "c20", message, False)


def handshake_facts(doc: Document, shaken: Handshake) -> dict[str, tuple[str, str]]:
    """Return how the handshake ended, the alert it ended with, and what the port answered."""
    found: dict[str, tuple[str, str]] = {}
    if shaken.detail.endswith(_NO_PYSOCKS):
        found["error"] = ("socks-missing", shaken.detail)
    if shaken.detail.endswith(_NO_NAME):
        found.update(error=("check-hostname", shaken.detail), pip_release=("defective", ""))
    if shaken.value:
        found["handshake"] = (shaken.value, shaken.detail)
    if shaken.value == "alert":
        found["alert"] = (_alert(shaken.detail), shaken.detail)
    if "legacy sigalg" in shaken.detail.lower():
        found["server_tls"] = ("old-only", shaken.detail)
    first = _first_bytes(doc, shaken) if shaken.reached else ""
    if first:
        found["first_bytes"] = (first, "")
    return found


def _alert(message: str) -> str:
    lowered = message.lower()
    return next((value for words, value in _ALERTS if words in lowered), "none")


def _first_bytes(doc: Document, shaken: Handshake) -> str:
    spoke = shaken.anchored is not None or shaken.value == "alert"
    if spoke or doc.data("tls_unverified").get("chain"):
        return "tls"
    if not doc.ran("plain_http"):
        return ""
    answer: Mapping[str, Any] = doc.data("plain_http")
    first = text(answer, "first")
    if first.startswith("485454502f"):
        return "http"
    if first[:4] in ("1503", "1603"):
        return "tls"
    return "other" if first else "nothing"
