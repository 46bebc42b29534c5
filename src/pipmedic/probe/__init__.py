"""The probe: one file that runs inside the sick interpreter, Python 2.7 and newer."""

from __future__ import annotations

from importlib.resources import files


def probe_source() -> bytes:
    """Return the probe's source, to be fed to an interpreter's standard input."""
    return (files("pipmedic.probe") / "probe.py").read_bytes()
