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
    Condition,
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

LEGACY = "legacy"
"""The scope of ~/.pip/pip.conf, which pip reads before the user's present file."""

_STRENGTH = {"system": 0, LEGACY: 1, "user": 2, "venv": 3}
_BEFORE_ALL = {"cert": ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")}
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


def as_found(steps: Iterable[Operation], former: Former, target: Target) -> tuple[Operation, ...]:
    """The steps, made to count in the face of what is set already.

    What is to be forgotten is forgotten wherever it is set: in another file than the wanted one,
    in the section of one command, or nowhere. In front of an option to be set, whatever would
    override it is taken away: the same option in a stronger file, and variables.
    """
    found: list[Operation] = []
    for step in steps:
        if isinstance(step, PipConfigUnset) and former.config is not None and "{" not in step.key:
            found += _wherever_set(step, former.config)
        elif isinstance(step, EnvUnset):
            found += _if_set(step, former)
        elif isinstance(step, PipConfigSet):
            found += (*_overriding(step, former, target, found), step)
        else:
            found.append(step)
    return tuple(found)


def _if_set(step: EnvUnset, former: Former) -> tuple[EnvUnset, ...]:
    """The step for those variables that are set, or of which nothing is known."""
    names = tuple(name for name in step.names if former.variables.get(name, "") is not None)
    return (replace(step, names=names),) if names else ()


def _overriding(
    step: PipConfigSet, former: Former, target: Target, earlier: Iterable[Operation]
) -> Iterator[Operation]:
    """Source of the order: pip's user guide, "Configuration", precedence; PIP_ before all files.

    REQUESTS_CA_BUNDLE before --cert: requests' ``merge_environment_settings``.
    """
    section, _, option = normal_key(step.key).partition(".")
    for scope, key in former.config or ():
        place, _, name = key.partition(".")
        stronger = place != section or _STRENGTH.get(scope, 0) > _STRENGTH[step.scope]
        if name == option and stronger:
            yield _forgotten(scope, key, step.when)
    gone = {name for done in earlier for name in _names(done, target)}
    names = (f"PIP_{option.upper().replace('-', '_')}", *_BEFORE_ALL.get(option, ()))
    known = tuple(name for name in names if former.variables.get(name) and name not in gone)
    if known:
        yield EnvUnset(known, "user" if target.windows else "shell", when=step.when)


def _wherever_set(
    step: PipConfigUnset, config: Mapping[tuple[str, str], str]
) -> tuple[Operation, ...]:
    option = normal_key(step.key).partition(".")[2]
    places = [place for place in config if place[1].partition(".")[2] == option]
    places.sort(key=lambda place: (place[0] != step.scope, place))
    return tuple(_forgotten(scope, key, step.when) for scope, key in places)


def _forgotten(scope: str, key: str, when: Condition) -> Operation:
    """The step that forgets one option; `pip config` does not edit the legacy file."""
    if scope == LEGACY:
        return Manual(_words("rendering.legacy_unset", key=key), when)
    return PipConfigUnset(key, scope, when=when)


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
