"""What can happen in a case. A case is nothing but a list of these."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Union

from ..diagnosis.sanitize import sanitize
from ..i18n import Said, said

AUDIENCES = ("beginner", "staff")
END_OF_TIME = 253_402_300_799
"""The last second that a date can name, in seconds since the epoch."""


@dataclass(frozen=True)
class Opened:
    """A case begins.

    Attributes:
        at: seconds since the epoch, as in every event.
        audience: ``beginner`` or ``staff``.
        here: whether the sick machine is this one.
        checks: whether checks may run at all.
        offline: whether the network must not be touched.
        python: the sick interpreter's path, or empty for the one on PATH.
        index_url: index to examine, or empty for pip's effective one.
        knowledge: version of the knowledge base.
        home: the person's home folder, when the sick machine is this one.
    """

    kind: ClassVar[str] = "opened"
    at: float
    audience: str = "beginner"
    here: bool = True
    checks: bool = True
    offline: bool = False
    python: str = ""
    index_url: str = ""
    language: str = "en"
    knowledge: str = ""
    home: str = ""


@dataclass(frozen=True)
class Pasted:
    """Text that pip (or another program) printed. Already sanitised."""

    kind: ClassVar[str] = "pasted"
    at: float
    text: str


@dataclass(frozen=True)
class Answered:
    """A person gave a fact its value.

    Attributes:
        detail: what was typed, if anything.
        told: nobody had asked.
    """

    kind: ClassVar[str] = "answered"
    at: float
    fact: str
    value: str
    detail: str = ""
    told: bool = False


@dataclass(frozen=True)
class Given:
    """A person gave a value that commands need, such as the path of a CA file."""

    kind: ClassVar[str] = "given"
    at: float
    name: str
    value: str


@dataclass(frozen=True)
class Consented:
    """The person allowed (or refused) checks that touch these hosts."""

    kind: ClassVar[str] = "consented"
    at: float
    hosts: tuple[str, ...] = ()
    granted: bool = True


@dataclass(frozen=True)
class Checked:
    """A probe document arrived, from this machine or from a collector file."""

    kind: ClassVar[str] = "checked"
    at: float
    document: Mapping[str, Any] = field(default_factory=dict)
    origin: str = "check"


@dataclass(frozen=True)
class Tried:
    """A remedy was carried out; ``outcome`` is worked, failed, further or unclear."""

    kind: ClassVar[str] = "tried"
    at: float
    remedy: str
    outcome: str


@dataclass(frozen=True)
class Verified:
    """The real pip was run again.

    Attributes:
        outcome: a ``remedies.verify`` outcome name.
        output: what pip printed, sanitised.
        remedy: the remedy that was carried out before, or empty.
        telling: the output says more of the error than was known, and is read like a paste.
    """

    kind: ClassVar[str] = "verified"
    at: float
    outcome: str
    output: str = ""
    remedy: str = ""
    telling: bool = False


@dataclass(frozen=True)
class Noted:
    """A free note, for the ticket."""

    kind: ClassVar[str] = "noted"
    at: float
    text: str


@dataclass(frozen=True)
class Undone:
    """The last step that can be taken back was taken back."""

    kind: ClassVar[str] = "undone"
    at: float


@dataclass(frozen=True)
class Redone:
    """The step last taken back was put in again."""

    kind: ClassVar[str] = "redone"
    at: float


Event = Union[
    Opened, Pasted, Answered, Given, Consented, Checked, Tried, Verified, Noted, Undone, Redone
]
EVENT_TYPES: tuple[type[Any], ...] = (
    Opened,
    Pasted,
    Answered,
    Given,
    Consented,
    Checked,
    Tried,
    Verified,
    Noted,
    Undone,
    Redone,
)
_BY_KIND = {event.kind: event for event in EVENT_TYPES}


@dataclass(unsafe_hash=True)
class EventError(ValueError):
    """A record that is no event."""

    reason: Said

    def __str__(self) -> str:
        """Return the reason in English."""
        return str(self.reason)


def to_record(event: Event) -> dict[str, Any]:
    """Return the event as a JSON-ready mapping."""
    return {"kind": event.kind, **dataclasses.asdict(event)}


def from_record(record: Mapping[str, Any]) -> Event:
    """Build an event from a mapping, its texts sanitised.

    Unknown keys of newer versions are ignored. A case file may come from anybody: its texts are as
    foreign as a paste. What a probe document holds is sanitised where it is interpreted.

    Raises:
        EventError: the kind is unknown, or a field is missing or of the wrong type.
    """
    event_type = _BY_KIND.get(str(record.get("kind")))
    if event_type is None:
        raise EventError(said("event.kind", found=record.get("kind")))
    values = {}
    for item in dataclasses.fields(event_type):
        if item.name in record:
            values[item.name] = _checked(item.name, str(item.type), record[item.name])
    try:
        event: Event = event_type(**values)
    except TypeError as error:
        raise EventError(said("event.keys", kind=event_type.kind, detail=error)) from None
    return event


def _checked(name: str, annotation: str, value: Any) -> Any:
    expected: dict[str, Any] = {
        "str": str,
        "bool": bool,
        "float": (int, float),
        "Mapping[str, Any]": Mapping,
        "tuple[str, ...]": (list, tuple),
    }
    if not isinstance(value, expected[annotation]) or (
        annotation == "float" and isinstance(value, bool)
    ):
        raise EventError(said("event.type", name=name, wanted=annotation))
    if annotation == "float" and not 0 <= value <= END_OF_TIME:
        raise EventError(said("event.time", name=name))
    if name == "audience" and value not in AUDIENCES:
        raise EventError(said("data.no_choice", known=", ".join(AUDIENCES), found=value))
    if annotation.startswith("tuple"):
        return tuple(sanitize(str(item)) for item in value)
    return sanitize(value) if isinstance(value, str) else value
