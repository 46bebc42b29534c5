"""How quick and how big the wizard is, beside an empty Textual app on the same machine.

First paint and memory are taken from real processes on a pseudo-terminal, an empty app and the
wizard by turns in one run, so that load hits both alike. Key, answer and language times are taken
inside one wizard, from the key until the screen has been drawn.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 15
KEYS = 300
SWITCHES = 40
EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("first-paint-mark")
Empty().run()
"""
TEXT = (
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify "
    "failed: unable to get local issuer certificate (_ssl.c:1007)'))': /simple/requests/"
)


@dataclass(frozen=True)
class Start:
    """One start: seconds and CPU seconds to the first paint, and memory in kB later on."""

    wall: float
    cpu: float
    memory: int


def start(
    command: list[str], mark: bytes, keys: tuple[bytes, ...] = (), until: bytes = b""
) -> Start:
    """Start a program on a terminal of 80x24, wait for ``mark``, and weigh it after ``until``."""
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        wait_for(terminal, mark)
        wall, cpu = time.perf_counter() - began, cpu_seconds(pid)
        for key in keys:
            time.sleep(1.5)
            os.write(terminal, key)
        if until:
            wait_for(terminal, until)
            time.sleep(1.0)
        return Start(wall, cpu, memory(pid))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def wait_for(terminal: int, mark: bytes, limit: float = 30.0) -> None:
    """Read until ``mark`` was written.

    Raises:
        TimeoutError: it was not written within ``limit`` seconds.
    """
    seen, end = b"", time.monotonic() + limit
    while mark not in seen:
        if not select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TimeoutError(repr(seen[-300:]))
        seen += os.read(terminal, 65536)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def starts() -> tuple[list[Start], list[Start]]:
    """Start the empty app and the wizard by turns."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "empty.py")
        script.write_text(EMPTY, encoding="utf-8")
        empty = [sys.executable, str(script)]
        wizard = [sys.executable, "-m", "pipmedic", "--no-checks", "--lang", "en"]
        start(empty, b"first-paint-mark")
        start(wizard, b"What did pip print")
        pairs = [
            (start(empty, b"first-paint-mark"), start(wizard, b"What did pip print"))
            for _ in range(ROUNDS)
        ]
    return [one for one, _ in pairs], [other for _, other in pairs]


def wizard_at_work() -> int:
    """Return the memory of a wizard that has asked its first question, in kB."""
    wizard = [sys.executable, "-m", "pipmedic", "--no-checks", "--lang", "en"]
    keys = (f"\x1b[200~{TEXT}\x1b[201~".encode(), b"\r")
    return start(wizard, b"What did pip print", keys, b"Suspects").memory


async def inside() -> dict[str, list[float]]:
    """Return seconds from key to screen, and from F2 to the other language."""
    from pipmedic.case.case import Case
    from pipmedic.case.events import Opened
    from pipmedic.case.saved import SavedCase, save_new
    from pipmedic.case.settings import Settings, cases_folder
    from pipmedic.diagnosis.compiled import compile_model
    from pipmedic.diagnosis.foreign import complete
    from pipmedic.knowledge import load
    from pipmedic.tui.app import Wizard

    def begin() -> SavedCase:
        knowledge = complete(load())
        opened = Opened(1.0, checks=False)
        return save_new(Case(knowledge, compile_model(knowledge), (opened,), "en"), cases_folder())

    app = Wizard(begin, Settings())
    found: dict[str, list[float]] = {"key": [], "answer": [], "language": []}
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        app.advance(app.case.observe(TEXT, 2.0))
        await app.workers.wait_for_complete()
        await pilot.pause()
        for number in range(KEYS):
            found["key"].append(await drawn(app, "down" if number % 7 < 4 else "up"))
        for _ in range(SWITCHES):
            found["language"].append(await drawn(app, "f2"))
        for _ in range(SWITCHES // 4):
            for _ in range(3):
                found["answer"].append(await drawn(app, "0"))
                await app.workers.wait_for_complete()
                await pilot.pause()
            for _ in range(3):
                await pilot.press("ctrl+z")
                await app.workers.wait_for_complete()
                await pilot.pause()
    return found


async def drawn(app: object, key: str) -> float:
    """Press a key; return the seconds until the screen has been drawn after it."""
    from textual import events
    from textual.app import App

    assert isinstance(app, App)
    done = asyncio.Event()
    began = time.perf_counter()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    app.call_later(lambda: app.screen.call_after_refresh(done.set))
    await done.wait()
    return time.perf_counter() - began


def percentile(values: list[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PIPMEDIC_DATA"] = folder
        empty, wizard = starts()
        big = wizard_at_work()
        times = asyncio.run(inside())
    walls = [one.wall / other.wall for one, other in zip(wizard, empty)]
    cpus = [one.cpu / other.cpu for one, other in zip(wizard, empty)]
    small = statistics.median(one.memory for one in empty)
    empty_ms = statistics.median(one.wall for one in empty) * 1000
    rows = [
        ("first paint / empty app", f"{statistics.median(walls):.2f}", "<= 1.25"),
        ("the same, CPU time", f"{statistics.median(cpus):.2f}", ""),
        ("empty app, first paint", f"{empty_ms:.0f} ms", ""),
        ("memory at first paint / empty app", f"{median_memory(wizard) / small:.2f}", "<= 1.60"),
        ("memory at the first question / empty", f"{big / small:.2f}", "<= 1.60"),
        ("key to screen, p99", f"{percentile(times['key'], 99) * 1000:.0f} ms", "< 50 ms"),
        ("answer to screen, p99", f"{percentile(times['answer'], 99) * 1000:.0f} ms", "< 50 ms"),
        ("language switch, worst", f"{max(times['language']) * 1000:.0f} ms", "< 150 ms"),
    ]
    for name, value, goal in rows:
        print(f"{name:<40} {value:>9}  {goal}")


def median_memory(starts: list[Start]) -> float:
    return statistics.median(one.memory for one in starts)


if __name__ == "__main__":
    main()
