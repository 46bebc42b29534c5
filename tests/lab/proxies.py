"""Forward proxies, good and bad, and one that intercepts."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Callable, Optional

from .behaviours import Behaviour, drain, pump
from .pki import Issued, Profile, issue
from .web import BLOCK_PAGE, Answer, Request, basic, hang_up, read_request

USER, PASSWORD = "lab", "hunter2"
Resolve = Callable[[str, int], Optional[tuple[str, int]]]
Tunnel = Callable[[socket.socket, str, int], None]


def resolver(names: Callable[[], Mapping[str, int]]) -> Resolve:
    """Loopback addresses as they are; the names of the lab by table; nothing else."""

    def resolve(host: str, port: int) -> Optional[tuple[str, int]]:
        if host == "localhost" or host.startswith("127."):
            return ("127.0.0.1", port)
        known = names().get(f"{host}:{port}")
        return None if known is None else ("127.0.0.1", known)

    return resolve


def straight(resolve: Resolve) -> Tunnel:
    """Tunnel bytes to where the client wants to go."""

    def tunnel(conn: socket.socket, host: str, port: int) -> None:
        where = resolve(host, port)
        if where is None:
            conn.sendall(Answer("502 Bad Gateway").encode())
            return
        with socket.create_connection(where, 5) as server:
            conn.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            pump(conn, server)

    return tunnel


def forward(resolve: Resolve, tunnel: Tunnel, login: bool = False, scheme: str = "") -> Behaviour:
    """A proxy: CONNECT through ``tunnel``, plain HTTP requests passed on.

    Args:
        login: ask for Basic credentials (407), and take the right ones.
        scheme: another Proxy-Authenticate scheme, which no client here can satisfy.
    """

    def behave(conn: socket.socket) -> None:
        request = read_request(conn)
        if request is None:
            conn.sendall(Answer("400 Bad Request", b"Bad Request").encode())
            hang_up(conn)
        elif _refused(request, login, scheme):
            conn.sendall(_challenge(scheme or 'Basic realm="proxy"').encode())
            hang_up(conn)
        elif request.method == "CONNECT":
            host, _, port = request.target.rpartition(":")
            tunnel(conn, host, int(port))
        else:
            _pass_on(conn, request, resolve)

    return behave


def _refused(request: Request, login: bool, scheme: str) -> bool:
    right = request.headers.get("proxy-authorization") == basic(USER, PASSWORD)
    return bool(scheme) or (login and not right)


def _challenge(scheme: str) -> Answer:
    return Answer("407 Proxy Authentication Required", b"", {"Proxy-Authenticate": scheme})


def _pass_on(conn: socket.socket, request: Request, resolve: Resolve) -> None:
    authority = request.target.partition("://")[2].partition("/")[0]
    host, _, port = authority.partition(":")
    where = resolve(host, int(port or 80))
    if where is None:
        conn.sendall(Answer("502 Bad Gateway").encode())
        return
    with socket.create_connection(where, 5) as server:
        head = f"{request.method} {request.path} HTTP/1.1\r\nHost: {authority}\r\n\r\n"
        server.sendall(head.encode("latin-1"))
        pump(conn, server)


def refusing(answer: Answer) -> Behaviour:
    """Give the same answer to every request."""

    def behave(conn: socket.socket) -> None:
        read_request(conn)
        conn.sendall(answer.encode())
        hang_up(conn)

    return behave


BLOCKED = refusing(Answer("403 Forbidden", BLOCK_PAGE))
BAD_GATEWAY = refusing(Answer("502 Bad Gateway"))
UNAVAILABLE = refusing(Answer("503 Service Unavailable"))
PAGE_INSTEAD = refusing(Answer("200 OK", BLOCK_PAGE))


def inside_tls(context: ssl.SSLContext, inner: Behaviour) -> Behaviour:
    """A proxy that is itself reached over TLS."""

    def behave(conn: socket.socket) -> None:
        with context.wrap_socket(conn, server_side=True) as secure:
            inner(secure)

    return behave


@dataclass(frozen=True)
class Interceptor:
    """Signs a certificate for whatever host is asked for, and reads along."""

    root: Issued
    resolve: Resolve
    profile: Profile = field(default_factory=Profile)
    contexts: dict[str, ssl.SSLContext] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tunnel(self, conn: socket.socket, host: str, port: int) -> None:
        """Sit between the client and the server."""
        where = self.resolve(host, port)
        if where is None:
            conn.sendall(Answer("502 Bad Gateway").encode())
            return
        conn.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        outward = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        outward.check_hostname, outward.verify_mode = False, ssl.CERT_NONE
        with (
            self.context(host).wrap_socket(conn, server_side=True) as client,
            socket.create_connection(where, 5) as raw,
            outward.wrap_socket(raw, server_hostname=host) as server,
        ):
            pump(client, server)

    def context(self, host: str) -> ssl.SSLContext:
        """The server context for a host, made on first use."""
        with self.lock:
            if host not in self.contexts:
                leaf = issue(host, self.root, replace(self.profile, names=(host,)))
                self.contexts[host] = server_context(leaf, "DEFAULT:@SECLEVEL=0")
            return self.contexts[host]


def server_context(leaf: Issued, ciphers: str = "") -> ssl.SSLContext:
    """A TLS server context presenting the certificate and its chain."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if ciphers:
        context.set_ciphers(ciphers)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "chain.pem")
        path.write_bytes(leaf.key_pem + leaf.pem + leaf.chain)
        context.load_cert_chain(path)
    return context


def socks5(resolve: Resolve) -> Behaviour:
    """A SOCKS5 proxy without authentication (RFC 1928); anything else is cut off."""

    def behave(conn: socket.socket) -> None:
        greeting = conn.recv(2)
        if len(greeting) < 2 or greeting[0] != 5:
            return
        conn.recv(greeting[1])
        conn.sendall(b"\x05\x00")
        where = _socks_target(conn, resolve)
        if where is None:
            conn.sendall(b"\x05\x04\x00\x01" + bytes(6))
            return
        with socket.create_connection(where, 5) as server:
            conn.sendall(b"\x05\x00\x00\x01" + bytes(6))
            pump(conn, server)

    return behave


def _socks_target(conn: socket.socket, resolve: Resolve) -> Optional[tuple[str, int]]:
    kind = conn.recv(4)[3]
    if kind == 1:
        host = socket.inet_ntoa(conn.recv(4))
    elif kind == 3:
        host = conn.recv(conn.recv(1)[0]).decode("ascii")
    else:
        return None
    port: int = struct.unpack("!H", conn.recv(2))[0]
    return resolve(host, port)


def swallow(conn: socket.socket) -> None:
    """Take the CONNECT and close."""
    with contextlib.suppress(OSError):
        read_request(conn)


def silent(conn: socket.socket) -> None:
    """Take the CONNECT and never answer."""
    drain(conn, 30.0)
