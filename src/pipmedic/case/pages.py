"""Pages of text about a case or the knowledge, for the wizard and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..checks.findings import HopState
from ..diagnosis.explain import Branch
from ..i18n import translator
from ..knowledge import OTHER, Cause, Knowledge
from .case import Case
from .contract import step_text, step_why
from .explaining import flip_lines, left_line, versus_lines
from .plan import shells_of

Writer = Callable[[Case], str]
_MARKS = {
    HopState.OK: "OK",
    HopState.BROKEN: "XX",
    HopState.SUSPECT: "??",
    HopState.ABSENT: "--",
    HopState.UNKNOWN: "  ",
}


def cause_title(case: Case, cause: str) -> str:
    """Return a cause's title, or the wording for the unknown cause."""
    known = case.knowledge.causes.get(cause)
    if cause == OTHER or known is None:
        return translator(case.language)("cause.other")
    return known.title(case.language)


def fact_line(case: Case, fact_id: str, value_id: str, detail: str) -> str:
    """Return one fact with its value."""
    fact = case.knowledge.facts[fact_id]
    value = fact.value(value_id)
    say = translator(case.language)
    shown = value.text(case.language) if value else say("answer.unknown")
    more = f" ({detail})" if detail and detail != shown else ""
    return f"{fact.question(case.language)} {shown}{more}"


def help_page(case: Case, commands: Sequence[tuple[str, str]]) -> str:
    """Return the keys with what they do, then the glossary.

    Args:
        commands: (keys, command id) pairs.
    """
    say = translator(case.language)
    keys = [
        f"{key:<8} {say('command.' + name)}: {say('command_help.' + name)}"
        for key, name in commands
    ]
    words = [text(case.language) for text in case.knowledge.glossary.values()]
    return "\n".join([*keys, "", say("help.digits"), "", say("help.glossary"), "", *words])


def branch_line(case: Case, branch: Branch) -> str:
    """Return what one answer would make likeliest."""
    say = translator(case.language)
    value = case.knowledge.facts[branch.fact].value(branch.value)
    answer = value.text(case.language) if value else say("answer.unknown")
    return say(
        "linear.would", answer=answer, cause=cause_title(case, branch.cause), p=f"{branch.p:.0%}"
    )


def why_page(case: Case) -> str:
    """Return why the next step comes next, what each answer would do, and what decided so far."""
    return "\n".join(
        [
            step_text(case, case.decision.step),
            "",
            step_why(case, case.decision.step),
            "",
            *(branch_line(case, branch) for branch in case.explanation.branches),
            "",
            left_line(case),
            "",
            *versus_lines(case),
            "",
            *flip_lines(case),
        ]
    )


def known_page(case: Case) -> str:
    """Return everything known with its source, then what was ruled out and by what."""
    say = translator(case.language)
    lines = [
        f"- {fact_line(case, item.fact, item.value, item.detail)} [{say('source.' + item.source)}]"
        for item in case.observations
    ]
    lines += ["", say("report.ruled_out"), ""]
    for out in case.ruled_out:
        because = ", ".join(because_text(case, fact) for fact in out.because)
        lines.append(f"- {cause_title(case, out.cause)}: {because}")
    return "\n".join(lines)


def because_text(case: Case, fact_id: str) -> str:
    """Return the observation (or failed remedy) behind a verdict, as a short reason."""
    for item in case.observations:
        if item.fact == fact_id:
            return fact_line(case, item.fact, item.value, "")
    remedy = case.knowledge.remedies.get(fact_id)
    return remedy.title(case.language) if remedy else fact_id


def tree_page(case: Case) -> str:
    """Return the path taken so far and the next branches of the decision tree."""
    say = translator(case.language)
    lines = [say("tree.path"), ""]
    depth = 0
    for item in case.state.answers.values():
        lines.append("  " * depth + f"+ {fact_line(case, item.fact, item.value, item.detail)}")
        depth += 1
    pad = "  " * depth
    lines.append(f"{pad}> {step_text(case, case.decision.step)}")
    lines += [f"{pad}  - {branch_line(case, branch)}" for branch in case.explanation.branches]
    lines += ["", say("tree.follows"), "", *_follows(case)]
    return "\n".join(lines)


