"""One browser tab is one child process with a folder of its own; both end with the tab."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Any

from textual_serve.app_service import AppService

from ..served import VARIABLE

STOP_SECONDS = 5.0
"""How long a session may take to quit before it is killed."""

_LOCAL = ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


class Session(AppService):
    """A wizard process that is started without a shell and is never left behind."""

    def __init__(self, argv: Sequence[str], **options: Any) -> None:
        super().__init__(argv[0], **options)
        self.argv = tuple(argv)
        self.folder = ""

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self.folder = tempfile.mkdtemp(prefix="pipmedic-session-")
        environment = self._build_environment(width=width, height=height)
        for name in _LOCAL:
            environment.pop(name, None)
        environment.update({VARIABLE: str(os.getpid()), "PIPMEDIC_DATA": self.folder})
        self._process = await asyncio.create_subprocess_exec(
            *self.argv,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=sys.platform != "win32",
        )
        self._stdin = self._process.stdin
        return self._process

    async def stop(self) -> None:
        """Ask the process to quit, kill it if it does not, and remove its folder."""
        try:
            await asyncio.wait_for(super().stop(), STOP_SECONDS)
        except (asyncio.TimeoutError, OSError):
            pass
        finally:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                _kill(process)
            await process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _kill(process: Process) -> None:
    """Kill a process and all that it started."""
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
