"""Which pip belongs to the Python that is examined."""

from __future__ import annotations

from collections.abc import Mapping

from .document import Document, text


def pips(doc: Document) -> dict[str, tuple[str, str]]:
    """Return whether ``pip`` and ``python``, as typed, are of one environment.

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
