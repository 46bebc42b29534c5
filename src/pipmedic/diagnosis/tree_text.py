"""A decision tree as numbered plain text, as Mermaid and as Graphviz DOT."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .tree_view import NodeView

_DOT_SHAPES = {"question": "diamond", "checks": "hexagon", "remedy": "box", "handover": "oval"}
_MERMAID_ENDS = {
    "question": ("{", "}"),
    "checks": ("{{", "}}"),
    "remedy": ("[", "]"),
    "handover": ("([", "])"),
}


def to_text(nodes: Sequence[NodeView], path: Collection[int] = ()) -> str:
    """Return numbered steps, each answer with the number to go on with; ``>`` marks the path."""
    lines = []
    for node in nodes:
        mark = ">" if node.id in path else " "
        lines.append(f"{mark}{node.id + 1:4}. {_line(node.title)}")
        for _, answer, target in node.branches:
            mark = ">" if node.id in path and target in path else " "
            lines.append(f"{mark}         {_line(answer)} -> {target + 1}")
    return "\n".join(lines) + "\n"


def to_mermaid(nodes: Sequence[NodeView], path: Collection[int] = ()) -> str:
    """Return a Mermaid flowchart; answers that lead to the same step share one arrow."""
    lines = ["flowchart TD"]
    for node in nodes:
        left, right = _MERMAID_ENDS[node.kind]
        lines.append(f'  n{node.id}{left}"{_mermaid(node.title)}"{right}')
    for node in nodes:
        for target, answers in _grouped(node):
            lines.append(f'  n{node.id} -->|"{_mermaid(answers)}"| n{target}')
    marked = [f"n{node.id}" for node in nodes if node.id in path]
    if marked:
        lines += ["  classDef taken stroke-width:4px", f"  class {','.join(marked)} taken"]
    return "\n".join(lines) + "\n"


def to_dot(nodes: Sequence[NodeView], path: Collection[int] = ()) -> str:
    """Return a Graphviz digraph; answers that lead to the same step share one arrow."""
    lines = ["digraph pipmedic {", "  rankdir=TB;"]
    for node in nodes:
        bold = ", penwidth=3" if node.id in path else ""
        shape = _DOT_SHAPES[node.kind]
        lines.append(f'  n{node.id} [shape={shape}{bold}, label="{_dot(node.title)}"];')
    for node in nodes:
        for target, answers in _grouped(node):
            lines.append(f'  n{node.id} -> n{target} [label="{_dot(answers)}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _grouped(node: NodeView) -> list[tuple[int, str]]:
    found: dict[int, list[str]] = {}
    for _, answer, target in node.branches:
        found.setdefault(target, []).append(answer)
    return [(target, " / ".join(answers)) for target, answers in found.items()]


def _line(words: str) -> str:
    return " ".join(words.split())


def _mermaid(words: str) -> str:
    """Escape for a quoted Mermaid label, where ``#`` starts an entity of Mermaid's own."""
    shown = _line(words)
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        shown = shown.replace(sign, entity)
    return shown.replace("`", "'")


def _dot(words: str) -> str:
    return _line(words).replace("\\", "\\\\").replace('"', '\\"')
