"""Which language to speak."""

from __future__ import annotations

import sys
from collections.abc import Mapping

SUPPORTED = ("en", "zh")
_CHINESE_LANGID = 0x04
_PRIMARY_LANGUAGE_MASK = 0x3FF


def choose_language(
    wanted: str | None, configured: str | None, environment: Mapping[str, str]
) -> str:
    """Return the language: asked for, configured, of the locale, of Windows, else English.

    Args:
        wanted: value of ``--lang``.
        configured: value in the configuration file.
        environment: the process environment; LANGUAGE, LC_ALL, LC_MESSAGES and LANG count.
    """
    for candidate in (wanted, configured):
        if candidate is not None and candidate in SUPPORTED:
            return candidate
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for part in environment.get(variable, "").split(":"):
            code = part[:2].lower()
            if code in SUPPORTED:
                return code
    return _windows_language() or SUPPORTED[0]


def _windows_language() -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes

    try:
        langid = ctypes.windll.kernel32.GetUserDefaultUILanguage()
    except (AttributeError, OSError):
        return None
    return "zh" if langid & _PRIMARY_LANGUAGE_MASK == _CHINESE_LANGID else None
