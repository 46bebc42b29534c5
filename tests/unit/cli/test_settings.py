"""What the configuration file says holds for every command, and a bad one is always said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PASSWORD = "hunter2hunter2"


def run(folder: Path, config: str, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "config.toml").write_text(config, encoding="utf-8")
    env = {
        **os.environ,
        "PIPMEDIC_CONFIG": str(folder / "config.toml"),
        "PIPMEDIC_DATA": str(folder),
    }
    command = [sys.executable, "-m", "pipmedic", *words]
    return subprocess.run(command, input=text, capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize("command", ["diagnose", "collect", "verify", "--plain"])
def test_a_bad_file_is_named_by_every_command(command: str, tmp_path: Path) -> None:
    done = run(tmp_path, "langage = 'zh'", command)
    assert done.returncode == 4
    assert "config.toml" in done.stderr
    assert "langage" in done.stderr


def test_offline_holds_for_checks_and_proof(tmp_path: Path) -> None:
    assert run(tmp_path, "offline = true", "verify").returncode == 2
    done = run(tmp_path, "offline = true", "collect")
    states = {item["id"]: item["status"] for item in json.loads(done.stdout)["checks"]}
    assert states["dns"] == states["tcp"] == "skipped"


def test_a_pasted_secret_is_not_kept(tmp_path: Path) -> None:
    text = (
        f"Looking in indexes: https://ana:{PASSWORD}@index.corp/simple\nEOF occurred in violation"
    )
    done = run(tmp_path, "", "--plain", "--no-checks", text=text + "\n.\n")
    assert done.returncode in (1, 3), done.stderr
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "config.toml"]
    assert kept
    assert not [path for path in kept if PASSWORD.encode() in path.read_bytes()]


def test_the_wizard_and_linear_mode_take_a_collected_file(tmp_path: Path) -> None:
    block = run(tmp_path, "offline = true", "collect", "--block").stdout
    (tmp_path / "block.txt").write_text(block, encoding="utf-8")
    done = run(tmp_path, "", "--plain", "--collected", str(tmp_path / "block.txt"))
    (case,) = (tmp_path / "cases").iterdir()
    assert "openssl" in case.read_text(encoding="utf-8")
    assert "--index-url" not in done.stdout, "nothing was found, so nothing is to be done"
