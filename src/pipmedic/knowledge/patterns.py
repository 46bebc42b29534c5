"""Regular expressions that can neither blow up nor hang, whoever wrote them.

Python's matcher backtracks, so what a pattern can cost is the number of ways in which it can be
laid over a text. That number is bounded here from the parsed pattern alone; nothing is timed.
"""

from __future__ import annotations

import math
import re
import sys
import warnings
from collections.abc import Iterable
from enum import Enum
from functools import partial
from typing import Any

if sys.version_info >= (3, 11):
    from re import _constants as _codes  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
else:
    import sre_constants as _codes
    import sre_parse as _parser

MAX_LENGTH = 2000
"""Characters of a pattern."""

BOUNDS = (300, 90, 20)
"""What ``bounded`` makes of "without end", the widest first that keeps the pattern safe."""

MAX_WAYS = 10_000
"""Ways to lay a pattern over a text from one place, when a literal says where to begin."""

MAX_WAYS_REVIEWED = 500_000
"""The same for patterns that this project reviews and measures itself."""

MAX_WAYS_ANYWHERE = 2_000
"""The same for a pattern that may begin at any character."""

_MIN_PREFIX = 3
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class Unsafe(Enum):
    """Why a pattern is refused."""

    INVALID = "is no regular expression"
    TOO_LONG = f"is longer than {MAX_LENGTH} characters"
    BACK_REFERENCE = "refers back to a group"
    ENDLESS = "repeats without an upper bound"
    NESTED = "repeats a repetition"
    TOO_MANY_WAYS = "can be laid over one text in too many ways"


def why_unsafe(pattern: str, max_ways: float = MAX_WAYS) -> Unsafe | None:
    """Return why a pattern may not be matched against foreign text, or None if it may.

    Args:
        pattern: as given to ``re.compile``; case is taken to be ignored.
        max_ways: how many ways are borne behind a literal beginning.
    """
    if len(pattern) > MAX_LENGTH:
        return Unsafe.TOO_LONG
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern, re.IGNORECASE)
            tree: Any = _parser.parse(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError, MemoryError):
        return Unsafe.INVALID
    try:
        limit = max_ways if _prefix(tree) >= _MIN_PREFIX else MAX_WAYS_ANYWHERE
        return None if _ways(tree) <= limit else Unsafe.TOO_MANY_WAYS
    except _Refused as refused:
        return refused.reason
    except RecursionError:
        return Unsafe.NESTED


def bounded(pattern: str) -> str:
    """Return a pattern with a bound for every ``*``, ``+`` and ``{n,}``.

    A pattern that no bound makes safe comes back with the widest one.
    """
    candidates = [_TOKEN.sub(partial(_bound, most=most), pattern) for most in BOUNDS]
    return next((each for each in candidates if why_unsafe(each) is None), candidates[0])


_TOKEN = re.compile(
    r"(?P<kept>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[^:)]?)|(?P<open>[*+]|\{(?P<least>\d*),\})",
    re.DOTALL,
)


def _bound(match: re.Match[str], most: int) -> str:
    if match["kept"]:
        return match[0]
    least = {"*": 0, "+": 1}.get(match[0])
    if least is None:
        least = int(match["least"] or 0)
    return f"{{{least},{max(least, most)}}}"


class _Refused(Exception):
    def __init__(self, reason: Unsafe) -> None:
        super().__init__(reason)
        self.reason = reason


def _ways(nodes: Iterable[Any]) -> float:
    total = 1.0
    for code, value in nodes:
        total *= _ways_of(str(code), value)
    return total


def _ways_of(code: str, value: Any) -> float:
    if code in _REPEATS:
        return _ways_repeated(*value)
    if code == "BRANCH":
        ways = [_ways(branch) for branch in value[1]]
        return max(ways) if _distinct(value[1]) else sum(ways)
    if code == "SUBPATTERN":
        return _ways(value[-1])
    if code in ("ASSERT", "ASSERT_NOT"):
        return _ways(value[1])
    if code == "ATOMIC_GROUP":
        return _ways(value)
    if code in ("GROUPREF", "GROUPREF_EXISTS", "GROUPREF_IGNORE"):
        raise _Refused(Unsafe.BACK_REFERENCE)
    return 1.0


def _ways_repeated(least: int, most: Any, body: Any) -> float:
    inner = _ways(body)
    if most == 1:
        return inner + (least == 0)
    endless = most >= _codes.MAXREPEAT
    if inner > 1 and (endless or most * math.log(inner) > math.log(MAX_WAYS_REVIEWED)):
        raise _Refused(Unsafe.NESTED)
    if endless:
        raise _Refused(Unsafe.ENDLESS)
    ways: float = inner**most * (most - least + 1)
    return ways


def _distinct(branches: Iterable[Any]) -> bool:
    """Tell whether no two alternatives begin alike, so that at most one is ever tried in full."""
    seen = set()
    for branch in branches:
        first = next(iter(branch), None)
        if first is None or str(first[0]) != "LITERAL":
            return False
        letter = chr(first[1]).lower()
        if letter in seen:
            return False
        seen.add(letter)
    return True


def _prefix(tree: Any) -> int:
    """Return how many literals the pattern must begin with, on its shortest alternative."""
    length = 0
    for code, value in tree:
        name = str(code)
        if name == "LITERAL":
            length += 1
        elif name == "BRANCH":
            return length + min(_prefix(branch) for branch in value[1])
        elif name == "SUBPATTERN":
            return length + _prefix(value[-1])
        elif name != "AT":
            break
    return length
