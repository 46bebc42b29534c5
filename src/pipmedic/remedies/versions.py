"""What a pip and a Python of a given version can do. Pure, from pip's published history.

Unknown versions (None) are taken as current: the newest pip that its Python can run.
"""

from __future__ import annotations

import re
from typing import Optional

Version = tuple[int, ...]

NEWEST_PIP: Version = (26, 3)
_NEWEST_PYTHON: Version = (3, 13)
_BOOTSTRAP = "https://bootstrap.pypa.io"
# pypa/get-pip, folder public/: the last pip whose Requires-Python admits that Python.
_LAST_PIP: dict[Version, Version] = {
    (2, 6): (9, 0, 3),
    (2, 7): (20, 3, 4),
    (3, 3): (10, 0, 1),
    (3, 4): (19, 1, 1),
    (3, 5): (20, 3, 4),
    (3, 6): (21, 3, 1),
    (3, 7): (24, 0),
    (3, 8): (25, 0, 1),
    (3, 9): (26, 0, 1),
}
_CLAUSE = re.compile(r"\s*(==|!=|<=|>=|<|>)\s*(\d+(?:\.\d+)*)\s*\Z", re.ASCII)


class BadRange(ValueError):
    """A version range that is not comma-separated clauses such as `>=24.2,<25`."""


def parse_version(text: Optional[str]) -> Optional[Version]:
    """The leading numbers of a version ("24.1.1rc2" -> (24, 1, 1)); None without any."""
    match = re.match(r"\s*v?(\d+(?:\.\d+)*)", text or "", re.ASCII)
    return tuple(int(part) for part in match.group(1).split(".")) if match else None


def _compare(left: Version, right: Version) -> int:
    width = max(len(left), len(right))
    a, b = (v + (0,) * (width - len(v)) for v in (left, right))
    return (a > b) - (a < b)


def in_range(version: Version, wanted: str) -> bool:
    """Whether `version` satisfies every clause of `wanted`, for example ">=24.2,<25".

    Raises:
        BadRange: when a clause cannot be read.
    """
    answers = {
        "==": lambda c: c == 0,
        "!=": lambda c: c != 0,
        "<=": lambda c: c <= 0,
        ">=": lambda c: c >= 0,
        "<": lambda c: c < 0,
        ">": lambda c: c > 0,
    }
    satisfied = True
    for clause in wanted.split(","):
        match = _CLAUSE.match(clause)
        if not match:
            raise BadRange(f"cannot read the version range {wanted!r} at {clause!r}")
        bound = tuple(int(part) for part in match.group(2).split("."))
        satisfied = satisfied and answers[match.group(1)](_compare(version, bound))
    return satisfied


def last_pip(python: Optional[Version]) -> str:
    """The newest pip that runs on this Python. Source: pypa/get-pip, folder public/."""
    minor = (python or _NEWEST_PYTHON)[:2]
    return ".".join(str(part) for part in _LAST_PIP.get(minor, NEWEST_PIP))


def get_pip_url(python: Optional[Version]) -> str:
    """Where the get-pip.py for this Python is. Source: pypa/get-pip, README and folder public/."""
    minor = (python or _NEWEST_PYTHON)[:2]
    if minor in _LAST_PIP:
        return f"{_BOOTSTRAP}/pip/{minor[0]}.{minor[1]}/get-pip.py"
    return f"{_BOOTSTRAP}/get-pip.py"


def effective_python(python: Optional[Version]) -> Version:
    """The Python to reason with: the known one, else a current one."""
    return python or _NEWEST_PYTHON


def effective_pip(pip: Optional[Version], python: Optional[Version]) -> Version:
    """The pip to reason with: the known one, else the newest that this Python can run."""
    return pip or parse_version(last_pip(python)) or NEWEST_PIP


def truststore_default(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether pip verifies with the operating system's store unasked.

    Source: pip NEWS 24.2; truststore needs Python 3.10.
    """
    return _compare(effective_pip(pip, python), (24, 2)) >= 0 and _truststore_can_run(python)


def truststore_available(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether `--use-feature=truststore` works without installing anything.

    Source: pip NEWS 23.3 (vendored), 24.1 (broken), 24.1.1 (mended), 24.2 (became the default).
    """
    version = effective_pip(pip, python)
    broken = _compare(version, (24, 1)) == 0
    return _truststore_can_run(python) and _compare(version, (23, 3)) >= 0 and not broken


def _truststore_can_run(python: Optional[Version]) -> bool:
    return _compare(effective_python(python), (3, 10)) >= 0


def cert_adds(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether `--cert` adds to the trusted roots (True) or replaces them all (False).

    Source: pip NEWS 24.2 and its `cli/index_command.py`: the file is loaded into the truststore
    context; without truststore it becomes the only bundle.
    """
    return truststore_default(pip, python)


def ssl_cert_file_honoured(pip: Optional[Version], python: Optional[Version], os: str) -> bool:
    """Whether SSL_CERT_FILE reaches pip: only through truststore, and only off Windows and macOS.

    Source: truststore `_openssl.py`, `_windows.py`, `_macos.py`.
    """
    return truststore_default(pip, python) and os not in ("win", "mac")


def config_command(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether `pip config` exists. Source: pip NEWS 10.0.0."""
    return _compare(effective_pip(pip, python), (10,)) >= 0


def environment_scope_flag(pip: Optional[Version], python: Optional[Version]) -> str:
    """The option of `pip config` for the environment's own file.

    Source: `commands/configuration.py` of pip 10.0.1 to 19.3.1: `--site` came in 19.1.
    """
    return "--site" if _compare(effective_pip(pip, python), (19, 1)) >= 0 else "--venv"


def index_versions_command(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether `pip index versions` exists. Source: pip NEWS 21.2."""
    return _compare(effective_pip(pip, python), (21, 2)) >= 0


def no_proxy_env_option(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether `--no-proxy-env` exists. Source: pip NEWS 26.2."""
    return _compare(effective_pip(pip, python), (26, 2)) >= 0


def legacy_certs_option(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether `--use-deprecated=legacy-certs` exists. Source: pip NEWS 24.2."""
    return _compare(effective_pip(pip, python), (24, 2)) >= 0


def proxy_option_beats_environment(pip: Optional[Version], python: Optional[Version]) -> bool:
    """Whether `--proxy` overrides HTTPS_PROXY. Measured: not with pip 20.3 to 22.x."""
    version = effective_pip(pip, python)
    return _compare(version, (20, 3)) < 0 or _compare(version, (23, 0)) >= 0
