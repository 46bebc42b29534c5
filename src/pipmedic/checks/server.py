"""What the index answers: to hand-made hellos, to a request, for its files."""

from __future__ import annotations

import re

from ..knowledge import Knowledge
from .document import Document, number, text

Facts = dict[str, tuple[str, str]]

_ALERTS = {
    40: "handshake_failure",
    70: "protocol_version",
    112: "unrecognized_name",
    116: "certificate_required",
}
_NO_TLS = {"plain-http": "http", "html": "http", "other": "other"}
_FULL_PAGE = 200
_SILENT = ("eof", "reset", "timeout")
_USUAL_BYTES = 517
"""The size of OpenSSL's ClientHello before 3.5, for a Python that cannot tell its own."""


def server(doc: Document, knowledge: Knowledge) -> Facts:
    """Return what the index speaks, asks for and serves."""
    return {**_hello(doc), **_page(doc), **_files(doc)}


def _hello(doc: Document) -> Facts:
    hello = doc.data("hello")
    answer, version = text(hello, "answer"), text(hello, "version")
    found: Facts = {}
    if answer == "hello" and version:
        new = version in ("TLSv1.2", "TLSv1.3")
        found["server_tls"] = ("tls12-or-newer" if new else "old-only", version)
    elif answer in _NO_TLS:
        found["server_tls"] = ("not-tls", answer)
        found["first_bytes"] = (_NO_TLS[answer], text(hello, "first"))
    elif answer in ("eof", "reset", "timeout", "unreachable"):
        found["server_tls"] = ("none", answer)
    if answer in ("hello", "alert"):
        found["first_bytes"] = ("tls", version)
    other = text(hello, "other_name")
    if other:
        found["other_name"] = ("answered" if other in ("hello", "alert") else "same", other)
    asked = hello.get("client_certificate_requested")
    if isinstance(asked, bool):
        found["client_cert_asked"] = ("yes" if asked else "no", "")
    secure = hello.get("secure_renegotiation")
    if isinstance(secure, bool):
        found["renegotiation"] = ("secure" if secure else "legacy", "")
    alert = hello.get("alert")
    if answer == "alert" and isinstance(alert, dict):
        name = _ALERTS.get(int(number(alert, "code")), "other")
        found["alert"] = (name, text(alert, "name"))
    return found


def _page(doc: Document) -> Facts:
    record, page = doc.record("index_http"), doc.data("index_http")
    refusal = text(record.get("error"), "message").lower()
    if "certificate required" in refusal or "certificate_required" in refusal:
        return {"client_cert_asked": ("yes", refusal)}
    status = page.get("status")
    if not isinstance(status, int):
        return {}
    elsewhere = text(page, "location_host")
    detail = f"{status} {elsewhere}".strip()
    if page.get("whole") is False:
        return {"index_http": ("busy", detail)}
    if page.get("loop"):
        return {"index_http": ("redirect-host", detail)}
    if status in (401, 407):
        return {"index_http": ("auth", detail)}
    if status == 429 or status >= 500:
        return {"index_http": ("busy", detail)}
    if status in (301, 302, 303, 307, 308):
        moved = bool(elsewhere) and elsewhere != doc.host and page.get("root_status") != _FULL_PAGE
        return {"index_http": ("redirect-host", detail)} if moved else {}
    if status == _FULL_PAGE and page.get("html") is True and page.get("listed") is False:
        return {"captive": ("yes", detail), "index_http": ("redirect-host", detail)}
    return _absent(page, status, detail)


def _absent(page: object, status: int, detail: str) -> Facts:
    """A page for one project may be missing on a sound index; then its first page decides."""
    root = page.get("root_status") if isinstance(page, dict) else None
    if status == 404 and root in (None, _FULL_PAGE):
        return {}
    return {"index_http": ("ok" if status == _FULL_PAGE else "refused", detail)}


def _files(doc: Document) -> Facts:
    files = doc.data("file_host")
    host = text(files, "host")
    if files.get("same"):
        return {"file_host": ("same", host)}
    if not files.get("touched"):
        return {}
    status = files.get("status")
    refused = isinstance(status, int) and status >= 400
    if files.get("ok") and not refused:
        return {"file_host": ("ok", host)}
    message = text(files, "message") or str(status or "")
    value = "untrusted" if files.get("trusted") is False else "blocked"
    return {"file_host": (value, f"{host}: {message}")}


def small_hello(doc: Document, handshake: str) -> Facts:
    """Return whether the size of the first packet decides, for a pip whose handshake failed."""
    sizes = doc.data("small_hello")
    if not sizes or sizes.get("intolerant", "") == "" or handshake in ("", "nossl"):
        return {}
    if handshake == "ok":
        return {"small_hello": ("na", "")}
    answered = sizes.get({"usual": "small", "big": "usual"}.get(text(sizes, "intolerant"), ""))
    works = answered.get("bytes") if isinstance(answered, dict) else None
    if not isinstance(works, int):
        return {"small_hello": ("same", "")}
    own = sizes.get("own_bytes")
    size = own if isinstance(own, int) and own else _USUAL_BYTES
    lost = handshake in _SILENT and size > works
    return {"small_hello": ("yes" if lost else "same", f"{size} bytes; {works} work")}


_CURL_FAULTS = {
    60: ("c18", "c19", "c20", "dates", "name", "weak"),
    51: ("name",),
    35: ("alert", "eof", "reset", "plain", "timeout"),
    28: ("timeout", "noconn"),
    7: ("noconn",),
    6: ("noconn",),
    5: ("noconn",),
    56: ("reset", "eof", "noconn"),
    97: ("noconn",),
}
"""Exit codes of curl(1) and the ends of pip's handshake that are the same failure."""


def curl(doc: Document, handshake: str) -> Facts:
    """Return whether curl, which trusts the system's roots, gets through where pip does not."""
    said = doc.data("curl")
    code = said.get("exit")
    if not said.get("found"):
        return {"curl": ("na", "")} if said else {}
    if handshake in ("", "ok") or not isinstance(code, int) or doc.host != "pypi.org":
        return {}
    if code == 0:
        return {"curl": ("yes", "")}
    same = handshake in _CURL_FAULTS.get(code, ())
    return {"curl": ("samefail" if same else "other", re.sub(r"\s+", " ", text(said, "message")))}
