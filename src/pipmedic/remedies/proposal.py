"""What of a remedy can be done for the person, and what they do themselves afterwards.

Pure but for reading the files that would change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Optional, Union

from .apply import FileChange, NotAutomatic, Refusal, preview
from .operations import EditProxy, EnvSet, EnvUnset, Manual, Operation, Pip
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
    to run, or the first change that cannot be made, everything stays with the person. Changes that
    would change nothing are left out.
    """
    results = preview(operations, target, parameters, environment, public_roots)
    stop = next((i for i, result in enumerate(results) if _blocks(result)), len(results))
    changes = [r for r in results[:stop] if isinstance(r, FileChange) and r.before != r.after]
    return Proposal(tuple(changes), _left(results[:stop]) + _all_left(results[stop:]))


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
