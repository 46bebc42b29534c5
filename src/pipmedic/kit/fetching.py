"""Getting what a kit holds onto the connected machine: wheels through pip, get-pip.py by HTTPS."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Optional

from ..diagnosis.sanitize import sanitize
from ..remedies.versions import get_pip_url, parse_version
from .target import KitTarget

_ANSWER_LIMIT_S = 30.0
_GET_PIP_LIMIT_S = 20.0
_GET_PIP_BYTES = 16_000_000
_SHOWN_LINES = 6
_AS_TEXT: dict[str, Any] = {
    "env": {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONIOENCODING": "utf-8"},
    "encoding": "utf-8",
    "errors": "replace",
}


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
        self,
        target: KitTarget,
        folder: Path,
        wanted: Sequence[str],
        options: Sequence[str] = (),
        progress: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Download the wheels of `wanted` (requirements) that fit `target` into `folder`.

        Args:
            options: further options of `pip download`.
            progress: is given pip's lines as they come, harmless to show.

        Raises:
            NoPip: the interpreter has none, or cannot be started.
            PipFailed: with pip's own words.
        """
        self._ask_for_pip()
        command = ["download", "--dest", str(folder), "--only-binary=:all:", "--no-input"]
        command += ["--progress-bar", "off"]
        command += ["--python-version", target.python, "--implementation", "cp"]
        for tag in target.platform_tags():
            command += ["--platform", tag]
        if self.index_url:
            command += ["--index-url", self.index_url]
        script = (files("pipmedic.kit") / "pip_for_target.py").read_text("utf-8")
        words = [self.interpreter, "-c", script, json.dumps(target.markers()), *command]
        process = subprocess.Popen(
            [*words, *options, *wanted],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **_AS_TEXT,
        )
        lines = []
        with process:
            for line in process.stdout or ():
                lines.append(line)
                progress(sanitize(line).strip())
        if process.returncode:
            raise PipFailed(_last_words("".join(lines)))

    def _ask_for_pip(self) -> None:
        try:
            done = subprocess.run(
                [self.interpreter, "-m", "pip", "--version"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_ANSWER_LIMIT_S,
                check=False,
                **_AS_TEXT,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoPip(f"{self.interpreter}: {error}") from error
        if done.returncode:
            raise NoPip(f"{self.interpreter}: {_last_words(done.stderr)}")


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
