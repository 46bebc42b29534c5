"""What linear mode says, as lines; pure functions of the case."""

from __future__ import annotations

from collections.abc import Sequence

from ...case.answers import choices
from ...case.case import Case
from ...case.contract import also_noticed, step_why
from ...case.evidence_view import evidence_page
from ...case.explaining import left_line
from ...case.glossary import explained
from ...case.intercepted import shown_roots
from ...case.pages import because_text, cause_title, fact_line
from ...case.parameters import parameter_label
from ...case.pictures import NO_NODE, Decision, chain, path
from ...case.plan import PlanItem, shells_of
from ...case.report import Preview, hand_over_lines
from ...checks.runner import CheckEvent, CheckFinished, ChecksFailed
from ...diagnosis.choice import AskQuestion
from ...i18n import Translator, translator
from ...knowledge import Fact
from .output import Verbatim

SHOWN_SUSPECTS = 5
MIN_SUSPECT = 0.02
EXPLAINED = 2
OTHERS = 4
QUIET_STATES = ("done", "skipped")


def welcome(say: Translator) -> list[str]:
    """Return the first lines."""
    return [say("linear.welcome"), say("linear.help_hint")]


def start(case: Case) -> list[str]:
    """Return what is asked first."""
    say = translator(case.language)
    where = "" if case.opened.here else "_elsewhere"
    lines = [say(f"linear.paste{where}"), say("linear.paste_end")]
    return ["", *lines, say(f"linear.paste_else{where}")]


def understood(case: Case) -> list[str]:
    """Return what the pasted text gave away."""
    say = translator(case.language)
    reading = case.reading
    if reading is None and case.state.checks:
        return [say("collect.taken"), *examined(case)]
    if reading is None or not reading.observations:
        return [say("linear.nothing_read")]
    lines = [say("linear.read")]
    for item in reading.observations:
        lines.append("  " + fact_line(case, item.fact, item.value, item.detail))
    if reading.near_miss:
        found = case.knowledge.near_misses[reading.near_miss]
        lines += [
            f"{say('linear.near_miss')} {found.title(case.language)}",
            found.advice(case.language),
        ]
    return lines


def consent(say: Translator, hosts: tuple[str, ...]) -> list[str]:
    """Return what the checks would touch."""
    lines = ["", say("checks.title"), say("consent.read_only")]
    if not hosts:
        return [*lines, say("consent.local")]
    return [*lines, say("consent.network"), *(f"  {host}" for host in hosts)]


def progress(say: Translator, event: CheckEvent) -> list[str]:
    """Return one line for a check that did not end as it should, none for others."""
    if isinstance(event, CheckFinished) and event.status not in QUIET_STATES:
        status = f"status.{event.status}"
        name = f"check.{event.check}"
        words = say(name) if say.has(name) else event.check
        return [f"{say(status) if say.has(status) else event.status}: {words}"]
    if isinstance(event, ChecksFailed):
        return [say("checks.failed", reason=event.reason, interpreter=event.interpreter)]
    return []


def examined(case: Case) -> list[str]:
    """Return what the checks found that matters."""
    say = translator(case.language)
    return [f"{say('status.' + item['outcome'])}: {item['text']}" for item in also_noticed(case)]


def noticed(case: Case) -> list[str]:
    """Return who interferes and what was noticed besides the evidence."""
    say = translator(case.language)
    lines = []
    if case.examination.interceptor:
        lines += ["", say("picture.interferes", who=case.examination.interceptor)]
    found = examined(case)
    return [*lines, "", say("known.noticed"), *(f"  {line}" for line in found)] if found else lines


def suspects(case: Case) -> list[str]:
    """Return the likeliest causes with their probabilities."""
    say = translator(case.language)
    lines = [say("linear.suspects")]
    for cause, p in case.belief.top(SHOWN_SUSPECTS):
        if p >= MIN_SUSPECT:
            lines.append(f"  {p:4.0%} {cause_title(case, cause)}")
    return [*lines, left_line(case)]


def ruled_out(case: Case) -> list[str]:
    """Return the causes left aside, below the reasons that did it."""
    say = translator(case.language)
    reasons: dict[tuple[str, ...], list[str]] = {}
    for item in case.ruled_out:
        reasons.setdefault(item.because, []).append(cause_title(case, item.cause))
    lines = [say("linear.ruled_out")] if reasons else [say("linear.none_ruled_out")]
    for because, titles in reasons.items():
        words = "; ".join(because_text(case, fact) for fact in because)
        lines += [say("ruled_out.because", reason=words), *(f"- {title}" for title in titles)]
    return lines


