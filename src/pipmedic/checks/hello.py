"""What the hand-made ClientHellos establish: they need no ssl module and show what it hides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from .document import Document, text

Facts = dict[str, tuple[str, str]]
_OLD = ("SSLv3", "TLSv1", "TLSv1.1")
_FOREIGN = ("plain-http", "html", "other")
_SILENT = ("eof", "reset", "timeout")
_USUAL_BYTES = 517
"""The size of OpenSSL's ClientHello before 3.5, for a Python that cannot tell its own."""


def presented_chain(doc: Document) -> list[str]:
    """Return the presented certificates, base64 DER, leaf first.

    ssl shows only the leaf before Python 3.10, and nothing where it cannot be imported; a hello of
    TLS 1.2 then shows them all.
    """
    chains = [doc.data(check).get("chain") for check in ("tls_unverified", "hello")]
    texts = [
        [item for item in chain if isinstance(item, str)] if isinstance(chain, list) else []
        for chain in chains
    ]
    return max(texts, key=len)


def hello_facts(doc: Document, found: Mapping[str, tuple[str, str]]) -> Facts:
    """Return what the server answers to ClientHellos of several versions and sizes.

    Args:
        found: what is known already; the handshake of pip itself decides what matters.
    """
    hello = doc.data("hello")
    facts: Facts = {}
    answer = text(hello, "answer")
    spoken = _server_tls(doc, answer)
    if spoken and "server_tls" not in found:
        facts["server_tls"] = spoken
    if isinstance(hello.get("client_certificate_requested"), bool):
        asked = hello["client_certificate_requested"] is True
        facts["client_cert_asked"] = ("yes" if asked else "no", "")
    if isinstance(hello.get("secure_renegotiation"), bool):
        secure = hello["secure_renegotiation"] is True
        facts["renegotiation"] = ("secure" if secure else "legacy", text(hello, "version"))
    first = _first_bytes(doc, answer)
    if first and "first_bytes" not in found:
        facts["first_bytes"] = (first, text(hello, "first", 64))
    size = _small_hello(doc, found.get("handshake", ("", ""))[0])
    if size is not None:
        facts["small_hello"] = size
    return facts


def _server_tls(doc: Document, answer: str) -> Optional[tuple[str, str]]:
    versions = doc.data("hello").get("versions")
    spoken = [text(versions, offer) for offer in versions] if isinstance(versions, Mapping) else []
    spoken = sorted(version for version in spoken if version)
    if answer == "hello" and spoken:
        return ("old-only" if spoken[-1] in _OLD else "tls12-or-newer"), spoken[-1]
    if answer in _FOREIGN:
        return "not-tls", answer
    proxied = doc.data("proxy_connect").get("proxy") is True
    if answer in _SILENT or (answer == "unreachable" and not proxied):
        return "none", answer
    return None


def _first_bytes(doc: Document, answer: str) -> str:
    if answer in ("hello", "alert"):
        return "tls"
    if answer in ("plain-http", "html"):
        return "redirect" if text(doc.data("plain_http"), "location") else "http"
    return {"other": "other", "eof": "nothing", "timeout": "nothing"}.get(answer, "")


def _small_hello(doc: Document, shaken: str) -> Optional[tuple[str, str]]:
    """Whether a smaller ClientHello is answered where pip's own was not."""
    tried = doc.data("small_hello")
    if not tried:
        return None
    if shaken not in _SILENT:
        return ("na", "") if shaken in ("ok", "c18", "c19", "c20", "dates", "name") else None
    own = tried.get("own_bytes")
    limit = tried.get(str(tried.get("intolerant")))
    smallest = limit.get("bytes") if isinstance(limit, Mapping) else None
    if not isinstance(smallest, int):
        return "same", ""
    size = own if isinstance(own, int) and own else _USUAL_BYTES
    answered = tried.get("small")
    works = text(answered, "answer") == "hello" and size >= smallest
    return ("yes" if works else "same"), f"{size} bytes; {smallest} are not answered"
