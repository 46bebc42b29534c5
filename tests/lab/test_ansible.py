"""The Ansible collection on local hosts: looks, reports, shows, and only when told mends.

`ansible-playbook` is looked for on the PATH and in the directory that ``PIPMEDIC_LAB_TOOLS`` names.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

ROOT = Path(__file__).parents[2]
HOSTS = 3
PLAY = """
- hosts: all
  gather_facts: false
  roles: [pipmedic.doctor.diagnose, pipmedic.doctor.remediate]
"""


class Index(BaseHTTPRequestHandler):
    """An index without projects."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><html><body></body></html>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def private_index(tmp_path: Path) -> Iterator[str]:
    """The address of an index whose certificate a private CA issued, the CA in ``ca.pem``."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}/simple/"
    server.shutdown()
    server.server_close()
    thread.join()


def tool(name: str) -> str:
    """Return a program of Ansible, or skip the test."""
    extra = os.environ.get("PIPMEDIC_LAB_TOOLS", "")
    found = shutil.which(name, path=os.pathsep.join((extra, os.environ.get("PATH", ""))))
    if found is None:
        pytest.skip(f"{name} is not installed here, so the collection was NOT tested")
    return found


@pytest.fixture
def playbook(tmp_path: Path, private_index: str) -> list[str]:
    """The command that runs the collection on a few local hosts."""
    program = tool("ansible-playbook")
    build = [sys.executable, str(ROOT / "tools" / "collection.py"), "--folder-only"]
    subprocess.run([*build, "--into", str(tmp_path)], check=True, capture_output=True)
    local = f"ansible_connection=local ansible_python_interpreter={sys.executable}"
    lines = [f"pc{number} {local}" for number in range(HOSTS)]
    (tmp_path / "inventory").write_text("\n".join(["[north]", *lines, ""]), encoding="utf-8")
    (tmp_path / "play.yml").write_text(PLAY, encoding="utf-8")
    ill = tmp_path / "ill"  # what is mended is the configuration of this one, and no other
    subprocess.run([sys.executable, "-m", "venv", str(ill)], check=True, capture_output=True)
    values = {
        "pipmedic_python": str(ill / "bin" / "python"),
        "pipmedic_index_url": private_index,
        "pipmedic_command": [sys.executable, "-m", "pipmedic"],
        "pipmedic_ca_src": str(tmp_path / "ca.pem"),
        "pipmedic_ca_dest": str(tmp_path / "home" / "organisation.pem"),
    }
    arguments = ["-i", str(tmp_path / "inventory"), str(tmp_path / "play.yml")]
    return [program, *arguments, "-e", json.dumps(values)]


def run(command: list[str], home: Path) -> str:
    """Run it with a home and a configuration of its own."""
    settings = ("PIP_", "SSL_CERT_", "REQUESTS_CA_", "CURL_CA_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    env = {
        **clean,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "ANSIBLE_COLLECTIONS_PATH": str(home.parent),
        "ANSIBLE_LOCAL_TEMP": str(home / "local"),
        "ANSIBLE_REMOTE_TEMP": str(home / "remote"),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return done.stdout


def test_looks_reports_and_mends_only_when_told(playbook: list[str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shown = run([*playbook, "-e", "pipmedic_apply=false"], home)  # a word, not a boolean
    results = tmp_path / "pipmedic-results"
    assert len(list(results.glob("*.json"))) == HOSTS
    assert "organisation.pem" in shown
    assert list(home.rglob("*.pem")) == list(tmp_path.rglob("pip.conf")) == []

    page, report = tmp_path / "page.html", [sys.executable, "-m", "pipmedic", "fleet", "report"]
    subprocess.run([*report, str(results), "--html", str(page)], check=False, capture_output=True)
    text = page.read_text(encoding="utf-8")
    assert "trustme" in text
    assert f'<td class="n">{HOSTS}</td>' in text

    run([*playbook, "-e", "pipmedic_apply=true"], home)
    assert (home / "organisation.pem").exists()
    run(playbook, home)
    for result in results.glob("*.json"):
        document = json.loads(result.read_text(encoding="utf-8"))["document"]
        tls = next(item for item in document["checks"] if item["id"] == "tls_pip")
        assert tls["data"]["ok"] is True


def test_the_archive_installs_without_any_network(tmp_path: Path) -> None:
    galaxy = tool("ansible-galaxy")
    path = os.pathsep.join((str(Path(galaxy).parent), os.environ.get("PATH", "")))
    build = [sys.executable, str(ROOT / "tools" / "collection.py"), "--into", str(tmp_path)]
    subprocess.run(
        build, env={**os.environ, "PATH": path}, check=True, capture_output=True, timeout=120
    )
    (archive,) = tmp_path.glob("pipmedic-doctor-*.tar.gz")
    cut_off = ["unshare", "-rn"]
    if subprocess.run([*cut_off, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no namespace without network here, so the installation was NOT tested")
    home = tmp_path / "home"
    home.mkdir()
    installed = tmp_path / "installed"
    install = ["collection", "install", str(archive), "--offline", "-p", str(installed)]
    run([*cut_off, galaxy, *install], home)
    there = installed / "ansible_collections" / "pipmedic" / "doctor"
    probe = ROOT / "src" / "pipmedic" / "probe" / "probe.py"
    carried: dict[str, Any] = {}
    exec((there / "plugins" / "module_utils" / "collector.py").read_text("utf-8"), carried)
    assert carried["source"]() == probe.read_bytes()
    assert {role.name for role in (there / "roles").iterdir()} == {"diagnose", "remediate"}
