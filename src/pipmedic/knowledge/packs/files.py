"""The bytes of a pack, from a folder or a zip, within strict limits.

Nothing is ever unpacked to disk, followed out of the folder, or read beyond its cap.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...i18n.said import said
from .errors import PackError, Threat

MANIFEST = "pack.toml"
MAX_FILES = 20_000
MAX_FILE_BYTES = 4_000_000
MAX_TOTAL_BYTES = 64_000_000
MAX_DEPTH = 4

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}\Z")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a folder that cannot be read or a damaged zip raises."""

_DATA = re.compile(
    r"(?:pack\.toml|remedies\.toml|issuers\.toml|mirrors\.toml|kb/[^/]+\.json"
    r"|(?:README|LICENSE|NOTICE)[^/]{0,20}(?:\.md|\.txt)?)\Z"
)


def read_files(path: Path) -> Mapping[str, bytes]:
    """Return every file of a pack by its name within the pack.

    Raises:
        PackError: unreadable, too large, or with a name, link or kind of file no pack may hold.
    """
    try:
        found = _zip(path) if path.is_file() else _folder(path)
        files: dict[str, bytes] = {}
        total = 0
        for name, raw in found:
            _check_name(name)
            if name in files:
                raise PackError(name, "", said("pack.refused.twice"), Threat.PATH)
            total += len(raw)
            if len(files) >= MAX_FILES or total > MAX_TOTAL_BYTES:
                raise PackError(path.name, "", said("pack.refused.too_much"), Threat.TOO_LARGE)
            files[name] = raw
        return files
    except _BROKEN as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise PackError(
            path.name, "", said("data.unreadable", detail=reason), Threat.UNREADABLE
        ) from error


def _check_name(name: str) -> None:
    parts = name.split("/")
    if len(parts) > MAX_DEPTH or not all(map(_NAME.match, parts)):
        raise PackError(name[:80], "", said("pack.refused.file_name"), Threat.PATH)
    if any(map(_RESERVED.match, parts)):
        raise PackError(name, "", said("pack.refused.device"), Threat.PATH)
    if not _DATA.match(name):
        raise PackError(name, "", said("pack.refused.kind"), Threat.FOREIGN_FILE)


def _folder(root: Path) -> Iterator[tuple[str, bytes]]:
    pending = [root]
    while pending:
        folder = pending.pop()
        for item in sorted(folder.iterdir()):
            name = item.relative_to(root).as_posix()
            mode = item.lstat().st_mode
            if stat.S_ISDIR(mode):
                if len(item.relative_to(root).parts) < MAX_DEPTH:
                    pending.append(item)
                continue
            if not stat.S_ISREG(mode):
                raise PackError(name, "", said("pack.refused.link"), Threat.LINK)
            with item.open("rb") as file:
                yield name, _capped(file.read(MAX_FILE_BYTES + 1), name)


def _zip(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_FILES:
            raise PackError(path.name, "", said("pack.refused.too_many"), Threat.TOO_LARGE)
        for entry in entries:
            if entry.is_dir():
                _check_folder(entry.filename)
                continue
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                raise PackError(entry.filename[:80], "", said("pack.refused.link"), Threat.LINK)
            _check_name(entry.filename)
            if entry.compress_type not in _PACKED:
                reason = said("pack.refused.packing")
                raise PackError(entry.filename, "", reason, Threat.UNREADABLE)
            with archive.open(entry) as file:
                yield entry.filename, _capped(file.read(MAX_FILE_BYTES + 1), entry.filename)


def _check_folder(name: str) -> None:
    if not all(map(_NAME.match, name.rstrip("/").split("/"))):
        raise PackError(name[:80], "", said("pack.refused.folder_name"), Threat.PATH)


def _capped(raw: bytes, name: str) -> bytes:
    if len(raw) > MAX_FILE_BYTES:
        raise PackError(name, "", said("data.too_large", limit=MAX_FILE_BYTES), Threat.TOO_LARGE)
    return raw
