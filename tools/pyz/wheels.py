"""The wheels that go into the single file: exactly the locked ones, and pure Python only."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

OLDEST_PYTHON = "3.9"
_COMPILED = (".so", ".pyd", ".dylib", ".dll")
_LICENCE_WORDS = ("licen", "copying", "notice", "authors")


class BuildError(Exception):
    """The single file cannot be built; the text says what is wrong with which input."""


@dataclass(frozen=True)
class Wheel:
    """One distribution as it came from the index.

    Attributes:
        path: the wheel file.
        metadata: its METADATA.
        files: path inside the wheel to content, in the wheel's order.
    """

    path: Path
    metadata: Message
    files: dict[str, bytes]

    @property
    def name(self) -> str:
        """The distribution's own spelling of its name."""
        return str(self.metadata["Name"])

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.metadata["Version"])

    def code(self) -> dict[str, bytes]:
        """What is imported, and METADATA for those that ask for versions; no tests, no records."""
        return {
            name: data
            for name, data in self.files.items()
            if "tests" not in PurePosixPath(name).parts[:-1]
            and (".dist-info/" not in name or name.endswith(("/METADATA", "/entry_points.txt")))
        }

    def licences(self) -> dict[str, bytes]:
        """Licence files by their path below the dist-info folder."""
        found = {}
        for name, data in self.files.items():
            folder, inside, rest = name.partition(".dist-info/")
            if inside and "/" not in folder and _is_licence(rest):
                found[rest.removeprefix("licenses/")] = data
        return found


def _is_licence(path: str) -> bool:
    name = PurePosixPath(path).name.lower()
    return path.startswith("licenses/") or any(word in name for word in _LICENCE_WORDS)


def download(lock: Path, folder: Path) -> tuple[Wheel, ...]:
    """Return what `lock` names, from `folder` if all of it is there, else fetched into it.

    Raises:
        BuildError: pip could not, or a wheel is not pure Python.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if _pip_download(lock, folder, "--no-index"):
        complaint = _pip_download(lock, folder)
        if complaint:
            raise BuildError(f"pip could not fetch what {lock.name} names:\n{complaint}")
    wanted = locked(lock)
    wheels = [open_wheel(path) for path in sorted(folder.glob("*.whl"))]
    return tuple(w for w in wheels if wanted.get(canonical(w.name)) == w.version)


def _pip_download(lock: Path, folder: Path, *options: str) -> str:
    """Return what pip complains of; empty when all is there with the right hashes."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", "--implementation", "py"]
    command += ["--abi", "none", "--platform", "any", "--python-version", OLDEST_PYTHON]
    command += ["--find-links", str(folder), "--dest", str(folder), "--requirement", str(lock)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    return done.stderr.strip() or "pip ended without a word" if done.returncode else ""


def locked(lock: Path) -> dict[str, str]:
    """Return the canonical name and version of each requirement in a lock file."""
    lines = (line.split(";")[0].strip(" \\") for line in lock.read_text("utf-8").splitlines())
    pins = (line.split("==") for line in lines if "==" in line and not line.startswith(("#", "-")))
    return {canonical(name.strip()): version.strip() for name, version in pins}


def canonical(name: str) -> str:
    """Return a distribution's name as indexes compare it (PEP 503)."""
    return name.lower().replace("_", "-").replace(".", "-")


def open_wheel(path: Path) -> Wheel:
    """Read a wheel.

    Raises:
        BuildError: it holds compiled code, data outside its packages, or no licence.
    """
    with zipfile.ZipFile(path) as archive:
        files = {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
    compiled = [name for name in files if name.endswith(_COMPILED)]
    outside = [name for name in files if ".data/" in name]
    if compiled or outside:
        raise BuildError(f"{path.name} is not pure Python: {(compiled + outside)[0]}")
    metadata = next(data for name, data in files.items() if name.endswith(".dist-info/METADATA"))
    wheel = Wheel(path, BytesParser().parsebytes(metadata), files)
    if not wheel.licences():
        raise BuildError(f"{path.name} carries no licence text")
    return wheel
