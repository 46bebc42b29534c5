"""Running the probe in the sick interpreter, event by event."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional, Union

from ..probe import probe_source
from .document import moment, text
from .findings import LIMIT_S

WHOLE_RUN_SECONDS = 25.0
_MAX_LINE = 64_000_000


@dataclass(frozen=True)
class CheckStarted:
    """A check began; ``limit`` is its time limit in seconds."""

    check: str
    limit: float


@dataclass(frozen=True)
class CheckFinished:
    """A check ended; ``record`` is its entry in the probe document."""

    check: str
    status: str
    seconds: float
    record: Mapping[str, Any]


@dataclass(frozen=True)
class ChecksDone:
    """All checks ended; ``document`` is the whole probe document."""

    document: Mapping[str, Any]


@dataclass(frozen=True)
class ChecksFailed:
    """The probe could not run; ``reason`` says why, ``interpreter`` where."""

    interpreter: str
    reason: str


CheckEvent = Union[CheckStarted, CheckFinished, ChecksDone, ChecksFailed]


def sick_interpreter(path: str = "") -> str:
    """Return the interpreter to examine: the given one, else what ``python`` means to the user.

    pipmedic may itself run from a virtual environment; then the first interpreter on PATH that is
    not pipmedic's own is taken.
    """
    if path:
        return path
    own = os.path.realpath(os.path.dirname(sys.executable))
    folders = [
        folder
        for folder in os.environ.get("PATH", "").split(os.pathsep)
        if folder and os.path.realpath(folder) != own
    ]
    for name in ("python", "python3", "py"):
        found = shutil.which(name, path=os.pathsep.join(folders))
        if found:
            return found
    return sys.executable


def hosts(python: str, index_url: str = "") -> tuple[str, ...]:
    """Return the hosts that the checks would touch; touches none itself.

    Raises:
        OSError: the interpreter cannot be started.
        ValueError: the interpreter does not run the probe.
    """
    import subprocess

    done = subprocess.run(
        _command(sick_interpreter(python), index_url, ["--hosts"]),
        input=probe_source(),
        capture_output=True,
        timeout=WHOLE_RUN_SECONDS,
        check=False,
    )
    named = json.loads(done.stdout.decode("ascii"))
    return tuple(str(host) for host in named)


async def stream(
    python: str = "", index_url: str = "", offline: bool = False, follow: bool = False
) -> AsyncIterator[CheckEvent]:
    """Run the probe and yield what happens; closing the iterator kills it.

    Args:
        python: path of the sick interpreter; empty means the one on PATH.
        index_url: index to examine; empty means pip's effective one.
        offline: touch no network at all.
        follow: also connect to the host that the index itself names for its files, which cannot be
            named before.
    """
    interpreter = sick_interpreter(python)
    options = ["--stream", *["--offline"] * offline, *["--follow"] * follow]
    try:
        process = await asyncio.create_subprocess_exec(
            *_command(interpreter, index_url, options),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_MAX_LINE,
        )
    except OSError as error:
        yield ChecksFailed(interpreter, error.strerror or str(error))
        return
    try:
        async for event in _events(process, interpreter):
            yield event
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _events(
    process: asyncio.subprocess.Process, interpreter: str
) -> AsyncIterator[CheckEvent]:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.ensure_future(process.stderr.read(4000))
    try:
        process.stdin.write(probe_source())
        process.stdin.close()
        deadline = asyncio.get_running_loop().time() + WHOLE_RUN_SECONDS
        while True:
            left = deadline - asyncio.get_running_loop().time()
            line = await asyncio.wait_for(process.stdout.readline(), max(left, 0.01))
            if not line:
                reason = (await complaints).decode("utf-8", "replace").strip()
                last = reason.splitlines()[-1] if reason else "the interpreter ended early"
                yield ChecksFailed(interpreter, last)
                return
            event = _event(line)
            if event is not None:
                yield event
            if isinstance(event, ChecksDone):
                return
    except (asyncio.TimeoutError, ConnectionError) as error:
        limit = f"no answer within {WHOLE_RUN_SECONDS:.0f} s"
        timed_out = isinstance(error, asyncio.TimeoutError)
        yield ChecksFailed(interpreter, limit if timed_out else str(error))
    finally:
        complaints.cancel()


def _event(line: bytes) -> Optional[CheckEvent]:
    """Return the event in a line of the probe; None for anything else that an interpreter says."""
    try:
        record = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    kind = record.get("event")
    check, found = record.get("check"), record.get("document")
    if kind == "done" and isinstance(found, dict):
        return ChecksDone(found)
    if kind == "started" and isinstance(check, str):
        return CheckStarted(text(record, "check"), moment(record, "limit", LIMIT_S))
    if kind == "finished" and isinstance(check, dict):
        seconds = moment(check, "seconds", 0.0)
        return CheckFinished(text(check, "id"), text(check, "status"), seconds, check)
    return None


def examine(
    python: str = "",
    index_url: str = "",
    offline: bool = False,
    watch: Optional[Callable[[CheckEvent], None]] = None,
    follow: bool = False,
) -> Mapping[str, Any]:
    """Run the probe to its end and return its document; an empty one if it could not run.

    Args:
        watch: called with every event, for progress.
        follow: as in `stream`.
    """

    async def collect() -> Mapping[str, Any]:
        found: Mapping[str, Any] = {}
        async for event in stream(python, index_url, offline, follow):
            if watch is not None:
                watch(event)
            if isinstance(event, ChecksDone):
                found = event.document
            elif isinstance(event, ChecksFailed):
                found = {"schema": 1, "checks": [], "failed": event.reason}
        return found

    return asyncio.run(collect())


def _command(interpreter: str, index_url: str, options: list[str]) -> list[str]:
    index = ["--index-url", index_url] if index_url else []
    return [interpreter, "-", *options, *index]