def evidence(case: Case, fact: str) -> list[str]:
    """Return one fact with its source, its weight, and what another value would do."""
    keys = translator(case.language)("evidence.change")
    return [line for line in evidence_page(case, fact).splitlines() if line and line != keys]


def question(case: Case, fact: Fact) -> list[str]:
    """Return one question: how to find out, numbered answers, words explained."""
    say = translator(case.language)
    lines = ["", say("question.title", text=fact.question(case.language))]
    how = fact.how(case.language)
    if how:
        lines.append(how if case.opened.here else say("linear.ask_them", how=how))
    if fact.run:
        told = "linear.or_paste" if fact.parser else "linear.shown_by"
        lines += [say(told), Verbatim(f"    {fact.run}")]
    for number, value in enumerate(choices(fact), start=1):
        lines.append(f"  {number}. {value.text(case.language)}")
    lines.append(f"  0. {say('answer.unknown')}")
    lines.append(say("question.because", why=step_why(case, AskQuestion(fact.id))))
    return [*lines, *words(case, f"{fact.question(case.language)} {how}")]


def words(case: Case, text: str) -> list[str]:
    """Return one-line explanations of words in a text that a beginner may not know."""
    if case.opened.audience != "beginner":
        return []
    found = explained(case.knowledge, text, case.language, EXPLAINED)
    return [f"* {line}" for line in found]


def wanted(case: Case, item: PlanItem, name: str) -> list[str]:
    """Return the verdict, the remedy, and which value its commands need, without the commands."""
    say = translator(case.language)
    title = item.remedy.title(case.language)
    lines = [*verdict(case), "", say("plan.said.do", title=title)]
    lines += [item.remedy.summary(case.language), *words(case, title), say("value.needed")]
    hint = f"parameter_hint.{name}"
    lines += [say(hint)] if say.has(hint) else []
    known = name == "ca_file" and shown_roots(case)
    return [*lines, say("intercepted.offer")] if known else lines


def verdict(case: Case) -> list[str]:
    """Return the likeliest cause, how sure that is, and what it means."""
    say = translator(case.language)
    top, p = case.belief.top(1)[0]
    sure = case.verdict is not None and case.verdict.confident
    head = "verdict.sure" if sure else "verdict.likely"
    lines = [say(head, cause=cause_title(case, top), p=f"{p:.0%}")]
    return [*lines, case.cause.root_cause(case.language)] if case.cause is not None else lines


def plan(
    case: Case, items: Sequence[PlanItem], chosen: PlanItem, shell: str, most: int = OTHERS
) -> list[str]:
    """Return the verdict, the chosen remedy with its commands, and ``most`` other remedies."""
    say = translator(case.language)
    lines = [*verdict(case), "", *remedy(chosen, shell, say)]
    others = [(n, item) for n, item in enumerate(items, start=1) if item is not chosen]
    if others[:most]:
        lines += ["", say("plan.said.others")]
    for number, item in others[:most]:
        lines.append(f"  {number}. {item.remedy.title(case.language)}{_marks(item, say)}")
    rest = len(others) - most
    return [*lines, say("plan.said.rest", count=rest)] if rest > 0 else lines


def _marks(item: PlanItem, say: Translator) -> str:
    marks = [f"{item.p_fixes:.0%}"]
    if item.needs_admin:
        marks.append(say("plan.mark_admin"))
    if item.remedy.risk.value != "safe":
        marks.append(say(f"risk.{item.remedy.risk.value}"))
    return say("plan.said.marks", marks=say("replay.comma").join(marks))


def remedy(item: PlanItem, shell: str, say: Translator) -> list[str]:
    """Return one remedy with its commands."""
    name = shells_of(item.target, shell)[0]
    lines = [say("plan.said.do", title=item.remedy.title(item.language) + _marks(item, say))]
    lines.append(item.remedy.summary(item.language))
    if item.remedy.risk_note:
        risk = say("risk." + item.remedy.risk.value)
        lines.append(f"{risk}: {item.remedy.risk_note(item.language)}")
    return [*lines, *commands(say("plan.commands", shell=name), item.lines(name))]


def commands(title: str, lines: Sequence[str]) -> list[str]:
    """Return lines to be copied, below their title."""
    return [title, *(Verbatim(line) for line in lines)]


