"""What the program says about data is a message of the catalogues, in every language."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipmedic
from pipmedic.cli.main import main
from pipmedic.i18n import SUPPORTED, said, translator
from pipmedic.knowledge.lint.languages import _LITERALS
from pipmedic.knowledge.patterns import Unsafe

SOURCE = Path(pipmedic.__file__).parent
_IMPORTS = re.compile(r"^from [.\w]*i18n[.\w]* import [^\n]*\bsaid\b|import Table\b", re.MULTILINE)
HAN = re.compile(r"[\u3400-\u9fff]")


def spoken() -> Iterator[tuple[str, str, set[str]]]:
    """Yield (place, message id, names of the values) of every message that is said as data."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not _IMPORTS.search(text):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            number, prefix = {"said": (0, ""), "fail": (1, "data.")}.get(name, (9, ""))
            first = node.args[number] if len(node.args) > number else None
            if isinstance(first, ast.Constant):
                values = {keyword.arg or "*" for keyword in node.keywords}
                yield f"{path.name}:{node.lineno}", f"{prefix}{first.value}", values


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_message_exists_with_the_values_it_needs(language: str) -> None:
    say = translator(language)
    found = list(spoken())
    assert len(found) > 100
    for place, message, values in found:
        assert say.has(message), f"{place}: {message}"
        needed = {name for _, name, _, _ in string.Formatter().parse(say.messages[message]) if name}
        assert needed <= values or "*" in values, f"{place}: {message} needs {needed}"


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_reason_to_refuse_a_pattern_is_worded(language: str) -> None:
    say = translator(language)
    assert len({each.said.told(say) for each in Unsafe}) == len(Unsafe)
    for kind in _LITERALS:
        assert said(f"lint.differ.{kind}", name="n", odd="o").told(say)


def test_a_value_that_is_said_is_told_in_the_same_language() -> None:
    inner = said("pattern.endless", limit=1)
    outer = said("lint.pattern", why=inner, pattern="a*")
    assert outer.told(translator("zh")) == "重复次数没有上限：a*"
    assert str(outer) == "repeats without an upper bound: a*"


def test_refusals_of_an_import_are_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [
        {"id": "a", "signature": "x"},
        {"id": "b", "root_cause": "r", "signature": 5},
        {"id": "c", "root_cause": "r"},
        {"what": 1},
        {"id": "d", "root_cause": "r", "prior": "huge"},
    ]
    for number, entry in enumerate(entries):
        (tmp_path / f"{number}.json").write_text(json.dumps(entry), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    code = main(["kb", "import", str(tmp_path), "--into", str(tmp_path / "out"), "--lang", "zh"])
    lines = [line for line in capsys.readouterr().out.splitlines() if ".json" in line]
    assert code == 4
    assert len(lines) == len(entries) + 1
    for line in lines:
        assert HAN.search(line.partition(".json")[2]), line


@pytest.mark.parametrize(
    ("name", "text"),
    [("pack.toml", "name = 5\n"), ("pack.toml", 'name = "x"'), ("run.sh", "true"), ("kb", "")],
)
def test_a_refused_pack_is_told_in_chinese(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["kb", "pack", "check", str(tmp_path), "--lang", "zh"]) == 4
    assert HAN.search(capsys.readouterr().err)


def test_the_name_of_a_foreign_file_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "\x1b[2Jevil").write_text("", encoding="utf-8")
    assert main(["kb", "pack", "check", str(tmp_path)]) == 4
    shown = capsys.readouterr().err
    assert "evil" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "nothing"],
        ["kb", "show", "nothing"],
        ["diagnose", "--fact", "os"],
        ["diagnose", "--fact", "nothing=1"],
        ["diagnose", "--fact", "os=moon"],
        ["diagnose", "--set", "nothing"],
        ["diagnose", "--python", "/nothing"],
        ["verify", "--offline"],
        ["run"],
        ["kit", "--to", "x", "six"],
        ["kit", "--to", "x", "--python", "three", "six"],
    ],
    ids=" ".join,
)
def test_what_is_wrong_with_a_command_is_told_in_chinese(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(arguments) == 2
    assert HAN.search(capsys.readouterr().err)


def test_a_damaged_case_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "1-abcdef.jsonl"
    path.write_text("[]\n", encoding="utf-8")
    assert main(["resume", str(path), "--plain", "--lang", "zh"]) == 4
    assert "不是一条事件记录" in capsys.readouterr().err
