"""Real servers on loopback, and every Python that this machine has."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
from pathlib import Path
from typing import Any, Callable, Optional

from lab import behaviours as do
from lab import web
from lab.behaviours import Behaviour
from lab.pki import Issued
from lab.proxies import server_context

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "pipmedic" / "probe" / "probe.py"
VERSIONS = ("2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
Data = dict[str, Any]
Serve = Callable[[Behaviour], int]
Ask = Callable[..., Data]


def find_python(version: str) -> Optional[Path]:
    """The newest interpreter of a ``major.minor`` that pyenv has."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = sorted(
        root.glob(f"versions/{version}.*/bin/python{version}"),
        key=lambda path: [int(n) for n in re.findall(r"\d+", path.parts[-3])],
    )
    return found[-1] if found else None


def https(leaf: Issued, page: Optional[web.Web] = None) -> Behaviour:
    """A package index over TLS that presents this certificate."""
    return do.tls(server_context(leaf, "DEFAULT:@SECLEVEL=0"), page or web.index())


def send_on(conn: socket.socket) -> None:
    """Plain HTTP as a host answers that wants HTTPS."""
    request = web.read_request(conn)
    host = request.headers.get("host", "") if request else ""
    moved = web.Answer("301 Moved Permanently", headers={"Location": f"https://{host}/"})
    conn.sendall(moved.encode())
    web.hang_up(conn)


def run_probe(python: str, env: dict[str, str], *words: str, source: bytes = b"") -> Data:
    """Run the probe in an interpreter, from its standard input."""
    done = subprocess.run(
        [python, "-", *words],
        input=source or SOURCE.read_bytes(),
        capture_output=True,
        timeout=40,
        env=env,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith(b"{")]
    assert lines, done.stderr[-2000:]
    document: Data = json.loads(lines[-1])
    return document


def records(document: Data) -> Data:
    """The records of a document by check."""
    return {record["id"]: record for record in document["checks"]}


def chain_of(data: Data) -> list[bytes]:
    """The certificates of a check as DER."""
    return [base64.b64decode(text) for text in data["chain"]]
