"""The few words in which likelihoods are authored, and what they are worth.

People can review "usual" and "rare"; nobody can review 0.8317.
"""

from __future__ import annotations

from collections.abc import Mapping

LIKELIHOOD = {"always": 0.98, "usual": 0.85, "sometimes": 0.5, "rare": 0.1, "never": 0.02}
"""P(value | cause) for each word."""

PRIOR = {"high": 6.0, "med": 2.0, "low": 0.5}
"""Relative weight of a cause before anything is known."""

_FLOOR = 0.001


def distribution(shares: Mapping[str, float], words: Mapping[str, str | float]) -> dict[str, float]:
    """Turn authored words into P(value | cause) over all values of a fact.

    Values with a word get its number (scaled down when they sum above one); what is left is
    spread over the other values in proportion to their share among all failing users.

    Args:
        shares: value id to its share over all failing users; sums to about one.
        words: value id to a key of ``LIKELIHOOD`` (or a number).

    Returns:
        value id to probability; sums to one, every entry positive.
    """
    if not words:
        return _normalised({value: max(share, _FLOOR) for value, share in shares.items()})
    said = {
        value: likelihood(word, shares[value]) if isinstance(word, str) else float(word)
        for value, word in words.items()
        if value in shares
    }
    total = sum(said.values())
    others = [value for value in shares if value not in said]
    left = max(1.0 - total, 0.02 if others else 0.0)
    pool = sum(shares[value] for value in others) or 1.0
    spread = {value: max(left * shares[value] / pool, _FLOOR) for value in others}
    return _normalised({**said, **spread})


def likelihood(word: str, share: float) -> float:
    """Return P(value | cause) for a word.

    What is said never to happen must not become likelier than it is for everybody.

    Args:
        share: of the value over all failing users.
    """
    if word == "never":
        return max(min(LIKELIHOOD[word], share / 5), _FLOOR)
    return LIKELIHOOD[word]


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {value: weight / total for value, weight in weights.items()}
