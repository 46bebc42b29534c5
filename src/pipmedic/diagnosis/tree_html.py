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
from typing import Any

from ..knowledge import Knowledge
from ..packaged import packaged
from .tree import Node
from .tree_outline import outline
from .tree_page import Page
from .tree_view import MESSAGES, NodeView, Say, cause_words, views

MIN_SHOWN_P = 0.01


def to_html(page: Page) -> str:
    """Return the page as one HTML document."""
    template = (packaged() / "diagnosis" / "tree.html").read_text(encoding="utf-8")
    shown = {code: views(page.tree, page.knowledge, say, code) for code, say in page.says.items()}
    first = next(iter(page.says))
    script, style = _between(template, "script"), _between(template, "style")
    filled = {
        "LANGUAGE": html.escape(first, quote=True),
        "TITLE": html.escape(page.says[first]("tree.title")),
        "POLICY": f"script-src {_hashed(script)}; style-src {_hashed(style)}",
        "OUTLINES": "\n".join(outline(page, code, nodes) for code, nodes in shown.items()),
        "DATA": _json(_data(page, next(iter(shown.values())))),
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


def _data(page: Page, nodes: Sequence[NodeView]) -> dict[str, Any]:
    asked = {node.subject for node in nodes if node.kind == "question"}
    tried = {node.subject for node in nodes if node.kind == "remedy"}
    causes = {cause for node in page.tree.nodes for cause, _ in node.leading}
    says = page.says
    return {
        "root": page.tree.root,
        "words": {code: {name: say(name) for name in MESSAGES} for code, say in says.items()},
        "machines": [
            {"id": item.id, "name": item.name, "systems": list(item.systems)}
            for item in page.machines
        ],
        "nodes": [_node(page.tree.nodes[node.id], node) for node in nodes],
        "facts": {name: _fact(page.knowledge, name, says) for name in sorted(asked)},
        "remedies": {name: _remedy(page, name) for name in sorted(tried)},
        "causes": {
            cause: {
                code: cause_words(page.knowledge, cause, say, code) for code, say in says.items()
            }
            for cause in sorted(causes)
        },
    }


def _node(node: Node, shown: NodeView) -> dict[str, Any]:
    return {
        "k": shown.kind,
        "s": shown.subject,
        "b": [[value, target] for value, _, target in shown.branches],
        "l": [[cause, round(p, 3)] for cause, p in node.leading if p >= MIN_SHOWN_P],
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


def _remedy(page: Page, name: str) -> dict[str, Any]:
    remedy = page.knowledge.remedies.get(name)
    commands = {
        code: {
            machine.id: ["\n".join(written.lines), "\n".join(written.verify)]
            for machine, written in page.written(code, name)
        }
        for code in page.says
    }
    if remedy is None:
        return {"text": dict.fromkeys(page.says, name), "why": {}, "commands": commands}
    return {
        "text": {code: remedy.title(code) for code in page.says},
        "why": {code: remedy.summary(code) for code in page.says},
        "commands": commands,
    }
