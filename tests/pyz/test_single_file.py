"""pipmedic.pyz: same bytes twice, any Python, and how it unpacks."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from single_file import LIMIT_S, NOBODY, ROOT, SingleFile, build, interpreters

ERROR = (
    "ERROR: Could not fetch URL https://pypi.org/simple/six/: There was a problem confirming the "
    "ssl certificate: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded "
    "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
    "certificate verify failed: unable to get local issuer certificate (_ssl.c:1129)')))\n"
)
DIAGNOSE = ("diagnose", "--no-checks", "--offline", "--json", "--text")


@pytest.fixture
def error_text(tmp_path: Path) -> str:
    """A file with what pip printed."""
    path = tmp_path / "error.txt"
    path.write_text(ERROR, encoding="utf-8")
    return str(path)


def key_of(single: SingleFile) -> str:
    with zipfile.ZipFile(single.path) as archive:
        return hashlib.sha256(archive.read("MANIFEST")).hexdigest()[:32]


def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = build(tmp_path / "again", TZ="Asia/Shanghai", PYTHONHASHSEED="7", LANG="C")
    assert again.read_bytes() == built.read_bytes()
    dated = build(tmp_path / "dated", SOURCE_DATE_EPOCH="1750000000")
    with zipfile.ZipFile(dated) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2025, 6, 15, 15, 6, 40)}


def test_another_folder_and_umask_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "other place, 另一处"
    for name in ("src", "kb", "flows", "tools", "requirements"):
        shutil.copytree(ROOT / name, elsewhere / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "LICENSE", elsewhere)
    script = elsewhere / "tools" / "pyz" / "build.py"
    before = os.umask(0o077)
    try:
        again = build(tmp_path / "dist", script, LC_ALL="C")
    finally:
        os.umask(before)
    assert again.read_bytes() == built.read_bytes()


def test_it_runs_from_any_place_by_any_name(
    single: SingleFile, tmp_path: Path, error_text: str
) -> None:
    place = tmp_path / "my tools & 工具 100%"
    place.mkdir()
    moved = shutil.copy(single.path, place / "help me; 帮忙.pyz")
    place.chmod(0o555)
    runs = [
        SingleFile(Path(moved), single.home).run(*DIAGNOSE, error_text, PIPMEDIC_CACHE=cache)
        for cache in (str(tmp_path / "缓存 cache"), "")
    ]
    place.chmod(0o755)
    assert [run.stderr for run in runs] == ["", ""]
    assert json.loads(runs[0].stdout)["beliefs"] == json.loads(runs[1].stdout)["beliefs"]


def test_the_checksum_is_that_of_the_file(built: Path) -> None:
    digest, name = (built.parent / "pipmedic.pyz.sha256").read_text().split()
    assert (digest, name) == (hashlib.sha256(built.read_bytes()).hexdigest(), built.name)


@pytest.mark.parametrize("version", interpreters())
def test_every_python_comes_to_the_same_belief(
    version: str, single: SingleFile, error_text: str
) -> None:
    ours = single.run(*DIAGNOSE, error_text, python=interpreters()[version])
    from_zip = single.run(*DIAGNOSE, error_text, python=interpreters()[version], PIPMEDIC_CACHE="")
    assert ours.stderr == from_zip.stderr == ""
    here = subprocess.run(
        [sys.executable, "-m", "pipmedic", *DIAGNOSE, error_text],
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    wanted = json.loads(here.stdout)["beliefs"]
    assert json.loads(ours.stdout)["beliefs"] == wanted
    assert json.loads(from_zip.stdout)["beliefs"] == wanted


def test_headless_runs_leave_the_interface_alone(single: SingleFile, error_text: str) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", str(single.path), *DIAGNOSE, error_text],
        env={**os.environ, "HOME": str(single.home)},
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in run.stderr.splitlines()}
    assert "pipmedic" in imported
    assert not imported & {"textual", "rich", "networkx"}


def test_it_unpacks_once_for_its_owner_only(single: SingleFile) -> None:
    assert single.run("--version").returncode == 0
    folder = single.cache / key_of(single)
    assert [path.name for path in single.cache.iterdir()] == [folder.name]
    first = {path: path.stat().st_mtime_ns for path in folder.rglob("*.py")}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in first}
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(single.cache.stat().st_mode) == 0o700
    assert single.run("--version").returncode == 0
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.py")} == first


def test_many_first_starts_at_once_leave_one_whole_folder(single: SingleFile) -> None:
    words = [sys.executable, str(single.path), "--version"]
    variables = {**os.environ, "HOME": str(single.home), "XDG_CACHE_HOME": ""}
    runs = [subprocess.Popen(words, env=variables, stdout=subprocess.PIPE) for _ in range(6)]
    assert [run.communicate(timeout=LIMIT_S)[0][:8] for run in runs] == [b"pipmedic"] * 6
    assert [path.name for path in single.cache.iterdir()] == [key_of(single)]


def test_an_incomplete_folder_is_replaced(single: SingleFile) -> None:
    single.run("--version")
    hurt = single.cache / key_of(single) / "pipmedic" / "cli" / "main.py"
    whole = hurt.read_bytes()
    hurt.write_bytes(b"")
    assert single.run("--version").returncode == 0
    assert hurt.read_bytes() == whole
    assert len(list(single.cache.iterdir())) == 1


@pytest.mark.parametrize("place", ["cache", "folder"])
def test_code_that_others_could_have_planted_is_not_run(place: str, single: SingleFile) -> None:
    single.run("--version")
    folder = single.cache / key_of(single)
    planted = folder / "pipmedic" / "cli" / "main.py"
    code = b"raise SystemExit('planted')"
    planted.write_bytes(code + b"#" * (planted.stat().st_size - len(code)))
    shutil.rmtree(planted.parent / "__pycache__", ignore_errors=True)
    (single.cache if place == "cache" else folder).chmod(0o777)
    run = single.run("--version")
    assert run.stdout.startswith("pipmedic "), run.stderr


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give folders away"
)
@pytest.mark.parametrize("place", ["cache", "folder"])
def test_a_cache_that_belongs_to_somebody_else_is_not_used(place: str, single: SingleFile) -> None:
    single.run("--version")
    folder = single.cache / key_of(single)
    planted = folder / "pipmedic" / "cli" / "main.py"
    code = b"raise SystemExit('planted')"
    planted.write_bytes(code + b"#" * (planted.stat().st_size - len(code)))
    shutil.rmtree(planted.parent / "__pycache__", ignore_errors=True)
    os.chown(single.cache if place == "cache" else folder, NOBODY, NOBODY)
    run = single.run("--version")
    assert run.stdout.startswith("pipmedic "), run.stderr


def test_what_a_killed_first_start_left_is_in_nobodys_way(single: SingleFile) -> None:
    half = single.cache / ".new-abc" / "fresh" / "pipmedic"
    half.mkdir(parents=True)
    (half / "__init__.py").write_text("raise SystemExit('half')")
    for folder in (single.cache, *single.cache.rglob("*")):
        folder.chmod(0o700)
    assert single.run("--version").stdout.startswith("pipmedic ")
    assert (single.cache / key_of(single)).is_dir()


def test_a_full_cache_disk_means_running_from_the_zip(single: SingleFile, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    run = single.run("--version", PIPMEDIC_CACHE=str(in_the_way / "cache"))
    assert (run.returncode, run.stderr) == (0, "")


def test_a_damaged_file_is_refused_by_name(single: SingleFile, tmp_path: Path) -> None:
    raw = single.path.read_bytes()
    place = raw.index(b'"""The command line: one parser')
    damaged = tmp_path / "damaged.pyz"
    damaged.write_bytes(raw[:place] + b"X" + raw[place + 1 :])
    run = SingleFile(damaged, single.home).run("--version")
    assert run.returncode == 4
    assert "pipmedic/cli/main.py" in run.stderr
    assert list(single.cache.iterdir()) == []


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.7", "3.8"])
def test_an_old_python_is_told_what_it_can_do(version: str, single: SingleFile) -> None:
    python = old_interpreter(version)
    refused = single.run("diagnose", python=python)
    assert refused.returncode == 2
    assert "3.9 or newer" in refused.stderr
    assert "Traceback" not in refused.stderr
    collected = single.run("collect", "--offline", python=python)
    assert json.loads(collected.stdout)["schema"] == 1


def old_interpreter(version: str) -> str:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = [str(path) for path in root.glob(f"versions/{version}.*/bin/python")]
    found += filter(None, [shutil.which(f"python{version}")])
    if not found:
        pytest.skip(f"no Python {version} here")
    return found[0]
