"""The single file and how to build it; the Pythons and the confinement it is tried in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "tools" / "pyz" / "build.py"
WHEELS = ROOT / "build" / "wheels"
NOBODY = 65534
LIMIT_S = 60


@dataclass(frozen=True)
class SingleFile:
    """The single file and how to run it.

    Attributes:
        path: pipmedic.pyz.
        home: a home folder of its own.
    """

    path: Path
    home: Path

    @property
    def cache(self) -> Path:
        """Where it unpacks in this home."""
        return self.home / ".cache" / "pipmedic" / "pyz"

    def run(
        self, *arguments: str, python: str = sys.executable, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end in a clean environment."""
        return subprocess.run(
            [python, str(self.path), *arguments],
            env={**environment(self.home), **variables},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=False,
        )


def environment(home: Path) -> Mapping[str, str]:
    """Return the only variables a run sees."""
    path = os.environ.get("PATH", os.defpath)
    return {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "TERM": "xterm-256color"}


def build(folder: Path, script: Path = BUILD, **variables: str) -> Path:
    """Build into `folder`; skip the test when there is no package index."""
    done = subprocess.run(
        [sys.executable, str(script), "--output", str(folder), "--wheels", str(WHEELS)],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "pip could not fetch" in done.stderr:
        pytest.skip(f"no package index to build from: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return folder / "pipmedic.pyz"


def interpreters() -> dict[str, str]:
    """Return every CPython here from 3.9 up by its version: from pyenv, the PATH, and this one."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = {}
    for path in root.glob("versions/*/bin/python3"):
        parts = path.parts[-3].split(".")
        if len(parts) == 3 and all(part.isdigit() for part in parts) and int(parts[0]) == 3:
            found[f"3.{parts[1]}"] = str(path)
    for minor in range(9, 20):
        on_path = shutil.which(f"python3.{minor}")
        if on_path and "shims" not in on_path:
            found.setdefault(f"3.{minor}", on_path)
    found.setdefault(f"3.{sys.version_info[1]}", sys.executable)
    return {key: found[key] for key in sorted(found, key=_minor) if _minor(key) >= 9}


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def confined() -> tuple[str, ...]:
    """Return the words that start a program without network, rights, or leave to write.

    For root the program becomes nobody, who may read everything (interpreters often live in a
    home folder) and write nothing of root's.
    """
    words: tuple[str, ...] = ("unshare", "-n", "-c", "--")
    if os.name == "posix" and os.geteuid() == 0:
        caps = "-all,+dac_read_search"
        words = ("unshare", "-n", "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}")
        words += ("--clear-groups", f"--inh-caps={caps}", f"--ambient-caps={caps}")
    try:
        done = subprocess.run([*words, "true"], capture_output=True, timeout=10, check=False)
    except OSError as error:
        pytest.skip(f"cannot confine a program here: {error}")
    if done.returncode:
        pytest.skip(f"cannot confine a program here: {done.stderr.decode().strip()}")
    return words
