"""Patterns must be safe, match what they are meant for, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Callable

from ...i18n.said import said
from ..captured import Message
from ..likelihoods import Likelihoods
from ..matching import find
from ..model import Cause, Knowledge, Signature
from ..patterns import REVIEWED, Unsafe, why_unsafe
from ..words import LIKELIHOOD
from .complaint import Complaint

ERROR = "error"
MIN_CLAIMED = 0.5 * LIKELIHOOD["rare"]
"""A cause that gives an error less often than this has no claim to its messages."""


def patterns(knowledge: Knowledge) -> Iterator[Complaint]:
    """No pattern may be invalid or able to blow up; signatures must match their examples."""
    for cause in knowledge.causes.values():
        yield from _safe(cause.id, cause.regex)
    for signature in knowledge.signatures:
        where = f"signatures.{signature.id}"
        written = (signature.pattern, signature.also, signature.unless)
        unsafe = [complaint for each in written for complaint in _safe(where, each)]
        yield from unsafe
        if not unsafe:
            yield from _examples(where, signature)


def _safe(where: str, pattern: str) -> Iterator[Complaint]:
    unsafe = why_unsafe(pattern, REVIEWED)
    if unsafe is not None:
        rule = "bad-regex" if unsafe is Unsafe.INVALID else "slow-regex"
        yield Complaint(where, rule, said("lint.pattern", why=unsafe.said, pattern=pattern[:80]))


def _examples(where: str, signature: Signature) -> Iterator[Complaint]:
    pattern = re.compile(signature.pattern, re.IGNORECASE)
    if signature.capture and signature.capture not in pattern.groupindex:
        yield Complaint(where, "bad-regex", said("lint.no_group", name=signature.capture))
    for example in signature.examples:
        if not pattern.search(example):
            yield Complaint(where, "regex-misses-example", said("lint.misses", text=example))


def own_signature(knowledge: Knowledge) -> Iterator[Complaint]:
    """A cause's regex must match its own signature and no other cause's."""
    for cause in knowledge.causes.values():
        pattern = _compiled(cause)
        if pattern is None:
            continue
        if cause.signature and not pattern.search(cause.signature("en")):
            yield Complaint(
                cause.id, "regex-misses-signature", said("lint.misses", text=cause.signature("en"))
            )
        for other in knowledge.causes.values():
            if other.id != cause.id and other.signature and pattern.search(other.signature("en")):
                yield Complaint(cause.id, "regex-hits-other", said("lint.hits", name=other.id))


def captured(knowledge: Knowledge, messages: tuple[Message, ...]) -> Iterator[Complaint]:
    """Patterns must read real messages rightly: see ``flows/captured.toml``."""
    readers = _readers(knowledge) if messages else []
    for message in messages:
        yield from _named(knowledge, message)
        found = next((each for each, reads in readers if reads(message.text)), None)
        value = found.value if found else "nothing"
        if value != message.error:
            yield Complaint(
                "signatures",
                "captured-misread",
                said("lint.misread", value=value, text=message.shown),
            )
    likely = Likelihoods(knowledge)
    for cause in knowledge.causes.values():
        pattern = _compiled(cause)
        for message in messages if pattern else ():
            if cause.id in message.causes or _claims(likely, cause, message):
                continue
            if pattern is not None and pattern.search(message.text):
                text = said(
                    "lint.hits_captured", causes="/".join(message.causes), text=message.shown
                )
                yield Complaint(cause.id, "regex-hits-captured", text)


def _named(knowledge: Knowledge, message: Message) -> Iterator[Complaint]:
    for cause in message.causes:
        if knowledge.cause(cause) is None:
            yield Complaint("captured", "unknown-cause", said("lint.no_cause", name=cause))
    fact = knowledge.facts.get(ERROR)
    if fact is None or fact.value(message.error) is None:
        yield Complaint(
            "captured", "unknown-value", said("lint.value", fact=ERROR, value=message.error)
        )


def _readers(knowledge: Knowledge) -> list[tuple[Signature, Callable[[str], bool]]]:
    """Return the signatures that name an error outright, the one that wins first."""
    named = [each for each in knowledge.signatures if each.fact == ERROR and each.value]
    return [
        (each, partial(_reads, each))
        for each in sorted(named, key=lambda each: -each.rank)
        if why_unsafe(each.pattern, REVIEWED) is not Unsafe.INVALID
    ]


def _reads(signature: Signature, text: str) -> bool:
    return find(signature, (text,)) is not None


def _claims(likely: Likelihoods, cause: Cause, message: Message) -> bool:
    if ERROR not in likely.facts(cause.id):
        return False
    return likely.of(cause.id, ERROR).get(message.error, 0.0) >= MIN_CLAIMED


def _compiled(cause: Cause) -> re.Pattern[str] | None:
    if not cause.regex or why_unsafe(cause.regex, REVIEWED) is Unsafe.INVALID:
        return None
    return re.compile(cause.regex, re.IGNORECASE)
