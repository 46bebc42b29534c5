"""The kit: made from an index on loopback, carried to where there is no network, used there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from wheel_index import invented_wheel, served, wheel_of

from pipmedic.kit import check
from pipmedic.kit.target import KitTarget

GET_PIP = b"#!/usr/bin/env python\nraise SystemExit('a stand-in')\n"
LIMIT_S = 120


def pipmedic(*arguments: str) -> subprocess.CompletedProcess[str]:
    variables = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, "-m", "pipmedic", *arguments],
        env={**variables, "PIP_CONFIG_FILE": os.devnull, "LANG": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )


def interpreter(version: str) -> str:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = [str(path) for path in root.glob(f"versions/{version}.*/bin/python")]
    found += filter(None, [shutil.which(f"python{version}")])
    if not found:
        pytest.skip(f"no Python {version} here")
    return found[0]


def bundled_pips() -> list[Path]:
    """The pip wheels that the interpreters here bring along for ensurepip."""
    import ensurepip

    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = {path.name: path for path in root.glob("versions/*/lib/*/ensurepip/_bundled/pip-*.whl")}
    own = Path(ensurepip.__file__).parent / "_bundled"
    found.update({path.name: path for path in own.glob("pip-*.whl")})
    return list(found.values())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An index with pips, two real packages of which one needs the other, and invented ones."""
    folder = tmp_path_factory.mktemp("index")
    pips = bundled_pips()
    if not pips:
        pytest.skip("no interpreter here brings a pip wheel along")
    for wheel in pips:
        shutil.copy(wheel, folder)
    for name in ("pyasn1", "pyasn1_modules"):
        wheel_of(name, folder)
    invented_wheel(folder, "onlyold")
    invented_wheel(folder, "onlywindows")
    invented_wheel(folder, "needsold", 'onlyold; python_version < "3.9"')
    invented_wheel(folder, "needswindows", 'onlywindows; sys_platform == "win32"')
    with served(folder) as address:
        yield address


@pytest.fixture
def get_pip(tmp_path: Path) -> str:
    path = tmp_path / "get-pip.py"
    path.write_bytes(GET_PIP)
    return str(path)


def made(index: str, get_pip: str, folder: Path, *arguments: str) -> Path:
    options = ["--index-url", index, "--get-pip", get_pip, "--to", str(folder)]
    done = pipmedic("kit", *options, *arguments)
    assert done.returncode == 0, done.stderr
    return folder


def without_network() -> list[str]:
    words = ["unshare", "-r", "-n", "--"]
    try:
        trial = subprocess.run([*words, "true"], capture_output=True, timeout=10, check=False)
    except OSError as error:
        pytest.skip(f"no network namespaces here: {error}")
    if trial.returncode:
        pytest.skip(f"no network namespaces here: {trial.stderr.decode().strip()}")
    return words


