"""Making a kit: everything is put together beside its place and then moved there as a whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Optional

from .. import __version__
from ..i18n import SUPPORTED
from ..probe import collector_source
from . import check
from .commands import CHECK, GET_PIP, steps
from .contents import WHEELS, Contents, authorities, wheels_in
from .fetching import Source, get_pip
from .readme import readme
from .target import KitTarget

SINGLE_FILE = "pipmedic.pyz"
COLLECTOR = "collect.py"
README_NAMES = {"en": "README.md", "zh": "README.zh-CN.md"}


class NotEmpty(Exception):
    """The folder for the kit exists and is not empty."""


@dataclass(frozen=True)
class Wish:
    """What a person wants in a kit.

    Attributes:
        wanted: requirements, as pip takes them.
        requirement_files: requirements.txt files.
        ca_files: (name, bytes) of CA files in any form.
        single_file: pipmedic.pyz; None leaves it out.
        get_pip: a get-pip.py at hand; None fetches it.
    """

    target: KitTarget
    wanted: tuple[str, ...]
    requirement_files: tuple[str, ...] = ()
    ca_files: tuple[tuple[str, bytes], ...] = ()
    single_file: Optional[Path] = None
    get_pip: Optional[bytes] = None


@dataclass(frozen=True)
class Made:
    """A finished kit; `sums` is the SHA-256 of its SHA256SUMS."""

    folder: Path
    contents: Contents
    sums: str


@dataclass(frozen=True)
class Audience:
    """Who is told how it goes on: `part` gets message ids, `line` gets pip's own words."""

    part: Callable[[str], None]
    line: Callable[[str], None]


def make(wish: Wish, source: Source, folder: Path, audience: Audience) -> Made:
    """Make the kit in `folder`.

    Raises:
        NotEmpty: there is something in `folder`.
        NoPip, PipFailed: as `Source.download`.
        BadInput: a CA file holds no certificate.
        OSError: the disk does not take it; nothing is left behind.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty
    found = authorities(wish.ca_files)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".kit-", dir=folder.parent))
    try:
        made = scratch / "kit"
        contents = replace(_fetched(wish, source, made, audience), authorities=found)
        contents = _with_files(contents, made, wish, audience)
        _write_words(contents, made)
        sums = _write_sums(made)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Made(folder, contents, sums)


def _fetched(wish: Wish, source: Source, made: Path, audience: Audience) -> Contents:
    """Download pip, then the wanted packages."""
    wheels = made / WHEELS
    wheels.mkdir(parents=True)
    audience.part("kit.fetching_pip")
    source.download(wish.target, wheels, ["pip"], ["--no-deps"], audience.line)
    pip = next(wheel for wheel in wheels_in(wheels) if wheel.name == "pip")
    options = [word for name in wish.requirement_files for word in ("--requirement", name)]
    if wish.wanted or options:
        audience.part("kit.fetching_packages")
        source.download(wish.target, wheels, wish.wanted, options, audience.line)
    others = tuple(wheel for wheel in wheels_in(wheels) if wheel.file != pip.file)
    return Contents(wish.target, wish.wanted, others, pip, (), ())


def _with_files(contents: Contents, made: Path, wish: Wish, audience: Audience) -> Contents:
    """Add all that is no wheel, and note what could not be had."""
    left_out = []
    audience.part("kit.fetching_get_pip")
    script = wish.get_pip or get_pip(contents.target)
    if script is None:
        left_out.append("get-pip")
    else:
        (made / GET_PIP).write_bytes(script)
    if wish.single_file is None:
        left_out.append("pyz")
    else:
        shutil.copyfile(wish.single_file, made / SINGLE_FILE)
    for item in contents.authorities:
        (made / item.file).parent.mkdir(exist_ok=True)
        (made / item.file).write_bytes(item.pem)
    (made / CHECK).write_bytes((files("pipmedic.kit") / "check.py").read_bytes())
    (made / COLLECTOR).write_bytes(collector_source())
    return replace(contents, left_out=tuple(left_out))


def _write_words(contents: Contents, made: Path) -> None:
    """Write what people and pip read."""
    commands = {shell: steps(contents, shell).lines() for shell in contents.target.shells}
    record = json.dumps(contents.record(__version__, commands), ensure_ascii=False, indent=1)
    texts = {check.RECORD: record + "\n", "requirements.txt": contents.requirements()}
    texts.update({README_NAMES[code]: readme(contents, code) for code in SUPPORTED})
    for name, text in texts.items():
        (made / name).write_bytes(text.encode("utf-8"))


def _write_sums(made: Path) -> str:
    """Write SHA256SUMS in the form that sha256sum -c reads; return its own SHA-256."""
    names = sorted(check.files(str(made)))
    lines = "".join(f"{check.digest(str(made / name))}  {name}\n" for name in names)
    (made / check.SUMS).write_bytes(lines.encode("utf-8"))
    return check.digest(str(made / check.SUMS))
