"""The same texts to pipmedic, deadends-dev's matcher, and what pip and uv say of themselves.

A program names the cause when one of the causes it names is accepted for the text. With "first",
pipmedic may name one; with "first three", three; an entry of deadends-dev or a hint counts with
every cause that it names, up to six. The readings of their words are in deadends.toml and
hints.toml, each with its reason; they are meant to be generous.

Usage: python benchmarks/peers/compare.py [--peers-python PYTHON] [--uv UV] [--shared FOLDER]
       [--markdown]
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from answers import Answer, deadends, hints, peers_python, pipmedic
from texts import SHARED, Labelled, collections
from uv_faults import uv_table, uv_version

from pipmedic import __version__

COLUMNS = ("silent", "names the cause", "another or none", "other subject")


def verdict(answer: Answer, accepted: frozenset[str]) -> str:
    """Which column one answer falls into."""
    if not answer.answered:
        return "silent"
    if answer.causes & accepted:
        return "names the cause"
    return "other subject" if answer.elsewhere else "another or none"


def row(name: str, answers: Sequence[Answer], texts: Sequence[Labelled]) -> list[str]:
    """One line of the table, in per cent of the texts."""
    found = [verdict(answer, text.accepted) for answer, text in zip(answers, texts)]
    return [name, *(f"{found.count(column) / len(found):.0%}" for column in COLUMNS)]


def show(rows: list[list[str]], markdown: bool) -> None:
    """Print rows, the first of them the head."""
    if markdown:
        rows = [rows[0], ["---", *("--:" for _ in rows[0][1:])], *rows[1:]]
        print("\n".join(f"| {' | '.join(cells)} |" for cells in rows))
        return
    wide = [max(len(cells[at]) for cells in rows) for at in range(len(rows[0]))]
    for first, *others in rows:
        print("  ".join([first.ljust(wide[0]), *(c.rjust(w) for c, w in zip(others, wide[1:]))]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers-python", type=Path, help="a Python with deadends-dev")
    parser.add_argument("--uv", default=shutil.which("uv"))
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    every = collections(args.shared)
    texts = [text for each in every.values() for text in each]
    words = [text.text for text in texts]
    said = {
        "pipmedic, first": pipmedic(words, 1),
        "pipmedic, first three": pipmedic(words, 3),
        "pip's own hints": hints("pip", words),
        "uv's own hints": hints("uv", words),
    }
    python = peers_python(args.peers_python)
    asked = deadends(words, python) if python else None
    if asked:
        said[f"deadends-dev {asked[0]}"] = asked[1]
    else:
        print("SKIPPED: deadends-dev was NOT asked; --peers-python must name a Python that has it")
    print(f"{dt.date.today()}, pipmedic {__version__}, Python {sys.version.split()[0]}\n")
    start = 0
    for name, group in every.items():
        part = slice(start, start + len(group))
        rows = [[f"{name} ({len(group)})", *COLUMNS]]
        show([*rows, *(row(who, each[part], group) for who, each in said.items())], args.markdown)
        print()
        start += len(group)
    if not args.uv:
        print("SKIPPED: no uv on PATH; real uv was NOT run against faults")
        return
    print(f"real faults on loopback, {uv_version(args.uv)}")
    show(uv_table(args.uv), args.markdown)


if __name__ == "__main__":
    main()
