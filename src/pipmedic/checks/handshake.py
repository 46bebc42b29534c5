"""How the handshake ended, as this pip does it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import Knowledge
from .document import Document, text

VERIFY_CODES = {
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


def handshake(doc: Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    """Return how the handshake ended, and what the port answered."""
    result = doc.data("tls_pip")
    if not result or doc.data("ssl").get("imported") is False:
        return {}
    if result.get("ok"):
        return {"handshake": ("ok", ""), "first_bytes": ("tls", "")}
    message = text(result, "message")
    found = {"handshake": (_handshake_value(result, message), message)}
    first = text(doc.data("plain_http"), "first")
    if first.startswith("485454502f"):
        tls = bool(doc.data("tls_unverified").get("chain"))
        found["first_bytes"] = ("tls" if tls else "http", "")
    alert = re.search(r"ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION)|(UNRECOGNIZED_NAME)", message)
    if alert:
        found["alert"] = ((alert[1] or alert[2]).lower(), message)
    return found


def _handshake_value(result: Mapping[str, Any], message: str) -> str:
    code, reason = result.get("verify_code"), str(result.get("reason") or "")
    if code in VERIFY_CODES:
        return VERIFY_CODES[int(str(code))]
    lowered = f"{reason} {message}".lower()
    for words, value in (
        (("certificate verify failed", "certificate_verify_failed"), "c20"),
        (("doesn't match", "hostname mismatch"), "name"),
        (("wrong_version", "wrong version", "http_request"), "plain"),
        (("alert",), "alert"),
        (("eof", "zero return"), "eof"),
        (("reset", "aborted"), "reset"),
        (("timed out", "timeout"), "timeout"),
    ):
        if any(word in lowered for word in words):
            return value
    return "noconn"
