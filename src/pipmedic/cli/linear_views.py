"""What linear mode shows, as lines; pure functions of the case."""

from __future__ import annotations

from ..case.answers import choices
from ..case.case import Case
from ..case.pages import because_text, cause_title, fact_line, why_page
from ..case.plan import PlanItem, shells_of
from ..case.report import Format, hand_over_lines, report
from ..checks.runner import CheckEvent, CheckFinished, ChecksFailed
from ..diagnosis.choice import TryRemedy
from ..i18n import Translator, translator
from ..knowledge import Fact

SHOWN_SUSPECTS = 5


def welcome(say: Translator) -> list[str]:
    """Return the first lines."""
    return [say("linear.welcome"), say("linear.help_hint"), ""]


def help_lines(say: Translator) -> list[str]:
    """Return one line a command."""
    keys = ["b", "r", "?", "s", "k", "o", "p", "t", "d", "l", "n", "m", "e", "q"]
    names = [
        "back",
        "redo",
        "why",
        "suspects",
        "known",
        "ruled_out",
        "plan",
        "trail",
        "dead_ends",
        "language",
        "note",
        "mirrors",
        "export",
        "quit",
    ]
    return [f"{key}  {say('command.' + name)}" for key, name in zip(keys, names)]


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
    if not hosts:
        return [say("consent.local")]
    return [say("consent.network"), *(f"  {host}" for host in hosts), say("consent.choices")]


def progress(say: Translator, event: CheckEvent) -> list[str]:
    """Return one line for a finished check, none for others."""
    if isinstance(event, CheckFinished):
        status = say(f"status.{event.status}")
        return [f"{status}: {say('check.' + event.check)} ({event.seconds:.1f} s)"]
    if isinstance(event, ChecksFailed):
        return [say("checks.failed", reason=event.reason, interpreter=event.interpreter)]
    return []


def examined(case: Case) -> list[str]:
    """Return what the checks found that matters."""
    say = translator(case.language)
    lines = []
    for item in case.examination.findings:
        if item.outcome.value in ("warn", "fail"):
            text = say(f"finding.{item.message}", **item.values)
            lines.append(f"{say('status.' + item.outcome.value)}: {text}")
    return lines


def suspects(case: Case) -> list[str]:
    """Return the likeliest causes with their probabilities."""
    say = translator(case.language)
    lines = [say("linear.suspects")]
    for cause, p in case.belief.top(SHOWN_SUSPECTS):
        lines.append(f"  {p:4.0%} {cause_title(case, cause)}")
    return lines


def known(case: Case) -> list[str]:
    """Return every fact known, with its source."""
    say = translator(case.language)
    lines = [say("linear.known")]
    for item in case.observations:
        line = fact_line(case, item.fact, item.value, item.detail)
        lines.append(f"  {line} [{say('source.' + item.source)}]")
    return lines


def ruled_out(case: Case) -> list[str]:
    """Return the causes left aside, and what did it."""
    say = translator(case.language)
    lines = [say("linear.ruled_out")]
    for item in case.ruled_out:
        because = "; ".join(because_text(case, fact) for fact in item.because)
        lines.append(f"  {cause_title(case, item.cause)}: {because}")
    return lines if len(lines) > 1 else [say("linear.none_ruled_out")]


def trail(case: Case) -> list[str]:
    """Return the answered questions in order."""
    say = translator(case.language)
    lines = [say("linear.trail")]
    for number, item in enumerate(case.state.answers.values(), start=1):
        lines.append(f"  {number}. {fact_line(case, item.fact, item.value, item.detail)}")
    return lines if len(lines) > 1 else [say("linear.no_trail")]


def question(case: Case, fact: Fact) -> list[str]:
    """Return one question with numbered answers."""
    say = translator(case.language)
    lines = ["", fact.question(case.language)]
    if case.opened.here is False and fact.how:
        lines.append(say("linear.ask_them", how=fact.how(case.language)))
    elif fact.run:
        lines.append(say("linear.or_paste", command=fact.run))
    for number, value in enumerate(choices(fact), start=1):
        lines.append(f"  {number}. {value.text(case.language)}")
    lines.append(f"  0. {say('answer.unknown')}")
    return lines


def why(case: Case) -> list[str]:
    """Return why the next step comes next, and which causes it splits."""
    return why_page(case).splitlines()


def plan(case: Case, shell: str, chosen: int) -> list[str]:
    """Return the plan, with the chosen remedy written out."""
    say = translator(case.language)
    if not case.plan:
        return hand_over(case)
    lines = ["", f"{say('plan.cause')} {cause_title(case, case.belief.top(1)[0][0])}"]
    if case.cause is not None:
        lines.append(case.cause.root_cause(case.language))
    for number, item in enumerate(case.plan, start=1):
        mark = "*" if number - 1 == chosen else " "
        lines.append(f"{mark} {number}. {item.remedy.title(case.language)} ({item.p_fixes:.0%})")
    return lines + remedy(case.plan[min(chosen, len(case.plan) - 1)], shell, say)


def remedy(item: PlanItem, shell: str, say: Translator) -> list[str]:
    """Return one remedy with its commands, proof and undo."""
    name = shells_of(item.target, shell)[0]
    lines = ["", item.remedy.title(item.language), item.remedy.summary(item.language)]
    if item.needs_admin:
        lines.append(say("plan.admin"))
    if item.remedy.risk_note:
        lines.append(
            f"{say('risk.' + item.remedy.risk.value)}: {item.remedy.risk_note(item.language)}"
        )
    lines += [say("plan.commands", shell=name), *item.lines(name)]
    lines += [say("plan.verify"), *item.verify_lines(name)]
    undo = item.undo_lines(name)
    return [*lines, say("plan.undo"), *undo] if undo else lines


def dead_ends(case: Case) -> list[str]:
    """Return what does not help, and why."""
    say = translator(case.language)
    if case.cause is None or not case.cause.dead_ends:
        return [say("linear.no_dead_ends")]
    lines = [say("linear.dead_ends")]
    for item in case.cause.dead_ends:
        lines.append(f"  {item.action(case.language)}: {item.why(case.language)}")
    return lines


def hand_over(case: Case) -> list[str]:
    """Return whom to ask for what."""
    say = translator(case.language)
    plain = [line.replace("## ", "") for line in hand_over_lines(case)]
    return [say("linear.hand_over"), *plain, say("linear.export_hint")]


def export(case: Case) -> list[str]:
    """Return the report as plain lines, secrets and names hidden."""
    return report(case, Format.TEXT).splitlines()


def farewell(case: Case, shell: str) -> list[str]:
    """Return the last lines: the verdict and the commands once more."""
    say = translator(case.language)
    if not case.plan or case.state.works or not isinstance(case.decision.step, TryRemedy):
        return [say("linear.bye")]
    item = case.plan[0]
    name = shells_of(item.target, shell)[0]
    return [say("linear.bye_commands"), *item.lines(name)]
