"""Undo that puts back what was there before, and takes away only what was added.

What a remedy's own undo says is right for a machine of which nothing is known. Where the checks
have seen pip's configuration and the variables, the former values take its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Optional, Union

from ..i18n import SUPPORTED, translator
from .operations import (
    EditProxy,
    EnvSet,
    EnvUnset,
    Manual,
    Operation,
    PipConfigSet,
    PipConfigUnset,
    Words,
)
from .render import expanded
from .target import Target

_ConfigStep = Union[PipConfigSet, PipConfigUnset]


@dataclass(frozen=True)
class Former:
    """The settings before anything was changed, as far as they were seen.

    Attributes:
        config: (scope, "section.option") to its value; None when the files were not examined.
        variables: variable to its value, None when it was seen to be unset; others are unknown.
        hidden: what stands in a value in the place of a secret.
    """

    config: Optional[Mapping[tuple[str, str], str]] = None
    variables: Mapping[str, Optional[str]] = field(default_factory=dict)
    hidden: str = "***"

    def option(self, step: _ConfigStep) -> Optional[str]:
        """The former value of the option that a step changes; None when it was not there."""
        return (self.config or {}).get((step.scope, normal_key(step.key)))


def normal_key(key: str) -> str:
    """A configuration key as pip compares it."""
    section, _, option = key.partition(".")
    return f"{section}.{option.lower().replace('_', '-')}"


def as_found(steps: Iterable[Operation], former: Former) -> tuple[Operation, ...]:
    """The steps, where what is to be forgotten is forgotten wherever it is really set.

    An option may stand in another file than the wanted one, and in the section of one command
    instead of [global]; where it is not set at all, there is nothing to forget.
    """
    if former.config is None:
        return tuple(steps)
    found: list[Operation] = []
    for step in steps:
        if isinstance(step, PipConfigUnset) and "{" not in step.key:
            found += _wherever_set(step, former.config)
        else:
            found.append(step)
    return tuple(found)


def _wherever_set(
    step: PipConfigUnset, config: Mapping[tuple[str, str], str]
) -> tuple[PipConfigUnset, ...]:
    option = normal_key(step.key).partition(".")[2]
    places = [place for place in config if place[1].partition(".")[2] == option]
    places.sort(key=lambda place: (place[0] != step.scope, place))
    return tuple(replace(step, scope=s, key=key, missing_ok=False) for s, key in places)


def undo_of(
    steps: Iterable[Operation], authored: Iterable[Operation], former: Former, target: Target
) -> tuple[Operation, ...]:
    """The steps that bring the former settings back, then what else the remedy's own undo says."""
    steps = tuple(steps)
    exact = tuple(_exact(steps, former, target))
    mended = {name for step in steps for name in _names(step, target)} & set(former.variables)
    rest = (_reduced(step, former, mended, target) for step in authored)
    return (*exact, *(step for step in rest if step is not None))


def _exact(steps: tuple[Operation, ...], former: Former, target: Target) -> Iterator[Operation]:
    for step in reversed(steps):
        if isinstance(step, (PipConfigSet, PipConfigUnset)) and former.config is not None:
            yield from _option_back(step, former)
        elif _here(step, target):
            for part in expanded(step, target):
                yield from _variables_back(part, former)


def _option_back(step: _ConfigStep, former: Former) -> Iterator[Operation]:
    value = former.option(step)
    if value is None:
        if isinstance(step, PipConfigSet):
            yield PipConfigUnset(step.key, step.scope, when=step.when)
    elif former.hidden in value:
        yield Manual(_words("rendering.secret_back", name=step.key, value=value), step.when)
    else:
        yield PipConfigSet(step.key, value, step.scope, step.when)


def _variables_back(step: Operation, former: Former) -> Iterator[Operation]:
    if not isinstance(step, (EnvSet, EnvUnset)):
        return
    names = (step.name,) if isinstance(step, EnvSet) else step.names
    for name in names:
        value = former.variables.get(name)
        if value is not None and former.hidden in value:
            yield Manual(_words("rendering.secret_back", name=name, value=value), step.when)
        elif value is not None:
            yield EnvSet(name, value, step.lifetime, step.when)
    absent = [n for n in names if n in former.variables and former.variables[n] is None]
    if absent and isinstance(step, EnvSet):
        yield EnvUnset(tuple(absent), step.lifetime, step.when)


def _here(step: Operation, target: Target) -> bool:
    """Whether a step changes the variables that were seen: those of this window.

    On Windows, what a user has set for good is what a window starts with.
    """
    if not isinstance(step, (EnvSet, EnvUnset, EditProxy)):
        return False
    return step.lifetime == "shell" or (step.lifetime == "user" and target.windows)


def _names(step: Operation, target: Target) -> frozenset[str]:
    if not _here(step, target):
        return frozenset()
    found: set[str] = set()
    for part in expanded(step, target):
        if isinstance(part, EnvSet):
            found.add(part.name)
        elif isinstance(part, EnvUnset):
            found.update(part.names)
    return frozenset(found)


def _reduced(
    step: Operation, former: Former, mended: set[str], target: Target
) -> Optional[Operation]:
    """A step of the remedy's own undo without what is put back exactly; None for nothing left."""
    if isinstance(step, (PipConfigSet, PipConfigUnset)):
        return step if former.config is None or "{" in step.key else None
    names = _names(step, target)
    if not names & mended:
        return step
    if isinstance(step, EnvUnset):
        left = tuple(name for name in step.names if name not in mended)
        return replace(step, names=left) if left else None
    return None


def _words(message: str, **values: str) -> Words:
    texts = ((code, translator(code)(message, **values)) for code in SUPPORTED)
    return Words(tuple(texts))
