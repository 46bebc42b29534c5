"""Reading what pip (or a like program) printed: text in, observations out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from ..knowledge import Knowledge, Signature
from ..knowledge.signatures import signatures_of
from .observations import Observation
from .parsers import parse_value
from .sanitize import NotText, decode, sanitize

TRUST = 0.96
MAX_DETAIL = 160
MAX_LINE = 6000
_PREFIX = re.compile(
    r"^(?:\s{0,4}>\s?|#\d{1,4} \d{1,6}\.\d{1,4} |\s{0,3}=> (?:=> )?# |\d{4}-\d\d-\d\d[T ][\d:.,]{5,20}"
    r"(?:Z|[+-]\d\d:?\d\d)?\s{0,3}|\d{1,5}\.\d{1,4} )"
)
_FULL_WIDTH = str.maketrans("“”‘’＂＇（）：；，［］", "\"\"''\"'():;,[]")
_USERINFO = re.compile(r"(://)[^\s/@'\"]{1,300}@")
_HOST = re.compile(r"(?:host=['\"]|https?://(?:[^\s/@'\"]{1,300}@)?)([A-Za-z0-9_.-]{1,253})")
_FAILING = re.compile(r"HTTPS?Connection(?:Pool)?\(host=['\"]([^'\"]{1,253})['\"]")
_PACKAGE = re.compile(
    r"(?:pip3? install (?:-\S+ )*|satisfies the requirement |distribution found for |"
    r"/simple/)([A-Za-z0-9][A-Za-z0-9._-]{0,80})"
)


@dataclass(frozen=True)
class Hosts:
    """Hosts that a text names; empty means none."""

    index: str = ""
    files: str = ""
    failing: str = ""


@dataclass(frozen=True)
class Reading:
    """What one text gives away.

    Attributes:
        text: the sanitised text.
        observations: facts with the snippet each was read from.
        near_miss: id of a fault that is not about TLS, or empty.
        retries_hidden: only "No matching distribution found" is there, without a reason.
    """

    text: str
    observations: tuple[Observation, ...] = ()
    near_miss: str = ""
    hosts: Hosts = Hosts()
    package: str = ""
    retries_hidden: bool = False

    def value(self, fact: str) -> str:
        """Return the value read for a fact, or an empty string."""
        return next((item.value for item in self.observations if item.fact == fact), "")


def normalise(text: str) -> str:
    """Return text as signatures want it: no log prefixes, half-width quotes, wraps rejoined."""
    lines = [_PREFIX.sub("", line.translate(_FULL_WIDTH))[:MAX_LINE] for line in text.split("\n")]
    return "\n".join(lines)


def read(text: str, knowledge: Knowledge) -> Reading:
    """Read a text.

    Args:
        text: anything; it is sanitised here.
        knowledge: supplies the signatures, facts and near misses.
    """
    clean = sanitize(text)
    normal = normalise(clean)
    flat = re.sub(r"[ \t]*\n[ \t]*", " ", normal)
    best: dict[str, tuple[int, Observation]] = {}
    near: tuple[int, str] = (-1, "")
    for signature in signatures_of(knowledge.signatures).candidates(flat):
        found = _match(signature, normal, flat, knowledge)
        if found is None:
            continue
        known = best.get(signature.fact)
        if known is None or signature.rank > known[0]:
            best[signature.fact] = (signature.rank, found)
            if signature.fact == "error":
                near = (signature.rank, signature.near_miss)
    observations = tuple(item for _, item in best.values())
    error = best["error"][1].value if "error" in best else ""
    return Reading(
        text=clean,
        observations=observations,
        near_miss=near[1],
        hosts=_hosts(normal),
        package=_first(_PACKAGE, normal),
        retries_hidden=error == "no-match",
    )


def _match(
    signature: Signature, normal: str, flat: str, knowledge: Knowledge
) -> Optional[Observation]:
    pattern = _compile(signature.pattern)
    match = pattern.search(normal) or pattern.search(flat)
    fact = knowledge.facts.get(signature.fact)
    if match is None or fact is None:
        return None
    value, detail = signature.value, match[0]
    if signature.capture:
        parsed = parse_value(fact, match[signature.capture] or "")
        if parsed is None:
            return None
        value, detail = parsed[0], match[signature.capture]
    snippet = _USERINFO.sub(r"\1***@", " ".join(detail.split()))[:MAX_DETAIL]
    return Observation(signature.fact, value, "text", snippet, TRUST)


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _hosts(text: str) -> Hosts:
    failing = _first(_FAILING, text)
    named = list(dict.fromkeys(host.lower() for host in _HOST.findall(text)))
    files = next((host for host in named if host.startswith("files.")), "")
    index = next((host for host in named if host != files), "")
    return Hosts(index, files, failing)


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1].rstrip(".") if match else ""


__all__ = ["Hosts", "NotText", "Reading", "decode", "normalise", "read"]
