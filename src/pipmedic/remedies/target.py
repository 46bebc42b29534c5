"""The machine, interpreter and pip for which a remedy is written out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from .versions import Version, parse_version

OS_NAMES = ("win", "mac", "linux", "wsl", "container")
DISTRO_FAMILIES = ("debian", "rhel", "suse", "arch", "alpine")
SHELLS = ("bash", "zsh", "sh", "fish", "powershell5", "powershell7", "cmd")
_SHELL_ALIASES = {"powershell": "powershell5", "pwsh": "powershell7", "dash": "sh", "ash": "sh"}
_FAMILY_WORDS = {
    "debian": ("debian", "ubuntu", "raspbian", "linuxmint", "kali", "pop"),
    "rhel": ("rhel", "fedora", "centos", "rocky", "almalinux", "ol", "amzn", "anolis", "openeuler"),
    "suse": ("suse", "opensuse", "sles", "sled"),
    "arch": ("arch", "manjaro", "endeavouros"),
    "alpine": ("alpine",),
}


class UnknownShell(ValueError):
    """A shell name that is none of `SHELLS` nor one of their aliases."""


def shell_name(name: str) -> str:
    """The member of `SHELLS` that `name` means; "powershell" is the one every Windows has, 5.

    Raises:
        UnknownShell: when there is none.
    """
    lowered = name.lower()
    found = _SHELL_ALIASES.get(lowered, lowered)
    if found not in SHELLS:
        raise UnknownShell(f"unknown shell {name!r}; known: {', '.join(SHELLS)}")
    return found


def distro_family(os_release_ids: str) -> Optional[str]:
    """The family for the words of ID and ID_LIKE in os-release(5), or None when unknown."""
    words = re.split(r"[^a-z]+", os_release_ids.lower())
    for word in words:
        for family, members in _FAMILY_WORDS.items():
            if word in members:
                return family
    return None


@dataclass(frozen=True)
class Target:
    """What is known of the sick machine. None means "not known"; defaults are the common case.

    `python` is the launcher as words, for example `("py", "-3.12")`, or one path.
    """

    os: str = "linux"
    distro: Optional[str] = None
    shell: Optional[str] = None
    python: tuple[str, ...] = ()
    python_version: Optional[str] = None
    pip_version: Optional[str] = None
    venv: bool = False
    prefix: Optional[str] = None
    externally_managed: bool = False
    conda: bool = False
    admin: bool = False
    index_url: Optional[str] = None
    index_host: Optional[str] = None
    file_host: Optional[str] = None
    proxy: Optional[str] = None
    ca_file: Optional[str] = None
    package: Optional[str] = None
    home: Optional[str] = None

    def __post_init__(self) -> None:
        """Refuse an operating system that no rendering rule knows."""
        if self.os not in OS_NAMES:
            raise ValueError(f"unknown os {self.os!r}; known: {', '.join(OS_NAMES)}")

    @property
    def windows(self) -> bool:
        """Whether commands follow Windows conventions."""
        return self.os == "win"

    @property
    def launcher(self) -> tuple[str, ...]:
        """The words that start the sick interpreter."""
        if self.python:
            return self.python
        return ("python",) if self.windows or self.venv or self.conda else ("python3",)

    @property
    def default_shell(self) -> str:
        """The shell its person most likely sits in front of."""
        if self.shell:
            return shell_name(self.shell)
        return {"win": "powershell5", "mac": "zsh"}.get(self.os, "bash")

    @property
    def python_parsed(self) -> Optional[Version]:
        """`python_version` as numbers, or None when unknown or unreadable."""
        return parse_version(self.python_version)

    @property
    def pip_parsed(self) -> Optional[Version]:
        """`pip_version` as numbers, or None when unknown or unreadable."""
        return parse_version(self.pip_version)

    def parameters(self) -> dict[str, str]:
        """Placeholder values that the target itself supplies; unknown ones are left out."""
        named = {
            "index_url": self.index_url,
            "index_host": self.index_host,
            "file_host": self.file_host,
            "proxy": self.proxy,
            "ca_file": self.ca_file,
            "package": self.package,
            "home": self.home,
            "prefix": self.prefix,
            "python_version": self.python_version,
            "pip_version": self.pip_version,
        }
        return {name: value for name, value in named.items() if value}
