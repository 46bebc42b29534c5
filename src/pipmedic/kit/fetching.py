"""Getting what a kit holds onto the connected machine: wheels through pip, get-pip.py by HTTPS."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Optional

from ..diagnosis.sanitize import sanitize
from ..remedies.versions import get_pip_url, parse_version
from .target import KitTarget

DOWNLOAD_LIMIT_S = 1800.0
_GET_PIP_LIMIT_S = 20.0
_GET_PIP_BYTES = 16_000_000
_SHOWN_LINES = 6


class NoPip(Exception):
    """The interpreter that should download has no pip; the text says what it answered."""


class PipFailed(Exception):
    """pip could not download something; the text is what it said last."""


@dataclass(frozen=True)
class Source:
    """Where wheels come from.

    Attributes:
        interpreter: the Python whose pip downloads.
        index_url: index to use; empty means what pip is configured for.
    """

    interpreter: str
    index_url: str = ""

    def download(
        self, target: KitTarget, folder: Path, wanted: Sequence[str], options: Sequence[str] = ()
    ) -> None:
        """Download the wheels of `wanted` (requirements) that fit `target` into `folder`.

        Raises:
            NoPip: the interpreter has none, or cannot be started.
            PipFailed: with pip's own words.
        """
        self._ask_for_pip()
        command = ["download", "--dest", str(folder), "--only-binary=:all:", "--no-input"]
        command += ["--python-version", target.python, "--implementation", "cp"]
        for tag in target.platform_tags():
            command += ["--platform", tag]
        if self.index_url:
            command += ["--index-url", self.index_url]
        script = (files("pipmedic.kit") / "pip_for_target.py").read_text("utf-8")
        words = [self.interpreter, "-c", script, json.dumps(target.markers()), *command]
        done = _run([*words, *options, *wanted])
        if done.returncode:
            raise PipFailed(_last_words(done.stderr or done.stdout))

    def _ask_for_pip(self) -> None:
        try:
            done = _run([self.interpreter, "-m", "pip", "--version"])
        except OSError as error:
            raise NoPip(f"{self.interpreter}: {error.strerror or error}") from error
        if done.returncode:
            raise NoPip(f"{self.interpreter}: {_last_words(done.stderr)}")


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=DOWNLOAD_LIMIT_S,
        check=False,
    )


def _last_words(output: str) -> str:
    """Return the lines that say what is wrong, harmless to show."""
    lines = [line.strip() for line in sanitize(output).splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return "\n".join((errors or lines)[-_SHOWN_LINES:])


def get_pip(target: KitTarget) -> Optional[bytes]:
    """Fetch get-pip.py for the target's Python from its versioned address; None if impossible."""
    from urllib.request import urlopen

    address = get_pip_url(parse_version(target.python))
    try:
        with urlopen(address, timeout=_GET_PIP_LIMIT_S) as answer:
            script: bytes = answer.read(_GET_PIP_BYTES)
    except (OSError, ValueError):
        return None
    return script if script.startswith(b"#!/usr/bin/env python") else None
