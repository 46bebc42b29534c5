"""The machine a kit is for, and how pip and people call what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..i18n import Said, Translator, said
from ..remedies.target import Target

SYSTEMS = ("linux", "windows", "macos")
ARCHITECTURES = ("x86_64", "arm64")
NO_PIP = "none"
_OLDEST_GLIBC = 5
_NEWEST_GLIBC = 17
# PEP 600: the older names of three of the manylinux tags.
_LEGACY = {5: "manylinux1", 12: "manylinux2010", 17: "manylinux2014"}
_WINDOWS = {"x86_64": "win_amd64", "arm64": "win_arm64"}
_MACOS = {"x86_64": "macosx_10_13_x86_64", "arm64": "macosx_11_0_arm64"}
_MACHINE = {
    ("linux", "arm64"): "aarch64",
    ("windows", "x86_64"): "AMD64",
    ("windows", "arm64"): "ARM64",
}
_MARKERS = {
    "linux": ("posix", "linux", "Linux"),
    "windows": ("nt", "win32", "Windows"),
    "macos": ("posix", "darwin", "Darwin"),
}
_SHELLS = {"linux": ("bash",), "windows": ("powershell5", "cmd"), "macos": ("zsh",)}
_REMEDY_OS = {"linux": "linux", "windows": "win", "macos": "mac"}


class BadTarget(ValueError):
    """A target that cannot be understood.

    Attributes:
        reason: the option and what is wrong with it.
    """

    def __init__(self, reason: Said) -> None:
        super().__init__(reason)
        self.reason = reason

    def told(self, say: Translator) -> str:
        """Return the reason in the translator's language."""
        return self.reason.told(say)


@dataclass(frozen=True)
class KitTarget:
    """A machine without network.

    Attributes:
        system: one of `SYSTEMS`.
        arch: one of `ARCHITECTURES`.
        python: its version, `3.8` or `3.8.18`.
        pip: version of its pip; empty when unknown, `NO_PIP` when there is none.
        interpreter: how its Python is started; empty means the usual name.
        platforms: platform tags instead of the usual ones, for example `musllinux_1_2_x86_64`.
    """

    system: str
    arch: str
    python: str
    pip: str = ""
    interpreter: str = ""
    platforms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no version.

        Raises:
            BadTarget: with the reason.
        """
        if not re.fullmatch(r"(2\.7|3)(\.\d{1,2}){1,2}|2\.7", self.python, re.ASCII):
            raise BadTarget(said("error.kit_python_form", given=self.python))
        if self.pip not in ("", NO_PIP) and not re.fullmatch(r"\d+(\.\d+){1,2}", self.pip):
            raise BadTarget(said("error.kit_pip_form", given=self.pip, none=NO_PIP))

    @property
    def minor(self) -> str:
        """Major and minor version of Python."""
        return ".".join(self.python.split(".")[:2])

    @property
    def shells(self) -> tuple[str, ...]:
        """The shells its commands are written for."""
        return _SHELLS[self.system]

    def platform_tags(self) -> tuple[str, ...]:
        """Return pip's platform tags, best first.

        Linux means glibc 2.17 (every distribution since 2014) unless `platforms` says otherwise.
        """
        if self.platforms:
            return self.platforms
        if self.system == "windows":
            return (_WINDOWS[self.arch],)
        if self.system == "macos":
            return (_MACOS[self.arch],)
        machine = self.markers()["platform_machine"]
        tags = []
        for minor in range(_NEWEST_GLIBC, _OLDEST_GLIBC - 1, -1):
            tags.append(f"manylinux_2_{minor}_{machine}")
            if minor in _LEGACY:
                tags.append(f"{_LEGACY[minor]}_{machine}")
        return (*tags, f"linux_{machine}")

    def markers(self) -> dict[str, str]:
        """Return the values of PEP 508's environment markers on the target."""
        os_name, sys_platform, system = _MARKERS[self.system]
        full = self.python if self.python.count(".") > 1 else f"{self.python}.0"
        return {
            "implementation_name": "cpython",
            "implementation_version": full,
            "os_name": os_name,
            "platform_machine": _MACHINE.get((self.system, self.arch), self.arch),
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": system,
            "platform_version": "",
            "python_full_version": full,
            "python_version": self.minor,
            "sys_platform": sys_platform,
        }

    def for_commands(self) -> Target:
        """Return the target that remedies' commands are written for."""
        usual = ("py", f"-{self.minor}") if self.system == "windows" else (f"python{self.minor}",)
        return Target(
            os=_REMEDY_OS[self.system],
            python=(self.interpreter,) if self.interpreter else usual,
            python_version=self.python,
            pip_version=None if self.pip in ("", NO_PIP) else self.pip,
        )
