"""Reading what pip (or a like program) printed: text in, observations out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Optional

from ..knowledge import Knowledge, Signature
from ..knowledge.signatures import signatures_of
from .hosts import Hosts, Places, find_hosts, find_places
from .normalise import forms, normalise
from .observations import Observation
from .parsers import parse_value
from .sanitize import NotText, decode, sanitize

TRUST = 0.96
MAX_DETAIL = 160
_USERINFO = re.compile(r"(://)[^\s/@'\"]{1,300}@")
_PACKAGE = re.compile(
    r"(?:pip3? install (?:-\S{1,80} ){0,20}|satisfies the requirement |distribution found for |"
    r"/simple/)([A-Za-z0-9][A-Za-z0-9._-]{0,80})"
)


@dataclass(frozen=True)
class Reading:
    """What one text gives away.

    Attributes:
        text: the sanitised text.
        observations: facts with the snippet each was read from.
        near_miss: id of a fault that is not about TLS, or empty.
        hosts: the hosts that the text names.
        places: where the sick Python lives.
        package: what was to be installed.
        retries_hidden: only "No matching distribution found" is there, without a reason.
    """

    text: str
    observations: tuple[Observation, ...] = ()
    near_miss: str = ""
    hosts: Hosts = field(default_factory=Hosts)
    places: Places = field(default_factory=Places)
    package: str = ""
    retries_hidden: bool = False

    def value(self, fact: str) -> str:
        """Return the value read for a fact, or an empty string."""
        return next((item.value for item in self.observations if item.fact == fact), "")


def read(text: str, knowledge: Knowledge) -> Reading:
    """Read a text.

    Args:
        text: anything; it is sanitised here.
        knowledge: supplies the signatures, facts and near misses.
    """
    clean = sanitize(text)
    normal = normalise(clean)
    shapes = forms(normal)
    best: dict[str, tuple[Signature, Observation]] = {}
    for signature in signatures_of(knowledge.signatures).candidates(
        "\n".join(shapes[1:] or shapes)
    ):
        known = best.get(signature.fact)
        if known is not None and known[0].rank >= signature.rank:
            continue
        found = _match(signature, shapes, knowledge)
        if found is not None:
            best[signature.fact] = (signature, found)
    error = best.get("error")
    return Reading(
        text=clean,
        observations=tuple(item for _, item in best.values()),
        near_miss=error[0].near_miss if error else "",
        hosts=find_hosts(shapes),
        places=find_places(normal),
        package=_first(_PACKAGE, normal),
        retries_hidden=error is not None and error[1].value == "no-match",
    )


def _match(
    signature: Signature, shapes: Sequence[str], knowledge: Knowledge
) -> Optional[Observation]:
    fact = knowledge.facts.get(signature.fact)
    match = _search(signature.pattern, shapes)
    if match is None or fact is None:
        return None
    if signature.also and _search(signature.also, shapes) is None:
        return None
    if signature.unless and _search(signature.unless, shapes) is not None:
        return None
    value, detail = signature.value, match[0]
    if signature.capture:
        detail = _dotted(match[signature.capture] or "")
        parsed = parse_value(fact, detail)
        if parsed is None:
            return None
        value = parsed[0]
    elif fact.parser.endswith("-version"):
        detail = ""
    snippet = _USERINFO.sub(r"\1***@", " ".join(detail.split()))[:MAX_DETAIL]
    return Observation(signature.fact, value, "text", snippet, TRUST)


def _dotted(version: str) -> str:
    """Return ``310``, as folders and tags are named, as ``3.10``."""
    return f"{version[0]}.{version[1:]}" if version.isdigit() and len(version) > 1 else version


def _search(pattern: str, shapes: Sequence[str]) -> Optional[re.Match[str]]:
    compiled = _compile(pattern)
    return next((found for found in map(compiled.search, shapes) if found), None)


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1].rstrip(".") if match else ""


__all__ = ["Hosts", "NotText", "Places", "Reading", "decode", "normalise", "read"]
