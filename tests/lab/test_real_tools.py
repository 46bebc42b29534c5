"""The same faults by programs that people really run: mitmproxy and pypiserver.

They are looked for in the directory that ``PIPMEDIC_LAB_TOOLS`` names, beside this interpreter and
on the PATH. mitmproxy needs an environment of its own: what it pins on Python 3.9 is older than
what the other tests need.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from .behaviours import pump
from .conftest import Lab
from .daemon import attend, listen
from .fault import VERIFY, Fault, at
from .pips import LabPip, cache_directory
from .pki import make_pki
from .proxies import server_context
from .room import Room
from .runner import Bench, open_bench
from .web import WHEEL, wheel

pytestmark = pytest.mark.lab
START_S = 30.0


def tool(name: str) -> str:
    """The path of a program; skips the test where it is not installed."""
    places = (os.environ.get("PIPMEDIC_LAB_TOOLS", ""), str(Path(sys.executable).parent))
    found = shutil.which(name, path=os.pathsep.join((*places, os.environ.get("PATH", ""))))
    if found is None:
        pytest.skip(f"{name} is neither on the PATH nor in $PIPMEDIC_LAB_TOOLS")
    return found


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A program that listens on the port."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            wait_for(port, process)
            yield
        finally:
            process.terminate()
            process.wait(10)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"{process.args!r} does not listen on port {port}")


@pytest.fixture
def bench(open_lab_without_namespaces: Room, tmp_path: Path) -> Iterator[Bench]:
    with open_bench(open_lab_without_namespaces, tmp_path / "homes") as made:
        yield made


@pytest.fixture
def some_pips(lab: Lab) -> list[LabPip]:
    if not lab.pips:
        pytest.skip("; ".join(lab.missing.values()))
    return list(lab.pips.values())


def check_trust(fault: Fault, ca: Path, bench: Bench, pips: list[LabPip]) -> None:
    """Every pip fails to verify, and works once it knows the CA."""
    for pip in pips:
        sick = bench.install(bench.prepare(fault, pip))
        assert not sick.installed
        assert fault.told_in(sick.output, pip.modern), sick.output
        well = bench.install(bench.prepare(replace(fault, pip_conf=(f"cert = {ca}",)), pip))
        assert well.installed, well.output


def test_mitmproxy_intercepts(bench: Bench, some_pips: list[LabPip], tmp_path: Path) -> None:
    port, confdir = free_port(), tmp_path / "mitm"
    command = [tool("mitmdump"), "--listen-host", "127.0.0.1", "--listen-port", str(port)]
    command += ["--set", f"confdir={confdir}", "--ssl-insecure", "--quiet"]
    fault = Fault(
        "mitmproxy",
        ("debug-proxy-left-on",),
        at("healthy"),
        VERIFY,
        env=(("HTTPS_PROXY", f"http://127.0.0.1:{port}"),),
    )
    with running(command, port):
        check_trust(fault, confdir / "mitmproxy-ca-cert.pem", bench, some_pips)


def test_pypiserver_behind_a_private_ca(
    bench: Bench, some_pips: list[LabPip], tmp_path: Path
) -> None:
    port, packages = free_port(), tmp_path / "packages"
    packages.mkdir()
    (packages / WHEEL).write_bytes(wheel())
    command = [tool("pypi-server"), "run", "--interface", "127.0.0.1", "--port", str(port)]
    pki = make_pki(cache_directory())
    ca = tmp_path / "private.pem"
    ca.write_bytes(pki.private.pem)
    context = server_context(pki.leaf(issuer=pki.private))

    def front(conn: socket.socket) -> None:
        client = context.wrap_socket(conn, server_side=True)
        with client, socket.create_connection(("127.0.0.1", port), 5) as server:
            pump(client, server)

    with listen(("127.0.0.1", 0)) as listening, running([*command, str(packages)], port):
        attend(listening, front)
        url = f"https://localhost:{listening.getsockname()[1]}/simple/"
        fault = Fault("pypiserver", ("private-index-private-ca",), url, VERIFY)
        check_trust(fault, ca, bench, some_pips)
