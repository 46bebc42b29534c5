"""What the widgets tell the screen: what the person decided, and what the checks brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textual.message import Message


@dataclass
class Start(Message):
    """A person pasted a text."""

    text: str


@dataclass
class NoText(Message):
    """A person has no text at hand."""


@dataclass
class Symptoms(Message):
    """A person wants to pick from what pip says."""


@dataclass
class Machine(Message):
    """The sick machine is another one (or this one again)."""


@dataclass
class Answer(Message):
    """A person answered; ``raw`` is a value id or a pasted line."""

    fact: str
    raw: str


@dataclass
class Reopen(Message):
    """A person wants to change what is known of a fact."""

    fact: str


@dataclass
class Consent(Message):
    """A person allows ``all`` or ``local`` checks, ``none``, or cancels them (``cancel``)."""

    choice: str
    hosts: tuple[str, ...]


@dataclass
class Checked(Message):
    """The checks ended; without a document if they could not run."""

    document: Mapping[str, Any] | None


@dataclass
class Value(Message):
    """A person gave a value that the commands need."""

    name: str
    value: str


@dataclass
class Decided(Message):
    """A person says what to do with a remedy: ``copy``, ``apply``, ``check``, ``failed``."""

    remedy: str
    what: str
