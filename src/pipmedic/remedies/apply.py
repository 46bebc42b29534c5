""" "Do it for me": changes of files in the person's own scope, shown first, undone byte for byte.

`preview` says exactly what would change, `apply` does it after consent, `undo` takes it back.
Nothing here needs or uses administrator rights.
"""

from __future__ import annotations

import contextlib
import difflib
import locale
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Optional, Union

from . import bundle, files, ini_edit, pip_config_files, startup_files
from .dialects import dialect
from .journal import Entry, Journal
from .operations import (
    AppendLine,
    BuildBundle,
    DeleteFile,
    EnvSet,
    EnvUnset,
    Operation,
    PipConfigSet,
    PipConfigUnset,
    WriteFile,
    needs_admin,
)
from .placeholders import open_placeholders
from .quoting import Unquotable
from .render import applicable, derived_parameters, expanded
from .target import Target

_USERINFO = re.compile(r"(://[^/\s:@]*):[^/\s@]*@")


class Refusal(Enum):
    """Why an operation is left to the person."""

    NEEDS_ADMIN = "needs-admin"
    NOT_A_FILE_CHANGE = "not-a-file-change"
    OUTSIDE_HOME = "outside-home"
    PLACE_UNKNOWN = "place-unknown"
    OPEN_PLACEHOLDER = "open-placeholder"
    FILE_NOT_EDITABLE = "file-not-editable"
    BAD_CERTIFICATES = "bad-certificates"
    WAITS_FOR_STEP = "waits-for-step"


@dataclass(frozen=True)
class FileChange:
    """One file before and after; None means that it does not exist.

    `mode` is for a new file; `built` tells what a bundle holds.
    """

    operation: Operation
    path: Path
    before: Optional[bytes]
    after: Optional[bytes]
    mode: int = 0o644
    built: Optional[bundle.Bundle] = None

    def diff(self, redact: bool = True) -> str:
        """Unified diff for people; passwords in URLs are hidden unless `redact` is False."""
        old, new = _shown(self.before, redact), _shown(self.after, redact)
        names = [str(self.path) if c is not None else os.devnull for c in (self.before, self.after)]
        return "".join(_ended(difflib.unified_diff(old, new, names[0], names[1])))


@dataclass(frozen=True)
class NotAutomatic:
    """An operation that stays with the person, with the reason and its detail."""

    operation: Operation
    reason: Refusal
    detail: str = ""


@dataclass(frozen=True)
class Applied:
    """All changes were made and read back; `undo(journal, batch)` takes them back."""

    batch: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Undone:
    """All files are byte for byte what they were."""

    batch: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Failed:
    """Nothing was changed, or what was changed has been taken back unless named in `left`."""

    fault: files.FileFault
    path: Path
    detail: str = ""
    diff: str = ""
    left: tuple[Path, ...] = ()


@dataclass(frozen=True)
class NothingToUndo:
    """The journal has no open entry of that name."""


