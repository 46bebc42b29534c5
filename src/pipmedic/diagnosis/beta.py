"""The Beta distribution, as far as rates of success need it, without a library."""

from __future__ import annotations

import math

_TINY = 1e-300
_STEPS = 300
_PRECISE = 1e-12


def interval(works: float, fails: float, mass: float = 0.9) -> tuple[float, float]:
    """Return the equal-tailed interval of a rate, in 0..1.

    Args:
        works: alpha, above zero.
        fails: beta, above zero.
        mass: probability that the rate lies inside.
    """
    tail = (1.0 - mass) / 2.0
    return quantile(works, fails, tail), quantile(works, fails, 1.0 - tail)


def quantile(works: float, fails: float, p: float) -> float:
    """Return the rate below which the true one lies with probability ``p``, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2.0
        if below(works, fails, middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def below(works: float, fails: float, rate: float) -> float:
    """Return P(true rate < ``rate``), the regularised incomplete beta function.

    Source: NIST Digital Library of Mathematical Functions 8.17.22, summed by Lentz's method.
    """
    if rate <= 0.0 or rate >= 1.0:
        return 0.0 if rate <= 0.0 else 1.0
    if rate > (works + 1.0) / (works + fails + 2.0):
        return 1.0 - below(fails, works, 1.0 - rate)
    scale = math.exp(
        math.lgamma(works + fails)
        - math.lgamma(works)
        - math.lgamma(fails)
        + works * math.log(rate)
        + fails * math.log1p(-rate)
    )
    return scale * _fraction(works, fails, rate) / works


def _fraction(a: float, b: float, x: float) -> float:
    value, c = 1.0, 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0) or _TINY)
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / (1.0 + term * d or _TINY)
            c = 1.0 + term / c or _TINY
            value *= d * c
        if abs(d * c - 1.0) < _PRECISE:
            break
    return value
