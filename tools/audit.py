"""Look the locked versions up in known advisories.

    python tools/audit.py                        with pip-audit, over the network
    python tools/audit.py --advisories all.zip   offline, against a carried file

The carried file is what OSV publishes for the PyPI ecosystem (a zip of one JSON document an
advisory, https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip), or one such document.
Exit code: 0 nothing known, or skipped with a reason; 1 advisories found; 2 the file is unusable.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("pyz.lock", "dev.lock")
Pins = set[tuple[str, str]]


def main(arguments: list[str]) -> int:
    """Audit and print one line an advisory."""
    parser = argparse.ArgumentParser(description="Look locked versions up in known advisories.")
    parser.add_argument("--advisories", type=Path, metavar="FILE", help="OSV zip or JSON; offline")
    args = parser.parse_args(arguments)
    if args.advisories is None:
        return online()
    try:
        found = sorted(affected(pins(), records(args.advisories)))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"error: {args.advisories}: {error}", file=sys.stderr)
        return 2
    for line in found:
        print(line)
    print(f"{len(pins())} locked versions, {len(found)} advisories")
    return 1 if found else 0


def online() -> int:
    """Run pip-audit where it is installed; say loudly that it is not."""
    own = Path(sys.executable).with_name("pip-audit")
    program = str(own) if own.exists() else shutil.which("pip-audit")
    if program is None:
        print("SKIPPED: pip-audit is not installed (pip install pip-audit), and no --advisories")
        return 0
    options = ["--disable-pip", "--require-hashes", "--progress-spinner=off"]
    codes = [
        subprocess.run(
            [program, *options, "--requirement", str(ROOT / "requirements" / lock)], check=False
        ).returncode
        for lock in LOCKS
    ]
    return max(codes)


def pins() -> Pins:
    """Return (canonical name, version) of everything that any lock names."""
    found: Pins = set()
    for lock in LOCKS:
        for line in (ROOT / "requirements" / lock).read_text("utf-8").splitlines():
            if "==" in line and not line.startswith(("#", " ")):
                requirement = Requirement(line.rstrip(" \\"))
                version = next(iter(requirement.specifier)).version
                found.add((canonicalize_name(requirement.name), version))
    return found


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Read the OSV documents of a zip, or the one in a JSON file.

    Raises:
        OSError, ValueError, zipfile.BadZipFile: the file is unreadable or something else.
    """
    if path.suffix != ".zip":
        yield json.loads(path.read_text("utf-8"))
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def affected(locked: Pins, documents: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Return one line for each locked version that an advisory speaks of."""
    for document in documents:
        if document.get("withdrawn"):
            continue
        for item in document.get("affected", ()):
            package = item.get("package", {})
            name = canonicalize_name(str(package.get("name", "")))
            for pin in locked:
                if package.get("ecosystem") == "PyPI" and pin[0] == name and _hit(pin[1], item):
                    summary = str(document.get("summary", "")).strip()
                    yield f"{name} {pin[1]}: {document.get('id')} {summary}".rstrip()


def _hit(version: str, item: dict[str, Any]) -> bool:
    """Tell whether `version` is listed, or lies in a range (OSV schema, "Evaluation")."""
    if version in item.get("versions", ()):
        return True
    ranges = [r["events"] for r in item.get("ranges", ()) if r.get("type") == "ECOSYSTEM"]
    return any(_inside(Version(version), events) for events in ranges)


def _inside(version: Version, events: list[dict[str, str]]) -> bool:
    inside = False
    for event in events:
        (kind, text), *_ = event.items()
        try:
            bound = Version(text)
        except InvalidVersion:
            continue
        if kind == "introduced" and version >= bound:
            inside = True
        if (kind == "fixed" and version >= bound) or (kind == "last_affected" and version > bound):
            inside = False
    return inside


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