@pytest.mark.parametrize("version", ["3.8", "3.12"])
def test_a_real_package_is_installed_where_there_is_no_network(
    version: str, index: str, get_pip: str, tmp_path: Path
) -> None:
    alone = without_network()
    python = tmp_path / "target" / "bin" / "python"
    subprocess.run(
        [interpreter(version), "-m", "venv", str(tmp_path / "target")],
        check=True,
        capture_output=True,
        timeout=LIMIT_S,
    )
    kit = made(
        index, get_pip, tmp_path / "kit", "--python", version,
        "--interpreter", str(python), "pyasn1-modules",
    )  # fmt: skip
    carried = tmp_path / "usb stick" / "kit"
    shutil.copytree(kit, carried)
    lines = json.loads((carried / "kit.json").read_text("utf-8"))["commands"]["bash"]
    done = subprocess.run(
        [*alone, "bash", "-ec", "\n".join(lines)],
        cwd=carried,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    proof = [str(python), "-c", "import pyasn1_modules.rfc5280 as m; print(m.__name__)"]
    shown = subprocess.run(proof, capture_output=True, text=True, timeout=LIMIT_S, check=True)
    assert shown.stdout.strip() == "pyasn1_modules.rfc5280"


@pytest.mark.parametrize(
    ("options", "wanted", "needed"),
    [
        (("--python", "3.8"), "needsold", {"needsold", "onlyold"}),
        (("--python", "3.12"), "needsold", {"needsold"}),
        (("--python", "3.12", "--os", "windows"), "needswindows", {"needswindows", "onlywindows"}),
        (("--python", "3.12", "--os", "macos"), "needswindows", {"needswindows"}),
    ],
)
def test_what_the_target_needs_is_decided_for_the_target(
    options: tuple[str, ...],
    wanted: str,
    needed: set[str],
    index: str,
    get_pip: str,
    tmp_path: Path,
) -> None:
    kit = made(index, get_pip, tmp_path / "kit", *options, wanted)
    record = json.loads((kit / "kit.json").read_text("utf-8"))
    assert {wheel["name"] for wheel in record["wheels"]} == needed


def test_both_readmes_hold_the_commands_for_every_shell(
    index: str, get_pip: str, tmp_path: Path
) -> None:
    kit = made(index, get_pip, tmp_path / "kit", "--python", "3.12", "--os", "windows", "pyasn1")
    commands = json.loads((kit / "kit.json").read_text("utf-8"))["commands"]
    assert sorted(commands) == ["cmd", "powershell5"]
    for name in ("README.md", "README.zh-CN.md"):
        text = (kit / name).read_text("utf-8")
        assert [line for lines in commands.values() for line in lines if line not in text] == []


def hurt_damaged(kit: Path) -> str:
    wheel = next((kit / "wheels").glob("pyasn1-*.whl"))
    raw = bytearray(wheel.read_bytes())
    raw[len(raw) // 2] ^= 1
    wheel.write_bytes(raw)
    return f"wheels/{wheel.name}"


def hurt_missing(kit: Path) -> str:
    (kit / "requirements.txt").unlink()
    return "requirements.txt"


def hurt_extra(kit: Path) -> str:
    (kit / "wheels" / "evil-1.0-py3-none-any.whl").write_bytes(b"")
    return "wheels/evil-1.0-py3-none-any.whl"


@pytest.mark.parametrize("hurt", [hurt_damaged, hurt_missing, hurt_extra])
def test_a_file_that_is_not_as_it_was_made_is_named(
    hurt: object, index: str, get_pip: str, tmp_path: Path
) -> None:
    kit = made(index, get_pip, tmp_path / "kit", "--python", "3.12", "pyasn1")
    assert pipmedic("kit", "--check", str(kit)).returncode == 0
    name = hurt(kit)  # type: ignore[operator]
    here = pipmedic("kit", "--check", str(kit))
    assert here.returncode == 4
    assert name in here.stdout
    assert "pip install" not in here.stdout
    there = subprocess.run(
        [sys.executable, str(kit / "check.py")], capture_output=True, timeout=LIMIT_S, check=False
    )
    assert there.returncode == 4
    assert name.encode() in there.stdout


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.8", "3.12"])
def test_the_check_that_travels_runs_on_old_pythons(
    version: str, index: str, get_pip: str, tmp_path: Path
) -> None:
    kit = made(index, get_pip, tmp_path / "kit", "--python", "3.12", "pyasn1")
    words = [interpreter(version), str(kit / "check.py")]
    whole = subprocess.run(words, capture_output=True, timeout=LIMIT_S, check=False)
    assert whole.returncode == 0, whole.stderr
    assert b"-m pip install" in whole.stdout
    name = hurt_damaged(kit)
    hurt = subprocess.run(words, capture_output=True, timeout=LIMIT_S, check=False)
    assert hurt.returncode == 4, hurt.stderr
    assert name.encode() in hurt.stdout


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "a/../../b", "c:\\x", "a\\..\\b", ""]
)
def test_sums_cannot_lead_out_of_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / check.SUMS).write_text(f"{'0' * 64}  {name}\n", encoding="utf-8")
    assert check.faults(str(tmp_path)) == [(check.SUMS, check.UNREADABLE)]


def test_a_link_to_a_folder_elsewhere_is_extra(tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / check.SUMS).write_text("")
    (kit / "more").symlink_to(tmp_path, target_is_directory=True)
    assert check.faults(str(kit)) == [("more", check.EXTRA)]


def test_a_ca_file_is_carried_as_pem_with_its_fingerprint(
    index: str, get_pip: str, tmp_path: Path
) -> None:
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA(organization_name="Example | Org `x`")
    pem = authority.cert_pem.bytes()
    given = tmp_path / "Corp Root.crt"
    given.write_bytes(pem.decode("ascii").encode("utf-16"))
    kit = made(index, get_pip, tmp_path / "kit", "--python", "3.12", "--ca", str(given), "pyasn1")
    assert (kit / "ca" / "Corp-Root.pem").read_bytes().split() == pem.split()
    record = json.loads((kit / "kit.json").read_text("utf-8"))["ca"][0]
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    digest = x509.load_pem_x509_certificate(pem).fingerprint(SHA256()).hex().upper()
    assert record["sha256"].replace(":", "") == digest
    assert record["sha256"] in (kit / "README.zh-CN.md").read_text("utf-8")


def test_a_kit_is_whole_or_not_there(index: str, get_pip: str, tmp_path: Path) -> None:
    options = ["--index-url", index, "--get-pip", get_pip, "--to", str(tmp_path / "kit")]
    failed = pipmedic("kit", *options, "--python", "3.12", "no-such-package")
    assert failed.returncode == 3
    assert "no-such-package" in failed.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["get-pip.py"]
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "mine").write_text("mine")
    assert pipmedic("kit", *options, "--python", "3.12").returncode == 2
    assert (tmp_path / "kit" / "mine").read_text() == "mine"


def test_a_private_key_is_not_carried(index: str, get_pip: str, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    options = ["--index-url", index, "--get-pip", get_pip, "--to", str(tmp_path / "kit")]
    refused = pipmedic("kit", *options, "--python", "3.12", "--ca", str(key))
    assert refused.returncode == 4
    assert not (tmp_path / "kit").exists()


@pytest.mark.parametrize("system", ["linux", "windows", "macos"])
def test_markers_and_tags_are_of_the_same_machine(system: str) -> None:
    target = KitTarget(system, "arm64", "3.8")
    machine = target.markers()["platform_machine"].lower().replace("aarch64", "arm64")
    assert machine == "arm64"
    assert all(tag.endswith(("arm64", "aarch64")) for tag in target.platform_tags())
