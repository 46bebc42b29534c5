"""Remedies as they concern one machine: nothing is removed that is not set, and all comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Optional

from ..i18n import SUPPORTED, translator
from .former import REDACTED, Former, Setting
from .operations import (
    PROXY_VARIABLES,
    EditProxy,
    EnvSet,
    EnvUnset,
    Manual,
    Operation,
    PipConfigSet,
    PipConfigUnset,
    Words,
)

_STRENGTH = {"system": 0, "user": 1, "venv": 2}
_SETTINGS = (PipConfigSet, PipConfigUnset, EnvSet, EnvUnset, EditProxy)


def narrowed(operations: Iterable[Operation], former: Optional[Former]) -> tuple[Operation, ...]:
    """The operations as they concern this machine: what is not set is not removed.

    A value is written where it counts: beside a stronger one of the same option, not beneath it.
    """
    if former is None:
        return tuple(operations)
    return tuple(step for operation in operations for step in _narrow(operation, former))


def _narrow(operation: Operation, former: Former) -> tuple[Operation, ...]:
    if isinstance(operation, EnvUnset):
        names = tuple(
            name
            for name in operation.names
            if name in former.variables or name not in former.watched
        )
        return (replace(operation, names=names),) if names else ()
    if isinstance(operation, PipConfigUnset) and "{" not in operation.key:
        return tuple(_unset(operation, item) for item in former.of(operation.key))
    if isinstance(operation, PipConfigSet):
        return (_strong_enough(operation, former),)
    return (operation,)


def _unset(operation: PipConfigUnset, item: Setting) -> Operation:
    if item.scope:
        return replace(operation, key=item.key, scope=item.scope)
    section, _, option = item.key.partition(".")
    values = {"path": item.path, "section": section, "option": option}
    return Manual(
        Words(
            tuple((lang, translator(lang)("rendering.file_unset", **values)) for lang in SUPPORTED)
        ),
        operation.when,
    )


def _strong_enough(operation: PipConfigSet, former: Former) -> PipConfigSet:
    for item in former.of(operation.key):
        stronger = _STRENGTH.get(item.scope, -1) > _STRENGTH.get(operation.scope, 3)
        same_file = item.scope == operation.scope and item.key.startswith("install.")
        if stronger or same_file:
            operation = replace(operation, key=item.key, scope=item.scope)
    return operation


def taken_back(
    operations: Sequence[Operation], declared: Iterable[Operation], former: Optional[Former]
) -> tuple[Operation, ...]:
    """What undoes the (narrowed) operations: every setting gets its former value again.

    Args:
        declared: the undo that the remedy states; it serves for all that is no setting, and for
            everything where nothing is known of the machine.
    """
    declared = tuple(declared)
    if former is None:
        return declared
    backwards = [step for item in reversed(operations) for step in _inverse(item, former)]
    rest = [step for step in declared if not isinstance(step, _SETTINGS)]
    if backwards and None not in backwards:
        rest = [step for step in rest if not isinstance(step, Manual)]
    return (*(step for step in backwards if step is not None), *rest)


def _inverse(operation: Operation, former: Former) -> tuple[Optional[Operation], ...]:
    """The opposite steps; None stands for what nobody but a person can put back."""
    if isinstance(operation, (PipConfigSet, PipConfigUnset)):
        return (_former_option(operation, former),)
    if isinstance(operation, EnvSet):
        return _former_variables((operation.name,), operation, former)
    if isinstance(operation, EnvUnset):
        return _former_variables(operation.names, operation, former)
    if isinstance(operation, EditProxy) and operation.action != "bypass":
        return _former_variables(PROXY_VARIABLES, operation, former)
    if isinstance(operation, EditProxy):
        return _former_variables(("NO_PROXY", "no_proxy"), operation, former)
    return ()


def _former_option(operation: PipConfigSet | PipConfigUnset, former: Former) -> Optional[Operation]:
    before = [
        item.value
        for item in former.settings
        if item.key == operation.key and item.scope == operation.scope
    ]
    if not before:
        return PipConfigUnset(operation.key, operation.scope, operation.when)
    if REDACTED in before[-1]:
        return None
    return PipConfigSet(operation.key, before[-1], operation.scope, operation.when)


def _former_variables(
    names: Iterable[str], operation: EnvSet | EnvUnset | EditProxy, former: Former
) -> tuple[Optional[Operation], ...]:
    if operation.lifetime == "command":
        return ()
    lifetime, when = operation.lifetime, operation.when
    known = {name: former.variables[name] for name in names if name in former.variables}
    gone = tuple(name for name in names if name not in known)
    steps: list[Optional[Operation]] = []
    if gone and not isinstance(operation, EnvUnset):
        steps.append(EnvUnset(gone, lifetime, when))
    for name, value in known.items():
        steps.append(None if REDACTED in value else EnvSet(name, value, lifetime, when))
    return tuple(steps)
