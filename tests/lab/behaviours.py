"""What a listening socket can do to a connection: the faulty servers, each one function."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import struct
import time
from typing import Callable, Optional

from .web import Web, serve

Behaviour = Callable[[socket.socket], None]
IDLE_S = 30.0
"""The longest that a silent server keeps a connection."""
ALERTS = {
    "handshake_failure": 40,
    "access_denied": 49,
    "protocol_version": 70,
    "internal_error": 80,
    "unrecognized_name": 112,
    "certificate_required": 116,
}


def plain(web: Web) -> Behaviour:
    """HTTP without TLS."""
    return lambda conn: serve(web, conn)


def tls(context: ssl.SSLContext, web: Web) -> Behaviour:
    """HTTPS."""

    def behave(conn: socket.socket) -> None:
        with context.wrap_socket(conn, server_side=True) as secure:
            serve(web, secure)

    return behave


def say(data: bytes) -> Behaviour:
    """Send bytes at once, whatever is asked, and close."""

    def behave(conn: socket.socket) -> None:
        conn.sendall(data)
        drain(conn, 1.0)

    return behave


def alert(name: str) -> Behaviour:
    """Answer the ClientHello with a fatal TLS alert."""
    record = struct.pack("!BHHBB", 21, 0x0303, 2, 2, ALERTS[name])

    def behave(conn: socket.socket) -> None:
        read_hello(conn)
        conn.sendall(record)
        drain(conn, 1.0)

    return behave


def close(after_hello: bool) -> Behaviour:
    """Close without a word, before or after the ClientHello was read."""

    def behave(conn: socket.socket) -> None:
        if after_hello:
            read_hello(conn)

    return behave


def reset(after_hello: bool) -> Behaviour:
    """Reset the connection, before or after the ClientHello was read."""

    def behave(conn: socket.socket) -> None:
        if after_hello:
            read_hello(conn)
        rst(conn)

    return behave


def hang(conn: socket.socket) -> None:
    """Take everything and never answer."""
    drain(conn, IDLE_S)


def stall(context: ssl.SSLContext) -> Behaviour:
    """Promise a body after a good handshake and never send it."""

    def behave(conn: socket.socket) -> None:
        with context.wrap_socket(conn, server_side=True) as secure:
            secure.recv(4096)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<!DOCTYPE html>")
            drain(secure, IDLE_S)

    return behave


def drip(conn: socket.socket) -> None:
    """Send the start of a TLS record, one byte at a time."""
    read_hello(conn)
    until = time.monotonic() + IDLE_S
    for byte in struct.pack("!BHH", 22, 0x0303, 4000) + bytes(4000):
        if time.monotonic() > until:
            return
        conn.sendall(bytes([byte]))
        time.sleep(0.3)


def flood(conn: socket.socket) -> None:
    """Send nonsense, as much as the peer takes."""
    until = time.monotonic() + IDLE_S
    while time.monotonic() < until:
        conn.sendall(b"\x1b[31mA" * 8192)


def old_server_hello(conn: socket.socket) -> None:
    """Speak TLS 1.2 without secure renegotiation (RFC 5746), as old gateways do."""
    read_hello(conn)
    hello = struct.pack("!H", 0x0303) + bytes(32) + b"\x00" + struct.pack("!HB", 0xC02F, 0)
    handshake = b"\x02" + struct.pack("!I", len(hello))[1:] + hello
    conn.sendall(struct.pack("!BHH", 22, 0x0303, len(handshake)) + handshake)
    drain(conn, 2.0)


def read_hello(conn: socket.socket, patience: float = 5.0) -> bytes:
    """The first TLS record, whole; less when the peer stops."""
    conn.settimeout(patience)
    data = b""
    with contextlib.suppress(OSError):
        while len(data) < 5 or len(data) < 5 + struct.unpack("!H", data[3:5])[0]:
            more = conn.recv(4096)
            if not more:
                break
            data += more
    return data


def drain(conn: socket.socket, seconds: float) -> None:
    """Read and forget until the peer closes or the time is over."""
    until = time.monotonic() + seconds
    with contextlib.suppress(OSError):
        while time.monotonic() < until:
            conn.settimeout(max(0.05, until - time.monotonic()))
            if not conn.recv(65536):
                return


def rst(conn: socket.socket) -> None:
    """Close with a TCP reset."""
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conn.close()


def relay(
    upstream: Callable[[], int],
    judge: Callable[[bytes], Optional[Behaviour]] = lambda _: None,
    tamperer: Callable[[], Callable[[bytes], bytes]] = lambda: bytes,
) -> Behaviour:
    """Pass a TLS connection on to another local port.

    Args:
        upstream: gives that port.
        judge: looks at the ClientHello; a behaviour takes the connection over.
        tamperer: makes, for one connection, what is done to every piece the server sends.
    """

    def behave(conn: socket.socket) -> None:
        hello = read_hello(conn)
        instead = judge(hello)
        if instead is not None:
            instead(conn)
            return
        with socket.create_connection(("127.0.0.1", upstream()), 5) as other:
            other.sendall(hello)
            pump(conn, other, tamperer())

    return behave


def pump(
    client: socket.socket,
    server: socket.socket,
    tamper: Callable[[bytes], bytes] = bytes,
) -> None:
    """Copy both ways until either side closes or nothing moves for a while."""
    pairs = {client: (server, bytes), server: (client, tamper)}
    with contextlib.suppress(OSError):
        while True:
            pending = [s for s in pairs if isinstance(s, ssl.SSLSocket) and s.pending()]
            ready = pending or select.select(list(pairs), [], [], IDLE_S)[0]
            if not ready:
                return
            for sock in ready:
                data = what_came(sock)
                if data == b"":
                    return
                other, change = pairs[sock]
                other.settimeout(5)
                other.sendall(change(data or b""))


def what_came(sock: socket.socket) -> Optional[bytes]:
    """What has arrived; empty at the end, None when it was TLS's own (a session ticket)."""
    sock.setblocking(False)
    try:
        return sock.recv(65536)
    except (ssl.SSLWantReadError, BlockingIOError):
        return None


def bigger_than(limit: int) -> Callable[[bytes], Optional[Behaviour]]:
    """A judge that lets ClientHellos above ``limit`` bytes vanish."""
    return lambda hello: hang if len(hello) > limit else None


def naming(host: str) -> Callable[[bytes], Optional[Behaviour]]:
    """A judge that resets connections whose SNI names the host."""
    return lambda hello: rst if host.encode("ascii") in hello else None


def flipping(after: int) -> Callable[[], Callable[[bytes], bytes]]:
    """A maker of tamperers that change one byte once ``after`` bytes have passed."""

    def make() -> Callable[[bytes], bytes]:
        seen = 0

        def tamper(data: bytes) -> bytes:
            nonlocal seen
            start, seen = seen, seen + len(data)
            if start <= after < seen:
                at = after - start
                return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
            return data

        return tamper

    return make
