"""What each peer says to a text: the causes that it names, or that it speaks of something else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import OTHER, load

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
ASK_TIMEOUT_S = 1800
NEAR_MISS = "not-a-network-fault"


@dataclass(frozen=True)
class Answer:
    """What one program says to one text.

    Attributes:
        causes: causes that it names, in pipmedic's ids.
        answered: it says anything at all.
        elsewhere: it speaks of something that has nothing to do with TLS or connections.
    """

    causes: frozenset[str] = frozenset()
    answered: bool = True
    elsewhere: bool = False


SILENT = Answer(answered=False)


def table(name: str) -> dict[str, Any]:
    """A data file of this folder."""
    return tomllib.loads((HERE / name).read_text("utf-8"))


def hints(program: str, texts: Sequence[str]) -> list[Answer]:
    """What pip or uv itself says within each text; all its hints together count."""
    known = [(re.compile(hint["pattern"]), hint["causes"]) for hint in table("hints.toml")[program]]

    def said(text: str) -> Answer:
        found = [causes for pattern, causes in known if pattern.search(text)]
        return Answer(frozenset(cause for causes in found for cause in causes), bool(found))

    return [said(text) for text in texts]


def pipmedic(texts: Sequence[str], first: int) -> list[Answer]:
    """The causes that pipmedic puts first from the text alone, without a question or a check."""
    knowledge = load()
    model = compile_model(knowledge)

    def said(text: str) -> Answer:
        seen = read(text, knowledge).observations
        if not any(item.fact == "error" for item in seen):
            return SILENT
        top = posterior(model, seen, ()).top(first)
        return Answer(frozenset(cause for cause, _ in top if cause != OTHER))

    return [said(text) for text in texts]


def deadends(texts: Sequence[str], python: Path) -> Optional[tuple[str, list[Answer]]]:
    """The version and the best match of deadends-dev for each text; None if it cannot be asked."""
    done = subprocess.run(
        [str(python), str(HERE / "deadends_ask.py")],
        input=json.dumps(texts),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=ASK_TIMEOUT_S,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(lines) != len(texts) + 1:
        return None
    return lines[0]["version"], [_entry(line["id"]) for line in lines[1:]]


def _entry(name: str) -> Answer:
    if not name:
        return SILENT
    entry = table("deadends.toml").get(name)
    return Answer(frozenset(entry["causes"])) if entry else Answer(elsewhere=True)


def peers_python(given: Optional[Path]) -> Optional[Path]:
    """The Python that has the peers: as given, or from PEERS_PYTHON."""
    named = given or (Path(os.environ["PEERS_PYTHON"]) if "PEERS_PYTHON" in os.environ else None)
    return named if named and named.exists() else None
