"""What is inside the single file: pure Python, licences, a true SBOM, enough for any Python."""

from __future__ import annotations

import hashlib
import json
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PLATFORMS = (("Linux", "linux", "posix"), ("Windows", "win32", "nt"), ("Darwin", "darwin", "posix"))


@pytest.fixture(scope="module")
def names(built: Path) -> list[str]:
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def distributions(built: Path) -> dict[str, Any]:
    """METADATA of each distribution inside."""
    with zipfile.ZipFile(built) as archive:
        files = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        texts = [Parser().parsestr(archive.read(name).decode("utf-8")) for name in files]
    return {canonicalize_name(text["Name"]): text for text in texts}


def test_nothing_is_compiled(names: list[str]) -> None:
    assert [name for name in names if name.endswith((".so", ".pyd", ".dll", ".pyc"))] == []


def test_the_sbom_lists_exactly_what_is_inside(built: Path, distributions: dict[str, Any]) -> None:
    with zipfile.ZipFile(built) as archive:
        bill = json.loads(archive.read("sbom.cdx.json"))
    assert json.loads((built.parent / "pipmedic.cdx.json").read_bytes()) == bill
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    listed = {canonicalize_name(part["name"]): part["version"] for part in bill["components"]}
    assert listed == {name: text["Version"] for name, text in distributions.items()}
    references = {part["bom-ref"] for part in bill["components"]}
    assert set(bill["dependencies"][0]["dependsOn"]) == references
    assert all(len(part["hashes"][0]["content"]) == 64 for part in bill["components"])


def test_each_distribution_brings_its_licence(
    names: list[str], distributions: dict[str, Any]
) -> None:
    licensed = {
        canonicalize_name(name.split("/")[1].rsplit("-", 1)[0])
        for name in names
        if name.startswith("licences/") and not name.endswith("/")
    }
    assert {*distributions, "pipmedic"} <= licensed


@pytest.mark.parametrize("minor", range(9, 16))
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform[0])
def test_no_python_and_no_system_misses_a_dependency(
    minor: int, platform: tuple[str, str, str], distributions: dict[str, Any]
) -> None:
    system, name, family = platform
    there: dict[str, str] = {**default_environment(), "extra": ""}
    there.update(platform_system=system, sys_platform=name, os_name=family)
    there.update(python_version=f"3.{minor}", python_full_version=f"3.{minor}.0")
    for text in distributions.values():
        assert f"3.{minor}" in _specifier(text["Requires-Python"])
        for line in text.get_all("Requires-Dist", []):
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate(there):
                found = distributions.get(canonicalize_name(wanted.name))
                assert found is not None, f"{text['Name']} wants {line}"
                assert wanted.specifier.contains(found["Version"]), line


def _specifier(requires_python: str) -> Any:
    return Requirement(f"python{requires_python}").specifier


def test_toml_parsed_beforehand_is_what_the_files_hold(built: Path) -> None:
    from pipmedic import toml

    with zipfile.ZipFile(built) as archive:
        known = json.loads(archive.read("pipmedic/data/parsed.json"))
        names = [n for n in archive.namelist() if n.startswith("pipmedic/") and n.endswith(".toml")]
        files = {name: archive.read(name) for name in names}
    assert "pipmedic/data/flows/facts.toml" in files
    for name, raw in files.items():
        table = known.get(hashlib.sha256(raw).hexdigest())
        assert table is None or table == toml.parse(raw), name
    assert len(known) > 20