def _shown(content: Optional[bytes], redact: bool) -> list[str]:
    text = (content or b"").decode("utf-8", "replace")
    text = _USERINFO.sub(r"\1:***@", text) if redact else text
    visible = (c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
    return "".join(visible).splitlines(keepends=True)


def _ended(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def preview(
    operations: Iterable[Operation],
    target: Target,
    parameters: Optional[Mapping[str, str]] = None,
    environment: Optional[Mapping[str, str]] = None,
    public_roots: Optional[bytes] = None,
) -> tuple[Union[FileChange, NotAutomatic], ...]:
    """What `apply` would do with each operation meant for this target; reads files, writes none.

    `public_roots` is the PEM bundle that the sick pip brings; certifi's when None.
    """
    environment = os.environ if environment is None else environment
    values = {**derived_parameters(target), **(parameters or {})}
    seen: dict[Path, Optional[bytes]] = {}
    results: list[Union[FileChange, NotAutomatic]] = []
    for raw in operations:
        for operation in _steps(raw, target, values):
            if needs_admin(operation, target):
                results.append(NotAutomatic(operation, Refusal.NEEDS_ADMIN))
                continue
            missing = open_placeholders((raw,), values)
            if missing:
                detail = ", ".join(missing)
                results.append(NotAutomatic(operation, Refusal.OPEN_PLACEHOLDER, detail))
                continue
            result = _change(operation, target, environment, seen, public_roots)
            if isinstance(result, FileChange):
                seen[result.path] = result.after
            results.append(result)
    return tuple(results)


def _steps(raw: Operation, target: Target, values: Mapping[str, str]) -> Iterable[Operation]:
    for operation in applicable((raw,), target, parameters=values):
        yield from expanded(operation, target)


def _change(
    operation: Operation,
    target: Target,
    environment: Mapping[str, str],
    seen: dict[Path, Optional[bytes]],
    public_roots: Optional[bytes],
) -> Union[FileChange, NotAutomatic]:
    if not _changes_a_file(operation, target, environment):
        return NotAutomatic(operation, Refusal.NOT_A_FILE_CHANGE)
    path = _place(operation, target, environment)
    if path is None:
        return NotAutomatic(operation, Refusal.PLACE_UNKNOWN)
    if not _inside(path, target, environment):
        return NotAutomatic(operation, Refusal.OUTSIDE_HOME, str(path))
    try:
        before = seen[path] if path in seen else files.read(path)
        after, built = _after(operation, before, target, public_roots)
    except (ini_edit.CannotEdit, files.CannotChange, Unquotable) as error:
        return NotAutomatic(operation, Refusal.FILE_NOT_EDITABLE, str(error))
    except (bundle.BadInput, OSError) as error:
        return NotAutomatic(operation, Refusal.BAD_CERTIFICATES, str(error))
    mode = int(operation.mode, 8) if isinstance(operation, WriteFile) else 0o644
    return FileChange(operation, path, before, after, mode, built)


_FILE_OPERATIONS = (PipConfigSet, PipConfigUnset, WriteFile, AppendLine, DeleteFile, BuildBundle)


def _changes_a_file(operation: Operation, target: Target, environment: Mapping[str, str]) -> bool:
    if isinstance(operation, (EnvSet, EnvUnset)):
        lasting = operation.lifetime == "user"
        return lasting and startup_files.startup_file(target, environment) is not None
    return isinstance(operation, _FILE_OPERATIONS)


def _place(operation: Operation, target: Target, environment: Mapping[str, str]) -> Optional[Path]:
    if isinstance(operation, (PipConfigSet, PipConfigUnset)):
        return pip_config_files.file_to_edit(target, operation.scope, environment)
    if isinstance(operation, (EnvSet, EnvUnset)):
        return startup_files.startup_file(target, environment)
    if isinstance(operation, BuildBundle):
        return _absolute(operation.output)
    if isinstance(operation, (WriteFile, AppendLine, DeleteFile)):
        return _absolute(operation.path)
    return None


def _absolute(name: str) -> Optional[Path]:
    return Path(name) if os.path.isabs(name) else None


def _inside(path: Path, target: Target, environment: Mapping[str, str]) -> bool:
    """Whether the file itself, links followed, is in the person's home or the environment."""
    home = target.home or environment.get("HOME") or environment.get("USERPROFILE")
    real = Path(os.path.realpath(path))
    roots = [Path(os.path.realpath(root)) for root in (home, target.venv and target.prefix) if root]
    return any(root in real.parents for root in roots)


def _after(
    operation: Operation, before: Optional[bytes], target: Target, public_roots: Optional[bytes]
) -> tuple[Optional[bytes], Optional[bundle.Bundle]]:
    """The file's bytes afterwards, and the bundle that they are, if one was built."""
    if isinstance(operation, BuildBundle):
        inputs = [(name, Path(name).read_bytes()) for name in operation.ca_files]
        built = bundle.build(inputs, public_roots)
        return built.pem, built
    return _text_after(operation, before, target), None


def _text_after(operation: Operation, before: Optional[bytes], target: Target) -> Optional[bytes]:
    content = before or b""
    if isinstance(operation, PipConfigSet):
        encoding = locale.getpreferredencoding(False)
        return ini_edit.set_option(content, operation.key, operation.value, encoding)
    if isinstance(operation, PipConfigUnset):
        return None if before is None else ini_edit.unset_option(content, operation.key)
    if isinstance(operation, EnvSet):
        (line,) = dialect(target.default_shell).set_env(operation.name, operation.value)
        cleared = startup_files.without_exports(content, (operation.name,))
        return startup_files.with_line(cleared, line.encode())
    if isinstance(operation, EnvUnset):
        cleared = startup_files.without_exports(content, operation.names)
        return None if before is None else cleared
    if isinstance(operation, WriteFile):
        return operation.content.encode()
    if isinstance(operation, AppendLine):
        return startup_files.with_line(content, operation.line.encode())
    return None


def apply(changes: Sequence[FileChange], journal: Journal, time: str) -> Union[Applied, Failed]:
    """Make the changes of a preview, all or none, each journalled first.

    `time` is an ISO 8601 text for the journal.
    """
    batch = f"b{journal.next_number()}"
    done: list[Entry] = []
    for number, change in enumerate(changes):
        entry = _entry(change, f"{batch}-{number}", batch, time)
        try:
            journal.add(entry, change.before)
            files.change(change.path, change.before, change.after, change.mode)
            done.append(entry)
            if files.read(change.path) != change.after:
                raise files.CannotChange(files.FileFault.CHANGED_MEANWHILE, change.path)
        except files.CannotChange as error:
            left = _roll_back(done, journal)
            _close_quietly(entry, journal)
            return Failed(error.fault, error.path, error.detail, left=left)
    with contextlib.suppress(files.CannotChange):
        journal.complete(batch)
    return Applied(batch, tuple(change.path for change in changes))


def _entry(change: FileChange, name: str, batch: str, time: str) -> Entry:
    missing = []
    folder = Path(os.path.realpath(change.path)).parent
    while change.after is not None and not folder.exists():
        missing.append(str(folder))
        folder = folder.parent
    status_mode = change.path.stat().st_mode & 0o7777 if change.path.exists() else change.mode
    return Entry(
        id=name,
        batch=batch,
        time=time,
        path=os.path.abspath(change.path),
        before=files.digest(change.before),
        after=files.digest(change.after),
        mode=status_mode,
        folders=tuple(reversed(missing)),
    )


def _close_quietly(entry: Entry, journal: Journal) -> None:
    """Close an entry whose change was not made; a journal on a full disk keeps it, harmlessly."""
    with contextlib.suppress(files.CannotChange):
        journal.close([entry])


def _roll_back(entries: Sequence[Entry], journal: Journal) -> tuple[Path, ...]:
    """Take back entries, newest first; the paths that could not be."""
    left = []
    for entry in reversed(entries):
        try:
            _restore(entry, journal)
            journal.close([entry])
        except files.CannotChange:
            left.append(Path(entry.path))
    return tuple(left)


def _restore(entry: Entry, journal: Journal) -> None:
    path = Path(entry.path)
    current = files.read(path)
    if files.digest(current) == entry.before:
        return
    if files.digest(current) != entry.after:
        raise files.CannotChange(files.FileFault.CHANGED_MEANWHILE, path)
    files.change(path, current, journal.former_bytes(entry), entry.mode)
    if entry.before is None:
        files.remove_folders([Path(folder) for folder in entry.folders])


def undo(journal: Journal, batch: Optional[str] = None) -> Union[Undone, Failed, NothingToUndo]:
    """Take back one batch (the last when None), newest change first.

    Refused as a whole, with the difference, when a file is no longer what was written.
    """
    try:
        entries = journal.batch(batch)
        changed = _first_changed(entries, journal)
        if changed is not None:
            return changed
        for entry in reversed(entries):
            _restore(entry, journal)
            journal.close([entry])
    except files.CannotChange as error:
        return Failed(error.fault, error.path, error.detail)
    if not entries:
        return NothingToUndo()
    return Undone(entries[0].batch, tuple(Path(entry.path) for entry in entries))


def _first_changed(entries: Sequence[Entry], journal: Journal) -> Optional[Failed]:
    oldest = {entry.path: entry for entry in reversed(entries)}
    for name in oldest:
        current = files.read(Path(name))
        known = {digest for e in entries if e.path == name for digest in (e.before, e.after)}
        if files.digest(current) not in known:
            former = journal.former_bytes(oldest[name])
            shown = FileChange(DeleteFile(name), Path(name), former, current)
            fault = files.FileFault.CHANGED_MEANWHILE
            return Failed(fault, Path(name), diff=shown.diff())
    return None
