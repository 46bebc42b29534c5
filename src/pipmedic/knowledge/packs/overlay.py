"""Laying a pack over the knowledge: by id, labelled, and believed in nothing.

What the rules come to: nothing of a pack can be carried out by pipmedic, only shown for copying;
what weakens TLS by its content is a last resort, whatever the pack calls it; no pattern can hang
the matcher; no cause can drown the others; no name may lead nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ...i18n.said import said
from ..captured import Message, share_of
from ..lint.references import of_cause, of_remedy
from ..model import (
    OTHER,
    Cause,
    Issuer,
    Knowledge,
    LoadedPack,
    Mirror,
    Remedy,
    Risk,
    Tier,
)
from ..patterns import bounded, ways, why_unsafe
from ..text import Text
from ..weakening import operation_weakens, weakens
from ..words import PRIOR
from .errors import PackError, Threat
from .pack import Pack

SHOWN_ONLY = frozenset(
    ["pip", "run", "manual", "download", "venv", "export-ca", "trust-add", "trust-remove"]
)
"""Operations that pipmedic only ever writes down. The others it can carry out by itself, after
consent; of a pack it takes those only that have a form to copy instead."""

VARIABLES = frozenset(["env-set", "env-unset", "edit-proxy"])
"""Operations that are only shown unless they are to last: of a pack, they never last."""

MAX_WEIGHT = 0.25
"""What all new causes of a pack may weigh together before anything is known, as a part of what was
there without it: thousands of entries of other trades must not drown the causes of this one."""

MAX_WAYS = 100_000
"""What all patterns of a pack may cost together: ways to lay them over a text from one place."""

_CONFIG_SCOPE = {"user": "--user", "venv": "--site", "system": "--global"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,119}\Z")
_INTERFERING = frozenset({"gateway", "antivirus", "debug", "local-proxy"})
_MIN_WORD = 3
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LABEL = {"en": "{text} (pack {pack})", "zh": "{text}（知识包 {pack}）"}
_NOTE = {
    "en": "From the pack {pack}, which pipmedic has not verified. Read it before you run it.",
    "zh": "此内容来自知识包 {pack}，pipmedic 未核实。执行前请先看清楚。",
}
_WEAK_NOTE = {
    "en": "It weakens the TLS check: anyone on the way can then change what you install.",
    "zh": "它会削弱或关闭 TLS 校验：途中任何人都能篡改你安装的内容。",
}


def lay_over(knowledge: Knowledge, pack: Pack, messages: Sequence[Message] = ()) -> Knowledge:
    """Return the knowledge with what the pack brings; later packs win over earlier ones.

    Args:
        messages: captured messages, to tell how much a cause's pattern says.

    Raises:
        PackError: something in the pack breaks a rule.
    """
    remedies = {name: _remedy(knowledge, pack, each) for name, each in pack.remedies.items()}
    causes = _weighed(_causes(pack, messages), knowledge)
    mirrors = [_mirror(pack, mirror) for mirror in pack.mirrors]
    issuers = [_issuer(knowledge, pack, issuer) for issuer in pack.issuers]
    overrides = (
        *(name for name in causes if name in knowledge.causes),
        *(name for name in remedies if name in knowledge.remedies),
        *_shared(mirrors, knowledge.mirrors),
        *_shared(issuers, knowledge.issuers),
    )
    laid = replace(
        knowledge,
        causes={**knowledge.causes, **causes},
        remedies={**knowledge.remedies, **remedies},
        mirrors=(*_without(knowledge.mirrors, mirrors), *mirrors),
        issuers=(*issuers, *_without(knowledge.issuers, issuers)),
        packs=(
            *knowledge.packs,
            LoadedPack(
                pack.name,
                pack.version,
                pack.contact,
                overrides,
                pack.languages,
                tuple(n for n, each in causes.items() if pack.causes[n].regex and not each.regex),
            ),
        ),
    )
    _names(laid, pack)
    return laid


def _shared(ours: Iterable[Any], theirs: Iterable[Any]) -> list[str]:
    known = {each.id for each in theirs}
    return [each.id for each in ours if each.id in known]


def _without(known: Iterable[Any], replaced: Iterable[Any]) -> list[Any]:
    gone = {each.id for each in replaced}
    return [each for each in known if each.id not in gone]


def _names(laid: Knowledge, pack: Pack) -> None:
    for name in pack.causes:
        cause = laid.causes[name]
        for complaint in of_cause(cause, laid):
            raise PackError(f"kb/{name}", complaint.rule, complaint.text, Threat.UNKNOWN_NAME)
        for edge in cause.transitions:
            if laid.cause(edge.target) is None:
                reason = said("lint.no_cause", name=edge.target)
                raise PackError(f"kb/{name}", "transition_graph", reason, Threat.UNKNOWN_NAME)
    for name in pack.remedies:
        for complaint in of_remedy(laid.remedies[name], laid):
            raise PackError(f"remedies.{name}", complaint.rule, complaint.text, Threat.UNKNOWN_NAME)


def _causes(pack: Pack, messages: Sequence[Message]) -> dict[str, Cause]:
    """Return the causes; where all patterns together cost too much, some keep their words only."""
    left = float(MAX_WAYS)
    causes = {}
    for name, each in pack.causes.items():
        cause = _cause(pack, each, messages)
        left -= ways(cause.regex)
        causes[name] = cause if left >= 0 else replace(cause, regex="")
    return causes


def _weighed(causes: dict[str, Cause], knowledge: Knowledge) -> dict[str, Cause]:
    """Return the causes; those that are new keep to the limit of all of them together."""
    known = sum(cause.prior for cause in knowledge.causes.values())
    fresh = {name: each for name, each in causes.items() if name not in knowledge.causes}
    brought = sum(cause.prior for cause in fresh.values())
    if brought <= MAX_WEIGHT * known:
        return causes
    part = MAX_WEIGHT * known / brought
    lighter = {name: replace(each, prior=each.prior * part) for name, each in fresh.items()}
    return {**causes, **lighter}


def _cause(pack: Pack, cause: Cause, messages: Sequence[Message]) -> Cause:
    where = f"kb/{cause.id[:80]}"
    if not _ID.match(cause.id) or cause.id == OTHER:
        raise PackError(where, "id", said("data.no_id"), Threat.BAD_DATA)
    if not cause.prior <= PRIOR["high"]:
        raise PackError(where, "prior", said("pack.refused.prior"), Threat.OVERBEARING)
    pattern = bounded(cause.regex)
    unsafe = why_unsafe(pattern)
    if unsafe is not None:
        raise PackError(where, "regex", unsafe.said, Threat.UNSAFE_PATTERN)
    return replace(
        cause,
        title=_labelled(pack, cause.title),
        regex=pattern,
        tier=Tier.FOREIGN if cause.tier is Tier.FOREIGN else Tier.ESTIMATED,
        lab=(),
        pack=pack.name,
        signature_share=share_of(pattern, messages),
    )


def _remedy(knowledge: Knowledge, pack: Pack, remedy: Remedy) -> Remedy:
    where = f"remedies.{remedy.id[:80]}"
    if not _ID.match(remedy.id):
        raise PackError(where, "id", said("data.no_id"), Threat.BAD_DATA)
    known = knowledge.remedies.get(remedy.id)
    weak = (
        remedy.risk is Risk.WEAKENS
        or (known is not None and known.risk is Risk.WEAKENS)
        or any(map(operation_weakens, (*remedy.operations, *remedy.undo)))
        or any(map(weakens, (*remedy.title.variants.values(), *remedy.summary.variants.values())))
    )
    return replace(
        remedy,
        title=_labelled(pack, remedy.title),
        operations=tuple(_shown(where, step) for step in remedy.operations),
        undo=tuple(_shown(where, step) for step in remedy.undo),
        risk=Risk.WEAKENS if weak else Risk.CARE,
        risk_note=_note(pack, remedy.risk_note, weak),
        recipe="",
        tier=Tier.ESTIMATED,
        pack=pack.name,
    )


def _shown(where: str, step: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an operation that can only be shown."""
    kind = step.get("op")
    if kind in SHOWN_ONLY:
        return step
    if kind in VARIABLES:
        return {**step, "lifetime": "shell"} if step.get("lifetime") == "user" else step
    scope = _CONFIG_SCOPE.get(str(step.get("scope", "user")), "--user")
    when = {"when": step["when"]} if "when" in step else {}
    key, value = str(step.get("key", "")), str(step.get("value", ""))
    if kind == "pip-config-set":
        return {"op": "pip", "args": ["config", scope, "set", key, value], **when}
    if kind == "pip-config-unset":
        return {"op": "pip", "args": ["config", scope, "unset", key], **when}
    reason = said("pack.refused.operation", name=kind)
    raise PackError(where, "operations", reason, Threat.EXECUTES)


