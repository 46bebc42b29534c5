"""Two faults behind each other, with a real pip: the case goes on from the first to the second."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.saved import SavedCase, learned_here, save_new
from pipmedic.case.verifying import verify_case
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import load

from .web import PACKAGE, index, serve

PROXY_CAUSES = {"proxy-dead", "proxy-scheme-https", "proxy-shouldnt-apply"}
SETTINGS = (
    "NO_PROXY",
    "no_proxy",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "PIP_CERT",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
)
PIP = (sys.executable, "-m", "pip", "download", PACKAGE, "--no-deps", "--retries", "1")


@dataclass(frozen=True)
class Index:
    """A healthy index behind a private CA."""

    url: str
    ca: Path


@pytest.fixture
def private_index(tmp_path: Path) -> Iterator[Index]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_answer, args=(listener, context), daemon=True).start()
    with listener:
        port = listener.getsockname()[1]
        yield Index(f"https://localhost:{port}/simple/", tmp_path / "ca.pem")


def _answer(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        plain.settimeout(10)
        try:
            with context.wrap_socket(plain, server_side=True) as conn:
                serve(index(), conn)
        except OSError:
            continue


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def saved(private_index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SavedCase:
    """A case that begins with what pip prints behind a dead proxy."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", private_index.url)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    done = subprocess.run(
        [*PIP, "-d", str(tmp_path / "d")], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    knowledge = complete(load())
    opened = Opened(time.time(), checks=False, python=sys.executable, knowledge=knowledge.version)
    case = Case(knowledge, compile_model(knowledge), (opened,), "en")
    return save_new(case.observe(done.stdout + done.stderr, time.time()), tmp_path / "cases")


def verified(saved: SavedCase, remedy: str) -> tuple[SavedCase, str]:
    proof = verify_case(saved.case)
    after = saved.case.verified(proof.kind, proof.output, time.time(), remedy)
    return saved.advance(after), proof.kind


@pytest.mark.lab
def test_a_dead_proxy_then_a_private_ca_then_it_works(
    saved: SavedCase, private_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert saved.case.cause is not None
    assert saved.case.cause.id in PROXY_CAUSES
    first = saved.case.plan[0].remedy

    saved, kind = verified(saved, first.id)
    assert kind == "same-error"
    assert [item.outcome for item in saved.case.state.tried] == ["failed"]

    second = saved.case.plan[0].remedy
    monkeypatch.delenv("HTTPS_PROXY")
    saved, kind = verified(saved, second.id)
    assert kind == "new-error"
    assert saved.case.error.startswith("verify-")
    assert not {item.cause for item in saved.case.mended} - PROXY_CAUSES
    assert saved.case.belief.p(saved.case.mended[0].cause) < 0.001
    third = saved.case.plan[0].remedy
    assert any(need == "ca-file" for need in third.needs)

    monkeypatch.setenv("PIP_CERT", str(private_index.ca))
    saved, kind = verified(saved, third.id)
    assert kind == "works"
    assert saved.case.state.works
    counted = {cell.remedy: tally for cell, tally in learned_here().cells.items()}
    assert counted[second.id].works == 1
    assert counted[third.id].works == 1
