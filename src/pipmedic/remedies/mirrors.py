"""Which public index to name: never a retired one, plain http only when nothing else is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional
from urllib.parse import urlsplit, urlunsplit

from ..knowledge import Mirror

OFFERED = ("reference", "listed")
GONE = ("retired", "down")


def host_of(url: str) -> str:
    """The host of an address in lower case; empty when there is none to be read."""
    try:
        return (urlsplit(url.strip()).hostname or "").lower()
    except ValueError:
        return ""


def offered(mirrors: Iterable[Mirror], avoid: str = "") -> tuple[Mirror, ...]:
    """The mirrors that may be recommended, the original first, then by date of evidence.

    Args:
        avoid: host of the index that does not work.
    """
    fit = [m for m in mirrors if m.status in OFFERED and host_of(m.url) != avoid.lower()]
    fit.sort(key=lambda m: m.evidence_date, reverse=True)
    return tuple(sorted(fit, key=lambda m: (not m.https, m.status != "reference")))


def known(url: str, mirrors: Iterable[Mirror]) -> Optional[Mirror]:
    """The mirror that an address belongs to, by its host."""
    host = host_of(url)
    return next((m for m in mirrors if host and host_of(m.url) == host), None)


def corrected(url: str, mirrors: Iterable[Mirror]) -> Optional[str]:
    """The address to use instead of one that is retired, misspelt or plain http.

    None when only a person can know it: the host is not a public index, and a public index in the
    place of a private one would let anybody supply its package names.
    """
    mirrors = tuple(mirrors)
    public = known(url, mirrors)
    if public is not None:
        best = offered(mirrors)
        usable = public.status in OFFERED and public.https
        return public.url if usable else (best[0].url if best else None)
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme == "http" and parts.hostname and parts.port in (None, 80):
        netloc = parts.netloc[:-3] if parts.netloc.endswith(":80") else parts.netloc
        return urlunsplit(("https", netloc, parts.path, "", ""))
    return None


def with_host(url: str, host: str) -> Optional[str]:
    """The same address at another host; None when it cannot be read."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if not parts.scheme or not parts.hostname:
        return None
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))
