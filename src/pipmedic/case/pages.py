"""Pages of text about a case or the knowledge, for the wizard and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..checks.findings import HopState
from ..diagnosis.choice import AskQuestion, TryRemedy
from ..i18n import translator
from ..knowledge import Knowledge
from . import pictures
from .answers import choices
from .case import Case
from .contract import also_noticed, step_text, step_why
from .explaining import flip_lines, left_line, versus_lines
from .plan import shells_of
from .search import search
from .wording import because_text, branch_line, cause_title, fact_line, labelled, value_words

Writer = Callable[[Case], str]
MARKS = {
    HopState.OK: "OK",
    HopState.BROKEN: "XX",
    HopState.SUSPECT: "??",
    HopState.ABSENT: "--",
    HopState.UNKNOWN: "  ",
}
_INDENT = {"taken": "+ ", "now": "> ", "branch": "- ", "cause": "", "follows": "- "}


def keys_page(language: str, commands: Sequence[tuple[str, str]]) -> str:
    """Return the keys with what they do.

    Args:
        commands: (keys, command id) pairs.
    """
    say = translator(language)
    keys = [
        f"{key:<12} {say('command.' + name)}: {say('command_help.' + name)}"
        for key, name in commands
    ]
    return "\n".join([*keys, "", say("help.digits")])


def help_page(case: Case, commands: Sequence[tuple[str, str]]) -> str:
    """Return the keys with what they do, then the glossary.

    Args:
        commands: (keys, command id) pairs.
    """
    say = translator(case.language)
    words = [text(case.language) for text in case.knowledge.glossary.values()]
    keys = keys_page(case.language, commands)
    return "\n".join([keys, "", say("help.glossary"), "", *words])


def said_line(case: Case) -> str:
    """Return what the pasted text says, in a line or two; empty when there is none."""
    reading, say = case.reading, translator(case.language)
    if reading is None:
        return ""
    if reading.near_miss:
        miss = case.knowledge.near_misses[reading.near_miss]
        told = f"{miss.title(case.language)} {miss.advice(case.language)}"
        return labelled(say("linear.near_miss"), told)
    error = next((item for item in reading.observations if item.fact == "error"), None)
    if error is None:
        return say("linear.nothing_read")
    return labelled(say("said.error"), value_words(case, "error", error.value))


def for_user(case: Case) -> str:
    """Return the step as the user is told it, for a helpdesk that speaks another language."""
    step = case.decision.step
    say = translator(case.language)
    if case.state.works:
        return say("done.works")
    if isinstance(step, AskQuestion):
        fact = case.knowledge.facts[step.fact]
        lines = [fact.question(case.language), fact.how(case.language), fact.run]
        rows = enumerate(choices(fact), start=1)
        lines += [f"{number}  {value.text(case.language)}" for number, value in rows]
        return "\n".join([*(line for line in lines if line), f"0  {say('answer.unknown')}"])
    if isinstance(step, TryRemedy) and case.plan:
        item = case.plan[0]
        commands = item.lines(shells_of(item.target)[0])
        summary = item.remedy.summary(case.language)
        return "\n".join([item.remedy.title(case.language), summary, "", *commands])
    return step_text(case, step)


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
    """Return everything known with its source, what was noticed besides, and what is ruled out."""
    say = translator(case.language)
    lines = [
        f"- {fact_line(case, item.fact, item.value, item.detail)} [{say('source.' + item.source)}]"
        for item in case.observations
    ] or [say("known.nothing")]
    return "\n".join([*lines, *_besides(case)])


def _besides(case: Case) -> list[str]:
    say = translator(case.language)
    lines = []
    if case.examination.interceptor:
        lines += ["", say("picture.interferes", who=case.examination.interceptor)]
    noticed = also_noticed(case)
    if noticed:
        lines += ["", say("known.noticed"), *(f"- {item['text']}" for item in noticed)]
    if case.ruled_out:
        lines += ["", say("report.ruled_out"), *ruled_out_lines(case)]
    if case.state.notes:
        lines += ["", say("report.notes"), *(f"- {note.text}" for note in case.state.notes)]
    return lines


def ruled_out_lines(case: Case) -> list[str]:
    """Return the causes that were left aside, each with what did it."""
    lines = []
    for out in case.ruled_out:
        because = ", ".join(because_text(case, fact) for fact in out.because)
        lines.append(f"- {cause_title(case, out.cause)}: {because}")
    return lines


def tree_page(case: Case) -> str:
    """Return the path taken so far, the next branches, and what the suspects lead to."""
    say = translator(case.language)
    lines = [say("tree.path"), ""]
    for row in pictures.decisions(case):
        if row.kind == "cause" and row.depth == 0 and say("tree.follows") not in lines:
            lines += ["", say("tree.follows"), ""]
        lines.append("  " * row.depth + _INDENT[row.kind] + row.text)
    return "\n".join(lines)


def picture_page(case: Case) -> str:
    """Draw the way to the index with what was seen at each station, then the certificates."""
    say = translator(case.language)
    lines = [say("picture.path"), ""]
    for number, row in enumerate(pictures.path(case)):
        if number:
            lines.append("       |")
        note = f": {row.note}" if row.note else ""
        lines.append(f"  [{MARKS[row.state]}] {row.name} {row.label}{note}".rstrip())
    lines += ["", say("picture.legend"), "", say("picture.chain"), ""]
    for depth, link in enumerate(pictures.chain(case)):
        wrong = ", ".join(link.faults) or "OK"
        lines += [f"{'  ' * depth}{link.subject}", f"{'  ' * depth}  {link.valid}  {wrong}"]
    return "\n".join(lines)


def search_causes(knowledge: Knowledge, text: str, language: str) -> list[tuple[str, str]]:
    """Return (id, title) of the causes that fit ``text``, best first."""
    return [
        (name, knowledge.causes[name].title(language)) for name in search(knowledge, text).causes
    ]


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


def plain_commands(case: Case) -> list[str]:
    """Return the first remedy's commands, unwrapped, for selecting with the mouse."""
    if not case.plan:
        return []
    item = case.plan[0]
    return list(item.lines(shells_of(item.target)[0]))


__all__ = [
    "MARKS",
    "Writer",
    "because_text",
    "cause_page",
    "cause_title",
    "fact_line",
    "for_user",
    "help_page",
    "keys_page",
    "known_page",
    "picture_page",
    "plain_commands",
    "ruled_out_lines",
    "said_line",
    "search_causes",
    "tree_page",
    "why_page",
]
