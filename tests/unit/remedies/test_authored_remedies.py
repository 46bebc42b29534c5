"""Every operation in flows/remedies.toml is understood, and written for every system and shell."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from pipmedic.remedies.operations import OPERATION_TYPES, Operation
from pipmedic.remedies.parsing import parse_operation
from pipmedic.remedies.render import render
from pipmedic.remedies.target import OS_NAMES, SHELLS, Target

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).parents[3] / "flows" / "remedies.toml"


def operation_lists(node: object, where: str = "") -> Iterator[tuple[str, list[Operation]]]:
    """(place, operations) for every list of operation tables anywhere in the data."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from operation_lists(value, f"{where}.{key}")
    elif isinstance(node, list) and node and all(isinstance(x, dict) and "op" in x for x in node):
        yield where, [parse_operation(table) for table in node]
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from operation_lists(value, f"{where}[{number}]")


def authored() -> list[tuple[str, list[Operation]]]:
    found = list(operation_lists(tomllib.loads(FILE.read_text("utf-8")))) if FILE.exists() else []
    if not found:
        pytest.skip("flows/remedies.toml holds no operations yet, so nothing was checked")
    return found


def test_every_remedy_is_written_on_visible_lines() -> None:
    for where, operations in authored():
        for system in OS_NAMES:
            for shell in SHELLS:
                for lang in ("en", "zh"):
                    target = Target(os=system, distro="debian", ca_file="/my ca.pem")
                    lines = render(operations, target, shell, lang=lang)
                    assert all(line.isprintable() for line in lines), (where, shell, lines)


def test_every_remedy_is_valid_syntax_for_the_shells_that_are_here() -> None:
    shells = {name: which(name) for name in ("bash", "zsh", "fish")}
    checked = {name: path for name, path in shells.items() if path}
    if not checked:
        pytest.skip("no shell is installed here, so no syntax was checked")
    for shell, path in checked.items():
        lines: list[str] = []
        for _, operations in authored():
            for system in ("linux", "mac", "wsl", "container"):
                target = Target(os=system, distro="debian", ca_file="/my ca.pem")
                lines += render(operations, target, shell, lang="zh")
        ended = subprocess.run(
            [path, "-n"], input="\n".join(lines), text=True, capture_output=True, timeout=60
        )
        assert ended.returncode == 0, ended.stderr[:500]


def test_the_examples_of_the_vocabulary_page_are_true() -> None:
    page = FILE.parents[1] / "src" / "pipmedic" / "remedies" / "README.md"
    if not page.exists():
        pytest.skip("the page is not beside the tests here")
    examples = re.findall(r"`(\{op=.*?\})` \|$", page.read_text("utf-8"), re.MULTILINE)
    tables = [tomllib.loads(f"example = {text}")["example"] for text in examples]
    kinds = {parse_operation(table).op for table in tables}
    kinds.add("trust-remove")
    assert kinds == {kind.op for kind in OPERATION_TYPES}


def test_every_remedy_tells_its_risk_its_source_and_the_way_back() -> None:
    lasting = (
        "pip-config-set",
        "env-set",
        "write-file",
        "append-line",
        "build-bundle",
        "trust-add",
    )
    remedies = tomllib.loads(FILE.read_text("utf-8"))["remedies"] if FILE.exists() else {}
    for name, remedy in remedies.items():
        assert remedy["scopes"], name
        assert remedy["sources"], name
        assert remedy["risk"] == "safe" or {"en", "zh"} <= set(remedy["risk_note"]), name
        kept = [
            step
            for step in remedy["operations"]
            if step["op"] in lasting and step.get("lifetime") != "command"
        ]
        assert not kept or remedy["undo"], name
        needs_admin = any(step.get("admin") for step in remedy["operations"])
        assert not needs_admin or remedy["scopes"] != ["once"], name
