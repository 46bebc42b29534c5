"""Finding causes by id, error code, pasted message or words, in any language, best first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from ..diagnosis.reading import Reading, read
from ..knowledge import Cause, Knowledge
from ..knowledge.likelihoods import Likelihoods

_HAN = r"\u3400-\u9fff"
_TOKEN = re.compile(rf"[a-z0-9_]+(?:[.-][a-z0-9_]+)*|[{_HAN}]+")
_NAME, _TITLE, _SIGN, _WORDS = 8.0, 6.0, 4.0, 1.0
_MIN_P = 0.02
_TAIL = 0.1
"""Causes that score less than this part of the best are left out."""

_ISSUERS = {"gateway": "corp", "antivirus": "av", "debug": "debug", "local-proxy": "debug"}
"""Kind of an issuer in flows/issuers.toml to the value of the fact ``issuer``."""


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        causes: ids, best first.
        reading: what the text gives away if it is a message.
    """

    causes: tuple[str, ...]
    reading: Reading


def search(knowledge: Knowledge, text: str) -> Found:
    """Rank the causes by what the text says; every cause in stored order if it says nothing.

    Two kinds of score are added: words of the text that stand in the entry, rarer ones counting
    more; and, if the text reads as an error of pip, how likely each cause gives that error.
    """
    reading = read(text, knowledge)
    if not text.strip():
        return Found(tuple(knowledge.causes), reading)
    exact = knowledge.cause(text.strip())
    if exact is not None:
        return Found((exact.id,), reading)
    if reading.near_miss:
        return Found((), reading)
    scores = _by_words(knowledge, text)
    for fact, value in (("error", reading.value("error")), ("issuer", _issuer(knowledge, text))):
        for cause, score in _by_answer(knowledge, fact, value).items():
            scores[cause] = scores.get(cause, 0.0) + score
    least = _TAIL * max(scores.values(), default=0.0)
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    return Found(tuple(name for name in ranked if scores[name] >= least), reading)


def tokens(text: str) -> list[str]:
    """Return the words of a text: Latin words in lower case, Chinese as pairs of characters."""
    found = []
    for word in _TOKEN.findall(text.lower()):
        if ord(word[0]) < 0x3400 or len(word) == 1:
            found.append(word)
        else:
            found += [word[start : start + 2] for start in range(len(word) - 1)]
    return list(dict.fromkeys(found))


def _by_words(knowledge: Knowledge, text: str) -> dict[str, float]:
    wanted = tokens(text)
    weights = {name: _weights(cause) for name, cause in knowledge.causes.items()}
    scores: dict[str, float] = {}
    matched: dict[str, int] = {}
    for word in wanted:
        holders = {name: found for name in weights if (found := _weight(weights[name], word))}
        for name, weight in holders.items():
            rarity = log(1 + len(weights) / len(holders))
            scores[name] = scores.get(name, 0.0) + weight * rarity
            matched[name] = matched.get(name, 0) + 1
    return {name: score * matched[name] / len(wanted) for name, score in scores.items()}


def _weights(cause: Cause) -> list[tuple[str, float]]:
    return [
        (" ".join((cause.id, *cause.aliases, *cause.tags)).lower(), _NAME),
        (_all((cause.title,)), _TITLE),
        (_all((cause.signature,)) + " " + cause.regex.lower(), _SIGN),
        (_all((cause.root_cause, cause.mechanism)), 2 * _WORDS),
        (_all(part for end in cause.dead_ends for part in (end.action, end.why)), _WORDS),
        (_all(part for myth in cause.myths for part in (myth.claim, myth.truth)), _WORDS),
    ]


def _all(texts: Iterable[object]) -> str:
    return " ".join(
        wording for text in texts for wording in getattr(text, "variants", {}).values()
    ).lower()


def _weight(fields: list[tuple[str, float]], word: str) -> float:
    return max((weight for field, weight in fields if word in field), default=0.0)


def _issuer(knowledge: Knowledge, text: str) -> str:
    """Return the answer to "who signed it?" that a name in the text gives."""
    lower = text.lower()
    kinds = (each.kind for each in knowledge.issuers if any(word in lower for word in each.words))
    return _ISSUERS.get(next(kinds, ""), "")


def _by_answer(knowledge: Knowledge, fact: str, value: str) -> dict[str, float]:
    """Score the causes by prior times P(answer | cause), the likeliest at 100."""
    known = knowledge.facts.get(fact)
    if not value or known is None or value not in known.shares:
        return {}
    likelihoods = Likelihoods(knowledge)
    chances = {
        cause.id: cause.prior * likelihoods.of(cause.id, fact)[value]
        for cause in knowledge.causes.values()
        if value in cause.evidence.get(fact, {}) and likelihoods.of(cause.id, fact)[value] > _MIN_P
    }
    most = max(chances.values(), default=1.0)
    return {name: 100 * chance / most for name, chance in chances.items()}
