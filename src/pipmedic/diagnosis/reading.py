"""Reading what pip (or a like program) printed: text in, observations out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional

from ..knowledge import Knowledge, Signature
from ..knowledge.matching import find
from ..knowledge.signatures import signatures_of
from .dumps import self_signed
from .hosts import Hosts, Places, find_hosts, find_places
from .normalise import forms, normalise
from .observations import Observation
from .parsers import also_told, parse_value
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
        retries_hidden: only "No matching distribution found" is there, without a reason and
            without the versions that an index would have listed.
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
    best = _best(shapes, knowledge)
    error = best.get("error")
    observations = [item for _, item in best.values()]
    told = (other for item in observations for other in also_told(item, knowledge))
    observations += [item for item in tuple(told) if item.fact not in best]
    issuer = self_signed(normal)
    if issuer and "chain_trust" in knowledge.facts:
        observations.append(
            Observation("chain_trust", "self-signed", "text", _snippet(issuer), TRUST)
        )
    return Reading(
        text=clean,
        observations=tuple(observations),
        near_miss=error[0].near_miss if error else "",
        hosts=find_hosts(shapes),
        places=find_places(normal),
        package=_first(_PACKAGE, normal),
        retries_hidden=error is not None
        and error[1].value == "no-match"
        and "package_exists" not in best,
    )


def _best(shapes: Sequence[str], knowledge: Knowledge) -> dict[str, tuple[Signature, Observation]]:
    """Return fact id to the highest-ranking signature that is found, in the order of the file."""
    candidates = signatures_of(knowledge.signatures).candidates("\n".join(shapes[1:] or shapes))
    found: dict[str, tuple[Signature, Observation]] = {}
    for signature in sorted(candidates, key=lambda candidate: -candidate.rank):
        if signature.fact in found:
            continue
        seen = _observe(signature, shapes, knowledge)
        if seen is not None:
            found[signature.fact] = (signature, seen)
    facts = dict.fromkeys(candidate.fact for candidate in candidates)
    return {fact: found[fact] for fact in facts if fact in found}


def _observe(
    signature: Signature, shapes: Sequence[str], knowledge: Knowledge
) -> Optional[Observation]:
    fact = knowledge.facts.get(signature.fact)
    match = find(signature, shapes) if fact is not None else None
    if match is None or fact is None:
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
    return Observation(signature.fact, value, "text", _snippet(detail), TRUST)


def _snippet(text: str) -> str:
    return _USERINFO.sub(r"\1***@", " ".join(text.split()))[:MAX_DETAIL]


def _dotted(version: str) -> str:
    """Return the digits with which folders and tags are named as a version: 310, 27, 385."""
    if not version.isdigit() or len(version) < 2:
        return version
    minor = version[1:] if version[1] == "1" else ".".join(version[1:])
    return f"{version[0]}.{minor}"


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1].rstrip(".") if match else ""


__all__ = ["Hosts", "NotText", "Places", "Reading", "decode", "normalise", "read"]
