"""Version ranges such as ``>=24.2,<25``, as far as applicability needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Optional

_CLAUSE = re.compile(r"\s*(==|!=|<=|>=|<|>)\s*(\d+(?:\.\d+)*)([a-z])?\s*\Z", re.ASCII)
_VERSION = re.compile(r"(\d+(?:\.\d+)+|\d+)([a-z])?(?![a-z\d])", re.ASCII)


def parse_version(text: str) -> Optional[tuple[int, ...]]:
    """Return the first version number in ``text``; OpenSSL's letter becomes a last number.

    ``"OpenSSL 1.0.2k  26 Jan 2017"`` gives ``(1, 0, 2, 11)``.
    """
    match = _VERSION.search(text)
    return _numbers(match[1], match[2]) if match else None


def within(version: tuple[int, ...], ranges: Iterable[str]) -> bool:
    """Tell whether a version lies in any of the ranges; an unreadable range lets all in."""
    return any(all(_holds(version, clause) for clause in wanted.split(",")) for wanted in ranges)


def _numbers(digits: str, letter: Optional[str]) -> tuple[int, ...]:
    parts = tuple(int(part) for part in digits.split("."))
    return (*parts, ord(letter) - ord("a") + 1) if letter else parts


def _holds(version: tuple[int, ...], clause: str) -> bool:
    match = _CLAUSE.match(clause)
    if match is None:
        return True
    limit = _numbers(match[2], match[3])
    width = max(len(version), len(limit))
    left, right = (item + (0,) * (width - len(item)) for item in (version, limit))
    sign = (left > right) - (left < right)
    return {
        "==": sign == 0,
        "!=": sign != 0,
        "<=": sign <= 0,
        ">=": sign >= 0,
        "<": sign < 0,
        ">": sign > 0,
    }[match[1]]
