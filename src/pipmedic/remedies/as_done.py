"""How pip runs where a remedy was carried out, so that checking again checks that.

A person carries a remedy out in another window. What it set for that window, or gave to one
command only, must be given to pip again, or a remedy that works would be called useless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Optional

from .operations import EnvSet, EnvUnset, Operation, Pip
from .render import applicable, expanded
from .target import Target

_WITH_VALUE = ("--cert", "--client-cert", "--proxy", "--index-url", "-i", "--trusted-host")
_ALONE = ("--isolated", "--use-feature=truststore", "--use-deprecated=legacy-certs")


@dataclass(frozen=True)
class AsDone:
    """What pip gets: its environment, and options of the command line."""

    environment: Mapping[str, str]
    options: tuple[str, ...] = ()


def as_done(
    operations: Iterable[Operation],
    target: Target,
    parameters: Optional[Mapping[str, str]],
    environment: Mapping[str, str],
) -> AsDone:
    """The environment and options after a remedy, starting from `environment`."""
    changed = dict(environment)
    options: tuple[str, ...] = ()
    for operation in applicable(operations, target, None, parameters):
        for step in expanded(operation, target):
            if isinstance(step, EnvSet):
                changed[step.name] = step.value
            elif isinstance(step, EnvUnset):
                changed = {name: value for name, value in changed.items() if name not in step.names}
            elif isinstance(step, Pip) and "install" in step.args:
                changed.update(step.env)
                options = _kept(step.args)
    return AsDone(changed, options)


def _kept(args: tuple[str, ...]) -> tuple[str, ...]:
    """The options that say how to connect; what to install and where is left out."""
    kept: list[str] = []
    for word, following in zip(args, (*args[1:], "")):
        if word in _WITH_VALUE:
            kept += (word, following)
        elif word in _ALONE:
            kept.append(word)
    return tuple(kept)
