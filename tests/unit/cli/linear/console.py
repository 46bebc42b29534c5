"""A real pseudo-terminal with pipmedic in it, read and typed into as a person would."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from pipmedic.i18n import translator

PATIENCE = 30.0
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def squeezed(text: str) -> str:
    """Return a text without blanks and line ends."""
    return "".join(text.split())


class Console:
    """One program on one pseudo-terminal."""

    def __init__(
        self,
        folder: Path,
        *words: str,
        size: tuple[int, int] = (80, 24),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        import fcntl
        import pty
        import struct
        import termios

        def _own_terminal() -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        env = {
            **{name: value for name, value in os.environ.items() if name != "ACCESSIBLE"},
            "PIPMEDIC_DATA": str(folder),
            "PIPMEDIC_CONFIG": str(folder / "none.toml"),
            "PYTHONIOENCODING": "utf-8",
            "TERM": "vt220",
            **(variables or {}),
        }
        for name in ("COLUMNS", "LINES", "TMUX", "DISPLAY", "WAYLAND_DISPLAY"):
            env.pop(name, None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipmedic", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        os.close(slave)
        self.said = ""
        self._read = 0

    def until(self, *texts: str) -> str:
        """Return the first of some texts to show, and go on behind it; fail if none does.

        Where lines are broken does not matter.
        """
        end = time.monotonic() + PATIENCE
        while True:
            shown = squeezed(self.said)
            found = [(shown.find(squeezed(text), self._read), text) for text in texts]
            places = [(at, text) for at, text in found if at >= 0]
            if places:
                at, text = min(places)
                self._read = at + len(squeezed(text))
                return text
            if time.monotonic() > end or not self._more(end):
                raise AssertionError(f"{texts!r} did not show up at the end of:\n{self.said}")

    def _more(self, end: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
        try:
            new = os.read(self._master, 65536) if ready else b""
        except OSError:  # the other side is closed
            return False
        self.said += new.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(new)

    def type(self, *lines: str) -> None:
        for line in lines:
            os.write(self._master, f"{line}\n".encode())

    def close_input(self) -> None:
        """Type what ends the input at the beginning of a line."""
        os.write(self._master, b"\x04")

    def interrupt(self) -> None:
        os.write(self._master, b"\x03")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE)

    def exit_code(self) -> int:
        """Wait for the end, keeping all that is said until then."""
        end = time.monotonic() + PATIENCE
        while self._more(end):
            pass
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE)
        with contextlib.suppress(OSError):
            os.close(self._master)


def prompts(language: str) -> dict[str, str]:
    """Return the prompts at which the steps of a case wait, by their message ids."""
    say = translator(language)
    names = (
        "paste",
        "consent",
        "consent_local",
        "question",
        "question_paste",
        "remedy",
        "remedy_elsewhere",
        "end",
    )
    found = {name: say(f"linear.prompt_{name}") for name in names}
    return {**found, "value": say("value.ask", what="").strip()}
