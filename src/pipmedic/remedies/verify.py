"""Proof that pip works again: the sick interpreter's own pip fetches a small, real file.

A download into a throw-away folder proves the index and the file host at once. Nothing is installed
and no configuration is touched. Source of the options: pip's reference for `pip download`.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import IO, Any, Optional

from .operations import Operation, Pip
from .target import Target
from .versions import index_versions_command

TIME_LIMIT = 60.0
MAX_OUTPUT = 256 * 1024
_QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONIOENCODING": "utf-8"}
_TELLING = re.compile(
    r"CERTIFICATE_VERIFY_FAILED\]?[^()\n]*|\[SSL: (?!CERTIFICATE_VERIFY)[A-Z0-9_]+\]|host='[^']*'"
    r"|\[X509: [A-Z0-9_]+\]|Tunnel connection failed: \d+|Cannot connect to proxy|WinError \d+"
    r"|hostname '[^']*' doesn't match|Errno -?\d+|timed out|Connection reset|EOF occurred"
    r"|\b[45]\d\d (?:Client|Server) Error|No matching distribution|SSL module is not available",
    re.IGNORECASE,
)


class Verdict(Enum):
    """What a run of pip showed."""

    WORKS = "works"
    SAME_ERROR = "same-error"
    NEW_ERROR = "new-error"
    COULD_NOT_RUN = "could-not-run"
    TIMEOUT = "timeout"


@dataclass(frozen=True)
class Ran:
    """A finished, stopped (`code` None) or never started (`problem`) program."""

    code: Optional[int]
    output: str = ""
    timed_out: bool = False
    problem: str = ""


@dataclass(frozen=True)
class VerifyOutcome:
    """The verdict with what was run and what it printed (both streams, capped)."""

    verdict: Verdict
    command: tuple[str, ...]
    output: str = ""
    time_limit: float = TIME_LIMIT


Runner = Callable[[Sequence[str], Mapping[str, str], float], Ran]


def verify_operations(target: Target) -> tuple[Operation, ...]:
    """The read-only check to show and paste: `pip index versions`, a download for older pips."""
    if index_versions_command(target.pip_parsed, target.python_parsed):
        return (Pip(("index", "versions", "pip")),)
    return (Pip(_download_args("pip", "pip-check")),)


def verify_command(
    target: Target, folder: str, package: str = "pip", options: Sequence[str] = ()
) -> tuple[str, ...]:
    """The words that `verify` runs: a download of `package` into `folder`."""
    return (*target.launcher, "-m", "pip", *_download_args(package, folder), *options)


def _download_args(package: str, folder: str) -> tuple[str, ...]:
    limits = ("--no-deps", "--no-cache-dir", "--retries", "1", "--timeout", "10")
    return ("download", package, *limits, "-d", folder)


def error_key(output: str) -> tuple[str, ...]:
    """The telling parts of pip's output, by which two failures are the same or not."""
    return tuple(sorted({found.lower().strip(" ]:") for found in _TELLING.findall(output)}))


def verify(
    target: Target,
    previous_output: str = "",
    runner: Optional[Runner] = None,
    environment: Optional[Mapping[str, str]] = None,
    time_limit: float = TIME_LIMIT,
    key: Callable[[str], object] = error_key,
    package: str = "pip",
    options: Sequence[str] = (),
) -> VerifyOutcome:
    """Run pip and compare with how it failed before.

    `environment` replaces this process's own (settings that a remedy made for one shell are put
    there); `time_limit` is in seconds; `key` decides which failures count as the same; `options`
    are pip's, such as `--cert FILE`, of a remedy that is for one command only.
    """
    run = runner or run_bounded
    env = {**(os.environ if environment is None else environment), **_QUIET}
    with tempfile.TemporaryDirectory(prefix="pipmedic-") as folder:
        command = verify_command(target, folder, package, options)
        ran = run(command, env, time_limit)
        fetched = ran.code == 0 and bool(os.listdir(folder))
    verdict = _verdict(ran, fetched, previous_output, key)
    return VerifyOutcome(verdict, command, ran.output or ran.problem, time_limit)


def _verdict(ran: Ran, fetched: bool, previous: str, key: Callable[[str], object]) -> Verdict:
    if ran.timed_out:
        return Verdict.TIMEOUT
    if ran.problem or re.search(r"No module named '?pip\b", ran.output):
        return Verdict.COULD_NOT_RUN
    if fetched:
        return Verdict.WORKS
    same = bool(previous) and key(ran.output) == key(previous)
    return Verdict.SAME_ERROR if same else Verdict.NEW_ERROR


def run_bounded(command: Sequence[str], env: Mapping[str, str], time_limit: float) -> Ran:
    """Run a program to its end or to the limit (seconds), children included; keep its output.

    Of more than `MAX_OUTPUT` bytes the first and the last half are kept.
    """
    options: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(env),
            **options,
        )
    except (OSError, ValueError) as error:
        return Ran(None, problem=str(error))
    assert process.stdout is not None
    kept = _Capped()
    reader = threading.Thread(target=kept.drain, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        code: Optional[int] = process.wait(timeout=time_limit)
    except subprocess.TimeoutExpired:
        code = None
    if code is None:
        _stop(process)
    reader.join(timeout=2)
    return Ran(code, kept.text(), timed_out=code is None)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and, where there are process groups, all that it started."""
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


class _Capped:
    """Output with its middle left out once it grows too long."""

    def __init__(self) -> None:
        self.head = bytearray()
        self.tail = bytearray()

    def drain(self, stream: IO[bytes]) -> None:
        """Read a stream to its end."""
        half = MAX_OUTPUT // 2
        with stream:
            for chunk in iter(lambda: stream.read1(65536), b""):  # type: ignore[attr-defined]
                room = half - len(self.head)
                self.head += chunk[:room]
                self.tail = (self.tail + chunk[room:])[-half:]

    def text(self) -> str:
        """What was kept, undecodable bytes replaced."""
        return bytes(self.head + self.tail).decode("utf-8", "replace")
