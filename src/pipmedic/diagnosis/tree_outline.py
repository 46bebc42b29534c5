"""The whole tree as HTML lists, for paper, for browsers without scripts and for reading around."""

from __future__ import annotations

import html
from collections.abc import Sequence

from .tree_page import Page
from .tree_view import NodeView


def outline(page: Page, code: str, nodes: Sequence[NodeView]) -> str:
    """Return numbered steps with links to each other, then every remedy's commands once.

    Args:
        code: of the language in which ``nodes`` are worded.
    """
    say = page.says[code]
    remedies = list(dict.fromkeys(node.subject for node in nodes if node.kind == "remedy"))
    numbers = {name: number for number, name in enumerate(remedies) if page.written(code, name)}
    steps = "".join(_step(code, node, numbers.get(node.subject, -1)) for node in nodes)
    written = "".join(_commands(page, code, name, number) for name, number in numbers.items())
    return (
        f'<section class="outline" id="outline-{_quoted(code)}" lang="{_quoted(code)}">'
        f"<h2>{html.escape(say('tree.whole'))}</h2><ol>{steps}</ol>"
        f"<h2>{html.escape(say('tree.commands'))}</h2>{written}</section>"
    )


def _step(code: str, node: NodeView, commands: int) -> str:
    branches = "".join(
        f'<li>{html.escape(answer)} → <a href="#{code}-{target}">{target + 1}</a></li>'
        for _, answer, target in node.branches
    )
    nested = f"<ul>{branches}</ul>" if branches else ""
    title = html.escape(node.title)
    if node.kind == "remedy" and commands >= 0:
        title = f'<a href="#{code}-r{commands}">{title}</a>'
    return f'<li id="{code}-{node.id}">{title}{nested}</li>'


def _commands(page: Page, code: str, name: str, number: int) -> str:
    remedy = page.knowledge.remedies.get(name)
    title = html.escape(remedy.title(code) if remedy else name)
    blocks = "".join(
        f"<h4>{html.escape(machine.name)}</h4><pre><code>{_lines(written.lines)}</code></pre>"
        for machine, written in page.written(code, name)
    )
    return f'<article id="{code}-r{number}"><h3>{title}</h3>{blocks}</article>'


def _lines(lines: Sequence[str]) -> str:
    return html.escape("\n".join(lines))


def _quoted(text: str) -> str:
    return html.escape(text, quote=True)
