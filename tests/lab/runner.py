"""Running one case: an environment, a configuration, a real pip, a typed result."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from .fault import Fault
from .pips import LabPip, rebuild
from .room import Room
from .web import PACKAGE

WORKER = Path(__file__).with_name("worker.py")
LIMIT_S = 12.0
RETRIES, TIMEOUT_S = 1, 3
FRESH = ("OPENSSL_CONF", "PYTHON", "LD_")
"""Variables that act at interpreter start, so that a forked pip would not see them."""


@dataclass(frozen=True)
class PipResult:
    """What one pip run came to.

    Attributes:
        code: pip's exit code, None when it was stopped at the limit.
        installed: whether the package is really there.
    """

    code: Optional[int]
    output: str
    seconds: float
    installed: bool


@dataclass(frozen=True)
class Case:
    """One fault as it is for one pip: environment variables and a home directory."""

    fault: Fault
    pip: LabPip
    home: Path
    env: Mapping[str, str]
    index_url: str

    @property
    def config(self) -> Path:
        """The user's pip.conf."""
        return self.home / ".config" / "pip" / "pip.conf"


class Worker:
    """A forking interpreter that has its pip imported already."""

    def __init__(self, pip: LabPip, room: Room, home: Path) -> None:
        self.home = home
        command = [*room.prefix, str(pip.python), str(WORKER)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=base_environment(home)
        )
        assert self.process.stdout is not None
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{pip.id} does not start")

    def run(self, args: Iterable[str], env: Mapping[str, str], output: Path) -> Optional[int]:
        """Run pip with these arguments; its exit code, or None when stopped at the limit."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {
            "args": list(args), "env": dict(env), "cwd": str(self.home),
            "output": str(output), "seconds": LIMIT_S,
        }  # fmt: skip
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        code: Optional[int] = json.loads(self.process.stdout.readline())["code"]
        return code

    def close(self) -> None:
        """End the process."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


def base_environment(home: Path) -> dict[str, str]:
    """A clean environment: nothing of the caller's settings for pip, TLS and proxies."""
    return {
        "HOME": str(home),
        "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "XDG_CONFIG_DIRS": str(home / "xdg"),
    }


class Bench:
    """Prepares cases and runs pips; one worker a pip, started when first needed."""

    def __init__(self, room: Room, directory: Path) -> None:
        self.room, self.directory = room, directory
        self.workers: dict[str, Worker] = {}

    def prepare(self, fault: Fault, pip: LabPip) -> Case:
        """Lay a case out on disk. A pip has one home, so its former case is gone."""
        if not pip.ready.exists():
            self.drop_worker(pip)
            rebuild(pip)
        home = self.directory / pip.id
        shutil.rmtree(home, ignore_errors=True)
        (home / ".config" / "pip").mkdir(parents=True)
        (home / "tmp").mkdir()
        (pip.prefix / "pip.conf").unlink(missing_ok=True)
        for old in pip.packages.glob("lab*.pth"):
            old.unlink()
        for name, content in fault.site_files:
            if (pip.packages / name).exists():
                pip.ready.unlink()
            (pip.packages / name).write_text(content, encoding="utf-8")
        env = {**base_environment(home), "TMPDIR": str(home / "tmp")}
        env.update({name: self.room.fill(value, home=str(home)) for name, value in fault.env})
        case = Case(fault, pip, home, env, self.room.fill(fault.index_url))
        case.config.write_text(self._config(case), encoding="utf-8")
        return case

    def _config(self, case: Case) -> str:
        lines = ["[global]", f"index-url = {case.index_url}", "disable-pip-version-check = true"]
        lines += [self.room.fill(line, home=str(case.home)) for line in case.fault.pip_conf]
        return "\n".join(lines) + "\n"

    def install(
        self, case: Case, env: Optional[Mapping[str, str]] = None, fresh: bool = False
    ) -> PipResult:
        """Run a real ``pip install`` of the lab's package in the case.

        Args:
            env: instead of the environment of the case.
            fresh: start a new interpreter, because its files have changed.
        """
        target, output = case.home / "tmp" / "target", case.home / "tmp" / "output"
        shutil.rmtree(target, ignore_errors=True)
        args = ["install", PACKAGE, "--no-cache-dir", "--no-deps", "--no-compile"]
        args += ["--retries", str(RETRIES), "--timeout", str(TIMEOUT_S), "--target", str(target)]
        args += [self.room.fill(arg, home=str(case.home)) for arg in case.fault.pip_args]
        used = case.env if env is None else env
        started = time.monotonic()
        if fresh or case.fault.site_files or any(name.startswith(FRESH) for name in used):
            command = [*self.room.prefix, str(case.pip.python), "-m", "pip", *args]
            code = run_limited(command, used, output, LIMIT_S)
        else:
            code = self.worker(case.pip).run(args, used, output)
        seconds = time.monotonic() - started
        text = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
        return PipResult(code, text, seconds, (target / f"{PACKAGE}.py").exists())

    def worker(self, pip: LabPip) -> Worker:
        """The worker of a pip."""
        if pip.id not in self.workers:
            home = self.directory / pip.id
            home.mkdir(parents=True, exist_ok=True)
            self.workers[pip.id] = Worker(pip, self.room, home)
        return self.workers[pip.id]

    def drop_worker(self, pip: LabPip) -> None:
        """End the worker of a pip whose files have changed; the next run starts another."""
        worker = self.workers.pop(pip.id, None)
        if worker is not None:
            worker.close()

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers.values():
            worker.close()


def run_limited(
    command: list[str], env: Mapping[str, str], output: Path, seconds: float, typed: str = ""
) -> Optional[int]:
    """Run a program to a file, without a terminal; its exit code, or None when stopped.

    Args:
        typed: what stands on its standard input.
    """
    with output.open("wb") as sink:
        try:
            return subprocess.run(
                command, env=dict(env), input=typed.encode(), stdout=sink,
                stderr=subprocess.STDOUT, timeout=seconds, check=False, start_new_session=True,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            return None


@contextmanager
def open_bench(room: Room, directory: Path) -> Iterator[Bench]:
    """A bench whose workers end with the block."""
    bench = Bench(room, directory)
    try:
        yield bench
    finally:
        bench.close()
