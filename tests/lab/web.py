"""Just enough HTTP and just enough package index, over any connected socket."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import socket
import ssl
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import Callable, Optional

MAX_HEAD = 65536
PIP_WHEELS: Optional[Path] = None
"""The folder with the wheels of pip that every index here offers too."""
PACKAGE = "labpkg"
WHEEL = "labpkg-1.0-py2.py3-none-any.whl"
BLOCK_PAGE = b"<html><title>Sign in</title><body>Access to this site is blocked.</body></html>"


@dataclass(frozen=True)
class Request:
    """The head of an HTTP request. Header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path without host and query."""
        bare = self.target.partition("?")[0]
        if "://" in bare:
            bare = "/" + bare.partition("://")[2].partition("/")[2]
        return bare


@dataclass(frozen=True)
class Answer:
    """An HTTP response.

    Attributes:
        promised: the Content-Length to announce when it is not the truth.
    """

    status: str = "200 OK"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: Optional[int] = None

    def encode(self, head_only: bool = False) -> bytes:
        """The bytes on the wire."""
        length = len(self.body) if self.promised is None else self.promised
        lines = [
            f"HTTP/1.1 {self.status}",
            f"Date: {formatdate(usegmt=True)}",
            f"Content-Length: {length}",
            "Connection: close",
        ]
        sent = {"Content-Type": "text/html", **self.headers}
        lines += [f"{name}: {value}" for name, value in sent.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
        return head if head_only else head + self.body


Web = Callable[[Request], Answer]


def read_request(conn: socket.socket) -> Optional[Request]:
    """The next request, or None when the peer sent something else or nothing."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = conn.recv(4096)
        if not more or len(data) > MAX_HEAD:
            return None
        data += more
        if not data[:1].isalpha():
            return None
    lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3:
        return None
    pairs = (line.partition(":") for line in lines[1:])
    return Request(words[0], words[1], {k.strip().lower(): v.strip() for k, _, v in pairs})


def serve(web: Web, conn: socket.socket) -> None:
    """Answer one request."""
    request = read_request(conn)
    if request is None:
        conn.sendall(Answer("400 Bad Request", b"Bad Request").encode())
        return
    conn.sendall(web(request).encode(head_only=request.method == "HEAD"))
    hang_up(conn)


def hang_up(conn: socket.socket) -> None:
    """Close politely: close_notify on TLS, FIN below, and drain what still comes."""
    try:
        if isinstance(conn, ssl.SSLSocket):
            conn.settimeout(1)
            conn.unwrap()
        conn.shutdown(socket.SHUT_WR)
        conn.settimeout(1)
        while conn.recv(4096):
            pass
    except OSError:
        pass


def wheel() -> bytes:
    """A wheel with one empty module, built the same every time."""
    info = "labpkg-1.0.dist-info"
    files = {
        "labpkg.py": b"ANSWER = 42\n",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: labpkg\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: lab\nRoot-Is-Purelib: true\n"
        b"Tag: py2-none-any\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},{_record_hash(data)},{len(data)}\n" for name, data in files.items())
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode("ascii")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def _record_hash(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return "sha256=" + digest.decode("ascii")


def index(files: str = "/files/", spoil: Callable[[Answer], Answer] = lambda good: good) -> Web:
    """A simple index (PEP 503) with the one package.

    Args:
        files: where the links point to; an absolute URL makes a separate file host.
        spoil: what is done to the download before it is sent.
    """
    data = wheel()
    digest = hashlib.sha256(data).hexdigest()
    link = f'<a href="{files}{WHEEL}#sha256={digest}">{WHEEL}</a>'
    wheels = pip_wheels()
    pages = {
        "/simple": f'<a href="/simple/{PACKAGE}/">{PACKAGE}</a>',
        f"/simple/{PACKAGE}": link,
        "/simple/pip": "".join(_pip_link(files, name, *wheels[name]) for name in wheels),
    }

    def web(request: Request) -> Answer:
        path = request.path.rstrip("/")
        if path == f"/files/{WHEEL}":
            return spoil(Answer(body=data, headers={"Content-Type": "application/octet-stream"}))
        name = path.rpartition("/")[2]
        if name in wheels and path.startswith(("/files/", "/packages/")):
            return Answer(
                body=wheels[name][0].read_bytes(),
                headers={"Content-Type": "application/octet-stream"},
            )
        if path not in pages:
            return Answer("404 Not Found", b"Not Found")
        return Answer(body=f"<!DOCTYPE html><html><body>{pages[path]}</body></html>".encode())

    return web


@cache
def pip_wheels() -> Mapping[str, tuple[Path, str]]:
    """File name of each pip of the lab to its path and the Pythons it is for."""
    if PIP_WHEELS is None or not PIP_WHEELS.is_dir():
        return {}
    return {path.name: (path, _requires(path)) for path in sorted(PIP_WHEELS.glob("pip-*.whl"))}


def _requires(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        text = archive.read(name).decode("utf-8")
    found = (line for line in text.splitlines() if line.startswith("Requires-Python:"))
    return next(found, ":").partition(":")[2].strip()


@cache
def _pip_link(files: str, name: str, path: Path, requires: str) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    python = html.escape(requires)
    return f'<a href="{files}{name}#sha256={digest}" data-requires-python="{python}">{name}</a>\n'


def always(status: str, body: bytes = b"", **headers: str) -> Web:
    """The same answer to everything. Header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(status, body, named)


def with_login(web: Web, user: str, password: str) -> Web:
    """The web behind HTTP Basic authentication."""
    wanted = basic(user, password)

    def guarded(request: Request) -> Answer:
        if request.headers.get("authorization") == wanted:
            return web(request)
        return Answer("401 Unauthorized", b"", {"WWW-Authenticate": 'Basic realm="lab"'})

    return guarded


def basic(user: str, password: str) -> str:
    """The value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def truncated(good: Answer) -> Answer:
    """The download, cut off in the middle."""
    return Answer(good.status, good.body[:200], good.headers, promised=len(good.body))


def corrupted(good: Answer) -> Answer:
    """The download with some bytes changed."""
    return Answer(good.status, good.body[:100] + b"XXXX" + good.body[104:], good.headers)
