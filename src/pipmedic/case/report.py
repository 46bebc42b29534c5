"""The report of a case: for a ticket, a colleague, or whoever owns the broken part."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from ..i18n import Translator, translator
from ..knowledge import OTHER
from .case import Case
from .contract import document
from .events import to_record
from .plan import PlanItem, shells_of
from .redaction import Level, Redactor, redact_values
from .wording import because_text, cause_title, fact_line

OWNERS = {
    "trust": "security",
    "handshake": "server",
    "ssl-module": "python",
    "proxy": "proxy",
    "network": "network",
    "index": "index",
}
"""Family of a cause to the message id (under ``owner.``) of whoever can mend it."""

TOP = 3


class Format(str, Enum):
    """How a report is written; ``CASE`` is the case itself, for a colleague to go on with."""

    MARKDOWN = "markdown"
    JSON = "json"
    TEXT = "text"
    CASE = "case"

    @property
    def suffix(self) -> str:
        """The ending of a file that holds such a report."""
        return {"markdown": ".md", "json": ".json", "text": ".txt", "case": ".shared.jsonl"}[
            self.value
        ]


@dataclass(frozen=True)
class Preview:
    """A report before anybody else sees it.

    Attributes:
        hidden: (placeholder, what it stands for), for the eyes of this person only.
    """

    text: str
    hidden: tuple[tuple[str, str], ...]


def report(case: Case, form: Format, level: Level = Level.SHARE) -> str:
    """Return the report in the case's language, with everything hidden that ``level`` asks for."""
    return preview(case, form, level).text


def preview(case: Case, form: Format, level: Level = Level.SHARE) -> Preview:
    """Return the report together with what was hidden in it."""
    redact = redactor(case, level)
    text = _written(case, form, redact)
    shown = tuple((name, value) for name, value in redact.hidden.items() if name in text)
    return Preview(text, shown)


def _written(case: Case, form: Format, redact: Redactor) -> str:
    if form is Format.JSON:
        record = redact_values(document(case), redact)
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    if form is Format.CASE:
        records = (redact_values(to_record(event), redact) for event in case.events)
        return "".join(json.dumps(record, ensure_ascii=True) + "\n" for record in records)
    markdown = "\n".join(_lines(case, translator(case.language)))
    if form is Format.TEXT:
        markdown = markdown.replace("## ", "").replace("# ", "").replace("`", "")
    return redact(markdown) + "\n"


def redactor(case: Case, level: Level) -> Redactor:
    """Return a redactor that knows the typed values of the case."""
    made = Redactor(level)
    if level is Level.NONE:
        return made
    target = case.target
    home = target.home or ""
    for kind, value in (("path", home), ("proxy", target.proxy), ("user", _owner(home))):
        if value:
            made.learn(kind, value)
    return made


def _owner(home: str) -> str:
    """Return the last part of a home folder: it names the person wherever it stands."""
    return home.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _lines(case: Case, say: Translator) -> list[str]:
    lines = [f"# {say('report.title')}", ""]
    lines += _situation(case, say)
    lines += _suspects(case, say)
    lines += _known(case, say)
    lines += _ruled_out(case, say)
    if case.plan:
        lines += [f"## {say('report.plan')}", ""]
        for number, item in enumerate(case.plan[:TOP], start=1):
            lines += _remedy(number, item, say)
    lines += _tried(case, say)
    lines += hand_over_lines(case)
    if case.state.notes:
        lines += [f"## {say('report.notes')}", "", *(f"- {note.text}" for note in case.state.notes)]
    return lines


def _situation(case: Case, say: Translator) -> list[str]:
    target = case.target
    rows = (
        ("os", target.os),
        ("python", target.python_version),
        ("pip", target.pip_version),
        ("index", target.index_url),
        ("proxy", target.proxy),
    )
    lines = [f"- {say('report.' + name)}: {value}" for name, value in rows if value]
    text = case.state.text.strip()
    if text:
        quoted = [f"    {line}" for line in text.splitlines()[-12:]]
        lines += ["", say("report.error"), "", *quoted]
    return [*lines, ""]


def _suspects(case: Case, say: Translator) -> list[str]:
    lines = [f"## {say('report.suspects')}", ""]
    for cause, p in case.belief.top(TOP):
        lines.append(
            f"- {p:.0%} {cause_title(case, cause)}" + ("" if cause == OTHER else f" (`{cause}`)")
        )
    return [*lines, ""]


def _known(case: Case, say: Translator) -> list[str]:
    lines = [f"## {say('report.known')}", ""]
    for item in case.observations:
        if item.fact in case.knowledge.facts:
            line = fact_line(case, item.fact, item.value, item.detail)
            lines.append(f"- {line} [{say('source.' + item.source)}]")
    return [*lines, ""]


def _ruled_out(case: Case, say: Translator) -> list[str]:
    if not case.ruled_out:
        return []
    lines = [f"## {say('report.ruled_out')}", ""]
    for item in case.ruled_out:
        because = ", ".join(because_text(case, fact) for fact in item.because)
        lines.append(f"- {cause_title(case, item.cause)} ({because})")
    return [*lines, ""]


def _remedy(number: int, item: PlanItem, say: Translator) -> list[str]:
    shell = shells_of(item.target)[0]
    return [
        f"{number}. {item.remedy.title(item.language)}",
        "",
        *(f"    {line}" for line in item.lines(shell)),
        "",
        f"   {say('report.verify')}",
        *(f"    {line}" for line in item.verify_lines(shell)),
        "",
    ]


def _tried(case: Case, say: Translator) -> list[str]:
    if not case.state.tried:
        return []
    lines = [f"## {say('report.tried')}", ""]
    for item in case.state.tried:
        remedy = case.knowledge.remedies.get(item.remedy)
        title = remedy.title(case.language) if remedy else item.remedy
        lines.append(f"- {title}: {say('outcome.' + item.outcome)}")
    return [*lines, ""]


def hand_over_lines(case: Case) -> list[str]:
    """Return whom to ask for what: the owners of the suspected parts, likeliest first."""
    say = translator(case.language)
    lines = [f"## {say('report.hand_over')}", ""]
    owners: list[str] = []
    for cause, _ in case.belief.top(TOP):
        known = case.knowledge.causes.get(cause)
        owner = OWNERS.get(known.family if known else "", "")
        if known is None or not owner or owner in owners:
            continue
        owners.append(owner)
        lines.append(f"- {say('owner.' + owner)}: {known.root_cause(case.language)}")
    if not owners:
        lines.append(f"- {say('owner.network')}: {say('owner.anyone')}")
    for pack in case.knowledge.packs:
        if pack.contact:
            lines.append(f"- {pack.contact(case.language)} ({pack.name})")
    return [*lines, ""]
