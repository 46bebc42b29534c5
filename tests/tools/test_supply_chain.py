"""What is locked, what is inside the single file, and whether anything is known against it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("pyz.lock", "dev.lock")


def audit(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "audit.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def advisory(**affected: Any) -> dict[str, Any]:
    item = {"package": {"ecosystem": "PyPI", "name": "Textual"}, **affected}
    return {"id": "PYSEC-0000-1", "summary": "invented", "affected": [item]}


def locked(lock: str) -> dict[str, Requirement]:
    lines = (ROOT / "requirements" / lock).read_text("utf-8").splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"[a-z0-9]\S*==", line)]
    return {canonicalize_name(pin.name): pin for pin in pins}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_a_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / lock).read_text("utf-8"))
    assert len(blocks) > 10
    assert [block for block in blocks[1:] if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(
    ("table", "lock"),
    [("dependencies", "pyz.lock"), ("dependencies", "dev.lock"), ("dev", "dev.lock")],
)
def test_the_locks_hold_all_that_is_declared(table: str, lock: str) -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    declared = re.search(rf"^{table} = \[(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    assert declared is not None
    for quoted in re.findall(r'^  "(.+)",$', declared.group(1), re.MULTILINE):
        wanted = Requirement(quoted)
        pin = locked(lock).get(canonicalize_name(wanted.name))
        assert pin is not None, f"{quoted} is not in {lock}: run `make lock`"
        version = next(iter(pin.specifier)).version
        assert wanted.specifier.contains(version), (quoted, version)


@pytest.mark.parametrize(
    ("affected", "code"),
    [
        ({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}, 1),
        ({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1"}]}]}, 0),
        ({"versions": [next(iter(locked("pyz.lock")["textual"].specifier)).version]}, 1),
        ({"versions": ["0.0.1"]}, 0),
    ],
)
def test_a_carried_advisory_is_found_offline(
    affected: dict[str, Any], code: int, tmp_path: Path
) -> None:
    carried = tmp_path / "all.zip"
    with zipfile.ZipFile(carried, "w") as archive:
        archive.writestr("PYSEC-0000-1.json", json.dumps(advisory(**affected)))
    done = audit("--advisories", str(carried))
    assert done.returncode == code, done.stderr
    assert ("PYSEC-0000-1" in done.stdout) is bool(code)


def test_an_unusable_advisory_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "all.zip"
    broken.write_text("no zip")
    done = audit("--advisories", str(broken))
    assert done.returncode == 2
    assert "all.zip" in done.stderr
