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

_ENTITIES = (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;"))


def to_text(nodes: Sequence[NodeView], path: Collection[int] = ()) -> str:
    """Return numbered steps, each answer with the number to go on with; ``>`` marks the path.

    The commands of a remedy stand below it, farther in than the answers.
    """
    lines = []
    for node in nodes:
        mark = ">" if node.id in path else " "
        lines.append(f"{mark}{node.id + 1:4}. {_line(node.title)}")
        lines += [f"              {command}" for command in node.commands]
        for _, answer, target in node.branches:
            mark = ">" if node.id in path and target in path else " "
            lines.append(f"{mark}         {_line(answer)} -> {target + 1}")
    return "\n".join(lines) + "\n"


def to_mermaid(nodes: Sequence[NodeView], path: Collection[int] = ()) -> str:
    """Return a Mermaid flowchart; answers that lead to the same step share one arrow."""
    lines = ["flowchart TD"]
    for node in nodes:
        left, right = _MERMAID_ENDS[node.kind]
        label = "<br/>".join(map(_mermaid, (node.title, *node.commands)))
        lines.append(f'  n{node.id}{left}"{label}"{right}')
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
        label = _dot(node.title) + "".join(f"\\l{_dot(line)}" for line in node.commands)
        label += "\\l" if node.commands else ""
        lines.append(f'  n{node.id} [shape={shape}{bold}, label="{label}"];')
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
    for sign, entity in _ENTITIES:
        shown = shown.replace(sign, entity)
    return shown


def _dot(words: str) -> str:
    return _line(words).replace("\\", "\\\\").replace('"', '\\"')
