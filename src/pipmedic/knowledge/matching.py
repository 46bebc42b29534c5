"""One way to look for a signature in a text, for reading and for the linter alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Optional

from .model import Signature


def find(signature: Signature, shapes: Sequence[str]) -> Optional[re.Match[str]]:
    """Return where a signature is found, or None when it, or its conditions, do not hold.

    Args:
        shapes: the forms of one text in which the pattern may stand, the plainest first.
    """
    match = _search(signature.pattern, shapes)
    if match is None:
        return None
    if signature.also and _search(signature.also, shapes) is None:
        return None
    if signature.unless and _search(signature.unless, shapes) is not None:
        return None
    return match


def _search(pattern: str, shapes: Sequence[str]) -> Optional[re.Match[str]]:
    compiled = _compile(pattern)
    return next((found for found in map(compiled.search, shapes) if found), None)


@lru_cache(maxsize=8192)
def _compile(pattern: str) -> re.Pattern[str]:
    # ASCII: no blank stands between a name and the Chinese words around it, yet \b must hold there.
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE | re.ASCII)
