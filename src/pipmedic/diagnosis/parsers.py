"""Turning what a person pastes or a machine prints into a value of a fact."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Optional

from ..knowledge import UNKNOWN, Fact, Knowledge
from .observations import Observation
from .sanitize import sanitize

_NUMBERS = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?([a-z]{0,2})")
_PIP_VERSION = re.compile(r"\bpip[ /=]+\d+(?:\.\d+){0,2}")
_OS_WORDS = (
    ("wsl", ("wsl", "microsoft-standard")),
    ("container", ("docker", "container", "podman", "kubernetes", "github actions", "gitlab")),
    ("win", ("windows", "win32", "win1", "win7", "cygwin", "mingw")),
    ("mac", ("macos", "mac os", "os x", "darwin", "osx")),
    (
        "linux",
        (
            "linux",
            "ubuntu",
            "debian",
            "centos",
            "rhel",
            "red hat",
            "fedora",
            "kali",
            "hpc",
            "raspbian",
            "alpine",
            "arch",
            "suse",
            "rocky",
            "mint",
            "manjaro",
            "amazon",
        ),
    ),
)


def parse_value(fact: Fact, raw: str) -> Optional[tuple[str, str]]:
    """Return (value id, detail) for what was typed or pasted, or None when it says nothing.

    Args:
        fact: the fact asked for; its own value ids always count, then its parser is tried.
        raw: the text; it is sanitised here.
    """
    text = sanitize(raw).strip()[:4000]
    if text == UNKNOWN or fact.value(text) is not None:
        return text, ""
    parser = PARSERS.get(fact.parser)
    value = parser(text) if parser else None
    return (value, text[:200]) if value is not None and fact.value(value) else None


def also_told(item: Observation, knowledge: Knowledge) -> tuple[Observation, ...]:
    """Return what the same line tells of other facts: those asked for with the same command.

    Whoever says ``pip 24.1`` has said that his release has a fault of its own.
    """
    fact = knowledge.facts.get(item.fact)
    if fact is None or not fact.run or not item.detail:
        return ()
    others = (
        (other.id, parse_value(other, item.detail))
        for other in knowledge.facts.values()
        if other.id != fact.id and other.run == fact.run and other.parser
    )
    return tuple(replace(item, fact=name, value=told[0]) for name, told in others if told)


def numbers(text: str) -> Optional[tuple[int, ...]]:
    """Return the first version number in a text as a tuple of three, or None."""
    match = _NUMBERS.search(text)
    if match is None:
        return None
    return tuple(int(part or 0) for part in match.groups()[:3])


def _generation(
    found: tuple[int, ...], bounds: tuple[tuple[tuple[int, ...], str], ...], newest: str
) -> str:
    """Return the value of the first bound that a version is below, else the newest one."""
    return next((value for bound, value in bounds if found < bound), newest)


def _pip_numbers(text: str) -> Optional[tuple[int, ...]]:
    match = _PIP_VERSION.search(text)
    return numbers(match[0] if match else text)


def _python(text: str) -> Optional[str]:
    found = numbers(text)
    if found is None or found[0] not in (2, 3):
        return None
    if found == (2, 7, 0) and "2.7.0" not in text:
        return "py27"
    bounds = (
        ((2, 7, 9), "le278"),
        ((3, 0, 0), "py27"),
        ((3, 4, 0), "le278"),
        ((3, 6, 0), "py27"),
        ((3, 10, 0), "py36"),
        ((3, 13, 0), "py310"),
    )
    return _generation(found, bounds, "py313")


def _pip(text: str) -> Optional[str]:
    found = _pip_numbers(text)
    if found is None:
        return None
    bounds = (
        ((10, 0, 0), "lt10"),
        ((20, 3, 0), "p10"),
        ((21, 3, 0), "p203"),
        ((24, 2, 0), "p213"),
        ((26, 1, 0), "p242"),
    )
    return _generation(found, bounds, "p261")


def _openssl(text: str) -> Optional[str]:
    if re.search(r"No module named|ImportError|DLL load failed|cannot open shared", text):
        return "fail"
    if "libressl" in text.lower():
        return "o11"
    match = re.search(r"OpenSSL[ >=]+([\d.]+[a-z]{0,2})", text)
    found = numbers(match[1] if match else text)
    if found is None or found[0] > 9:
        return None
    bounds = (((1, 0, 1), "old"), ((1, 1, 0), "o10"), ((3, 0, 0), "o11"), ((3, 5, 0), "o30"))
    return _generation(found, bounds, "o35")


def _os(text: str) -> Optional[str]:
    lowered = text.lower()
    return next((value for value, words in _OS_WORDS if any(w in lowered for w in words)), None)


def _ssl_import(text: str) -> Optional[str]:
    if "DLL load failed" in text:
        return "dll"
    if re.search(r"No module named '?_?ssl", text):
        return "missing"
    if re.search(r"cannot open shared object|Library not loaded|undefined symbol|symbol not", text):
        return "library"
    return "ok" if re.search(r"(Open|Libre)SSL \d", text) else None


def _pip_release(text: str) -> Optional[str]:
    found = _pip_numbers(text)
    if found is None:
        return None
    if found in ((24, 1, 0), (25, 0, 0)) or found < (1, 5, 6):
        return "defective"
    depends = ((21, 1, 0), (21, 3, 0)), ((24, 2, 0), (26, 0, 0))
    return None if any(low <= found < high for low, high in depends) else "sound"


PARSERS: dict[str, Callable[[str], Optional[str]]] = {
    "python-version": _python,
    "pip-version": _pip,
    "openssl-version": _openssl,
    "os-name": _os,
    "ssl-import": _ssl_import,
    "pip-release": _pip_release,
}
"""Reader names that flows/facts.toml may use."""
