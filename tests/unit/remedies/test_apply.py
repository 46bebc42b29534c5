"""Do it for me: shown first, all or nothing, undone byte for byte, nothing lost when it fails."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipmedic.remedies.apply import (
    Applied,
    Failed,
    FileChange,
    NotAutomatic,
    NothingToUndo,
    Refusal,
    Undone,
    apply,
    preview,
    undo,
)
from pipmedic.remedies.files import CannotChange, FileFault, change
from pipmedic.remedies.journal import Journal
from pipmedic.remedies.operations import (
    AppendLine,
    BuildBundle,
    DeleteFile,
    EnvSet,
    Operation,
    PipConfigSet,
    PipConfigUnset,
    TrustAdd,
    WriteFile,
)
from pipmedic.remedies.target import Target

NOW = "2026-01-01T00:00:00+00:00"
linux_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX places and permissions")
pytestmark = linux_only


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "data")


def changes(home: Path, *operations: Operation) -> list[FileChange]:
    results = preview(operations, Target(home=str(home)), environment={"HOME": str(home)})
    return [result for result in results if isinstance(result, FileChange)]


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None
        for p in sorted(folder.rglob("*"))
    }


def test_a_new_configuration_comes_and_goes_without_a_trace(home: Path, journal: Journal) -> None:
    (planned,) = changes(home, PipConfigSet("global.cert", "/ca.pem"))
    assert planned.before is None
    assert "+cert = /ca.pem" in planned.diff()
    assert tree(home) == {}
    assert isinstance(apply([planned], journal, NOW), Applied)
    written = next(p for p in home.rglob("pip.conf"))
    assert written.read_bytes() == b"[global]\ncert = /ca.pem\n"
    assert isinstance(undo(journal), Undone)
    assert tree(home) == {}
    assert isinstance(undo(journal), NothingToUndo)


MESSY = b"# \xff latin \r\n[global]\r\nproxy: http://u:secret@p:1\r\nCERT=a\r\ncert=b\r\n[x]\r\ny"


def test_a_messy_configuration_survives_byte_for_byte(home: Path, journal: Journal) -> None:
    path = home / ".config" / "pip" / "pip.conf"
    path.parent.mkdir(parents=True)
    path.write_bytes(MESSY)
    path.chmod(0o640)
    planned = changes(
        home,
        PipConfigSet("global.cert", "/c"),
        PipConfigUnset("global.proxy"),
        PipConfigSet("install.index-url", "https://m/simple"),
    )
    text = "".join(c.diff() for c in planned)
    assert "secret" not in text
    assert "secret" in "".join(c.diff(redact=False) for c in planned)
    assert isinstance(apply(planned, journal, NOW), Applied)
    assert path.read_bytes() == (
        b"# \xff latin \r\n[global]\r\nCERT=a\r\ncert=/c\r\n[x]\r\ny\r\n"
        b"\r\n[install]\r\nindex-url = https://m/simple\r\n"
    )
    assert path.stat().st_mode & 0o777 == 0o640
    assert isinstance(undo(journal), Undone)
    assert path.read_bytes() == MESSY
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(home: Path, journal: Journal) -> None:
    real = home / "dotfiles" / "pip.conf"
    real.parent.mkdir()
    real.write_bytes(b"[global]\n")
    link = home / ".config" / "pip" / "pip.conf"
    link.parent.mkdir(parents=True)
    link.symlink_to(real)
    apply(changes(home, PipConfigSet("global.cert", "/c")), journal, NOW)
    assert link.is_symlink()
    assert real.read_bytes() == b"[global]\ncert = /c\n"
    assert isinstance(undo(journal), Undone)
    assert link.is_symlink()
    assert real.read_bytes() == b"[global]\n"


def test_every_file_operation(home: Path, journal: Journal) -> None:
    (home / "rc").write_bytes(b"no newline")
    (home / "old").write_bytes(b"x")
    before = tree(home)
    planned = changes(
        home,
        WriteFile(str(home / "new" / "deep" / "a.cnf"), "é\n", "640"),
        AppendLine(str(home / "rc"), "line"),
        AppendLine(str(home / "rc"), "again"),
        DeleteFile(str(home / "old")),
    )
    assert isinstance(apply(planned, journal, NOW), Applied)
    assert (home / "rc").read_bytes() == b"no newline\nline\nagain\n"
    assert (home / "new" / "deep" / "a.cnf").stat().st_mode & 0o777 == 0o640
    assert not (home / "old").exists()
    assert isinstance(undo(journal), Undone)
    assert tree(home) == before


def test_what_is_left_to_the_person(home: Path, tmp_path: Path) -> None:
    (home / "out").symlink_to(tmp_path)
    conf = home / ".config" / "pip" / "pip.conf"
    conf.parent.mkdir(parents=True)
    conf.write_bytes("[global]\n".encode("utf-16"))
    (home / "page.pem").write_text("<html>")
    cases: list[tuple[Operation, Refusal]] = [
        (TrustAdd("/ca"), Refusal.NEEDS_ADMIN),
        (PipConfigSet("global.cert", "/c", "system"), Refusal.NEEDS_ADMIN),
        (EnvSet("A", "b", "shell"), Refusal.NOT_A_FILE_CHANGE),
        (WriteFile("/etc/x", "y"), Refusal.OUTSIDE_HOME),
        (WriteFile(str(home / ".." / "x"), "y"), Refusal.OUTSIDE_HOME),
        (WriteFile(str(home / "out" / "x"), "y"), Refusal.OUTSIDE_HOME),
        (WriteFile("relative", "y"), Refusal.PLACE_UNKNOWN),
        (PipConfigSet("global.cert", "/c", "venv"), Refusal.PLACE_UNKNOWN),
        (PipConfigSet("global.cert", "{ca_file}"), Refusal.OPEN_PLACEHOLDER),
        (PipConfigSet("global.cert", "/c"), Refusal.FILE_NOT_EDITABLE),
        (BuildBundle(str(home / "b"), (str(home / "page.pem"),)), Refusal.BAD_CERTIFICATES),
        (BuildBundle(str(home / "b"), (str(home / "none.pem"),)), Refusal.BAD_CERTIFICATES),
    ]
    target = Target(home=str(home))
    results = preview([o for o, _ in cases], target, environment={"HOME": str(home)})
    reasons = [r.reason for r in results if isinstance(r, NotAutomatic)]
    assert reasons == [reason for _, reason in cases]


def test_a_change_by_someone_else_is_never_overwritten(home: Path, journal: Journal) -> None:
    (home / "a").write_bytes(b"1")
    planned = changes(home, AppendLine(str(home / "b"), "x"), AppendLine(str(home / "a"), "x"))
    (home / "a").write_bytes(b"theirs")
    outcome = apply(planned, journal, NOW)
    assert isinstance(outcome, Failed)
    assert outcome.fault is FileFault.CHANGED_MEANWHILE
    assert outcome.left == ()
    assert tree(home) == {"a": b"theirs"}
    assert isinstance(undo(journal), NothingToUndo)


def test_undo_refuses_when_the_file_is_no_longer_ours(home: Path, journal: Journal) -> None:
    planned = changes(home, WriteFile(str(home / "a"), "x\n"), WriteFile(str(home / "b"), "y\n"))
    apply(planned, journal, NOW)
    (home / "a").write_bytes(b"x\nmine\n")
    outcome = undo(journal)
    assert isinstance(outcome, Failed)
    assert outcome.path == home / "a"
    assert "+mine" in outcome.diff
    assert tree(home) == {"a": b"x\nmine\n", "b": b"y\n"}


def test_batches_are_undone_newest_first_or_by_name(home: Path, journal: Journal) -> None:
    names = []
    for text in ("1", "2"):
        outcome = apply(changes(home, AppendLine(str(home / "a"), text)), journal, NOW)
        assert isinstance(outcome, Applied)
        names.append(outcome.batch)
    assert isinstance(undo(journal, names[0]), Failed)
    assert undo(journal) == Undone(names[1], (home / "a",))
    assert (home / "a").read_bytes() == b"1\n"
    assert isinstance(undo(journal, names[0]), Undone)
    assert tree(home) == {}


def test_a_read_only_file_is_respected(home: Path, journal: Journal) -> None:
    (home / "a").write_bytes(b"1")
    (home / "a").chmod(0o444)
    outcome = apply(changes(home, AppendLine(str(home / "a"), "x")), journal, NOW)
    assert isinstance(outcome, Failed)
    assert outcome.fault is FileFault.READ_ONLY
    assert tree(home) == {"a": b"1"}


def test_a_torn_journal_line_and_a_lost_backup(home: Path, journal: Journal) -> None:
    (home / "a").write_bytes(b"1")
    apply(changes(home, AppendLine(str(home / "a"), "x")), journal, NOW)
    with journal.file.open("ab") as stream:
        stream.write(b'{"id": "torn')
    apply(changes(home, AppendLine(str(home / "a"), "y")), journal, NOW)
    assert isinstance(undo(journal), Undone)
    for backup in journal.folder.glob("*.before"):
        backup.write_bytes(b"rotten")
    assert isinstance(undo(journal), Failed)
    assert (home / "a").read_bytes() == b"1\nx\n"


def test_journal_and_backups_are_private(home: Path, journal: Journal) -> None:
    (home / "a").write_bytes(b"1")
    apply(changes(home, AppendLine(str(home / "a"), "token")), journal, NOW)
    kept = list(journal.folder.iterdir())
    assert len(kept) == 2
    assert all(p.stat().st_mode & 0o077 == 0 for p in kept)
    assert b"token" not in journal.file.read_bytes()
    assert json.loads(journal.file.read_bytes().splitlines()[0])["time"] == NOW


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "tiny"
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or os.geteuid() or not shutil.which("mount"):
        pytest.skip("a small tmpfs needs root on Linux, so a full disk was NOT tried")
    if subprocess.run(options, check=False, capture_output=True, timeout=60).returncode:
        pytest.skip("tmpfs cannot be mounted here, so a full disk was NOT tried")
    yield folder
    subprocess.run(["umount", str(folder)], check=True, timeout=60)


def test_a_full_disk_loses_nothing(tiny_disk: Path, journal: Journal) -> None:
    (tiny_disk / "a").write_bytes(b"1" * 40000)
    before = tree(tiny_disk)
    planned = changes(tiny_disk, AppendLine(str(tiny_disk / "a"), "x"))
    outcome = apply(planned, journal, NOW)
    assert isinstance(outcome, Failed)
    assert outcome.fault is FileFault.DISK_FULL
    assert tree(tiny_disk) == before
    assert isinstance(undo(journal), NothingToUndo)


def test_a_full_disk_under_the_journal_stops_the_change(tiny_disk: Path, home: Path) -> None:
    (home / "a").write_bytes(b"1" * 100000)
    outcome = apply(changes(home, AppendLine(str(home / "a"), "x")), Journal(tiny_disk), NOW)
    assert isinstance(outcome, Failed)
    assert outcome.fault is FileFault.DISK_FULL
    assert (home / "a").read_bytes() == b"1" * 100000


KILLED = """
import sys
from pathlib import Path
from pipmedic.remedies.apply import apply, preview, FileChange
from pipmedic.remedies.journal import Journal
from pipmedic.remedies.operations import WriteFile
from pipmedic.remedies.target import Target
home, data = sys.argv[1:]
path = home + "/a"
print("ready", flush=True)
for n in range(10000):
    operation = WriteFile(path, chr(97 + n % 26) * 300000)
    changes = preview([operation], Target(home=home), environment={"HOME": home})
    apply([c for c in changes if isinstance(c, FileChange)], Journal(Path(data)), "t")
"""


def test_a_kill_leaves_the_old_or_the_new_file(home: Path, journal: Journal) -> None:
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(home), str(journal.folder)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(timeout=0.15)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        process.stdout.close()
        if (home / "a").exists():
            data = (home / "a").read_bytes()
            assert len(data) == 300000
            assert len(set(data)) == 1
            assert isinstance(undo(journal), Undone)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.one_of(st.none(), st.binary(max_size=50)), after=st.binary(max_size=50))
def test_change_is_exact_and_checked(tmp_path: Path, before: bytes | None, after: bytes) -> None:
    path = tmp_path / "f"
    path.unlink(missing_ok=True)
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(CannotChange):
        change(path, (before or b"") + b"!", after, 0o600)
    assert (path.read_bytes() if path.exists() else None) == before
    change(path, before, after, 0o600)
    assert path.read_bytes() == after
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
