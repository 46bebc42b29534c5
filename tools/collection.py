"""Build the Ansible collection: the collector goes in as data, `ansible-galaxy` makes the archive.

Usage: python tools/collection.py [--into DIST] [--folder-only]
"""

from __future__ import annotations

import argparse
import base64
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROBE = ROOT / "src" / "pipmedic" / "probe" / "probe.py"
MODULE = '''"""pipmedic's collector, carried as data; made by tools/collection.py."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import base64

_SOURCE = """
{encoded}
"""


def source():
    """Return the collector's source, as bytes."""
    return base64.b64decode(_SOURCE)
'''


def lay_out(folder: Path) -> Path:
    """Copy the collection into ``folder`` with the collector in it; return its own folder."""
    target = folder / "ansible_collections" / "pipmedic" / "doctor"
    shutil.copytree(ROOT / "ansible", target, ignore=shutil.ignore_patterns("__pycache__"))
    encoded = "\n".join(textwrap.wrap(base64.b64encode(PROBE.read_bytes()).decode("ascii"), 96))
    module = target / "plugins" / "module_utils" / "collector.py"
    module.parent.mkdir(exist_ok=True)
    module.write_text(MODULE.format(encoded=encoded), encoding="utf-8")
    shutil.copy(ROOT / "LICENSE", target)
    return target


def main() -> int:
    """Lay the collection out and have it packed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--into", type=Path, default=ROOT / "dist")
    parser.add_argument("--folder-only", action="store_true", help="only lay it out in --into")
    args = parser.parse_args()
    args.into.mkdir(parents=True, exist_ok=True)
    if args.folder_only:
        print(lay_out(args.into))
        return 0
    galaxy = shutil.which("ansible-galaxy")
    if galaxy is None:
        print("ansible-galaxy is not on PATH: pip install ansible-core", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        laid = lay_out(Path(folder))
        command = [galaxy, "collection", "build", "--force", "--output-path", str(args.into)]
        return subprocess.run([*command, str(laid)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
