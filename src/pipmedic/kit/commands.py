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
    """What to do on the target, in order; each is a list of lines to paste.

    Attributes:
        no_pip: instead of `pip` where there is none.
    """

    check: tuple[str, ...]
    pip: tuple[str, ...]
    no_pip: tuple[str, ...]
    install: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return all lines in order."""
        return [*self.check, *self.pip, *self.install]


def steps(contents: Contents, shell: str) -> Steps:
    """Return the steps for one shell, to be run inside the kit's folder."""

    def lines(*operations: Operation) -> tuple[str, ...]:
        return render(operations, contents.target.for_commands(), shell)

    exactly = f"pip=={contents.pip.version}"
    upgrade = lines(Pip(("install", *_OFFLINE, exactly)))
    bootstrap = lines(Run(("{python}", *_bootstrap(contents), *_OFFLINE, exactly)))
    install = Pip(("install", *_OFFLINE, "--requirement", "requirements.txt"))
    return Steps(
        check=lines(Run(("{python}", CHECK))),
        pip=bootstrap if contents.target.pip == NO_PIP else upgrade,
        no_pip=bootstrap,
        install=lines(install) if contents.wheels else (),
    )


def _bootstrap(contents: Contents) -> tuple[str, ...]:
    """The program that installs pip without one: get-pip, or pip out of its own wheel."""
    if "get-pip" in contents.left_out:
        return (f"{WHEELS}/{contents.pip.file}/pip", "install")
    return (GET_PIP, "--no-setuptools", "--no-wheel")