def _follows(case: Case) -> list[str]:
    from ..knowledge.graph import transition_graph

    say = translator(case.language)
    graph = transition_graph(case.knowledge)
    lines = []
    for cause, p in case.belief.top(3):
        lines.append(f"{p:4.0%} {cause_title(case, cause)}")
        if cause not in graph:
            continue
        for _, target, data in graph.out_edges(cause, data=True):
            kind = say("edge." + sorted(data["kinds"])[0])
            lines.append(f"      {kind} {cause_title(case, target)}")
    return lines


def picture_page(case: Case) -> str:
    """Draw the way to the index with what was seen at each hop, then the certificate chain."""
    say = translator(case.language)
    lines = [say("picture.path"), ""]
    for number, hop in enumerate(case.examination.hops):
        if number:
            lines.append("       |")
        lines.append(f"  [{_MARKS[hop.state]}] {say('hop.' + hop.id)} {hop.label}")
    if not case.examination.hops:
        lines.append(say("picture.none"))
    lines += ["", say("picture.legend"), "", say("picture.chain"), ""]
    for depth, link in enumerate(case.examination.chain):
        wrong = ", ".join(say("fault." + fault) for fault in link.faults) or "OK"
        lines.append(f"{'  ' * depth}{link.subject}")
        lines.append(f"{'  ' * depth}  {link.not_before} .. {link.not_after}  {wrong}")
    return "\n".join(lines)


def search_causes(knowledge: Knowledge, text: str, language: str) -> list[tuple[str, str]]:
    """Return (id, title) of the causes that mention every word of ``text``."""
    words = text.lower().split()
    return [
        (cause.id, cause.title(language))
        for cause in knowledge.causes.values()
        if all(word in _haystack(cause, language) for word in words)
    ]


def _haystack(cause: Cause, language: str) -> str:
    parts = (
        cause.id,
        *cause.aliases,
        *cause.tags,
        cause.title("en"),
        cause.title(language),
        cause.signature("en"),
        cause.root_cause(language),
    )
    return " ".join(parts).lower()


def cause_page(knowledge: Knowledge, name: str, language: str) -> str:
    """Return everything known of a cause."""
    cause = knowledge.cause(name)
    if cause is None:
        return ""
    say = translator(language)
    lines = [
        cause.title(language),
        f"[{cause.id}] {say('tier.' + cause.tier.value)}",
        "",
        cause.signature(language),
        "",
        cause.root_cause(language),
        "",
        cause.mechanism(language),
    ]
    lines += ["", say("page.remedies")]
    for use in cause.remedies:
        remedy = knowledge.remedies.get(use.remedy)
        if remedy is not None:
            lines.append(f"- {remedy.title(language)} ({use.fixes.mean:.0%})")
    lines += [f"- {item.action(language)}" for item in cause.workarounds]
    lines += ["", say("plan.dead_ends")]
    lines += [f"- {end.action(language)}: {end.why(language)}" for end in cause.dead_ends]
    if cause.myths:
        lines += ["", say("plan.myths")]
        lines += [f"- {myth.claim(language)} {myth.truth(language)}" for myth in cause.myths]
    lines += ["", say("plan.sources")]
    lines += [f"- {source.title} {source.url}" for source in cause.sources]
    return "\n".join(lines)


def search_cases(folder: Path, text: str) -> list[tuple[str, str]]:
    """Return (file name, wording) of the saved cases whose name holds ``text``."""
    from .store import SUFFIX, CaseStore

    return [
        (path.name, path.name[: -len(SUFFIX)])
        for path in CaseStore(folder).cases()
        if text in path.name
    ]


def plain_commands(case: Case) -> list[str]:
    """Return the first remedy's commands, unwrapped, for selecting with the mouse."""
    if not case.plan:
        return []
    item = case.plan[0]
    return list(item.lines(shells_of(item.target)[0]))
