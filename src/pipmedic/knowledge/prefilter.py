"""Which of very many patterns can match a text at all, found without trying them.

Every pattern is filed under a short stretch of its literals, the rarest ones of which each match
must contain one. A text's own stretches then name the candidates; the work grows with the text and
the candidates, hardly with the number of patterns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .literals import fold, needed

LENGTHS = (8, 4, 2)
"""Lengths of stretches, in characters; a literal is filed under the longest that fits into it."""


PIECE = 65_536


@dataclass(frozen=True)
class Prefilter:
    """An index over patterns: three columns, sorted by the first, and a list.

    Attributes:
        stretches: under which each literal is filed.
        literals: what to look for.
        owners: the number of the pattern that the literal belongs to.
        always: numbers of the patterns that have no literal to look for.
    """

    stretches: Sequence[str]
    literals: Sequence[str]
    owners: Sequence[int]
    always: Sequence[int]

    @cached_property
    def _starts(self) -> Mapping[str, int]:
        count = len(self.stretches)
        return dict(zip(reversed(self.stretches), range(count - 1, -1, -1)))

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the patterns that may match ``text``, ascending.

        Args:
            text: what is searched, in every shape in which it is, lines joined.
        """
        folded = fold(text)
        found = set(self.always)
        for stretch in self._present(folded):
            found.update(self._owners(stretch, folded))
        return sorted(found)

    def _present(self, folded: str) -> set[str]:
        """The stretches that stand in a text, looked for piece by piece to bound memory."""
        present: set[str] = set()
        for start in range(0, len(folded), PIECE):
            piece = folded[start : start + PIECE + max(LENGTHS) - 1]
            for length in LENGTHS:
                stretches = {piece[i : i + length] for i in range(len(piece) - length + 1)}
                present.update(stretches & self._starts.keys())
        return present

    def _owners(self, stretch: str, folded: str) -> list[int]:
        start = end = self._starts[stretch]
        while end < len(self.stretches) and self.stretches[end] == stretch:
            end += 1
        return [self.owners[i] for i in range(start, end) if self.literals[i] in folded]


def build(patterns: Sequence[str]) -> Prefilter:
    """Return the index over patterns, numbered as given.

    Raises:
        re.error: a pattern is none.
    """
    found = [needed(pattern) for pattern in patterns]
    literals = {literal for item in found for literal in item.every()}
    shared = Counter(
        stretch
        for item in found
        for stretch in {stretch for literal in item.every() for stretch in _stretches(literal)}
    )
    rarest = {literal: _rarest(literal, shared) for literal in literals}
    picked = [item.pick(lambda literal: shared[rarest[literal]]) for item in found]
    filed = sorted(
        (rarest[literal], literal, n) for n, some in enumerate(picked) for literal in some
    )
    return Prefilter(
        stretches=[stretch for stretch, _, _ in filed],
        literals=[literal for _, literal, _ in filed],
        owners=[owner for _, _, owner in filed],
        always=[n for n, some in enumerate(picked) if not some],
    )


def _rarest(literal: str, shared: Mapping[str, int]) -> str:
    return min(_stretches(literal), key=lambda stretch: (shared[stretch], stretch))


def _stretches(literal: str) -> list[str]:
    length = next(length for length in LENGTHS if length <= len(literal))
    return [literal[i : i + length] for i in range(len(literal) - length + 1)]
