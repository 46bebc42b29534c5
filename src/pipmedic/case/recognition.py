"""How a cause is recognised: what speaks for it and against it, and what it is taken for."""

from __future__ import annotations

from dataclasses import dataclass

from ..i18n import Translator, translator
from ..knowledge import Cause, Knowledge, RemedyUse, Transition, TransitionKind
from ..knowledge.likelihoods import Likelihoods

RAISES = 1.5
"""An answer speaks for a cause from this likelihood ratio on."""

LOWERS = 0.4
"""It speaks against the cause below this one."""


@dataclass(frozen=True)
class Sign:
    """One answer that moves the belief in a cause.

    Attributes:
        p: P(answer | cause).
        ratio: how much likelier the answer is with this cause than among all users.
    """

    fact: str
    value: str
    p: float
    ratio: float


def signs(likelihoods: Likelihoods, cause: str) -> tuple[tuple[Sign, ...], tuple[Sign, ...]]:
    """Return the authored answers that speak for a cause and those against it, strongest first."""
    authored = likelihoods.knowledge.causes[cause].evidence
    found = [
        Sign(fact, value, likelihoods.of(cause, fact)[value], ratio)
        for (fact, value), ratio in likelihoods.ratios(cause).items()
        if value in authored[fact]
    ]
    speak = sorted((s for s in found if s.ratio >= RAISES), key=lambda s: (-s.ratio, s.fact))
    against = sorted((s for s in found if s.ratio <= LOWERS), key=lambda s: (s.ratio, s.fact))
    return tuple(speak), tuple(against)


def explain_page(knowledge: Knowledge, name: str, language: str) -> str:
    """Return how a cause is recognised and mended; empty if there is no such cause.

    Args:
        knowledge: after ``complete``, so that foreign entries have evidence too.
        name: id or alias.
    """
    cause = knowledge.cause(name)
    if cause is None:
        return ""
    say = translator(language)
    likelihoods = Likelihoods(knowledge)
    raising, lowering = signs(likelihoods, cause.id)
    parts = [
        [cause.title(language), f"[{cause.id}] {say('tier.' + cause.tier.value)}"],
        [cause.root_cause(language)],
        [cause.mechanism(language)],
        _section(say("recognition.applies"), [cause.applies.text(language)]),
        _section(say("recognition.raises"), _signs(knowledge, raising, say)),
        _section(say("recognition.lowers"), _signs(knowledge, lowering, say)),
        _section(say("recognition.confused"), _confusions(knowledge, cause, say)),
        _section(say("recognition.remedies"), _remedies(knowledge, cause, say)),
        _section(say("plan.dead_ends"), _dead_ends(cause, language)),
        _section(say("plan.myths"), _myths(cause, language)),
        _section(say("recognition.next"), _next(knowledge, cause, say)),
        _section(say("plan.sources"), [f"{each.title} {each.url}" for each in cause.sources]),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if any(lines))


def _section(title: str, lines: list[str]) -> list[str]:
    kept = [f"- {line.strip()}" for line in lines if line.strip()]
    return [title, *kept] if kept else []


def _signs(knowledge: Knowledge, found: tuple[Sign, ...], say: Translator) -> list[str]:
    lines = []
    for sign in found:
        fact = knowledge.facts[sign.fact]
        value = fact.value(sign.value)
        answer = value.text(say.language) if value else sign.value
        word = _word(sign.p, say)
        lines.append(f"{fact.question(say.language)} {answer} ({word}, x{sign.ratio:.2g})")
    return lines


def _word(p: float, say: Translator) -> str:
    """Return the word for how often an answer is given."""
    for least, word in ((0.9, "always"), (0.65, "usual"), (0.25, "sometimes"), (0.05, "rare")):
        if p >= least:
            return say(f"likelihood.{word}")
    return say("likelihood.never")


def _confusions(knowledge: Knowledge, cause: Cause, say: Translator) -> list[str]:
    return [_confusion(knowledge, edge, say) for edge in cause.edges(TransitionKind.CONFUSED_WITH)]


def _confusion(knowledge: Knowledge, edge: Transition, say: Translator) -> str:
    other = knowledge.cause(edge.target)
    title = other.title(say.language) if other else edge.target
    line = f"{title} [{edge.target}]: {edge.distinction(say.language)}"
    fact = knowledge.facts.get(edge.decided_by)
    if fact is not None:
        line += " " + say("recognition.decided_by", question=fact.question(say.language))
    return line


def _remedies(knowledge: Knowledge, cause: Cause, say: Translator) -> list[str]:
    lines = [_remedy(knowledge, use, say) for use in cause.remedies]
    if not cause.remedies:
        lines += [item.action(say.language) for item in cause.workarounds]
    return lines


def _remedy(knowledge: Knowledge, use: RemedyUse, say: Translator) -> str:
    remedy = knowledge.remedies.get(use.remedy)
    if remedy is None:
        return use.remedy
    line = f"{remedy.title(say.language)} [{remedy.id}] {use.fixes.mean:.0%}"
    if remedy.risk.value != "safe":
        line += f", {say('risk.' + remedy.risk.value)}"
    conditions = [
        f"{knowledge.facts[fact].question(say.language)} {_answers(knowledge, fact, values, say)}"
        for fact, values in use.when.items()
        if fact in knowledge.facts
    ]
    return f"{line}; {say('recognition.when')} {'; '.join(conditions)}" if conditions else line


def _answers(knowledge: Knowledge, fact: str, values: tuple[str, ...], say: Translator) -> str:
    known = (knowledge.facts[fact].value(value) for value in values)
    return " / ".join(value.text(say.language) for value in known if value)


def _dead_ends(cause: Cause, language: str) -> list[str]:
    return [f"{end.action(language)}: {end.why(language)}" for end in cause.dead_ends]


def _myths(cause: Cause, language: str) -> list[str]:
    return [f"{myth.claim(language)} {myth.truth(language)}" for myth in cause.myths]


def _next(knowledge: Knowledge, cause: Cause, say: Translator) -> list[str]:
    lines = []
    for edge in cause.edges(TransitionKind.LEADS_TO):
        other = knowledge.cause(edge.target)
        title = other.title(say.language) if other else edge.target
        p = f"{edge.probability:.0%} " if edge.probability is not None else ""
        lines.append(f"{p}{title} [{edge.target}]: {edge.condition(say.language)}".rstrip(": "))
    return lines
