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
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from ..i18n.said import Said, said

if sys.version_info >= (3, 11):
    from re import _constants as _codes  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
else:
    import sre_constants as _codes
    import sre_parse as _parser

MAX_LENGTH = 2000
"""Characters of a pattern."""

BOUNDS = (300, 70, 16)
"""What ``bounded`` makes of "without end", the widest first that keeps the pattern safe."""


@dataclass(frozen=True)
class Limits:
    """How much a pattern may cost.

    Attributes:
        behind: ways to lay it over a text from one place, when a literal says where to begin.
        anywhere: the same for a pattern that may begin at any character.
        references: whether it may refer back to a group.
    """

    behind: float
    anywhere: float
    references: bool = False


FOREIGN = Limits(6_000, 1_000)
"""For patterns out of packs and other knowledge bases."""

REVIEWED = Limits(1e9, 1e9, references=True)
"""For patterns that this project reviews and measures itself."""

_MIN_PREFIX = 4
_CATEGORIES = {
    f"CATEGORY_{negation}{name}": shape
    for name, plain in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
    for negation, shape in (("", rf"\{plain}"), ("NOT_", rf"\{plain.upper()}"))
}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class Unsafe(Enum):
    """Why a pattern is refused."""

    INVALID = "invalid"
    TOO_LONG = "too_long"
    BACK_REFERENCE = "back_reference"
    ENDLESS = "endless"
    NESTED = "nested"
    TOO_MANY_WAYS = "too_many_ways"

    @property
    def said(self) -> Said:
        """What a person is told about it."""
        return said(f"pattern.{self.value}", limit=MAX_LENGTH)


def why_unsafe(pattern: str, limits: Limits = FOREIGN) -> Unsafe | None:
    """Return why a pattern may not be matched against foreign text, or None if it may.

    Args:
        pattern: as given to ``re.compile``; case is taken to be ignored.
        limits: what it may cost.
    """
    judged = _judged(pattern, limits)
    return judged if isinstance(judged, Unsafe) else None


def ways(pattern: str, limits: Limits = FOREIGN) -> float:
    """Return in how many ways a safe pattern can be laid over a text from one place; else infinity.

    Several patterns together cost the sum of this for each place where they may begin.
    """
    judged = _judged(pattern, limits)
    return math.inf if isinstance(judged, Unsafe) else judged


def _judged(pattern: str, limits: Limits) -> Unsafe | float:
    if len(pattern) > MAX_LENGTH:
        return Unsafe.TOO_LONG
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if "(?<" in pattern:
                re.compile(pattern, re.IGNORECASE)
            tree: Any = _parser.parse(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError, MemoryError):
        return Unsafe.INVALID
    try:
        limit = limits.behind if _prefix(tree) >= _MIN_PREFIX else limits.anywhere
        total = _ways(tree, limits)
        return total if total <= limit else Unsafe.TOO_MANY_WAYS
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
    r"(?P<kept>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[^:)]?)"
    r"|(?P<open>[*+]|\{(?P<least>\d*),\})(?P<mode>[?+]?)",
    re.DOTALL,
)


def _bound(match: re.Match[str], most: int) -> str:
    if match["kept"]:
        return match[0]
    least = 1 if match["open"] == "+" else int(match["least"] or 0)
    return f"{{{least},{max(least, most)}}}{match['mode']}"


class _Refused(Exception):
    def __init__(self, reason: Unsafe) -> None:
        super().__init__(reason)
        self.reason = reason


def _ways(nodes: Iterable[Any], limits: Limits, certain: bool = False) -> float:
    """Return in how many ways a sequence can be laid.

    Args:
        certain: count a repetition once if what follows tells where it ends.
    """
    total, looked = 1.0, 0.0
    items = list(nodes)
    for (code, value), follower in zip(items, [*items[1:], None]):
        ways = _ways_of(str(code), value, limits, certain)
        if str(code).startswith("ASSERT"):
            looked += total * ways
        elif not (certain and str(code) in _REPEATS and _ends_at(value[2], follower)):
            total *= ways
    return total + looked


def _ways_of(code: str, value: Any, limits: Limits, certain: bool) -> float:
    if code in _REPEATS:
        return _ways_repeated(value, limits)
    if code == "BRANCH":
        ways = [_ways(branch, limits, certain) for branch in value[1]]
        return max(ways) if _distinct(value[1]) else sum(ways)
    if code == "SUBPATTERN":
        return _ways(value[-1], limits, certain)
    if code in ("ASSERT", "ASSERT_NOT"):
        return _ways(value[1], limits)
    if code == "ATOMIC_GROUP":
        return _ways(value, limits)
    if code.startswith("GROUPREF") and not limits.references:
        raise _Refused(Unsafe.BACK_REFERENCE)
    return 1.0


def _ways_repeated(value: Any, limits: Limits) -> float:
    least, most, body = int(value[0]), int(value[1]), value[2]
    cost = _ways(body, limits)
    if most == 1:
        return cost + (least == 0)
    inner = _ways(body, limits, certain=True)
    endless = most >= int(_codes.MAXREPEAT)
    if inner > 1 and (endless or most * math.log(inner) > math.log(limits.behind)):
        raise _Refused(Unsafe.NESTED)
    if endless:
        raise _Refused(Unsafe.ENDLESS)
    each = math.pow(inner, most) if inner > 1 else cost
    return each * float(most - least + 1)


def _ends_at(body: Any, follower: Any) -> bool:
    """Tell whether a repeated character cannot be the literal that follows.

    Then the repetition ends in one place only, as ``[^,]{0,90},`` does.
    """
    if len(body) != 1 or follower is None or str(follower[0]) != "LITERAL":
        return False
    letter = chr(follower[1])
    return not any(map(partial(_may_be, *body[0]), {letter, letter.lower(), letter.upper()}))


def _may_be(code: Any, value: Any, letter: str) -> bool:
    name = str(code)
    if name == "LITERAL":
        return chr(value).lower() == letter.lower()
    if name == "NOT_LITERAL":
        return chr(value).lower() != letter.lower()
    if name == "ANY":
        return letter != "\n"
    if name != "IN" or any(str(item[0]) == "NEGATE" for item in value[1:]):
        return True
    negated = str(value[0][0]) == "NEGATE"
    return negated != any(_in(str(kind), what, letter) for kind, what in value[negated:])


def _in(kind: str, what: Any, letter: str) -> bool:
    if kind == "LITERAL":
        return chr(what).lower() == letter.lower()
    if kind == "RANGE":
        return any(what[0] <= ord(each) <= what[1] for each in (letter.lower(), letter.upper()))
    shape = _CATEGORIES.get(str(what))
    return shape is None or re.match(shape, letter) is not None


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
        elif name == "AT":
            length += _MIN_PREFIX if "BEGINNING" in str(value) else 0
        else:
            break
    return length
