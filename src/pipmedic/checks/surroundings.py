"""What the index looks like beside the rest: other hosts, the system's store, other Pythons."""

from __future__ import annotations

from collections.abc import Mapping

from .document import Document, text
from .handshake import Handshake

Facts = dict[str, tuple[str, str]]
_DOUBTED = ("c18", "c19", "c20")


def surroundings(doc: Document, shaken: Handshake, found: Mapping[str, tuple[str, str]]) -> Facts:
    """Return what comparing establishes.

    Args:
        found: what is established already about the presented chain.
    """
    parts = (_issuer(doc, found), _store(doc, shaken, found), _hosts(doc, shaken, found))
    return {fact: said for part in (*parts, _default(doc)) for fact, said in part.items()}


def _issuer(doc: Document, found: Mapping[str, tuple[str, str]]) -> Facts:
    """Unrelated hosts that show one untrusted issuer have somebody in front of them."""
    value, detail = found.get("issuer", ("", ""))
    same = doc.data("interception").get("same_private_issuer")
    return {"issuer": ("corp", detail)} if same and value in ("private", "") else {}


def _default(doc: Document) -> Facts:
    """Whether pip would get through if nothing named a CA file."""
    result = doc.data("tls_default")
    if "ok" not in result:
        return {}
    if result["ok"] is None:
        return {"without_ca_setting": ("na", "")}
    doubted = result.get("verify_code") or "verify failed" in text(result, "message").lower()
    if not result["ok"] and not doubted:
        return {}
    return {"without_ca_setting": ("yes" if result["ok"] else "no", text(result, "message"))}


def _store(doc: Document, shaken: Handshake, found: Mapping[str, tuple[str, str]]) -> Facts:
    store = doc.data("os_store")
    held = store.get("issuer_in_os_store")
    detail = text(store, "issuer")
    if not shaken.reached:
        return {}
    if shaken.anchored or found.get("issuer", ("",))[0] in ("public", "noconn"):
        return {"os_store": ("na", detail)}
    if shaken.value not in _DOUBTED or not isinstance(held, bool):
        return {}
    return {"os_store": ("yes" if held else "no", detail)}


def _hosts(doc: Document, shaken: Handshake, found: Mapping[str, tuple[str, str]]) -> Facts:
    """Whether a host that has nothing to do with the index fails as well."""
    if shaken.value in ("", "ok", "nossl", "nofile", "badfile", "wrongform"):
        return {}
    if not shaken.reached and isinstance(doc.data("proxies").get("effective"), Mapping):
        return {}
    hosts = doc.data("interception").get("hosts")
    answers = (
        [item for item in hosts.values() if isinstance(item, Mapping)]
        if isinstance(hosts, Mapping)
        else []
    )
    if not answers:
        return {}
    good = any(item.get("ok") is True for item in answers)
    if not good:
        silent = all(item.get("ok") is None for item in answers)
        return {} if silent and shaken.anchored else {"hosts_failing": ("all", "")}
    own = {"private": "private", "pypi": "pypi"}.get(found.get("index", ("",))[0])
    return {"hosts_failing": (own, "")} if own else {}
