"""Real pips of many ages, each in an environment of its own, made once and cached."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

PIPS = (
    ("2.7", "9.0.1"),
    ("2.7", "20.3.4"),
    ("3.6", "21.3.1"),
    ("3.8", "23.0.1"),
    ("3.10", "24.0"),
    ("3.12", "25.3"),
    ("3.13", "26.3"),
)
"""(Python, pip): one of each generation of error wording and of trust."""
DOWNLOAD_S = 60.0


class Missing(Exception):
    """An interpreter or a wheel is not to be had here; the text says which and why."""


@dataclass(frozen=True)
class LabPip:
    """A pip in its environment.

    Attributes:
        python: the interpreter of the environment.
        base: the interpreter it was made with.
        wheel: the file its pip came from.
        public_root: PEM that its pip trusts besides its own roots.
    """

    python_version: str
    version: str
    python: Path
    base: Path
    wheel: Path
    public_root: bytes

    @property
    def id(self) -> str:
        """What tests call it."""
        return pip_id(self.python_version, self.version)

    @property
    def prefix(self) -> Path:
        """The environment."""
        return self.python.parents[1]

    @property
    def ready(self) -> Path:
        """The mark of an environment that is whole; without it, it is made anew before use."""
        return self.prefix / "ready"

    @property
    def packages(self) -> Path:
        """Its site-packages."""
        return self.prefix / "lib" / f"python{self.python_version}" / "site-packages"

    def fingerprint(self) -> int:
        """A number that changes with the files in site-packages."""
        files = sorted(path for path in self.packages.rglob("*") if path.suffix != ".pyc")
        stats = ((str(path), path.stat()) for path in files if path.is_file())
        return hash(tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats))

    @property
    def modern(self) -> bool:
        """Whether its OpenSSL messages carry the reason of a verification failure (3.7+)."""
        return tuple(map(int, self.python_version.split("."))) >= (3, 7)


def cache_directory() -> Path:
    """Where wheels and environments are kept; ``PIPMEDIC_LAB_CACHE`` moves it."""
    named = os.environ.get("PIPMEDIC_LAB_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("pipmedic-lab"))


@contextmanager
def own_directory(cache: Path) -> Iterator[Path]:
    """A directory of environments that no other session uses meanwhile."""
    for number in itertools.count():
        directory = cache / f"session-{number}"
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield directory
            return


def find_interpreter(version: str) -> Path:
    """The newest interpreter of that ``major.minor``, from pyenv or the PATH.

    Raises:
        Missing: there is none.
    """
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = sorted(
        root.glob(f"versions/{version}.*/bin/python{version}"),
        key=lambda path: [int(n) for n in path.parts[-3].split(".") if n.isdigit()],
    )
    if found:
        return found[-1]
    on_path = shutil.which(f"python{version}")
    if on_path:
        return Path(on_path)
    raise Missing(f"no Python {version}: neither in {root} nor on the PATH")


def find_wheel(version: str, cache: Path) -> Path:
    """The pip wheel, downloaded once.

    Raises:
        Missing: it could not be downloaded.
    """
    directory = cache / "wheels"
    found = list(directory.glob(f"pip-{version}-*.whl"))
    if found:
        return found[0]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--python-version", "3.13", "--only-binary", ":all:", "--dest", str(directory)]
    try:
        done = subprocess.run(
            [*command, f"pip=={version}"],
            capture_output=True, text=True, timeout=DOWNLOAD_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Missing(f"pip {version}: download took over {DOWNLOAD_S:.0f} s") from None
    found = list(directory.glob(f"pip-{version}-*.whl"))
    if not found:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise Missing(f"pip {version} could not be downloaded: {last}")
    return found[0]


def make(python_version: str, version: str, cache: Path, own: Path, public_root: bytes) -> LabPip:
    """The pip in its environment, from the directory if it is there.

    Args:
        own: from ``own_directory``.
        public_root: PEM that this pip shall trust like the roots it was released with.

    Raises:
        Missing: the interpreter or the wheel is not to be had.
    """
    base = find_interpreter(python_version)
    wheel = find_wheel(version, cache)
    mark = hashlib.sha256(public_root + str(base).encode()).hexdigest()[:8]
    home = own / f"py{python_version}-pip{version}-{mark}"
    pip = LabPip(python_version, version, home / "bin" / "python", base, wheel, public_root)
    if not pip.ready.exists():
        rebuild(pip)
    return pip


def rebuild(pip: LabPip) -> None:
    """Make the environment anew, for the first time or after something changed its files.

    Raises:
        Missing: the interpreter cannot make one.
    """
    shutil.rmtree(pip.prefix, ignore_errors=True)
    packages = _environment(pip.base, pip.python_version, pip.prefix)
    with zipfile.ZipFile(pip.wheel) as archive:
        archive.extractall(packages)
    _trust(packages, pip.public_root)
    pip.ready.touch()


def _environment(base: Path, version: str, home: Path) -> Path:
    """Make an empty environment, and return its site-packages."""
    if version.startswith("2"):
        return _old_environment(base, version, home)
    command = [str(base), "-m", "venv", "--without-pip", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise Missing(f"Python {version} cannot make a venv: {done.stderr.strip()[-200:]}")
    return home / "lib" / f"python{version}" / "site-packages"


def _old_environment(base: Path, version: str, home: Path) -> Path:
    """What virtualenv did for Python 2: a copied binary beside links to the library."""
    library = base.resolve().parents[1] / "lib" / f"python{version}"
    packages = home / "lib" / f"python{version}" / "site-packages"
    packages.mkdir(parents=True)
    (home / "bin").mkdir()
    shutil.copy2(base.resolve(), home / "bin" / "python")
    for entry in library.iterdir():
        if entry.name != "site-packages":
            (packages.parent / entry.name).symlink_to(entry)
    (home / "include").symlink_to(library.parents[1] / "include")
    return packages


def _trust(packages: Path, root: bytes) -> None:
    """Put a root into pip's own bundle, and into the RECORD, as if released that way."""
    for bundle in packages.glob("pip/_vendor/*/cacert.pem"):
        bundle.write_bytes(bundle.read_bytes() + b"\n" + root)
        data = bundle.read_bytes()
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        name = bundle.relative_to(packages).as_posix()
        for record in packages.glob("pip-*.dist-info/RECORD"):
            lines = record.read_text(encoding="utf-8").splitlines()
            kept = [line for line in lines if not line.startswith(name + ",")]
            kept.append(f"{name},sha256={digest},{len(data)}")
            record.write_text("\n".join(kept) + "\n", encoding="utf-8")


def available(
    cache: Path, own: Path, public_root: bytes, wanted: Iterable[tuple[str, str]] = PIPS
) -> tuple[dict[str, LabPip], dict[str, str]]:
    """The pips that can be had here, and why the others cannot, by id."""
    found, missing = {}, {}
    for python_version, version in wanted:
        name = pip_id(python_version, version)
        try:
            found[name] = make(python_version, version, cache, own, public_root)
        except Missing as reason:
            missing[name] = str(reason)
    return found, missing


def pip_id(python_version: str, version: str) -> str:
    """For example ``py3.13-pip26.3``."""
    return f"py{python_version}-pip{version}"
