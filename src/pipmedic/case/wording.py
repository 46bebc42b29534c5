"""Parts of a case in words, for every face alike."""

from __future__ import annotations

import time
from typing import Optional

from ..checks.findings import Finding
from ..diagnosis.explain import Branch
from ..i18n import Translator, translator
from ..knowledge import OTHER
from .case import Case
from .redaction import Level, Redactor


def cause_title(case: Case, cause: str) -> str:
    """Return a cause's title, or the wording for the unknown cause."""
    known = case.knowledge.causes.get(cause)
    if cause == OTHER or known is None:
        return translator(case.language)("cause.other")
    return known.title(case.language)


def fact_line(case: Case, fact_id: str, value_id: str, detail: str) -> str:
    """Return one fact with its value; a secret in the detail is hidden."""
    return f"{fact_question(case, fact_id)} {value_words(case, fact_id, value_id, detail)}"


def fact_question(case: Case, fact_id: str) -> str:
    """Return how a person is asked for a fact."""
    return case.knowledge.facts[fact_id].question(case.language)


def value_words(case: Case, fact_id: str, value_id: str, detail: str = "") -> str:
    """Return a fact's value, with what was seen; a secret in it is hidden."""
    value = case.knowledge.facts[fact_id].value(value_id)
    shown = value.text(case.language) if value else translator(case.language)("answer.unknown")
    detail = Redactor(Level.NONE)(detail)
    return f"{shown} ({detail})" if detail and detail != shown else shown


def branch_line(case: Case, branch: Branch) -> str:
    """Return what one answer would make likeliest."""
    say = translator(case.language)
    answer = value_words(case, branch.fact, branch.value)
    return say(
        "linear.would", answer=answer, cause=cause_title(case, branch.cause), p=f"{branch.p:.0%}"
    )


def because_text(case: Case, fact_id: str) -> str:
    """Return the observation (or failed remedy) behind a verdict, as a short reason."""
    for item in case.observations:
        if item.fact == fact_id:
            return fact_line(case, item.fact, item.value, "")
    remedy = case.knowledge.remedies.get(fact_id)
    return remedy.title(case.language) if remedy else fact_id


def finding_text(item: Finding, say: Translator) -> str:
    """Return what one check found, the check by its name."""
    named = f"check.{item.values.get('check', '')}"
    values = {**item.values, "check": say(named)} if say.has(named) else item.values
    return say(f"finding.{item.message}", **values).rstrip(" :：")


def labelled(label: str, text: str) -> str:
    """Return a text behind its label; no space follows a full-width colon."""
    return f"{label}{text}" if label.endswith("：") else f"{label} {text}"


def moment(language: str, at: float, zone: Optional[int] = None) -> str:
    """Return a date and time as people of the language write it, in local time.

    Args:
        at: seconds since the epoch.
        zone: offset from UTC in seconds; absent means this machine's.
    """
    when = time.localtime(at) if zone is None else time.gmtime(at + zone)
    if language == "zh":
        return f"{when.tm_year}年{when.tm_mon}月{when.tm_mday}日 {when.tm_hour:02}:{when.tm_min:02}"
    return time.strftime("%Y-%m-%d %H:%M", when)


def day(language: str, iso: str) -> str:
    """Return a date written ``YYYY-MM-DD`` as people of the language write it."""
    year, _, rest = iso.partition("-")
    month, _, number = rest.partition("-")
    if language != "zh" or not (year.isdecimal() and month.isdecimal() and number.isdecimal()):
        return iso
    return f"{year}年{int(month)}月{int(number)}日"
