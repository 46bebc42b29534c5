"""Fixtures of the probe's tests."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from probing import VERSIONS, Ask, Data, Serve, find_python

from lab.behaviours import Behaviour
from lab.daemon import listen
from lab.pki import Pki, make_pki
from pipmedic.probe import probe

FOUND = {version: find_python(version) for version in VERSIONS}


@pytest.fixture(scope="session", params=VERSIONS)
def python(request: pytest.FixtureRequest) -> str:
    path = FOUND[request.param]
    if path is None:
        pytest.skip(f"Python {request.param} is not installed under pyenv")
    return str(path)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that behaves; gives its port."""
    sockets: list[socket.socket] = []

    def start(behave: Behaviour) -> int:
        sock = listen(("127.0.0.1", 0))
        sockets.append(sock)
        threading.Thread(target=accept, args=(sock, behave), daemon=True).start()
        port: int = sock.getsockname()[1]
        return port

    yield start
    for sock in sockets:
        sock.shutdown(socket.SHUT_RDWR)
        sock.close()


def accept(sock: socket.socket, behave: Behaviour) -> None:
    """Serve each connection in a thread until the socket is closed."""

    def one(conn: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), conn:
            conn.settimeout(30)
            behave(conn)

    with contextlib.suppress(OSError):
        while True:
            threading.Thread(target=one, args=(sock.accept()[0],), daemon=True).start()


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """An environment without anybody's settings; a place for own ones."""
    for name in list(os.environ):
        known = (*probe.CA_VARIABLES, *probe.PROXY_VARIABLES)
        if name in known or name.startswith(("PIP_", "OPENSSL_", "SSLKEYLOG", "PYENV_VERSION")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return {**os.environ}


@pytest.fixture
def ask(clean: dict[str, str]) -> Ask:
    """Run some checks in this process against a port of localhost; gives {check: record}."""

    def run(only: str, port: int = 1, *words: str, limit: float = 4.0, host: str = "") -> Data:
        index = f"https://{host or 'localhost'}:{port}/simple"
        given = ["--only", only, "--index-url", index, "--limit", str(limit), *words]
        given += [] if "--control" in words else ["--control", "none"]
        document = probe.run(probe.parse(given), lambda event: None)
        json.dumps(document)
        return {record["id"]: record for record in document["checks"]}

    return run
