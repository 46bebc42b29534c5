"""Under which licence a source stands: the licence file in its folder or one above it."""

from __future__ import annotations

import re
from pathlib import Path

LEVELS = 4
_NAMES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
_KNOWN = (
    (r"\bMIT License\b|Permission is hereby granted, free of charge", "MIT"),
    (r"Apache License\W{1,20}Version 2\.0", "Apache-2.0"),
    (r"Redistribution and use in source and binary forms", "BSD"),
    (r"Attribution-NonCommercial-ShareAlike", "CC-BY-NC-SA"),
    (r"Attribution-ShareAlike", "CC-BY-SA"),
    (r"Creative Commons Attribution", "CC-BY"),
    (r"CC0 1\.0|public domain", "CC0-1.0"),
    (r"GNU AFFERO GENERAL PUBLIC LICENSE", "AGPL"),
    (r"GNU GENERAL PUBLIC LICENSE", "GPL"),
)
_COPYRIGHT = re.compile(r"^\s{0,8}(Copyright\b[^\n]{1,200})$", re.IGNORECASE | re.MULTILINE)


def licence_of(source: Path) -> dict[str, str]:
    """Return ``licence`` (SPDX-like name or first line), ``copyright``, and the file that says so.

    All may be empty.
    """
    folder = source.resolve() if source.is_dir() else source.resolve().parent
    for up, place in enumerate((folder, *list(folder.parents)[: LEVELS - 1])):
        for name in _NAMES:
            try:
                text = (place / name).read_bytes()[:20_000].decode("utf-8", "replace")
            except OSError:
                continue
            said = f"{'../' * up}{name}"
            return {"licence": _named(text), "copyright": _copyright(text), "licence_file": said}
    return {"licence": "", "copyright": "", "licence_file": ""}


def _named(text: str) -> str:
    flat = " ".join(text.split())
    for pattern, name in _KNOWN:
        if re.search(pattern, flat, re.IGNORECASE):
            return name
    return flat[:80]


def _copyright(text: str) -> str:
    match = _COPYRIGHT.search(text)
    return match[1].strip() if match else ""
