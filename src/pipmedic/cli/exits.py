"""The exit codes, all of them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of every pipmedic command means."""

    OK = 0
    """Nothing wrong was found, or the command did what it was asked."""
    CAUSE_NAMED = 1
    """A cause was named with confidence."""
    USAGE = 2
    """The command line cannot be used."""
    UNCERTAIN = 3
    """Something is wrong, but it could not be told what."""
    BAD_DATA = 4
    """A data file (knowledge, case, collected facts, input text) cannot be used."""
    INTERRUPTED = 130
    """Ctrl-C."""
