"""The probe: one file that runs inside the sick interpreter, Python 2.7 and newer."""

from __future__ import annotations

from .. import __version__
from ..packaged import packaged


def probe_source() -> bytes:
    """Return the probe's source, to be fed to an interpreter's standard input."""
    return (packaged() / "probe" / "probe.py").read_bytes()


_HEADER = """\
# pipmedic {version} collector. Run it with the Python whose pip fails (2.7 or newer):
#     python collect.py > facts.json
# Then, where pipmedic is: pipmedic diagnose --collected facts.json
#
# pipmedic {version} 信息收集脚本。用出问题的 pip 所属的 Python（2.7 及以上）运行：
#     python collect.py > facts.json
# 然后在装有 pipmedic 的机器上运行：pipmedic diagnose --collected facts.json
"""


def collector_source() -> bytes:
    """Return the probe as a file to carry: the same code, with how to use it on top."""
    coding, rest = probe_source().split(b"\n", 1)
    return b"\n".join([coding, _HEADER.format(version=__version__).encode() + rest])
