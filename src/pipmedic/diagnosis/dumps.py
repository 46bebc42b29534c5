"""Reading what certificate tools print, as far as it says more than an error message."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMES = re.compile(
    r"^[ \t]{0,20}(?:\d{1,2} )?(issuer|subject|s|i) ?[:=] ?(.{3,300})$", re.I | re.M
)
_KIND = {"s": "subject", "i": "issuer"}


def self_signed(text: str) -> str:
    """Return the name of the first certificate that signed itself, or an empty string.

    Args:
        text: output of ``openssl x509 -text`` or ``openssl s_client``, among anything else.
    """
    first, second = next(_pairs(text), ("", ""))
    return first if first and first == second else ""


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    held: dict[str, str] = {}
    for match in _NAMES.finditer(text):
        kind = match[1].lower()
        held[_KIND.get(kind, kind)] = " ".join(match[2].split())
        if len(held) == 2:
            yield held["subject"], held["issuer"]
            held = {}
