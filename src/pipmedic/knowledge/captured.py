"""Messages that real pips printed in the laboratory: ``flows/captured.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .files import read_flow
from .reading import Table

if TYPE_CHECKING:
    from .files import Traversable

FILE = "captured.toml"
MIN_SHARE, MAX_SHARE = 0.03, 0.9


@dataclass(frozen=True)
class Message:
    """One wording of one fault.

    Attributes:
        text: the line as pip printed it, with neutral host names and paths.
        error: value of the fact ``error``.
        causes: ids of the causes that were behind this line.
        pips: versions of pip that printed it.
    """

    text: str
    error: str
    causes: tuple[str, ...]
    pips: tuple[str, ...]

    @property
    def shown(self) -> str:
        """Return the end of the text, where the reason stands."""
        return self.text if len(self.text) <= 90 else f"...{self.text[-90:]}"


def captured(root: Traversable) -> tuple[Message, ...]:
    """Return the captured messages below ``root``; none if there is no such file.

    Raises:
        DataError: the file is unreadable or invalid.
    """
    return read_flow(root, FILE, _read) if (root / "flows" / FILE).is_file() else ()


def share_of(pattern: str, messages: Sequence[Message]) -> float:
    """Return the part of the messages that a pattern matches, between the limits of a share.

    A pattern that fits most errors says little about its cause.
    """
    if not pattern or not messages:
        return MIN_SHARE
    compiled = re.compile(pattern, re.IGNORECASE)
    hits = sum(compiled.search(message.text) is not None for message in messages)
    return min(max(hits / len(messages), MIN_SHARE), MAX_SHARE)


def _read(data: dict[str, Any], file: str) -> tuple[Message, ...]:
    return tuple(
        Message(
            item.string("text"), item.string("error"), item.strings("causes"), item.strings("pips")
        )
        for item in Table(data, file).tables("messages")
    )
