"""A replay in words for people, and as a record for programs."""

from __future__ import annotations

import time
from typing import Any

from .. import __version__
from ..i18n import Translator, translator
from .case import Case
from .events import (
    Answered,
    Checked,
    Consented,
    Event,
    Given,
    Noted,
    Opened,
    Pasted,
    Tried,
    Verified,
    to_record,
)
from .parameters import parameter_label
from .redaction import Level, redact_values
from .replay import Replay, ReplayedStep, replay
from .report import redactor
from .wording import cause_title, fact_line, finding_text, moment

SCHEMA = 1
QUOTED_LINES = 3
QUOTED_CHARACTERS = 300
_SHOWN_OUTCOMES = ("warn", "fail")


def replay_page(case: Case) -> str:
    """Return the whole replay as text, secrets hidden; what the wizard and linear mode show."""
    return "\n".join(replay_lines(replay(case)))


def replay_lines(found: Replay, level: Level = Level.NONE) -> list[str]:
    """Return a replay as plain lines in the case's language, hiding what ``level`` asks for."""
    case = found.case
    say, redact = translator(case.language), redactor(case, level)
    lines = [say("replay.title")]
    if found.left_out:
        lines.append(say("replay.left_out", count=found.left_out))
    for step in found.steps:
        lines += ["", *_step_lines(step, say)]
    lines += ["", _ending(case, say)]
    return [redact(line) for line in lines]


def _step_lines(step: ReplayedStep, say: Translator) -> list[str]:
    when = moment(say.language, step.event.at)
    heading = "replay.step" if step.lasting else "replay.step_taken_back"
    lines = [say(heading, number=step.number, when=when)]
    lines += [f"  {line}" for line in event_lines(step, say)]
    if step.changed and step.believed:
        lines.append(f"  {say('replay.believed')}")
        lines += [f"    {p:4.0%} {cause_title(step.after, name)}" for name, p in step.believed]
    return lines


def _ending(case: Case, say: Translator) -> str:
    return say("replay.ends_well") if case.state.works else say("replay.ends_open")


def event_lines(step: ReplayedStep, say: Translator) -> list[str]:
    """Return what one event was, in words: told, asked and answered, checked, tried."""
    event, case = step.event, step.after
    if isinstance(event, Pasted):
        return [say("replay.pasted"), *_quoted(event.text), *_understood(case, say)]
    if isinstance(event, Checked):
        return [*_checked(case, event, say)]
    if isinstance(event, Verified):
        return [*_verified(case, event, say)]
    if step.moved is not None:
        return [say(f"replay.{event.kind}", what=_short(case, step.moved, say))]
    return [_short(case, event, say)]


def _short(case: Case, event: Event, say: Translator) -> str:
    """Return one event in a line."""
    if isinstance(event, Opened):
        return _opened(event, say)
    if isinstance(event, Answered):
        words = _fact_words(case, event)
        return say("replay.told" if event.told else "replay.answered", what=words)
    if isinstance(event, Given):
        return say("replay.given", what=parameter_label(event.name, say), value=event.value)
    if isinstance(event, Consented):
        return _consented(event, say)
    if isinstance(event, Tried):
        return say("replay.tried", what=_tried(case, event, say))
    if isinstance(event, Noted):
        return say("replay.noted", what=event.text)
    if isinstance(event, Verified):
        return say("replay.verified", what=_outcome(event, say))
    return say(f"replay.{event.kind}", what="")


def _opened(event: Opened, say: Translator) -> str:
    where = say("title.here" if event.here else "title.elsewhere")
    limits = [
        say(f"replay.{name}")
        for name, holds in (("offline", event.offline), ("no_checks", not event.checks))
        if holds
    ]
    return say("replay.opened", what=say("replay.comma").join([where, *limits]))


def _fact_words(case: Case, event: Answered) -> str:
    if event.fact not in case.knowledge.facts:
        return f"{event.fact} = {event.value}"
    return fact_line(case, event.fact, event.value, event.detail)


def _consented(event: Consented, say: Translator) -> str:
    if not event.granted:
        return say("replay.refused")
    hosts = say("replay.comma").join(event.hosts)
    return say("replay.consented", hosts=hosts) if hosts else say("replay.consented_local")


def _tried(case: Case, event: Tried, say: Translator) -> str:
    remedy = case.knowledge.remedies.get(event.remedy)
    title = remedy.title(case.language) if remedy else event.remedy
    message = f"outcome.{event.outcome}"
    return f"{title}: {say(message) if say.has(message) else event.outcome}"


def _outcome(event: Verified, say: Translator) -> str:
    message = f"verify.{event.outcome}"
    return say(message) if say.has(message) else event.outcome


def _verified(case: Case, event: Verified, say: Translator) -> list[str]:
    remedy = case.knowledge.remedies.get(event.remedy)
    lines = [say("replay.carried_out", what=remedy.title(case.language))] if remedy else []
    said = _quoted(event.output) if event.outcome != "works" else []
    return [*lines, say("replay.verified", what=_outcome(event, say)), *said]


def _checked(case: Case, event: Checked, say: Translator) -> list[str]:
    checks = event.document.get("checks")
    count = len(checks) if isinstance(checks, list) else 0
    here = event.origin == "check"
    lines = [say("replay.checked", count=count) if here else say("replay.collected")]
    for item in case.examination.findings:
        if item.outcome.value in _SHOWN_OUTCOMES:
            status = say(f"status.{item.outcome.value}")
            lines.append(f"  {status}: {finding_text(item, say)}")
    return lines


def _quoted(text: str) -> list[str]:
    """Return the last lines of a text, where pip's reason stands."""
    told = [line.strip() for line in text.splitlines() if line.strip()]
    return [f"  | {line[:QUOTED_CHARACTERS]}" for line in told[-QUOTED_LINES:]]


def _understood(case: Case, say: Translator) -> list[str]:
    reading = case.readings[-1]
    found = [item for item in reading.observations if item.fact in case.knowledge.facts]
    lines = [f"  {fact_line(case, item.fact, item.value, '')}" for item in found]
    return [say("linear.read"), *lines] if lines else [say("replay.nothing_read")]


def replay_record(found: Replay, level: Level = Level.NONE) -> dict[str, Any]:
    """Return a replay as JSON-ready data (schema 1).

    ``case`` is how it began; each of ``steps`` has the event as it is in the log (a probe document
    only by its number of checks), the same in words, whether it still counts, and what was
    believed after it.
    """
    case = found.case
    say = translator(case.language)
    record = {
        "schema": SCHEMA,
        "kind": "replay",
        "pipmedic": __version__,
        "lang": case.language,
        "case": to_record(case.opened),
        "works": case.state.works,
        "left_out": found.left_out,
        "steps": [_step_record(step, say) for step in found.steps],
    }
    hidden: dict[str, Any] = redact_values(record, redactor(case, level))
    return hidden


def _step_record(step: ReplayedStep, say: Translator) -> dict[str, Any]:
    verdict = step.after.verdict if step.believed else None
    return {
        "number": step.number,
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(step.event.at)),
        "event": _event_record(step.event),
        "text": [line.strip() for line in event_lines(step, say)],
        "lasting": step.lasting,
        "moved": _event_record(step.moved) if step.moved else None,
        "beliefs": [{"cause": name, "p": round(p, 4)} for name, p in step.believed],
        "confident": bool(verdict and verdict.confident),
    }


def _event_record(event: Event) -> dict[str, Any]:
    record = to_record(event)
    if isinstance(event, Checked):
        checks = event.document.get("checks")
        del record["document"]
        record["checks"] = len(checks) if isinstance(checks, list) else 0
    return record
