"""Which hosts and which Python a text names, and at which hop it failed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

_NAME = r"([A-Za-z0-9_][A-Za-z0-9_.-]{0,252})"
_LOGIN = r"(?:[^\s/@'\"]{1,300}@)?"
_URL = rf"https?://{_LOGIN}{_NAME}"
_SET = r"['\"]?\s{0,3}[:=]\s{0,3}"
_POOL = re.compile(
    rf"HTTPS?Connection(?:Pool)?\(host=['\"]{_NAME}['\"]|Cannot connect to host {_NAME}:"
)
_INDEX = re.compile(
    r"(?:Looking in indexes: |--index-url[= ]| -i |index-url\s{0,3}=\s{0,3}|Could not fetch URL |"
    r"Getting page |Starting new HTTPS? connection \(1\): |Failed to fetch: ['\"`]?)"
    rf"{_URL}|{_URL}(?::\d{{1,5}})?(?:/[\w.+~-]{{1,80}}){{0,4}}/simple\b|"
    rf"Connection(?:Pool)?\(host=['\"]{_NAME}['\"].{{0,200}}/simple/"
)
_FILES = re.compile(
    rf"\b(files\.[A-Za-z0-9.-]{{1,200}})|{_URL}(?::\d{{1,5}})?/\S{{0,200}}\.(?:whl|tar\.gz)\b"
)
_PROXY = re.compile(
    rf"(?:--proxy[= ]|(?:https?|all)_proxy{_SET}|['\"]https?['\"]:\s{{0,3}})['\"]?"
    rf"(?:(?:https?|socks\w{{0,2}})://)?{_LOGIN}{_NAME}:\d",
    re.IGNORECASE,
)
_PROXY_HOP = re.compile(
    r"_connect_tls_proxy|Cannot connect to proxy|Unable to connect to proxy|ProxyError|"
    r"proxy-connection-failed|proxy connection error|Tunnel connection failed|tunnel error|"
    r"proxyconnect tcp|Could not resolve proxy|from proxy after CONNECT|CONNECT tunnel failed",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"((?:[A-Za-z]:[\\/]|/|~/)[^\n\"'<>|*?]{0,300}?[\\/](?:site|dist)-packages)(?=[\\/]|[\"'\s)]|$)"
)
_VENV = re.compile(
    r"^(.{1,280}[\\/](?:\.?v?env[\w.-]{0,40}|virtualenvs[\\/][\w.-]{1,80}|pipx[\\/]venvs[\\/][\w.-]{1,80}))"
    r"[\\/][Ll]ib(?:64)?[\\/]"
)


@dataclass(frozen=True)
class Hosts:
    """Hosts that a text names; empty means none.

    Attributes:
        index: where the package pages are.
        files: where the package files are.
        failing: the host that the error names.
        proxy: the proxy.
        at_proxy: the hop to or at the proxy failed, not the one behind it.
    """

    index: str = ""
    files: str = ""
    failing: str = ""
    proxy: str = ""
    at_proxy: bool = False


@dataclass(frozen=True)
class Places:
    """Where the Python lives whose pip printed the text; empty means not told.

    Attributes:
        packages: its site-packages or dist-packages directory.
        venv: the virtual environment that holds it.
    """

    packages: str = ""
    venv: str = ""


def find_hosts(shapes: Sequence[str]) -> Hosts:
    """Return the hosts that a text names.

    Args:
        shapes: the text as ``normalise.forms`` returned it.
    """
    proxy = _first(_PROXY, shapes)
    failing = _first(_POOL, shapes)
    at_proxy = any(_PROXY_HOP.search(shape) for shape in shapes[:2]) or bool(
        proxy and proxy == failing
    )
    return Hosts(_first(_INDEX, shapes), _first(_FILES, shapes), failing, proxy, at_proxy)


def find_places(text: str) -> Places:
    """Return where the Python lives whose pip printed ``text``."""
    found = list(dict.fromkeys(match[1] for match in _SITE.finditer(text)))
    packages = next(iter(found), "")
    inside = _VENV.match(f"{packages}/") if packages else None
    return Places(packages, inside[1] if inside else "")


def _first(pattern: re.Pattern[str], shapes: Sequence[str]) -> str:
    return next((host for shape in shapes for host in _names(pattern.search(shape))), "")


def _names(match: Optional[re.Match[str]]) -> Iterator[str]:
    if match is not None:
        yield from (group.rstrip(".").lower() for group in match.groups() if group)
