"""One run as one static HTML page: no script, no network, nothing of it is markup from outside."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Mapping, Sequence

from ..i18n import Translator
from ..knowledge import UNKNOWN, Knowledge
from .results import PROBLEMS
from .summary import DIMENSIONS, Cluster, Summary
from .verdicts import State, Verdict

SHOWN_HOSTS = 12
"""Hosts named in a row; all are in the list of machines and in the database."""

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { border: 1px solid #767676; padding: .25rem .6rem; text-align: left; vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
td { overflow-wrap: anywhere; }
@media print { table { break-inside: auto; } tr { break-inside: avoid; } }
"""

Row = Sequence[object]


def page(
    summary: Summary, verdicts: Sequence[Verdict], knowledge: Knowledge, say: Translator, title: str
) -> str:
    """Return the page in the translator's language."""
    words = _Words(knowledge, say)
    parts = [
        f"<h1>{_text(title)}</h1>",
        _states(summary, say),
        _clusters(summary.clusters, words),
        _causes(summary, words),
        *(_dimension(summary, name, words) for name in DIMENSIONS),
        _news(summary, words),
        _machines(verdicts, words),
        _unreadable(verdicts, say),
    ]
    digest = base64.b64encode(hashlib.sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"
    return (
        f'<!DOCTYPE html>\n<html lang="{say.language}">\n<head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


class _Words:
    """Names of causes and remedies in one language."""

    def __init__(self, knowledge: Knowledge, say: Translator) -> None:
        self.knowledge = knowledge
        self.say = say

    def cause(self, name: str) -> str:
        found = self.knowledge.causes.get(name)
        return found.signature(self.say.language) if found else self.say("cause.other")

    def remedy(self, name: str) -> str:
        found = self.knowledge.remedies.get(name)
        return found.title(self.say.language) if found else ""

    def value(self, name: str) -> str:
        return name if name and name != UNKNOWN else self.say("fleet.not_known")


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)


def _table(caption: str, heads: Iterable[str], rows: Iterable[Row]) -> str:
    found = list(rows)
    if not found:
        return ""
    lines = [f"<table><caption>{_text(caption)}</caption>", "<thead><tr>"]
    lines += [f'<th scope="col">{_text(head)}</th>' for head in heads]
    lines.append("</tr></thead><tbody>")
    for row in found:
        cells = (
            f'<td class="n">{cell}</td>' if isinstance(cell, int) else f"<td>{_text(cell)}</td>"
            for cell in row
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def _states(summary: Summary, say: Translator) -> str:
    rows: list[Row] = [(say(f"fleet.{s.value}"), summary.states.get(s, 0)) for s in State]
    rows.append((say("fleet.total"), summary.total))
    return _table(say("fleet.machines"), (say("fleet.state"), say("fleet.count")), rows)


def _clusters(clusters: Sequence[Cluster], words: _Words) -> str:
    say = words.say
    heads = [
        say(f"fleet.{name}") for name in ("count", "cause", "common", "remedy", "site", "hosts")
    ]
    return _table(
        say("fleet.clusters"),
        heads,
        (
            (
                len(item.hosts),
                words.cause(item.cause),
                item.label,
                words.remedy(item.remedy),
                ", ".join(item.sites),
                _few(item.hosts),
            )
            for item in clusters
        ),
    )


def _few(hosts: Sequence[str]) -> str:
    more = f" … +{len(hosts) - SHOWN_HOSTS}" if len(hosts) > SHOWN_HOSTS else ""
    return ", ".join(hosts[:SHOWN_HOSTS]) + more


def _causes(summary: Summary, words: _Words) -> str:
    say = words.say
    return _table(
        say("fleet.by_cause"),
        (say("fleet.cause"), say("fleet.count")),
        ((words.cause(cause), count) for cause, count in summary.causes),
    )


def _dimension(summary: Summary, name: str, words: _Words) -> str:
    say = words.say
    counts: Mapping[tuple[str, str], int] = summary.tables[name]
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return _table(
        say("fleet.by_dimension", name=say(f"fleet.{name}")),
        (say(f"fleet.{name}"), say("fleet.cause"), say("fleet.count")),
        ((words.value(value), words.cause(cause), n) for (value, cause), n in ordered),
    )


def _news(summary: Summary, words: _Words) -> str:
    say = words.say
    heads = (say("fleet.host"), say("fleet.site"), say("fleet.cause"))
    fresh = ((item.host, item.site, words.cause(item.cause)) for item in summary.fresh or ())
    mended = ((item.host, item.site) for item in summary.mended)
    return _table(say("fleet.fresh"), heads, fresh) + _table(say("fleet.mended"), heads[:2], mended)


def _machines(verdicts: Sequence[Verdict], words: _Words) -> str:
    say = words.say
    names = ("host", "site", "state", "cause", "remedy", "os", "python", "pip", "openssl")
    return _table(
        say("fleet.ill_machines"),
        [say(f"fleet.{name}") for name in names],
        (
            (
                item.host,
                item.site,
                say(f"fleet.{item.state.value}"),
                words.cause(item.cause) if item.cause else "",
                words.remedy(item.remedy),
                item.os,
                item.python,
                item.pip,
                item.openssl,
            )
            for item in verdicts
            if item.state in (State.ILL, State.UNCLEAR)
        ),
    )


def _unreadable(verdicts: Sequence[Verdict], say: Translator) -> str:
    return _table(
        say("fleet.unreadable_results"),
        (say("fleet.host"), say("fleet.problem")),
        (
            (item.host, say(item.problem) if item.problem in PROBLEMS else item.problem)
            for item in verdicts
            if item.state is State.UNREADABLE
        ),
    )
