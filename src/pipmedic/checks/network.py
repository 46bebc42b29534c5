"""The way to the index below TLS: names, connections, the answer of the proxy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import Knowledge
from .document import Document, text
from .settings import index_kind

_DAY = 86_400
Facts = dict[str, tuple[str, str]]

_PRIVATE = re.compile(
    r"^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|198\.1[89]\.|0\.|::1$|f[cd])"
)


def network(doc: Document, knowledge: Knowledge) -> Facts:
    """Return how names, connections and the proxy answered."""
    found: Facts = {}
    proxied = isinstance(doc.data("proxies").get("effective"), Mapping)
    if not proxied:
        found.update(_dns(doc, index_kind(doc, knowledge)[0] != "private"))
        found.update(_tcp(doc))
    if doc.ran("proxy_connect") and not doc.data("proxy_connect").get("problem"):
        found["proxy_connect"] = _proxy_connect(doc.data("proxy_connect"))
    portal = doc.data("captive").get("portal")
    if isinstance(portal, bool):
        found["captive"] = ("yes" if portal else "no", text(doc.data("captive"), "location"))
    skew = doc.data("http_date").get("skew")
    if isinstance(skew, int):
        found["clock"] = ("no" if abs(skew) > _DAY else "yes", f"{skew} s")
    return found


def _dns(doc: Document, public: bool) -> Facts:
    """What the index's name leads to; behind a public name there is no private address."""
    names = doc.data("dns")
    index = names.get(doc.host)
    if not isinstance(index, Mapping):
        return {}
    given = index.get("addresses")
    addresses = [str(item) for item in given] if isinstance(given, list) else []
    named = index.get("hosts_file")
    detail = ", ".join(addresses) + (" (hosts file)" if named else "")
    if not addresses:
        others = [item for name, item in names.items() if name != doc.host]
        found = any(isinstance(item, Mapping) and item.get("addresses") for item in others)
        control = _control_named(doc)
        alone = found or control
        return {"dns": ("onefail" if alone or not others else "allfail", text(index, "error"))}
    if public and any(_PRIVATE.match(item) for item in addresses):
        return {"dns": ("private", detail)}
    return {"dns": ("ok", detail)}


def _control_named(doc: Document) -> bool:
    """Tell whether another name than the index's led to a machine."""
    hosts = doc.data("interception").get("hosts")
    answers = hosts.values() if isinstance(hosts, Mapping) else ()
    return any(text(item, "answer") not in ("", "unreachable", "timeout") for item in answers)


def _tcp(doc: Document) -> Facts:
    tcp, named = doc.data("tcp").get(doc.host), doc.data("dns").get(doc.host)
    if isinstance(named, Mapping) and not named.get("addresses"):
        return {}
    if not isinstance(tcp, Mapping):
        late = doc.record("tcp").get("status") == "timeout"
        return {"tcp": ("timeout", "")} if late else {}
    families = tcp.get("families")
    if isinstance(families, Mapping):
        sixth = families.get("ipv6")
        if isinstance(sixth, Mapping) and not sixth.get("ok") and _only_sixth_fails(families):
            return {"tcp": ("v6", text(sixth, "message"))}
    if tcp.get("ok"):
        return {"tcp": ("ok", "")}
    refused = tcp.get("errno") in _REFUSED
    return {"tcp": ("refused" if refused else "timeout", text(tcp, "message"))}


def _only_sixth_fails(families: Mapping[str, Any]) -> bool:
    """IPv6 alone fails, and slowly: a refusal at once costs nobody any time."""
    fourth, sixth = families.get("ipv4"), families["ipv6"]
    if not isinstance(fourth, Mapping):
        return True
    return bool(fourth.get("ok")) and sixth.get("errno") not in _REFUSED


_REFUSED = (111, 61, 10061)
"""ECONNREFUSED on Linux, macOS and Windows."""


def _proxy_connect(answer: Mapping[str, Any]) -> tuple[str, str]:
    if not answer.get("proxy"):
        return "noproxy", ""
    if not answer.get("connected"):
        return "dead", text(answer, "message") or text(answer, "problem")
    status = text(answer, "status")
    match = re.match(r"(?:HTTP/\d\.\d|SOCKS) (\d{3})", status)
    if match is None and "timed out" in text(answer, "message"):
        return "dead", text(answer, "message")
    if match is None:
        return "nothttp", status or text(answer, "message")
    code = match[1]
    return ("ok" if code == "200" else "407" if code == "407" else "4xx"), status
