"""Where this Python finds roots by itself, and which pip belongs to it."""

from __future__ import annotations

from collections.abc import Mapping

from .document import Document, text

Facts = dict[str, tuple[str, str]]


def store_facts(doc: Document) -> Facts:
    """Return whether OpenSSL's own places hold roots, and whose ``pip`` it is that is typed."""
    return {**_default_store(doc), **_pips(doc)}


def _default_store(doc: Document) -> Facts:
    """Whether OpenSSL's own places hold any root; Windows asks the system instead."""
    paths = doc.data("verify_paths").get("paths")
    if not isinstance(paths, Mapping) or text(doc.data("environment"), "system") == "Windows":
        return {}
    places = [paths.get(name) for name in ("cafile", "capath")]
    held = [place for place in places if isinstance(place, Mapping) and place.get("count")]
    return {"default_store": ("ok" if held else "empty", text(held[0], "path") if held else "")}


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
