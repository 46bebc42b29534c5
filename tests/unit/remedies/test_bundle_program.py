"""The pasted line that builds a bundle, in every Python there is, from every form of file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_bundle import DER_P7, PEM_A, PEM_B, PEM_P7, A, B

from pipmedic.remedies.bundle import certificates
from pipmedic.remedies.bundle_program import CONVERT, JOIN, one_line, program
from pipmedic.remedies.operations import BuildBundle
from pipmedic.remedies.render import render
from pipmedic.remedies.target import Target

FORMS = {
    "plain.pem": (PEM_A, [A]),
    "around.pem": (b"Bag Attributes: x\r\n" + PEM_A + b"more\n" + PEM_B, [A, B]),
    "binary.cer": (A, [A]),
    "binary and a line end.cer": (A + b"\r\n", [A]),
    "powershell.pem": (PEM_A.decode().encode("utf-16"), [A]),
    "chain.p7b": (DER_P7, sorted((A, B))),
    "chain's.p7c": (PEM_P7, sorted((A, B))),
}


def interpreters() -> Iterator[Path]:
    yield Path(sys.executable)
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(root.glob("versions/*/bin/python"))


@pytest.fixture(params=[*interpreters()], ids=lambda path: path.parts[-3])
def python(request: pytest.FixtureRequest) -> str:
    path = str(request.param)
    has = subprocess.run([path, "-c", "import pip, ssl"], capture_output=True, check=False)
    if has.returncode:
        pytest.skip(f"{path} has no pip or no ssl, so the line was NOT run there")
    return path


def build(python: str, folder: Path, names: list[str]) -> subprocess.CompletedProcess[str]:
    target = Target(python=(python,))
    files = tuple(str(folder / name) for name in names)
    lines = render([BuildBundle(str(folder / "out.pem"), files)], target, "bash")
    return subprocess.run(["bash", "-c", lines[0]], capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="runs bash")
def test_every_form_becomes_one_bundle(python: str, tmp_path: Path) -> None:
    for name, (data, _) in FORMS.items():
        (tmp_path / name).write_bytes(data)
    ran = build(python, tmp_path, [*FORMS])
    assert ran.returncode == 0, ran.stderr
    ders = certificates("out.pem", (tmp_path / "out.pem").read_bytes())
    wanted = [der for _, ders in FORMS.values() for der in ders]
    assert len(ders) > 50
    assert ders[-len(wanted) :] == tuple(wanted)
    assert ran.stdout.count("SHA-256 ") == len(wanted)
    assert "until Apr 11 00:00:00 2025 GMT" in ran.stdout, ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="runs bash")
def test_nothing_is_written_when_a_file_is_no_certificate(python: str, tmp_path: Path) -> None:
    (tmp_path / "page.pem").write_bytes(b"<html>Sign in</html>")
    (tmp_path / "good.pem").write_bytes(PEM_A)
    (tmp_path / "out.pem").write_bytes(b"former")
    ran = build(python, tmp_path, ["good.pem", "page.pem"])
    assert ran.returncode != 0
    assert (tmp_path / "out.pem").read_bytes() == b"former"


@pytest.mark.skipif(sys.platform == "win32", reason="runs bash")
def test_pem_files_are_joined_by_a_line_that_can_be_read(python: str, tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(PEM_A)
    (tmp_path / "b.crt").write_bytes(b"Bag Attributes: x\n" + PEM_B)
    ran = build(python, tmp_path, ["a.pem", "b.crt"])
    assert ran.returncode == 0, ran.stderr
    ders = certificates("out.pem", (tmp_path / "out.pem").read_bytes())
    assert len(ders) > 50
    assert ders[-2:] == (A, B)
    assert "valid until Apr 11 00:00:00 2025 GMT" in ran.stdout, ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="runs bash")
def test_the_short_line_refuses_what_is_not_pem(python: str, tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_bytes(A)
    (tmp_path / "out.pem").write_bytes(b"former")
    assert build(python, tmp_path, ["other.pem"]).returncode != 0
    assert (tmp_path / "out.pem").read_bytes() == b"former"


def test_the_long_line_is_only_for_other_forms() -> None:
    assert program(["/x/corp.pem", "C:\\corp.crt", "<CA FILE>"]) == one_line(JOIN)
    assert program(["C:\\corp.CER"]) == program(["/x/a.p7b"]) == one_line(CONVERT)
    assert program(["/x/corp.pem"], convert=True) == one_line(CONVERT)
    assert len(one_line(JOIN)) < 600


@pytest.mark.parametrize("source", [JOIN, CONVERT], ids=["join", "convert"])
def test_the_line_holds_no_character_that_a_shell_changes_in_double_quotes(source: str) -> None:
    line = one_line(source)
    assert "_vendor." not in line, "importing what pip vendors can be circular"
    assert not set('"\\$`!%\n') & set(line)
    assert len(line) < 2000
