"""What of a remedy can be done for the person, and what they do themselves afterwards.

Pure but for reading the files that would change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from . import bundle
from .apply import FileChange, NotAutomatic, Refusal, preview
from .operations import EditProxy, EnvSet, EnvUnset, Manual, Operation, Pip, PipConfigSet
from .target import Target

_INDEPENDENT = (EnvSet, EnvUnset, EditProxy, Manual)
_READING = (("config", "debug"), ("config", "list"), ("index", "versions"), ("--version",))


@dataclass(frozen=True)
class Proposal:
    """The changes that can be made at once, and the steps that stay, in order.

    Attributes:
        changes: all or none of them are made.
        left: the reasons come with each step.
    """

    changes: tuple[FileChange, ...]
    left: tuple[NotAutomatic, ...]


def propose(
    operations: Iterable[Operation],
    target: Target,
    parameters: Optional[Mapping[str, str]] = None,
    environment: Optional[Mapping[str, str]] = None,
    public_roots: Optional[bytes] = None,
) -> Proposal:
    """Split a remedy for this machine.

    Nothing is done ahead of a step of the person's that it may depend on: after the first program
    to run, or the first change that cannot be made, everything stays with the person; all of it
    when a step takes administrator rights. Changes that would change nothing are left out.
    """
    previewed = preview(operations, target, parameters, environment, public_roots)
    results = [_usable(result, previewed) for result in previewed]
    stop = next((i for i, result in enumerate(results) if _blocks(result)), len(results))
    if any(r.reason is Refusal.NEEDS_ADMIN for r in _left(results)):
        stop = 0
    changes = [r for r in results[:stop] if isinstance(r, FileChange) and r.before != r.after]
    return Proposal(tuple(changes), _left(results[:stop]) + _all_left(results[stop:]))


def _usable(
    result: Union[FileChange, NotAutomatic], others: Sequence[Union[FileChange, NotAutomatic]]
) -> Union[FileChange, NotAutomatic]:
    """The result, unless pip would be made to use a certificate file that it cannot read."""
    step = result.operation
    if isinstance(result, NotAutomatic) or not isinstance(step, PipConfigSet):
        return result
    if not step.key.endswith("cert"):
        return result
    made = {r.path: r.after for r in others if isinstance(r, FileChange)}
    path = Path(step.value)
    try:
        data = made.get(path) or path.read_bytes()
        if b"-----BEGIN " not in data:
            raise bundle.BadInput(step.value, bundle.InputFault.NOT_PEM)
    except (OSError, bundle.BadInput) as error:
        return NotAutomatic(step, Refusal.BAD_CERTIFICATES, str(error))
    return result


def _blocks(result: Union[FileChange, NotAutomatic]) -> bool:
    if isinstance(result, FileChange):
        return False
    operation = result.operation
    if isinstance(operation, Pip):
        return not any(operation.args[: len(words)] == words for words in _READING)
    return not isinstance(operation, _INDEPENDENT)


def _left(results: Sequence[Union[FileChange, NotAutomatic]]) -> tuple[NotAutomatic, ...]:
    return tuple(result for result in results if isinstance(result, NotAutomatic))


def _all_left(results: Sequence[Union[FileChange, NotAutomatic]]) -> tuple[NotAutomatic, ...]:
    return tuple(
        result
        if isinstance(result, NotAutomatic)
        else NotAutomatic(result.operation, Refusal.WAITS_FOR_STEP)
        for result in results
    )
