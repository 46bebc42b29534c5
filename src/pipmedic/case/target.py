"""The target for which commands are written: what the case knows of the sick machine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Optional

from ..checks.findings import Machine
from ..diagnosis.observations import Observation
from ..diagnosis.reading import Reading
from ..knowledge import UNKNOWN
from ..remedies.target import OS_NAMES, Target, distro_family
from .parameters import HIDDEN
from .state import State

_VERSION = re.compile(r"\d+(?:\.\d+){0,3}")


def build_target(
    state: State,
    observations: Iterable[Observation],
    machine: Machine,
    reading: Optional[Reading],
) -> Target:
    """Return the target, from most to least trustworthy: person, checks, pasted text."""
    facts = {item.fact: item for item in observations}
    given, opened = state.given, state.opened

    def answer(fact: str) -> str:
        found = state.answers.get(fact)
        return found.value if found and found.value != UNKNOWN else ""

    def version(fact: str, checked: str) -> Optional[str]:
        for text in (checked, facts[fact].detail if fact in facts else ""):
            match = _VERSION.search(text)
            if match:
                return match[0]
        return None

    os_name = machine.os or (facts["os"].value if "os" in facts else "")
    hosts = reading.hosts if reading else None
    python = opened.python or machine.python
    return Target(
        os=os_name if os_name in OS_NAMES else "linux",
        distro=distro_family(machine.distro),
        shell=answer("shell") or machine.shell or None,
        python=(python,) if python else (),
        python_version=version("python", machine.python_version),
        pip_version=version("pip", machine.pip_version),
        venv=machine.venv or (not machine.python and bool(reading and reading.places.venv)),
        prefix=machine.prefix or None,
        externally_managed=machine.externally_managed,
        conda=machine.conda,
        admin=answer("admin") == "yes" or machine.admin,
        index_url=given.get("index_url") or opened.index_url or machine.index_url or None,
        index_host=machine.index_host or (hosts.index if hosts else "") or None,
        file_host=machine.file_host or (hosts.files if hosts else "") or None,
        proxy=given.get("proxy") or (machine.proxy if HIDDEN not in machine.proxy else "") or None,
        ca_file=given.get("ca_file") or machine.ca_file or None,
        package=given.get("package") or (reading.package if reading else "") or None,
        home=machine.home or opened.home or None,
    )
