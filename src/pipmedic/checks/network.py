"""The way to the index below TLS: names, connections, the answer of the proxy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import Knowledge
from .document import Document, text

_PRIVATE = re.compile(
    r"^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|198\.1[89]\.|0\.|::1$|f[cd])"
)


def network(doc: Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    """Return how names, connections and the proxy answered."""
    found: dict[str, tuple[str, str]] = {}
    names = doc.data("dns")
    proxied = isinstance(doc.data("proxies").get("effective"), Mapping)
    index = names.get(doc.host)
    if isinstance(index, Mapping) and not proxied:
        addresses = [str(item) for item in index.get("addresses", [])]
        literal = bool(re.match(r"^[\d.:a-f]+$", doc.host)) or doc.host == "localhost"
        if not addresses:
            found["dns"] = ("allfail" if len(names) > 1 else "onefail", text(index, "error"))
        elif any(_PRIVATE.match(item) for item in addresses) and not literal:
            found["dns"] = ("private", ", ".join(addresses))
        else:
            found["dns"] = ("ok", ", ".join(addresses))
    tcp = doc.data("tcp").get(doc.host)
    if isinstance(tcp, Mapping) and not proxied:
        found["tcp"] = _tcp(tcp)
    elif doc.record("tcp").get("status") == "timeout" and not proxied:
        found["tcp"] = ("timeout", "")
    if doc.ran("proxy_connect"):
        found["proxy_connect"] = _proxy_connect(doc.data("proxy_connect"))
    return found


def _tcp(tcp: Mapping[str, Any]) -> tuple[str, str]:
    message = text(tcp, "message")
    if tcp.get("ok"):
        return "ok", ""
    refused = tcp.get("errno") in (111, 61, 10061)
    return ("refused" if refused else "timeout"), message


def _proxy_connect(answer: Mapping[str, Any]) -> tuple[str, str]:
    if not answer.get("proxy"):
        return "noproxy", ""
    if not answer.get("connected"):
        return "dead", text(answer, "message") or text(answer, "problem")
    status = text(answer, "status")
    match = re.match(r"HTTP/\d\.\d (\d{3})", status)
    if match is None:
        return "nothttp", status or text(answer, "message")
    code = match[1]
    return ("ok" if code == "200" else "407" if code == "407" else "4xx"), status