def _labelled(pack: Pack, text: Text) -> Text:
    return Text(
        {
            code: _LABEL.get(code, _LABEL["en"]).format(text=wording, pack=pack.name)
            for code, wording in text.variants.items()
            if wording
        }
    )


def _note(pack: Pack, own: Text, weak: bool) -> Text:
    return Text(
        {
            code: " ".join(
                part
                for part in (
                    _WEAK_NOTE[code] if weak else "",
                    own(code),
                    note.format(pack=pack.name),
                )
                if part
            )
            for code, note in _NOTE.items()
        }
    )


def _mirror(pack: Pack, mirror: Mirror) -> Mirror:
    parts = urlsplit(mirror.url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        reason = said("pack.refused.https")
        raise PackError(f"mirrors.{mirror.id[:80]}", "url", reason, Threat.WEAKENS)
    return replace(mirror, name=_labelled(pack, mirror.name))


def _issuer(knowledge: Knowledge, pack: Pack, issuer: Issuer) -> Issuer:
    where = f"issuers.{issuer.id[:80]}"
    if issuer.kind not in _INTERFERING:
        reason = said("data.no_choice", known=", ".join(sorted(_INTERFERING)), found=issuer.kind)
        raise PackError(where, "kind", reason, Threat.OVERBEARING)
    public = [word for each in knowledge.issuers if each.kind == "public" for word in each.words]
    for word in issuer.words:
        if len(word.strip()) < _MIN_WORD and word.isascii():
            raise PackError(
                where, "words", said("pack.refused.short", word=word), Threat.OVERBEARING
            )
        if any(word.lower() in name for name in public):
            reason = said("pack.refused.public", word=word)
            raise PackError(where, "words", reason, Threat.OVERBEARING)
    words = tuple(word.strip().lower() for word in issuer.words)
    return replace(issuer, words=words, name=_labelled(pack, issuer.name))
