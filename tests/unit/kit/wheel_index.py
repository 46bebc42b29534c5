"""A package index on loopback, made of wheels of what is installed here."""

from __future__ import annotations

import base64
import functools
import hashlib
import http.server
import importlib.metadata
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def wheel_of(name: str, folder: Path) -> Path:
    """Pack an installed pure distribution into a wheel again, from its own RECORD."""
    found = importlib.metadata.distribution(name)
    files = {
        str(path): Path(str(found.locate_file(path))).read_bytes()
        for path in found.files or ()
        if not str(path).startswith("..") and "__pycache__" not in str(path)
    }
    info = next(path.split("/")[0] for path in files if ".dist-info/" in path)
    return write_wheel(folder, info, files)


def invented_wheel(folder: Path, name: str, requires: str = "") -> Path:
    """Make a wheel with one module and at most one requirement."""
    info = f"{name}-1.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    metadata += f"Requires-Dist: {requires}\n" if requires else ""
    files = {
        f"{name}.py": b"",
        f"{info}/METADATA": metadata.encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    return write_wheel(folder, info, files)


def write_wheel(folder: Path, info: str, files: dict[str, bytes]) -> Path:
    """Write the files and a RECORD of them."""
    kept = {name: data for name, data in files.items() if not name.endswith(".dist-info/RECORD")}
    rows = []
    for name, data in kept.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        rows.append(f"{name},sha256={digest},{len(data)}\n")
    path = folder / f"{info.removesuffix('.dist-info')}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in kept.items():
            archive.writestr(name, data)
        archive.writestr(f"{info}/RECORD", "".join(rows) + f"{info}/RECORD,,\n")
    return path


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served(wheels: Path) -> Iterator[str]:
    """Serve a folder of wheels as a simple index (PEP 503) and yield its address."""
    simple = wheels / "simple"
    for wheel in wheels.glob("*.whl"):
        page = simple / wheel.name.split("-")[0].lower().replace("_", "-") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        python = python_needed(wheel)
        link = f'<a href="../../{wheel.name}" data-requires-python="{python}">{wheel.name}</a>\n'
        page.write_text((page.read_text() if page.exists() else "<!doctype html>\n") + link)
    handler = functools.partial(_Quiet, directory=str(wheels))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple/"
        server.shutdown()
        thread.join()


def python_needed(wheel: Path) -> str:
    """Return Requires-Python as it stands in HTML."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode("utf-8").splitlines()
    found = [line.partition(":")[2].strip() for line in lines if line.startswith("Requires-Python")]
    return "".join(found[:1]).replace("<", "&lt;").replace(">", "&gt;")
