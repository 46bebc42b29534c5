"""A decision tree as one HTML file that needs nothing but a browser.

No network, no dependency, both languages inside; a content security policy allows its own script
and style only. Without scripts, and on paper, the whole tree is a list of numbered steps.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from ..knowledge import Knowledge
from .tree import Tree
from .tree_view import MESSAGES, NodeView, Say, cause_words, views

Commands = Mapping[str, Sequence[tuple[str, Sequence[str]]]]
"""Remedy id to (shell, lines), as written by the remedies room."""


def to_html(
    tree: Tree, knowledge: Knowledge, says: Mapping[str, Say], commands: Commands | None = None
) -> str:
    """Return the page.

    Args:
        says: language code to message lookup; the first language is shown first.
        commands: lines to copy for each remedy; remedies without any show their words only.
    """
    template = (files("pipmedic.diagnosis") / "tree.html").read_text(encoding="utf-8")
    shown = {code: views(tree, knowledge, say, code) for code, say in says.items()}
    first = next(iter(says))
    data = _data(tree, knowledge, says, shown, commands or {})
    script, style = _between(template, "script"), _between(template, "style")
    filled = {
        "LANGUAGE": html.escape(first, quote=True),
        "TITLE": html.escape(says[first]("tree.title")),
        "POLICY": f"script-src {_hashed(script)}; style-src {_hashed(style)}",
        "OUTLINES": "\n".join(_outline(code, nodes, says[code]) for code, nodes in shown.items()),
        "DATA": _json(data),
    }
    return re.sub(r"\{\{([A-Z]+)\}\}", lambda match: filled[match[1]], template)


def _between(template: str, tag: str) -> str:
    match = re.search(rf"<{tag}>(.*?)</{tag}>", template, re.DOTALL)
    assert match is not None
    return match[1]


def _hashed(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _json(data: Any) -> str:
    """Return JSON that cannot end the script element it stands in."""
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return raw.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _data(
    tree: Tree,
    knowledge: Knowledge,
    says: Mapping[str, Say],
    shown: Mapping[str, Sequence[NodeView]],
    commands: Commands,
) -> dict[str, Any]:
    nodes = next(iter(shown.values()))
    asked = {node.subject for node in nodes if node.kind == "question"}
    tried = {node.subject for node in nodes if node.kind == "remedy"}
    causes = {cause for node in tree.nodes for cause, _ in node.leading}
    return {
        "root": tree.root,
        "words": {code: {name: say(name) for name in MESSAGES} for code, say in says.items()},
        "nodes": [
            {
                "k": node.kind,
                "s": node.subject,
                "b": [[value, target] for value, _, target in node.branches],
                "l": [[c, round(p, 3)] for c, p in tree.nodes[node.id].leading if p >= 0.01],
            }
            for node in nodes
        ],
        "facts": {name: _fact(knowledge, name, says) for name in sorted(asked)},
        "remedies": {name: _remedy(knowledge, name, says, commands) for name in sorted(tried)},
        "causes": {
            cause: {code: cause_words(knowledge, cause, say, code) for code, say in says.items()}
            for cause in sorted(causes)
        },
    }


def _fact(knowledge: Knowledge, name: str, says: Mapping[str, Say]) -> dict[str, Any]:
    fact = knowledge.facts[name]
    return {
        "text": {code: fact.question(code) for code in says},
        "why": {code: fact.why(code) for code in says},
        "how": {code: fact.how(code) for code in says},
        "run": fact.run,
        "values": {v.id: {code: v.text(code) for code in says} for v in fact.values},
    }


def _remedy(
    knowledge: Knowledge, name: str, says: Mapping[str, Say], commands: Commands
) -> dict[str, Any]:
    remedy = knowledge.remedies.get(name)
    lines = [{"shell": shell, "text": "\n".join(each)} for shell, each in commands.get(name, ())]
    if remedy is None:
        return {"text": dict.fromkeys(says, name), "why": {}, "commands": lines}
    return {
        "text": {code: remedy.title(code) for code in says},
        "why": {code: remedy.summary(code) for code in says},
        "commands": lines,
    }


def _outline(code: str, nodes: Sequence[NodeView], say: Say) -> str:
    """Return the whole tree as a list with links, for paper and for browsers without scripts."""
    items = []
    for node in nodes:
        branches = "".join(
            f'<li>{html.escape(answer)} → <a href="#{code}-{target}">{target + 1}</a></li>'
            for _, answer, target in node.branches
        )
        nested = f"<ul>{branches}</ul>" if branches else ""
        items.append(f'<li id="{code}-{node.id}">{html.escape(node.title)}{nested}</li>')
    heading = html.escape(say("tree.whole"))
    return (
        f'<section class="outline" lang="{html.escape(code, quote=True)}"><h2>{heading}</h2>'
        f"<ol>{''.join(items)}</ol></section>"
    )
