"""Standard input and output as linear mode uses them."""

from __future__ import annotations

import os
import sys

CLIPBOARDS = ("xterm", "tmux", "screen", "rxvt", "alacritty", "kitty", "foot", "wezterm", "ghostty")
"""How the names of terminals begin that understand, or at least swallow, OSC 52."""


def send(sequence: str) -> None:
    """Send an escape sequence to the terminal, for copying only.

    Raises:
        OSError: lines do not go to a terminal that understands any.
    """
    if not sys.stdout.isatty() or not os.environ.get("TERM", "").startswith(CLIPBOARDS):
        raise OSError("no terminal")
    sys.stdout.write(sequence)
    sys.stdout.flush()


def read_line(prompt: str) -> str:
    """Show a prompt and read one line.

    Raises:
        EOFError: the input has ended.
    """
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


def write_line(line: str) -> None:
    """Write one line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def forgive() -> None:
    """Let no character that the console cannot write, or cannot mean, end the session."""
    for stream in (sys.stdin, sys.stdout):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
