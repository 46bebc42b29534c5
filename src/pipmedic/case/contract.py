"""The headless contract: one case as one JSON-ready mapping (schema 1)."""

from __future__ import annotations

from typing import Any

from .. import __version__
from ..diagnosis.choice import AskQuestion, HandOver, RunChecks, Step, TryRemedy
from ..i18n import translator
from ..knowledge import TransitionKind
from .case import Case
from .explaining import explanation_record
from .noticing import noticed_besides
from .plan import item_record
from .redaction import Level, Redactor
from .wording import finding_text

SCHEMA = 1
MIN_SHOWN = 0.01


def document(case: Case) -> dict[str, Any]:
    """Return the case in the shape of the headless contract, in the case's language."""
    return {
        "schema": SCHEMA,
        "pipmedic": __version__,
        "lang": case.language,
        "observations": _observations(case),
        "beliefs": _beliefs(case),
        "verdict": _verdict(case),
        "next": next_record(case),
        "explanation": None if case.sound else explanation_record(case),
        "plan": [item_record(item) for item in case.plan],
        "dead_ends": _dead_ends(case),
        "leads_to": _leads_to(case),
        "ruled_out": _ruled_out(case),
        "mended": [{"cause": item.cause, "remedy": item.remedy} for item in case.mended],
        "near_miss": _near_miss(case),
        "also_noticed": also_noticed(case),
    }


def _observations(case: Case) -> list[dict[str, str]]:
    redact = Redactor(Level.NONE)
    return [
        {
            "fact": item.fact,
            "value": item.value,
            "source": item.source,
            "detail": redact(item.detail),
        }
        for item in case.observations
    ]


def _beliefs(case: Case) -> list[dict[str, Any]]:
    """The causes worth naming; none where pip gets through and nobody says that it fails."""
    items = () if case.sound else case.belief.items
    return [{"cause": cause, "p": round(p, 4)} for cause, p in items if p >= MIN_SHOWN]


def _verdict(case: Case) -> dict[str, Any] | None:
    found = case.verdict
    if found is None:
        return None
    return {"cause": found.cause, "p": round(found.p, 4), "confident": found.confident}


def step_kind(step: Step) -> str:
    """Return the contract's name of a step's kind."""
    return {
        RunChecks: "checks",
        AskQuestion: "question",
        TryRemedy: "remedy",
        HandOver: "handover",
    }[type(step)]


def step_text(case: Case, step: Step) -> str:
    """Return what the step asks of the person, in the case's language."""
    say = translator(case.language)
    if isinstance(step, AskQuestion):
        return case.knowledge.facts[step.fact].question(case.language)
    if isinstance(step, TryRemedy):
        return case.knowledge.remedies[step.remedy].title(case.language)
    if isinstance(step, RunChecks):
        return say("step.checks")
    return say("step.handover")


def step_why(case: Case, step: Step) -> str:
    """Return why the step comes next, in the case's language."""
    say = translator(case.language)
    if isinstance(step, AskQuestion):
        own = case.knowledge.facts[step.fact].why(case.language)
        return own or say("why.question")
    if isinstance(step, TryRemedy):
        cause = case.knowledge.causes.get(step.cause)
        return say("why.remedy", cause=cause.title(case.language) if cause else step.cause)
    return say("why.checks") if isinstance(step, RunChecks) else say("why.handover")


def next_record(case: Case) -> dict[str, Any]:
    """Return the next step in the shape of the contract; a sound machine needs none."""
    if case.sound:
        say = translator(case.language)
        told = {"kind": "handover", "id": "sound", "text": say("sound.found")}
        return {**told, "why": say("sound.why"), "answers": [], "expected_cost": 0.0, "splits": {}}
    decision = case.decision
    step = decision.step
    answers: list[dict[str, str]] = []
    identifier = ""
    if isinstance(step, AskQuestion):
        identifier = step.fact
        answers = [
            {"value": value.id, "text": value.text(case.language)}
            for value in case.knowledge.facts[step.fact].values
        ]
        answers.append({"value": "unknown", "text": translator(case.language)("answer.unknown")})
    elif isinstance(step, TryRemedy):
        identifier = step.remedy
    elif isinstance(step, RunChecks):
        identifier = "+".join(step.checks)
    return {
        "kind": step_kind(step),
        "id": identifier,
        "text": step_text(case, step),
        "why": step_why(case, step),
        "answers": answers,
        "expected_cost": round(decision.expected_cost, 2),
        "splits": {cause: round(delta, 4) for cause, delta in decision.why.splits.items()},
    }


def _ruled_out(case: Case) -> list[dict[str, Any]]:
    items = () if case.sound else case.ruled_out
    return [{"cause": item.cause, "because": list(item.because)} for item in items]


def _dead_ends(case: Case) -> list[dict[str, str]]:
    if case.cause is None:
        return []
    return [
        {"action": item.action(case.language), "why": item.why(case.language)}
        for item in case.cause.dead_ends
    ]


def _leads_to(case: Case) -> list[dict[str, Any]]:
    if case.cause is None:
        return []
    return [
        {"cause": edge.target, "p": edge.probability or 0.0}
        for edge in case.cause.edges(TransitionKind.LEADS_TO)
    ]


def _near_miss(case: Case) -> dict[str, str] | None:
    reading = case.reading
    if reading is None or not reading.near_miss:
        return None
    found = case.knowledge.near_misses[reading.near_miss]
    return {
        "id": found.id,
        "title": found.title(case.language),
        "advice": found.advice(case.language),
    }


def also_noticed(case: Case) -> list[dict[str, str]]:
    """Return what is wrong and does not belong to the cause, nor to what pip says."""
    say = translator(case.language)
    return [
        {
            "check": item.check,
            "outcome": item.outcome.value,
            "text": finding_text(item, say),
        }
        for item in noticed_besides(case)
    ]
