"""The process all servers live in, inside private namespaces where the system allows it.

In the namespaces there is only a loopback interface, so nothing can leave the machine, real
addresses and port 443 are free to use, and /etc/hosts, /etc/pip.conf and /etc/ssl are private
copies. Without them the same servers run on high ports of 127.0.0.1.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
START_S = 60.0


@dataclass(frozen=True)
class Room:
    """Where the lab runs.

    Attributes:
        prefix: words that start a program inside; empty without namespaces.
        ports: server name to port on 127.0.0.1.
        directory: holds the PEM files of ``servers.trust_files``.
        private: whether the namespaces are there.
    """

    prefix: tuple[str, ...]
    ports: Mapping[str, int]
    directory: Path
    private: bool

    def fill(self, text: str, **more: str) -> str:
        """Fill ``{server name}`` with its port, ``{ca}`` with the directory of PEM files.

        ``{clock}`` is the library that moves a program's clock, where a C compiler can make it.

        Raises:
            KeyError: there is no such thing here.
        """
        known = {name: str(port) for name, port in self.ports.items()}
        clock = self.directory / "clock.so"
        if clock.exists():
            known["clock"] = str(clock)
        return text.format_map({**known, "ca": str(self.directory), **more})


def make_clock(directory: Path) -> None:
    """Compile the library that moves the clock of what is started with it, if that can be done."""
    compiler = shutil.which("cc")
    if compiler is not None:
        library = directory / "clock.so"
        command = [compiler, "-shared", "-fPIC", "-o", str(library), str(HERE / "clock.c")]
        subprocess.run(command, capture_output=True, timeout=60, check=False)


def namespace_words() -> tuple[str, ...]:
    """How to start a program in new namespaces here; empty when that is not allowed."""
    if sys.platform != "linux" or not shutil.which("unshare") or not shutil.which("nsenter"):
        return ()
    for extra in ((), ("-r",)):
        words = ("unshare", *extra, "-n", "-m", "--")
        trial = (*words, "sh", "-c", "mount --bind /etc/hosts /etc/hosts && ip link set lo up")
        if subprocess.run(trial, capture_output=True, timeout=10, check=False).returncode == 0:
            return words
    return ()


@contextmanager
def open_room(directory: Path, cache: Path, private: bool = True) -> Iterator[Room]:
    """Start all servers, and stop them afterwards.

    Args:
        directory: an empty directory for certificates and private copies.
        cache: the lab's cache directory, which holds the public root.
        private: use namespaces where possible.
    """
    make_clock(directory)
    words = namespace_words() if private else ()
    command = [*words, sys.executable, "-m", f"{__package__}.daemon", str(directory), str(cache)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[__package__.count(".")])}
    if words:
        environment["LAB_PRIVATE"] = "1"
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError("the lab's servers did not start; see standard error")
            told = json.loads(line)
            prefix = enter_words(process.pid, "-r" in words) if words else ()
            yield Room(prefix, told["ports"], directory, bool(words))
        finally:
            process.stdin.close()
            process.wait(10)


def enter_words(pid: int, user: bool) -> tuple[str, ...]:
    """How to start a program in the namespaces of a process (unshare execs, so the pid is it)."""
    extra = ("-U", "--preserve-credentials") if user else ()
    return ("nsenter", "-t", str(pid), *extra, "-n", "-m", "--wd=/", "--")
