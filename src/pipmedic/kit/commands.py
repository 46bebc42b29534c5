"""The commands that use a kit on its target, from the same operations as every remedy."""

from __future__ import annotations

from dataclasses import dataclass

from ..remedies.operations import Operation, Pip, Run
from ..remedies.render import render
from .contents import WHEELS, Contents
from .target import NO_PIP

_OFFLINE = ("--no-index", "--find-links", WHEELS)
CHECK = "check.py"
GET_PIP = "get-pip.py"


@dataclass(frozen=True)
class Steps:
    """What to do on the target, in order; each is a list of lines to paste."""

    check: tuple[str, ...]
    pip: tuple[str, ...]
    install: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return all lines in order."""
        return [*self.check, *self.pip, *self.install]


def steps(contents: Contents, shell: str) -> Steps:
    """Return the steps for one shell, to be run inside the kit's folder."""

    def lines(*operations: Operation) -> tuple[str, ...]:
        return render(operations, contents.target.for_commands(), shell)

    install = Pip(("install", *_OFFLINE, "--requirement", "requirements.txt"))
    return Steps(
        lines(Run(("{python}", CHECK))),
        lines(_pip_step(contents)),
        lines(install) if contents.wheels else (),
    )


def _pip_step(contents: Contents) -> Operation:
    """The way to the kit's pip: through the old one, through get-pip, or out of its own wheel."""
    exactly = f"pip=={contents.pip.version}"
    if contents.target.pip != NO_PIP:
        return Pip(("install", *_OFFLINE, exactly))
    if "get-pip" in contents.left_out:
        wheel = f"{WHEELS}/{contents.pip.file}/pip"
        return Run(("{python}", wheel, "install", *_OFFLINE, exactly))
    return Run(("{python}", GET_PIP, "--no-setuptools", "--no-wheel", *_OFFLINE, exactly))
