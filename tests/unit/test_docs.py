"""The documents say only what is there: links resolve, commands parse, both languages agree."""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipmedic.case.settings import Settings
from pipmedic.cli.main import COMMANDS, build_parser

ROOT = Path(__file__).parents[2]
READMES = tuple(sorted(ROOT.glob("README*.md")))
PAGES = tuple(sorted((ROOT / "docs").rglob("*.md")))
DOCUMENTS = (*READMES, *PAGES, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md")
PAIRED = tuple(sorted((ROOT / "docs" / "en").glob("*.md")))

FENCE = re.compile(r"^(?P<fence>```+)(?P<kind>\w*)\n(?P<body>.*?)^(?P=fence)$", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^(?P<level>#+) (?P<title>.+)$", re.M)
SHELLS = ("sh", "bat", "powershell")
FOREIGN = frozenset({"--trusted-host", "--strict"})
"""Options of other programs that the documents speak of by themselves."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=named)


@cache
def prose(path: Path) -> str:
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def blocks(path: Path) -> list[tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    return [(match["kind"], match["body"]) for match in FENCE.finditer(text)]


def anchors(path: Path) -> set[str]:
    """Return the anchors as GitHub makes them of headings."""
    titles = (match["title"].lower().replace("`", "") for match in HEADING.finditer(prose(path)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


@each_document
def test_every_relative_link_and_picture_resolves(path: Path) -> None:
    for match in LINK.finditer(SPAN.sub("", prose(path))):
        target, _, anchor = match["target"].partition("#")
        if "://" in target:
            continue
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), match[0]
        assert found == ROOT or ROOT in found.parents, match[0]
        if anchor:
            assert anchor in anchors(found), match[0]


def calls(line: str) -> Iterator[list[str]]:
    """Yield the arguments of every call of pipmedic in a shell line, without redirections."""
    lexer = shlex.shlex(line.replace("\\", "/"), posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    words: list[str] = []
    for word in (*lexer, ";"):
        if not set(word) <= set("|&;<>"):
            words.append(word)
            continue
        for number, candidate in enumerate(words):
            if Path(candidate).name in ("pipmedic", "pipmedic.pyz"):
                if number == 0 or words[0].startswith(("python", "py")):
                    yield words[number + 1 :]
                break
        words = []


@cache
def parser() -> argparse.ArgumentParser:
    return build_parser()


def complaint(arguments: list[str]) -> str:
    """Return what the parser says of a command line; empty when it takes it."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            parser().parse_args(arguments)
    except SystemExit as end:
        return said.getvalue() if end.code else ""
    return ""


@each_document
def test_every_command_in_a_block_is_taken_by_the_parser(path: Path) -> None:
    for kind, body in blocks(path):
        for line in body.splitlines() if kind in SHELLS else ():
            for arguments in calls(line):
                assert not complaint(arguments), line


def inner(found: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the commands below a parser."""
    for action in found._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options(found: argparse.ArgumentParser) -> set[str]:
    return {option for action in found._actions for option in action.option_strings}


def everywhere(found: argparse.ArgumentParser) -> set[str]:
    return options(found).union(*(everywhere(each) for each in inner(found).values()))


def unknown(words: list[str], found: argparse.ArgumentParser) -> Iterator[str]:
    """Yield every command and long option that the parser does not have; ``a|b`` names two."""
    for number, word in enumerate(words):
        if word == "--":
            return
        if word.startswith("--"):
            name = word.split("=")[0]
            if name not in options(found):
                yield name
        elif inner(found) and not word.startswith(("-", "COMMAND")):
            names = word.rstrip(",").split("|")
            if len(names) > 1:
                yield from (name for name in names if name not in inner(found))
                return
            if word not in inner(found):
                yield word
                return
            yield from unknown(words[number + 1 :], inner(found)[word])
            return


@each_document
def test_every_command_and_long_option_in_the_text_exists(path: Path) -> None:
    known = everywhere(parser()) | FOREIGN
    for span in SPAN.findall(prose(path).replace("\\|", "|")):
        words = span.split()
        if words[0] == "pipmedic":
            assert not list(unknown(words[1:], parser())), span
        elif words[0] in COMMANDS and len(words) > 1:
            assert not list(unknown(words, parser())), span
        elif words[0].startswith("--"):
            assert words[0].split("=")[0] in known, span


@each_document
def test_every_target_of_make_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    spans = SPAN.findall(prose(path))
    lines = [line for kind, body in blocks(path) if kind in SHELLS for line in body.splitlines()]
    for text in (*spans, *lines):
        match = re.match(r"make ([a-z]+)\b", text)
        assert match is None or match[1] in targets, text


@pytest.mark.parametrize("path", READMES, ids=named)
def test_the_readmes_list_every_command(path: Path) -> None:
    listed = set(re.findall(r"`pipmedic ([a-z]+)", prose(path)))
    assert listed >= set(COMMANDS)


def test_both_languages_have_the_same_pages() -> None:
    chinese = (ROOT / "docs" / "zh").glob("*.md")
    assert {path.name for path in PAIRED} == {path.name for path in chinese}
    assert PAIRED


@pytest.mark.parametrize("path", PAIRED, ids=named)
def test_both_languages_have_the_same_headings_and_commands(path: Path) -> None:
    other = ROOT / "docs" / "zh" / path.name
    levels = [[match["level"] for match in HEADING.finditer(prose(each))] for each in (path, other)]
    assert levels[0] == levels[1]
    assert blocks(path) == blocks(other)
    rows = [
        sum(line.startswith("|") for line in prose(each).splitlines()) for each in (path, other)
    ]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reference_lists_commands_and_every_key_of_the_configuration(language: str) -> None:
    text = prose(ROOT / "docs" / language / "reference.md")
    rows = set(re.findall(r"^\| `([a-z_]+)` \|", text, re.M))
    assert rows >= set(Settings.__dataclass_fields__) - {"problem"}
    assert set(re.findall(r"`pipmedic ([a-z]+)", text)) >= set(COMMANDS)
