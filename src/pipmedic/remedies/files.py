"""Replacing a file as a whole: at every moment it is either the old one or the new one."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
from enum import Enum
from pathlib import Path
from typing import Optional


class FileFault(Enum):
    """Why a file could not be changed; nothing was lost."""

    DISK_FULL = "disk-full"
    READ_ONLY = "read-only"
    PERMISSION = "permission"
    CHANGED_MEANWHILE = "changed-meanwhile"
    NOT_A_FILE = "not-a-file"
    OTHER = "other"


class CannotChange(Exception):
    """A file was left as it was; `fault` says why, `detail` is the system's own words."""

    def __init__(self, fault: FileFault, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {fault.value} {detail}".rstrip())
        self.fault = fault
        self.path = path
        self.detail = detail


_FAULTS = {
    errno.ENOSPC: FileFault.DISK_FULL,
    errno.EDQUOT: FileFault.DISK_FULL,
    errno.EROFS: FileFault.READ_ONLY,
    errno.EACCES: FileFault.PERMISSION,
    errno.EPERM: FileFault.PERMISSION,
    errno.EISDIR: FileFault.NOT_A_FILE,
    errno.ENOTDIR: FileFault.NOT_A_FILE,
}


def digest(content: Optional[bytes]) -> Optional[str]:
    """SHA-256 in hex; None for a file that does not exist."""
    return None if content is None else hashlib.sha256(content).hexdigest()


def read(path: Path) -> Optional[bytes]:
    """The bytes of a file, or None when there is none.

    Raises:
        CannotChange: when it exists and cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise translated(error, path) from error


def change(path: Path, before: Optional[bytes], after: Optional[bytes], mode: int) -> list[Path]:
    """Bring a file from `before` to `after` (None: absent), following a symbolic link to its file.

    An existing file keeps its permissions and owner; a new one gets `mode`. Returns the folders
    that had to be made, outermost first.

    Raises:
        CannotChange: it no longer is `before`, or the system refused; the file is as it was.
    """
    real = Path(os.path.realpath(path))
    if read(real) != before:
        raise CannotChange(FileFault.CHANGED_MEANWHILE, path)
    made: list[Path] = []
    try:
        status = _status(real)
        if after is None:
            if status is not None:
                real.unlink()
            return made
        made = _make_folders(real.parent)
        _replace(real, after, status, mode)
    except OSError as error:
        remove_folders(made)
        raise translated(error, path) from error
    return made


def _status(path: Path) -> Optional[os.stat_result]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise CannotChange(FileFault.NOT_A_FILE, path)
    if not status.st_mode & 0o222:
        raise CannotChange(FileFault.READ_ONLY, path, "the file is marked read-only")
    return status


def _make_folders(folder: Path) -> list[Path]:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    made: list[Path] = []
    for path in reversed(missing):
        try:
            path.mkdir(mode=0o755)
        except OSError:
            remove_folders(made)
            raise
        made.append(path)
    return made


def remove_folders(folders: list[Path]) -> None:
    """Remove folders, innermost first, as far as they are empty."""
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _replace(path: Path, data: bytes, status: Optional[os.stat_result], mode: int) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if status is not None:
            with contextlib.suppress(OSError, AttributeError):
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, mode if status is None else stat.S_IMODE(status.st_mode))
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder last through a power cut, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def translated(error: OSError, path: Path) -> CannotChange:
    """The typed error for one of the system."""
    fault = _FAULTS.get(error.errno or 0, FileFault.OTHER)
    return CannotChange(fault, path, error.strerror or str(error))
