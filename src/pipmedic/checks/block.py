"""The collect block: what the checks found on another machine, short enough to be read aloud.

    PIPMEDIC FACTS 1
    1 @os=linux @python=3.8.10 @pip=20.0.2 ~7KQ
    2 handshake=c20 presents=priv proxy=no ~M0D
    END 2 ~XW1

Each line carries its number and a check of three characters (15 bits of CRC-32, in Crockford's
base 32, which has no I, L, O or U), so that a line misread is named by its number. It holds ids
of facts and version numbers only: no host, user, path or secret.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from ..diagnosis.observations import Observation
from ..knowledge import Knowledge
from .findings import Examination, Machine

BEGIN = "PIPMEDIC FACTS 1"
WIDTH = 60
TRUST = 0.97

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MACHINE = {"os": "os", "python": "python_version", "pip": "pip_version"}
_LINE = re.compile(r"^\W*(\d{1,3})\s+(.*?)\s*~\s*([0-9A-Za-z]{3})\s*$")
_END = re.compile(r"^\W*END\s+(\d{1,3})\s*~\s*([0-9A-Za-z]{3})\s*$", re.IGNORECASE)
_PAIR = re.compile(r"(@?[A-Za-z][\w-]*)=([\w.+-]{1,40})$")


@dataclass(unsafe_hash=True)
class BadBlock(ValueError):
    """A collect block that did not arrive whole.

    Attributes:
        line: number of the line that is wrong; 0 when lines are missing or out of order.
    """

    line: int

    def __str__(self) -> str:
        """Say which line."""
        if self.line:
            return f"line {self.line} of the block is not what was sent"
        return "lines of the block are missing"


def write_block(examination: Examination) -> str:
    """Return the block for what an examination found."""
    machine = examination.machine
    words = [f"@{name}={getattr(machine, field)}" for name, field in _MACHINE.items()]
    words += [f"{item.fact}={item.value}" for item in examination.observations]
    lines: list[str] = []
    for word in (word for word in words if _PAIR.match(word)):
        if lines and len(lines[-1]) + len(word) < WIDTH:
            lines[-1] += " " + word
        else:
            lines.append(word)
    numbered = [f"{n} {line} ~{_check(f'{n} {line}')}" for n, line in enumerate(lines, start=1)]
    return "\n".join([BEGIN, *numbered, f"END {len(lines)} ~{_check(' '.join(lines))}", ""])


def holds_block(text: str) -> bool:
    """Tell whether a pasted text holds a collect block."""
    return BEGIN in " ".join(text.upper().split())


def read_block(text: str) -> Mapping[str, Any]:
    """Return the document in a block: ``{"schema": 1, "block": {word: value}}``.

    Spaces, quote marks before lines and the case of check characters may have changed on the way.

    Raises:
        BadBlock: a line is wrong or missing.
    """
    lines: list[str] = []
    words: dict[str, str] = {}
    ended: Optional[tuple[int, str]] = None
    for raw in text.splitlines():
        found = _LINE.match(raw)
        if found:
            number, line = int(found[1]), " ".join(found[2].split())
            if number != len(lines) + 1:
                raise BadBlock(0)
            if _check(f"{number} {line}") != _heard(found[3]):
                raise BadBlock(number)
            lines.append(line)
            words.update(_pairs(line))
        elif end := _END.match(raw):
            ended = int(end[1]), _heard(end[2])
            break
    if ended != (len(lines), _check(" ".join(lines))):
        raise BadBlock(0)
    return {"schema": 1, "checks": [], "block": words}


def examine_block(document: Mapping[str, Any], knowledge: Knowledge, at: float) -> Examination:
    """Return what a document of `read_block` amounts to; words this version lacks are left out."""
    block = document.get("block")
    words = {str(k): str(v) for k, v in block.items()} if isinstance(block, Mapping) else {}
    observations = tuple(
        Observation(name, value, "collector", "", TRUST, at)
        for name, value in words.items()
        if name in knowledge.facts and knowledge.facts[name].value(value)
    )
    machine = Machine(
        os=words.get("@os", ""),
        python_version=words.get("@python", ""),
        pip_version=words.get("@pip", ""),
    )
    return Examination(observations=observations, machine=machine)


def _pairs(line: str) -> dict[str, str]:
    matches = (_PAIR.match(word) for word in line.split())
    return {found[1]: found[2] for found in matches if found}


def _check(line: str) -> str:
    bits = zlib.crc32(line.encode("utf-8", "surrogatepass")) & 0x7FFF
    return "".join(_ALPHABET[bits >> shift & 31] for shift in (10, 5, 0))


def _heard(check: str) -> str:
    """Return check characters as they were meant, by Crockford's rules."""
    return check.upper().translate(str.maketrans("OIL", "011"))