def details(case: Case, item: PlanItem, shell: str) -> list[str]:
    """Return proof and undo of a remedy, and all that is known of its cause."""
    say, cause = translator(case.language), case.cause
    name = shells_of(item.target, shell)[0]
    lines = commands(say("plan.verify"), item.verify_lines(name))
    undo = item.undo_lines(name)
    lines += commands(say("plan.undo"), undo) if undo else []
    if cause is None:
        return lines
    lines += ["", say("plan.why"), cause.root_cause(case.language)]
    lines += [cause.mechanism(case.language)] if cause.mechanism else []
    lines += ["", *dead_ends(case)] if cause.dead_ends else []
    if cause.myths:
        lines += ["", say("plan.myths")]
        lines += [f"- {x.claim(case.language)} {x.truth(case.language)}" for x in cause.myths]
    if cause.sources:
        lines += ["", say("plan.sources")]
        lines += [Verbatim(f"- {source.title} {source.url}") for source in cause.sources]
    return lines


def dead_ends(case: Case) -> list[str]:
    """Return what does not help, and why."""
    say = translator(case.language)
    if case.cause is None or not case.cause.dead_ends:
        return [say("linear.no_dead_ends")]
    lines = [say("linear.dead_ends")]
    for item in case.cause.dead_ends:
        lines.append(f"- {item.action(case.language)}: {item.why(case.language)}")
    return lines


def hand_over(case: Case) -> list[str]:
    """Return whom to ask for what."""
    say = translator(case.language)
    plain = [line.replace("## ", "") for line in hand_over_lines(case)]
    return [say("linear.hand_over"), *(line for line in plain if line)]


def picture(case: Case) -> list[str]:
    """Describe the way to the index station by station, then the certificates, in words.

    The state comes first in every line, so that an ear need not wait for it.
    """
    say = translator(case.language)
    lines = [say("picture.path")]
    for number, row in enumerate(path(case), start=1):
        about = say("replay.comma").join(part for part in (row.name, row.label) if part)
        line = _stated(row.state.value, about, say)
        lines.append(f"  {number}. {line}" + (f"; {row.note}" if row.note else ""))
    certificates = chain(case)
    lines += ["", say("picture.chain")]
    if not certificates:
        lines.append(say("picture.no_chain"))
    for number, link in enumerate(certificates, start=1):
        state = "broken" if link.faults else "ok"
        faults = say("replay.comma").join(link.faults)
        line = _stated(state, link.subject, say)
        lines.append(f"  {number}. {line}" + (f"; {faults}" if faults else ""))
        lines.append(f"     {say('picture.signed_by')} {link.issuer}; {link.valid}")
    return lines


def _stated(state: str, text: str, say: Translator) -> str:
    return say("line.head", head=say(f"hop_state.{state}"), text=text)


def tree(case: Case, rows: Sequence[Decision], usable: Sequence[Decision]) -> list[str]:
    """Return the decision tree as indented lines; what a number opens or asks again has one."""
    say = translator(case.language)
    numbers = {id(row): number for number, row in enumerate(usable, start=1)}
    lines, headed = [say("tree.path")], False
    for row in rows:
        if row.kind == "cause" and not headed:
            headed = True
            lines += ["", say("tree.follows")]
        mark = f"[{numbers[id(row)]}] " if row.fact or row.node != NO_NODE else ""
        text = say("line.head", head=say("tree.now"), text=row.text)
        lines.append(f"{'  ' * row.depth}- {mark}{text if row.kind == 'now' else row.text}")
    return lines


def hidden(ticket: Preview, say: Translator) -> list[str]:
    """Return what is hidden in a ticket, for the eyes of this person only."""
    rows = [Verbatim(f"  {name} <- {value}") for name, value in ticket.hidden]
    return [say("export.hidden", count=len(rows)), *rows]


def verbatim(text: str) -> list[str]:
    """Return a text as lines that are written as they are."""
    return [Verbatim(line) for line in text.splitlines()]


def for_the_user(lines: Sequence[str], other: str) -> list[str]:
    """Return what the user is told in their language, below its title."""
    told = [f"| {line}" for line in lines if line]
    return ["", translator(other)("for_user.title"), *told] if told else []


def user_question(case: Case, fact: Fact) -> list[str]:
    """Return a question as the user is asked it."""
    rows = enumerate(choices(fact), start=1)
    lines = [fact.question(case.language), fact.how(case.language), fact.run]
    lines += [f"{number}. {value.text(case.language)}" for number, value in rows]
    return [*lines, f"0. {translator(case.language)('answer.unknown')}"]


def user_remedy(item: PlanItem, shell: str, language: str) -> list[str]:
    """Return a remedy as the user is told it, with its commands as soon as they are complete."""
    title, summary = item.remedy.title(language), item.remedy.summary(language)
    if item.open:
        say = translator(language)
        return [title, summary, *(parameter_label(name, say) for name in item.open)]
    return [title, summary, *item.lines(shell)]
