"""What a text must contain for a pattern to match: the literals behind a prefilter.

`needed` walks the parsed pattern, so that it never guesses: a pattern without a usable literal must
be tried on every text. Idea: Cox, "Regular Expression Matching with a
Trigram Index", 2012.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Callable

try:
    from re import _parser as sre_parse  # type: ignore[attr-defined]
except ImportError:
    import sre_parse

MIN_LENGTH = 2
"""Shorter literals stand in nearly every text."""

_FOLD = str.maketrans({"ſ": "s", "ı": "i", "İ": "i", "K": "k"})
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")


@dataclass(frozen=True)
class Needed:
    """What every match of a pattern contains.

    Attributes:
        literals: folded texts, all of them.
        choices: for each alternation what its branches need; every match meets one branch of each.
    """

    literals: tuple[str, ...] = ()
    choices: tuple[tuple[Needed, ...], ...] = ()

    def every(self) -> Iterator[str]:
        """Yield all literals, those of all branches too."""
        yield from self.literals
        for branches in self.choices:
            for branch in branches:
                yield from branch.every()

    def pick(self, commonness: Callable[[str], int]) -> frozenset[str]:
        """Return the least common literals of which every match contains at least one, or none."""
        sets = [frozenset({literal}) for literal in self.literals]
        for branches in self.choices:
            picked = [branch.pick(commonness) for branch in branches]
            if all(picked):
                sets.append(frozenset().union(*picked))
        return min(sets, key=lambda found: sum(map(commonness, found)), default=frozenset())


def fold(text: str) -> str:
    """Return text in which two spellings that re.IGNORECASE takes for the same are the same."""
    return text.translate(_FOLD).lower()


def needed(pattern: str) -> Needed:
    """Return what every match of a pattern, cases ignored, contains.

    Raises:
        re.error: the pattern is none.
    """
    return _sequence(sre_parse.parse(pattern, re.IGNORECASE))


def _sequence(items: Iterable[Any]) -> Needed:
    found = [Needed()]
    run: list[str] = []

    def end_run() -> None:
        literal = "".join(run).strip()
        if len(literal) >= MIN_LENGTH:
            found.append(Needed((literal,)))
        run.clear()

    for operation, argument in items:
        name = str(operation)
        letter = _letter(argument) if name == "LITERAL" else ""
        if letter:
            run.append(letter)
        if letter or name in _ZERO_WIDTH:
            continue
        end_run()
        found.append(_inner(name, argument))
    end_run()
    return Needed(
        tuple(literal for item in found for literal in item.literals),
        tuple(choice for item in found for choice in item.choices),
    )


def _letter(code: int) -> str:
    """A character as a match may spell it; empty when folding could keep its spellings apart.

    Line ends are left out too, so that literals are found alike where lines were joined.
    """
    letter = chr(code)
    alike = letter.isascii() or letter.lower() == letter.upper()
    return fold(letter) if alike and letter not in "\n\r" else ""


def _inner(name: str, argument: Any) -> Needed:
    if name == "BRANCH":
        return Needed(choices=(tuple(map(_sequence, argument[1])),))
    if name == "SUBPATTERN":
        return _sequence(argument[-1])
    if name == "ATOMIC_GROUP":
        return _sequence(argument)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] >= 1:
        return _sequence(argument[2])
    return Needed()
