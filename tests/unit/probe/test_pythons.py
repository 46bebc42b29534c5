"""Every Python and pip, found by their files alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from probing import Ask, find_python, records, run_probe

from pipmedic.probe import probe


def program(path: Path, text: str = "#!/bin/sh\nexit 1\n") -> Path:
    """A program that fails if it is ever run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clean: dict[str, str]) -> Path:
    """A machine with a virtual environment first on PATH, then another Python."""
    venv = program(tmp_path / "venv" / "bin" / "python").parents[1]
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.8.18\n")
    program(venv / "bin" / "pip", f"#!{venv}/bin/python\nimport pip\n")
    (venv / "lib" / "python3.8" / "site-packages" / "pip").mkdir(parents=True)
    init = venv / "lib" / "python3.8" / "site-packages" / "pip" / "__init__.py"
    init.write_text('__version__ = "19.2.3"\n')
    other = program(tmp_path / "other" / "bin" / "python3.12").parent
    program(other / "pip3", f"#!{other}/python3.12 -s\n")
    monkeypatch.setenv("PATH", f"{venv / 'bin'}{os.pathsep}{other}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "no-pyenv"))
    monkeypatch.chdir(tmp_path / "other")
    return tmp_path


def test_pythons_with_their_versions(machine: Path, ask: Ask) -> None:
    found = ask("pythons")["pythons"]["data"]
    versions = {item["path"]: item["version"] for item in found["pythons"]}
    assert versions[str(machine / "venv" / "bin" / "python")] == "3.8.18"
    assert versions[str(machine / "other" / "bin" / "python3.12")] == "3.12"


def test_one_python_is_listed_once(
    machine: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machine / "again").symlink_to(machine / "venv" / "bin")
    (machine / "venv" / "bin" / "python3").symlink_to("python")
    monkeypatch.setenv("PATH", f"{machine / 'again'}{os.pathsep}{machine / 'venv' / 'bin'}")
    paths = [item["path"] for item in ask("pythons")["pythons"]["data"]["pythons"]]
    real = [os.path.realpath(path) for path in paths if str(machine) in path]
    assert real.count(str(machine / "venv" / "bin" / "python")) == 1


def test_pips_with_their_pythons(machine: Path, ask: Ask) -> None:
    found = ask("pythons")["pythons"]["data"]
    pips = {item["path"]: item for item in found["pips"]}
    venv = machine / "venv" / "bin"
    assert pips[str(venv / "pip")]["python"] == str(venv / "python")
    assert pips[str(venv / "pip")]["version"] == "19.2.3"
    other = machine / "other" / "bin"
    assert pips[str(other / "pip3")]["python"] == str(other / "python3.12")
    assert found["path_pip"]["path"] == str(venv / "pip")
    assert found["same"] is False


def test_pip_of_this_interpreter(machine: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "mine" / "pip", f"#!{sys.executable}\n")
    monkeypatch.setenv("PATH", str(machine / "mine"))
    assert ask("pythons")["pythons"]["data"]["same"] is True


def test_no_pip_on_the_path(machine: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(machine / "empty"))
    found = ask("pythons")["pythons"]["data"]
    assert (found["path_pip"], found["same"]) == (None, None)


@pytest.mark.parametrize(
    "head, python",
    [
        ("#!/usr/bin/python3\n", "/usr/bin/python3"),
        ("#!/usr/bin/python3 -sE\n", "/usr/bin/python3"),
        ("#!/bin/sh\n'''exec' \"/long path/bin/python3\" \"$0\" \"$@\"\n' '''\n",
         "/long path/bin/python3"),
        ("#!/bin/sh\n'''exec' /long/bin/python3.9 \"$0\" \"$@\"\n", "/long/bin/python3.9"),
        ("#!/bin/bash\necho\n", ""),
        ("\x7fELF", ""),
    ],
)  # fmt: skip
def test_the_first_lines_of_a_pip(tmp_path: Path, head: str, python: str) -> None:
    assert probe.python_of_pip(str(program(tmp_path / "pip", head))) == python


def test_a_shim_is_followed_by_its_files(
    machine: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = machine / "pyenv"
    shim = program(root / "shims" / "pip")
    program(root / "versions" / "3.9.1" / "bin" / "pip", "#!/x\n")
    program(root / "versions" / "3.9.1" / "bin" / "python")
    (root / "version").write_text("3.9.1\n")
    monkeypatch.setenv("PATH", str(shim.parent))
    found = ask("pythons")["pythons"]["data"]["path_pip"]
    assert found["python"] == str(root / "versions" / "3.9.1" / "bin" / "python")
    (machine / "other" / ".python-version").write_text("3.9.2\n")
    assert ask("pythons")["pythons"]["data"]["path_pip"]["python"] == ""


def test_in_a_real_virtual_environment(tmp_path: Path, clean: dict[str, str]) -> None:
    python = find_python("3.9")
    if python is None:
        pytest.skip("Python 3.9 is not installed under pyenv")
    folder = tmp_path / "venv" / "bin"
    making = [str(python), "-m", "venv", "--without-pip", str(folder.parent)]
    subprocess.run(making, check=True, timeout=60)
    program(folder / "pip", f"#!{folder}/python\n")
    clean["PATH"] = f"{folder}{os.pathsep}{clean['PATH']}"
    for examined, same in ((folder / "python", True), (python, False)):
        found = records(run_probe(str(examined), clean, "--only", "pythons"))
        assert found["pythons"]["data"]["same"] is same


def test_the_python_on_the_path(machine: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    found = ask("pythons")["pythons"]["data"]
    assert found["path_python"] == str(machine / "venv" / "bin" / "python")
    assert found["this_is_on_path"] is False
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert ask("pythons")["pythons"]["data"]["this_is_on_path"] is True


def test_pythons_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry is the one thing that cannot be real here."""
    monkeypatch.setattr(probe, "winreg", Registry())
    assert probe.registered_pythons() == ["C:\\Users\\u\\Python312\\"]


class Registry:
    """One Python, installed for one user."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = 1, 2

    def OpenKey(self, hive: int, place: str) -> Registry:  # noqa: N802
        if hive == self.HKEY_LOCAL_MACHINE:
            raise OSError(place)
        return self

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def QueryInfoKey(self, key: Registry) -> tuple[int, int, int]:  # noqa: N802
        return 1, 0, 0

    def EnumKey(self, key: Registry, number: int) -> str:  # noqa: N802
        return "3.12"

    def QueryValue(self, key: Registry, name: str) -> str:  # noqa: N802
        assert name == "3.12\\InstallPath"
        return "C:\\Users\\u\\Python312\\"
