"""Which stores hold which roots, and whose pip it is."""

from __future__ import annotations

from collections.abc import Mapping

from .document import Document, text

Facts = dict[str, tuple[str, str]]
_FEW = 20
"""No public bundle ever had fewer roots."""
TROUBLES = {"vendored_bundle": ("vendored", ("broken",))}
"""Check to the fact and the values that make a finding of it."""


def store_facts(doc: Document, found: Mapping[str, tuple[str, str]]) -> Facts:
    """Return what the stores of this machine hold.

    Args:
        found: what is known already, the issuer among it.
    """
    return {**_os_store(doc, found), **_default_store(doc), **_vendored(doc), **_pips(doc)}


def _os_store(doc: Document, found: Mapping[str, tuple[str, str]]) -> Facts:
    """Whether the system trusts the issuer that pip does not."""
    if not doc.ran("os_store"):
        return {}
    store, issuer = doc.data("os_store"), found.get("issuer", ("", ""))[0]
    trust = found.get("chain_trust", ("", ""))[0]
    if issuer in ("", "public", "noconn") or trust in ("trusted", "not-seen"):
        return {"os_store": ("na", "")} if trust else {}
    holds = store.get("issuer_in_os_store")
    if not isinstance(holds, bool):
        return {}
    return {"os_store": ("yes" if holds else "no", text(store, "issuer"))}


def _default_store(doc: Document) -> Facts:
    """Whether OpenSSL's own places hold any root; Windows asks the system instead."""
    paths = doc.data("verify_paths").get("paths")
    if not isinstance(paths, Mapping) or text(doc.data("environment"), "system") == "Windows":
        return {}
    places = [paths.get(name) for name in ("cafile", "capath")]
    held = [place for place in places if isinstance(place, Mapping) and place.get("count")]
    return {"default_store": ("ok" if held else "empty", text(held[0], "path") if held else "")}


def _vendored(doc: Document) -> Facts:
    """Whether pip's own bundle is whole."""
    bundle = doc.data("vendored_bundle")
    if not isinstance(bundle.get("exists"), bool):
        return {}
    path, count, torn = text(bundle, "path"), bundle.get("count"), bundle.get("unreadable")
    if bundle.get("patched") is True:
        return {"vendored": ("debundled", path)}
    if not bundle["exists"] or not isinstance(count, int) or count < _FEW or torn:
        return {"vendored": ("broken", f"{path}: {count}")}
    return {"vendored": ("ok", f"{path}: {count}")}


def _pips(doc: Document) -> Facts:
    """Whether ``pip`` and ``python``, as typed, are of one environment.

    An interpreter that was named, and is not what the PATH starts, says nothing of what is typed.
    """
    seen = doc.data("pythons")
    if seen.get("this_is_on_path") is not True or not isinstance(seen.get("same"), bool):
        return {}
    detail = text(seen.get("path_pip"), "path")
    if seen["same"] is False:
        return {"pips": ("differ", detail)}
    others = seen.get("pythons")
    several = isinstance(others, list) and any(
        isinstance(other, Mapping) and other.get("this") is False for other in others
    )
    return {"pips": ("several" if several else "one", detail)}
