"""What stands between pip and the index, and what others say of the same way."""

from __future__ import annotations

from collections.abc import Mapping

from ..diagnosis.sanitize import sanitize
from .document import Document, text

Facts = dict[str, tuple[str, str]]
_DAY = 86_400
_CURL = {
    **dict.fromkeys((5, 6, 7, 97), "noconn"),
    **dict.fromkeys((51, 60, 77, 83, 91), "trust"),
    **dict.fromkeys((35, 52, 56), "broken"),
    28: "timeout",
}
"""Exit codes of curl(1) to kinds of failure; 35, 52 and 56 cover resets, ends and alerts alike."""
_SHAKEN = {
    **dict.fromkeys(("c18", "c19", "c20", "dates", "name", "weak"), "trust"),
    **dict.fromkeys(("eof", "reset", "alert", "plain"), "broken"),
    "timeout": "timeout",
    "noconn": "noconn",
}
TROUBLES = {
    "interception": ("issuer", ("corp", "av", "debug")),
    "captive": ("captive", ("yes",)),
    "file_host": ("file_host", ("blocked", "untrusted")),
    "index_http": ("index_http", ("refused", "busy", "redirect-host")),
    "http_date": ("clock", ("no",)),
}
"""Check to the fact and the values that make a finding of it."""


def middle_facts(doc: Document, found: Mapping[str, tuple[str, str]]) -> Facts:
    """Return what the checks of the way between establish.

    Args:
        found: what is known already, the handshake and the issuer among it.
    """
    shaken = found.get("handshake", ("", ""))[0]
    facts: Facts = {}
    facts.update(_interception(doc, found))
    facts.update(_captive(doc))
    facts.update(_clock(doc, found))
    facts.update(_curl(doc, shaken))
    if shaken == "ok":
        facts.update(_index(doc))
        facts.update(_files(doc))
    return facts


def _interception(doc: Document, found: Mapping[str, tuple[str, str]]) -> Facts:
    """One distrusted issuer on hosts that have nothing to do with each other: a gateway."""
    seen = doc.data("interception")
    if seen.get("same_private_issuer") is not True or found.get("issuer", ("",))[0] != "private":
        return {}
    hosts = seen.get("hosts")
    others = ", ".join(sanitize(str(host))[:80] for host in hosts) if hosts else ""
    return {"issuer": ("corp", f"{text(seen.get('index'), 'issuer')} ({others})")}


def _captive(doc: Document) -> Facts:
    page = doc.data("captive")
    if not isinstance(page.get("portal"), bool):
        return {}
    detail = f"{text(page, 'host')}: {page.get('status')} {text(page, 'location')}".strip()
    return {"captive": ("yes" if page["portal"] else "no", sanitize(detail))}


def _clock(doc: Document, found: Mapping[str, tuple[str, str]]) -> Facts:
    skew = doc.data("http_date").get("skew")
    if not isinstance(skew, int) or "clock" in found:
        return {}
    return {"clock": ("no" if abs(skew) > _DAY else "yes", f"{skew} s")}


def _curl(doc: Document, shaken: str) -> Facts:
    curl = doc.data("curl")
    if curl.get("found") is False:
        return {"curl": ("na", "")}
    code = curl.get("exit")
    if not isinstance(code, int):
        return {}
    said = f"curl {text(curl, 'version')} ({text(curl, 'backend')}): "
    if code == 0:
        return {"curl": ("yes", f"{said}{curl.get('status')}")}
    alike = _CURL.get(code) is not None and _CURL.get(code) == _SHAKEN.get(shaken)
    return {"curl": ("samefail" if alike else "other", said + text(curl, "message"))}


def _index(doc: Document) -> Facts:
    """What the index answered; asked over a connection that works."""
    page = doc.data("index_http")
    status = page.get("status")
    if not isinstance(status, int):
        return {}
    detail = f"{status} {text(page, 'location')}".strip()
    if status in (401, 407):
        return {"index_http": ("auth", detail)}
    if status == 429 or status >= 500:
        return {"index_http": ("busy", detail)}
    if status >= 400:
        return {"index_http": ("refused", detail)}
    away = text(page, "location_host")
    if 300 <= status < 400 and away and away != doc.host:
        return {"index_http": ("redirect-host", detail)}
    return {"index_http": ("ok", detail)} if status == 200 else {}


def _files(doc: Document) -> Facts:
    """Whether the host of the files can be reached like the index."""
    files = doc.data("file_host")
    place = f"{text(files, 'host')}:{files.get('port')}"
    if files.get("same") is True:
        return {"file_host": ("same", "")}
    if files.get("touched") is not True:
        return {}
    if files.get("ok") is True:
        return {"file_host": ("ok", place)}
    value = "untrusted" if files.get("trusted") is False else "blocked"
    return {"file_host": (value, f"{place}: {text(files, 'message')}")}
