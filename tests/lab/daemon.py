"""The server process: sets up its private namespaces, serves until standard input ends."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from . import behaviours as do
from . import servers, web
from .behaviours import Behaviour
from .pki import Pki, Profile, make_pki
from .proxies import server_context
from .web import index

PUBLIC_ADDRESSES = {name: f"151.101.0.{223 + n}" for n, name in enumerate(servers.PUBLIC_NAMES)}
"""A healthy public Internet in small, for the checks that compare."""
FAR = "203.0.113.7"
"""An address to which there is no route (RFC 5737)."""
CORP_NAMES = {
    "index.corp.example": "10.20.0.5",
    "plain.corp.example": "10.20.0.6",
    "hijacked.example": "10.20.0.7",
}
BLACKHOLES = {"silent.corp.example": "198.51.100.9", "sixth.corp.example": "2001:db8::9"}
"""Names whose packets come back and belong to nobody, so that the kernel drops them."""
CONNECTION_S = 40.0


def listen(address: tuple[str, int], backlog: int = 64) -> socket.socket:
    """A listening socket."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(address)
    sock.listen(backlog)
    return sock


def attend(sock: socket.socket, behave: Behaviour) -> None:
    """Serve a listening socket in threads, one per connection, for the life of the process."""

    def one(conn: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), conn:
            conn.settimeout(CONNECTION_S)
            behave(conn)

    def loop() -> None:
        while True:
            conn, _ = sock.accept()
            threading.Thread(target=one, args=(conn,), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def closed_port() -> tuple[int, socket.socket]:
    """A port that refuses connections as long as the socket lives."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock.getsockname()[1], sock


def full_backlog() -> tuple[int, list[socket.socket]]:
    """A port whose accept queue is full, so that new connections get no answer."""
    sock = listen(("127.0.0.1", 0), 0)
    parked = []
    for _ in range(3):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(sock.getsockname())
        parked.append(client)
    return sock.getsockname()[1], [sock, *parked]


def make_private(directory: Path, pki: Pki) -> None:
    """Give this process, alone in its namespaces, a small Internet of its own."""
    _run("mount", "--make-rprivate", "/")
    _run("ip", "link", "set", "lo", "up")
    _copy_over(Path("/etc"), directory / "etc")
    names = {**PUBLIC_ADDRESSES, **CORP_NAMES}
    for address in names.values():
        _run("ip", "addr", "add", f"{address}/32", "dev", "lo")
    _run("ip", "addr", "add", "2001:db8::1/128", "dev", "lo")
    for address in BLACKHOLES.values():
        _run("ip", "route", "add", address, "dev", "lo")
    hosts = "127.0.0.1 localhost\n::1 localhost\n::1 six.corp.example\n"
    hosts += f"{FAR} far.example\n"
    both = {"sixth.corp.example": "127.0.0.1"}
    pairs = (*names.items(), *BLACKHOLES.items(), *both.items())
    hosts += "".join(f"{address} {name}\n" for name, address in pairs)
    _cover(Path("/etc/hosts"), directory / "hosts", hosts)
    _cover(Path("/etc/resolv.conf"), directory / "resolv.conf", "nameserver 127.0.0.53\n")
    for path in (Path("/etc/pip.conf"), Path("/etc/xdg/pip/pip.conf")):
        _cover(path, directory / "no-pip.conf", "")
    _cover_store(directory / "ssl", {"public": pki.public.pem, "managed": pki.managed.pem})


def _copy_over(folder: Path, copy: Path) -> None:
    """Bind a copy over a folder, so that what remedies write there stays in the namespaces."""

    def unreadable(where: str, names: list[str]) -> list[str]:
        paths = {name: Path(where, name) for name in names}
        return [name for name, path in paths.items() if not _can_copy(path)]

    shutil.copytree(folder, copy, symlinks=True, ignore=unreadable)
    _run("mount", "--bind", str(copy), str(folder))


def _can_copy(path: Path) -> bool:
    kinds = path.is_symlink() or path.is_dir() or path.is_file()
    return kinds and (path.is_symlink() or os.access(path, os.R_OK))


def _cover(path: Path, copy: Path, content: str) -> None:
    copy.write_text(content, encoding="utf-8")
    if path.exists():
        _run("mount", "--bind", str(copy), str(path))


def _cover_store(copy: Path, roots: Mapping[str, bytes]) -> None:
    """Bind a copy of /etc/ssl that holds some more roots over the real one."""
    store = Path("/etc/ssl")
    if not (store / "certs" / "ca-certificates.crt").exists() or not shutil.which("openssl"):
        return
    shutil.copytree(store, copy, symlinks=True, ignore=shutil.ignore_patterns("private"))
    bundle = copy / "certs" / "ca-certificates.crt"
    content = bundle.read_bytes() + b"".join(roots.values())
    bundle.unlink()
    bundle.write_bytes(content)
    for name, root in roots.items():
        file = copy / "certs" / f"lab-{name}.pem"
        file.write_bytes(root)
        digest = _run("openssl", "x509", "-hash", "-noout", "-in", str(file))
        (copy / "certs" / f"{digest.strip()}.0").symlink_to(file.name)
    _run("mount", "--bind", str(copy), str(store))
    own = Path("/usr/local/share/ca-certificates")
    if own.is_dir():
        local = copy.with_name("local-roots")
        shutil.copytree(own, local)
        for name, root in roots.items():
            (local / f"lab-{name}.crt").write_bytes(root)
        _run("mount", "--bind", str(local), str(own))


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, timeout=20, check=False, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


class Resolver(threading.Thread):
    """A name server for which no name exists (NXDOMAIN), on 127.0.0.53."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.53", 53))

    def run(self) -> None:
        while True:
            query, peer = self.sock.recvfrom(512)
            question = query[12:].partition(b"\0")
            asked = question[0] + b"\0" + question[2][:4]
            header = query[:2] + b"\x81\x83" + b"\0\x01" + bytes(6)
            self.sock.sendto(header + asked, peer)


def serve_names(served: Mapping[str, Behaviour], pki: Pki) -> None:
    """Serve the public and the corporate names on their own addresses."""
    for address in PUBLIC_ADDRESSES.values():
        attend(listen((address, 443)), served["public"])
    attend(listen((CORP_NAMES["index.corp.example"], 443)), served["corp"])
    attend(listen((CORP_NAMES["plain.corp.example"], 80)), served["plain-index"])
    parking = server_context(pki.leaf(Profile(names=("parking.example",))))
    attend(listen((CORP_NAMES["hijacked.example"], 443)), do.tls(parking, index()))


def main() -> None:
    """Serve everything."""
    directory, cache = Path(sys.argv[1]), Path(sys.argv[2])
    pki = make_pki(cache)
    web.PIP_WHEELS = cache / "wheels"
    private = bool(os.environ.get("LAB_PRIVATE"))
    if private:
        make_private(directory, pki)
        Resolver().start()
    ports: dict[str, int] = {}
    served, certs = servers.build(pki, directory, ports.__getitem__)
    if private:
        serve_names(served, pki)
    for name, content in servers.trust_files(pki, certs).items():
        (directory / name).write_bytes(content)
    for name, behave in served.items():
        sock = listen(("127.0.0.1", 0))
        ports[name] = sock.getsockname()[1]
        attend(sock, behave)
    ports["closed"], _closed = closed_port()
    ports["backlog"], _backlog = full_backlog()
    print(json.dumps({"ports": ports}), flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
