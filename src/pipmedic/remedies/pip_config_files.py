"""Where pip keeps its configuration, per scope. Source: pip user guide, "Configuration"."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from .target import Target

_DESCRIBED = {
    ("win", "user"): "%APPDATA%\\pip\\pip.ini",
    ("win", "system"): "C:\\ProgramData\\pip\\pip.ini",
    ("mac", "user"): "~/.config/pip/pip.conf",
    ("mac", "system"): "/Library/Application Support/pip/pip.conf",
}
_DESCRIBED_POSIX = {"user": "~/.config/pip/pip.conf", "system": "/etc/pip.conf"}


def described(target: Target, scope: str) -> str:
    """The file of a scope as people write it; for "venv" inside the prefix of that interpreter."""
    if scope == "venv":
        name = "pip.ini" if target.windows else "pip.conf"
        separator = "\\" if target.windows else "/"
        return f"{target.prefix or '<VENV>'}{separator}{name}"
    return _DESCRIBED.get((target.os, scope)) or _DESCRIBED_POSIX[scope]


def file_to_edit(
    target: Target, scope: str, environment: Mapping[str, str], platform: str = sys.platform
) -> Optional[Path]:
    """The file that `pip config set` itself would change on this machine; None when not known.

    `environment` is that of the person whose pip it is.
    """
    windows = platform == "win32"
    if scope == "venv":
        prefix = target.prefix
        return Path(prefix, "pip.ini" if windows else "pip.conf") if prefix else None
    if scope != "user":
        return None
    home = target.home or environment.get("USERPROFILE" if windows else "HOME")
    if windows:
        appdata = environment.get("APPDATA")
        return Path(appdata, "pip", "pip.ini") if appdata else None
    if not home:
        return None
    if platform == "darwin":
        mac = Path(home, "Library", "Application Support", "pip")
        return (mac if mac.is_dir() else Path(home, ".config", "pip")) / "pip.conf"
    base = environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    return Path(base, "pip", "pip.conf")
