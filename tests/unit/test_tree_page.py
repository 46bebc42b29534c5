"""The tree with real knowledge: commands for every machine, and the path of a case."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.tree import MACHINES, PAST, commands_of, lines_for, tree_of, tree_rows
from pipmedic.cli import tree_command
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.diagnosis.options import BEGINNER, Options
from pipmedic.diagnosis.tree import compile_tree, remedies_in
from pipmedic.i18n import SUPPORTED
from pipmedic.knowledge import Risk, load

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
BEGINNER_WITHOUT_CHECKS = Options(audience=BEGINNER, checks_allowed=False)
ERROR = (
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in"
    " certificate chain (_ssl.c:1006)"
)


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_remedy_of_the_tree_is_written_for_the_machines_it_is_meant_for(
    language: str,
) -> None:
    tried = remedies_in(compile_tree(MODEL, depth=1))
    written = commands_of(KNOWLEDGE, tried, language)
    for name in tried:
        remedy = KNOWLEDGE.remedies[name]
        meant = {
            machine.id
            for machine in MACHINES
            if set(machine.systems) & set(remedy.requires.get("os", machine.systems))
        }
        assert set(written[name]) == meant, name
        assert remedy.risk is not Risk.WEAKENS
        for lines in written[name].values():
            assert not re.search(r"\{[a-z_]+\}", "\n".join(lines.lines)), name
            assert lines.verify


def test_each_machine_gets_its_own_wording() -> None:
    written = commands_of(KNOWLEDGE, ["proxy-unset"], "en")["proxy-unset"]
    assert "unset " in "\n".join(written["linux-bash"].lines)
    assert "Env:" in "\n".join(written["win-powershell"].lines)
    assert 'set "' in "\n".join(written["win-cmd"].lines)


@pytest.mark.parametrize("language", SUPPORTED)
def test_the_command_writes_one_page_that_needs_no_network(language: str) -> None:
    command = [sys.executable, "-m", "pipmedic", "tree", "--format", "html", "--depth", "1"]
    done = subprocess.run([*command, "--lang", language], capture_output=True, timeout=60)
    page = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr
    assert f'<html lang="{language}"' in page
    assert "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    data = json.loads(re.findall(r'<script id="data"[^>]*>(.*?)</script>', page, re.DOTALL)[0])
    assert next(iter(data["words"])) == language
    assert {item["id"] for item in data["machines"]} == {machine.id for machine in MACHINES}
    assert all(set(remedy["commands"]) == set(SUPPORTED) for remedy in data["remedies"].values())
    assert any(
        "pip config" in lines[0]
        for remedy in data["remedies"].values()
        for lines in remedy["commands"]["zh"].values()
    )


def test_a_case_shows_the_path_taken_and_what_can_still_come() -> None:
    case = Case(KNOWLEDGE, MODEL, (Opened(1.0, checks=False),), "zh").observe(ERROR, 2.0)
    answered = case.answer("network", "corp", 3.0)
    assert answered is not None
    after = answered.tried("ca-config", "failed", 4.0)
    tree = tree_of(after)
    shown = tree_rows(after, tree)
    past = [row for row in shown if row.node == PAST]
    assert [row.kind for row in past] == ["question", "remedy"]
    assert [row.depth for row in shown[:3]] == [0, 1, 2]
    here = [row for row in shown if row.here]
    assert [row.node for row in here] == [tree.root]
    assert "ca-config" not in remedies_in(tree)
    child = next(row for row in shown if row.depth == here[0].depth + 1 and row.opens)
    assert len(tree_rows(after, tree, (child.node,))) > len(shown)


@pytest.mark.parametrize("machine", [machine.id for machine in MACHINES])
@pytest.mark.parametrize("form", ["text", "mermaid", "dot"])
def test_the_commands_of_a_remedy_stand_in_every_format(form: str, machine: str) -> None:
    command = [sys.executable, "-m", "pipmedic", "tree", "--depth", "1", "--format", form]
    done = subprocess.run(
        [*command, "--machine", machine, "--lang", "en"], capture_output=True, timeout=60
    )
    shown = _unescaped(form, done.stdout.decode("utf-8"))
    tried = remedies_in(compile_tree(MODEL, BEGINNER_WITHOUT_CHECKS, depth=1))
    lines = lines_for(KNOWLEDGE, tried, machine, "en")
    assert lines
    for name, written in lines.items():
        for line in written:
            assert " ".join(line.split()) in shown, name


def _unescaped(form: str, text: str) -> str:
    if form == "text":
        return re.sub(r"[^\S\n]+", " ", text)
    if form == "dot":
        return re.sub(r"\\([\\\"])", r"\1", text)
    for entity, sign in (("quot", '"'), ("lt", "<"), ("gt", ">"), ("96", "`"), ("35", "#")):
        text = text.replace(f"#{entity};", sign)
    return text


def test_the_command_knows_every_kind_of_machine() -> None:
    assert [machine.id for machine in MACHINES] == list(tree_command.MACHINES)
