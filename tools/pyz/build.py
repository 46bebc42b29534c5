"""Build dist/pipmedic.pyz: the same bytes for the same sources, on any machine.

    python tools/pyz/build.py [--output FOLDER] [--wheels FOLDER]

Entries are sorted, their time is SOURCE_DATE_EPOCH or the start of 1980, and they are stored
uncompressed, because compressed bytes differ between releases of zlib.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import stat
import sys
import time
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from sbom import sbom
from wheels import BuildError, Wheel, download

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "pyz.lock"
NAME = "pipmedic.pyz"
SHEBANG = b"#!/usr/bin/env python3\n"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def main(arguments: list[str]) -> int:
    """Build, and print size and checksum."""
    parser = argparse.ArgumentParser(description="Build the single file.")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", metavar="FOLDER")
    parser.add_argument("--wheels", type=Path, default=ROOT / "build" / "wheels", metavar="FOLDER")
    args = parser.parse_args(arguments)
    try:
        wheels = download(LOCK, args.wheels)
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(write(args.output, content(wheels), sbom(own_version(), wheels)))
    return 0


def own_version() -> str:
    """Return pipmedic's version as its source states it."""
    source = (ROOT / "src" / "pipmedic" / "__init__.py").read_text("utf-8")
    found = re.search(r'__version__ = "([^"]+)"', source)
    assert found, "no version in the source"
    return found.group(1)


def content(wheels: tuple[Wheel, ...]) -> dict[str, bytes]:
    """Return every entry of the single file by its path, without the bootstrap's own two."""
    entries: dict[str, bytes] = {}
    for wheel in wheels:
        entries.update(wheel.code())
        for name, data in wheel.licences().items():
            entries[f"licences/{wheel.name}-{wheel.version}/{name}"] = data
    entries["licences/pipmedic/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    entries.update(tree(ROOT / "src" / "pipmedic", "pipmedic"))
    for folder in ("kb", "flows"):
        entries.update(tree(ROOT / folder, f"pipmedic/data/{folder}"))
    entries["pipmedic/data/parsed.json"] = parsed(entries)
    entries["sbom.cdx.json"] = sbom(own_version(), wheels)
    return entries


def tree(folder: Path, prefix: str) -> dict[str, bytes]:
    """Return all files below `folder`, but nothing that Python or an editor left there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    inside = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        f"{prefix}/{name}": path.read_bytes()
        for name, path in inside.items()
        if "__pycache__" not in name and not path.name.startswith(".") and not name.endswith("~")
    }


def parsed(entries: dict[str, bytes]) -> bytes:
    """Return what pipmedic's TOML files hold by their SHA-256, for `pipmedic.toml`."""
    found = {}
    for name, data in sorted(entries.items()):
        if name.startswith("pipmedic/") and name.endswith(".toml"):
            table = tomllib.loads(data.decode("utf-8"))
            if json.loads(json.dumps(table, default=str)) == table:
                found[hashlib.sha256(data).hexdigest()] = table
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def manifest(entries: dict[str, bytes]) -> bytes:
    """Return one line a file: SHA-256, size in bytes, path."""
    lines = (
        f"{hashlib.sha256(data).hexdigest()} {len(data)} {name}\n"
        for name, data in sorted(entries.items())
    )
    return "".join(lines).encode()


def folders(entries: dict[str, bytes]) -> dict[str, bytes]:
    """Return an empty entry a folder: zipimport finds namespace packages by these alone."""
    parents = {parent for name in entries for parent in PurePosixPath(name).parents}
    return {f"{parent}/": b"" for parent in parents if parent.name}


def write(folder: Path, entries: dict[str, bytes], bill: bytes) -> str:
    """Write the single file, its checksum and its SBOM; return the lines to print."""
    folder.mkdir(parents=True, exist_ok=True)
    bootstrap = Path(__file__).with_name("bootstrap.py").read_bytes()
    first = {"__main__.py": bootstrap, "MANIFEST": manifest(entries)}
    target = folder / NAME
    with target.open("wb") as file:
        file.write(SHEBANG)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, data in [*first.items(), *sorted({**folders(entries), **entries}.items())]:
                archive.writestr(entry(name), data)
    target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    (folder / f"{NAME}.sha256").write_bytes(f"{digest}  {NAME}\n".encode())
    (folder / "pipmedic.cdx.json").write_bytes(bill)
    return f"{target}: {target.stat().st_size:,} bytes\nSHA-256 {digest}"


def entry(name: str) -> Any:
    """Return the header of one entry, equal on every machine."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    when = max(_EARLIEST, time.gmtime(int(epoch))[:6]) if epoch else _EARLIEST
    info = zipfile.ZipInfo(name, when)
    info.create_system = 3
    folder = name.endswith("/")
    info.external_attr = (stat.S_IFDIR | 0o755 if folder else stat.S_IFREG | 0o644) << 16
    info.external_attr |= 0x10 if folder else 0
    return info


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
