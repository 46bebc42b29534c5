"""The closed set of things a remedy can do, as typed data.

Each kind is one frozen dataclass whose fields are exactly the keys of its table in
`flows/remedies.toml`; `parsing.py` reads them. README.md beside this file lists the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Optional, Union

from .target import Target, shell_name
from .versions import effective_pip, effective_python, in_range

PROXY_VARIABLES = (
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "https_proxy",
    "http_proxy",
    "all_proxy",
)


@dataclass(frozen=True)
class Words:
    """One text for people in several languages."""

    by_language: tuple[tuple[str, str], ...]

    def text(self, lang: str) -> str:
        """The text in `lang`, else in English, else in the first language there is."""
        texts = dict(self.by_language)
        return texts.get(lang) or texts.get("en") or self.by_language[0][1]


@dataclass(frozen=True)
class Condition:
    """For which targets an operation is meant. An empty field allows all."""

    os: tuple[str, ...] = ()
    distro: tuple[str, ...] = ()
    shell: tuple[str, ...] = ()
    pip: Optional[str] = None
    python: Optional[str] = None
    venv: Optional[bool] = None
    conda: Optional[bool] = None
    externally_managed: Optional[bool] = None

    def allows(self, target: Target, shell: str) -> bool:
        """Whether it is for this target in this shell; unknown versions count as current."""
        python = effective_python(target.python_parsed)
        pip = effective_pip(target.pip_parsed, target.python_parsed)
        flags = ("venv", "conda", "externally_managed")
        return (
            (not self.os or target.os in self.os)
            and (not self.distro or target.distro in self.distro)
            and (not self.shell or shell_name(shell) in self.shell)
            and (self.pip is None or in_range(pip, self.pip))
            and (self.python is None or in_range(python, self.python))
            and all(getattr(self, f) in (None, getattr(target, f)) for f in flags)
        )


@dataclass(frozen=True)
class PipConfigSet:
    """Remember an option in a pip configuration file."""

    op: ClassVar[str] = "pip-config-set"
    key: str
    value: str
    scope: str = "user"
    when: Condition = Condition()


@dataclass(frozen=True)
class PipConfigUnset:
    """Forget an option in a pip configuration file; `missing_ok`: it may not be there."""

    op: ClassVar[str] = "pip-config-unset"
    key: str
    scope: str = "user"
    missing_ok: bool = False
    when: Condition = Condition()


@dataclass(frozen=True)
class EnvSet:
    """Set an environment variable for the next command, this shell, or the user from now on."""

    op: ClassVar[str] = "env-set"
    name: str
    value: str
    lifetime: str = "shell"
    when: Condition = Condition()


@dataclass(frozen=True)
class EnvUnset:
    """Remove environment variables for the next command, this shell, or the user from now on."""

    op: ClassVar[str] = "env-unset"
    names: tuple[str, ...]
    lifetime: str = "shell"
    when: Condition = Condition()


@dataclass(frozen=True)
class Pip:
    """Run the sick interpreter's pip; `env` is for this command only."""

    op: ClassVar[str] = "pip"
    args: tuple[str, ...]
    env: tuple[tuple[str, str], ...] = ()
    when: Condition = Condition()


@dataclass(frozen=True)
class Run:
    """Run a program. The word `{python}` stands for the sick interpreter's launcher words."""

    op: ClassVar[str] = "run"
    argv: tuple[str, ...]
    admin: bool = False
    when: Condition = Condition()


@dataclass(frozen=True)
class WriteFile:
    """Write a text file (UTF-8, LF) as a whole; `mode` is octal, off Windows only."""

    op: ClassVar[str] = "write-file"
    path: str
    content: str
    mode: str = "644"
    when: Condition = Condition()


@dataclass(frozen=True)
class AppendLine:
    """Add one line at the end of a text file."""

    op: ClassVar[str] = "append-line"
    path: str
    line: str
    admin: bool = False
    when: Condition = Condition()


@dataclass(frozen=True)
class DeleteFile:
    """Delete one file."""

    op: ClassVar[str] = "delete-file"
    path: str
    when: Condition = Condition()


@dataclass(frozen=True)
class BuildBundle:
    """Write one PEM file with the roots of the sick interpreter's pip plus `ca_files`.

    `convert` tells that a file is known not to be PEM.
    """

    op: ClassVar[str] = "build-bundle"
    output: str
    ca_files: tuple[str, ...] = ("{ca_file}",)
    convert: bool = False
    when: Condition = Condition()


@dataclass(frozen=True)
class ExportCa:
    """Write the CA whose name contains `name` from the operating system's store to a PEM file."""

    op: ClassVar[str] = "export-ca"
    name: str
    output: str
    when: Condition = Condition()


@dataclass(frozen=True)
class TrustAdd:
    """Add a CA file to the operating system's store."""

    op: ClassVar[str] = "trust-add"
    ca_file: str = "{ca_file}"
    store: str = "system"
    name: str = "pipmedic-ca"
    when: Condition = Condition()


@dataclass(frozen=True)
class TrustRemove:
    """Take back a `trust-add` with the same fields."""

    op: ClassVar[str] = "trust-remove"
    ca_file: str = "{ca_file}"
    store: str = "system"
    name: str = "pipmedic-ca"
    when: Condition = Condition()


@dataclass(frozen=True)
class Download:
    """Fetch a file by means of the operating system, not of the sick pip."""

    op: ClassVar[str] = "download"
    url: str
    to: str
    when: Condition = Condition()


@dataclass(frozen=True)
class EditProxy:
    """Set, unset or bypass (for `hosts`) the proxy variables that pip reads."""

    op: ClassVar[str] = "edit-proxy"
    action: str
    url: str = "{proxy}"
    hosts: tuple[str, ...] = ()
    lifetime: str = "shell"
    when: Condition = Condition()


@dataclass(frozen=True)
class Venv:
    """Create a virtual environment."""

    op: ClassVar[str] = "venv"
    path: str = ".venv"
    python: tuple[str, ...] = ("{python}",)
    when: Condition = Condition()


@dataclass(frozen=True)
class Manual:
    """A step that only a person can do."""

    op: ClassVar[str] = "manual"
    text: Words
    when: Condition = Condition()


Operation = Union[
    PipConfigSet,
    PipConfigUnset,
    EnvSet,
    EnvUnset,
    Pip,
    Run,
    WriteFile,
    AppendLine,
    DeleteFile,
    BuildBundle,
    ExportCa,
    TrustAdd,
    TrustRemove,
    Download,
    EditProxy,
    Venv,
    Manual,
]
OPERATION_TYPES: tuple[type[Operation], ...] = Operation.__args__  # type: ignore[attr-defined]


def needs_admin(operation: Operation, target: Target) -> bool:
    """Whether this operation takes administrator rights on that machine."""
    if isinstance(operation, (Run, AppendLine)):
        return operation.admin
    if isinstance(operation, (PipConfigSet, PipConfigUnset)):
        return operation.scope == "system"
    if isinstance(operation, (TrustAdd, TrustRemove)):
        return not (target.os in ("win", "mac") and operation.store == "user")
    return False
