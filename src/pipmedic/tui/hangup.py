"""A terminal that is gone: nobody can answer any more, so the wizard ends.

A shell that loses its terminal ends its programs by a signal; `docker exec`, tracers and daemons do
not, and a program that they leave behind would run for ever.
"""

from __future__ import annotations

import os
import sys
import threading
import time

INTERVAL_S = 1.0
EXIT_CODE = 129
"""128 + SIGHUP, what a shell reports of a program that the signal has ended."""


def end_with_terminal() -> None:
    """End this process when its terminal hangs up. What happened in the case is on disk by then."""
    if sys.platform == "win32" or sys.__stdin__ is None or not sys.__stdin__.isatty():
        return
    terminal = sys.__stdin__.fileno()

    def watch() -> None:
        while not hung_up(terminal):
            time.sleep(INTERVAL_S)
        os._exit(EXIT_CODE)

    threading.Thread(target=watch, daemon=True).start()


def hung_up(terminal: int) -> bool:
    """Tell whether the other end of a terminal has been closed (POSIX only)."""
    from select import POLLHUP, poll

    watched = poll()
    watched.register(terminal, POLLHUP)
    return any(event & POLLHUP for _, event in watched.poll(0))
