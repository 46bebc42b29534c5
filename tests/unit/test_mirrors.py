"""Mirrors are tested for health and freshness against real servers before one is recommended."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from pipmedic.case.mirroring import best, result_line
from pipmedic.checks.mirrors import MirrorState, examine_mirrors
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import load
from pipmedic.remedies.mirrors import GONE, corrected, offered, with_host

NOW = datetime(2026, 11, 21, tzinfo=timezone.utc)
NEWEST = (26, 3)
MIRRORS = load().mirrors


PLAIN = {"url": ""}


class Index(BaseHTTPRequestHandler):
    """Pages by their first path segment, which names the mirror's condition."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        condition = self.path.split("/")[1]
        if condition == "down":
            self.send_error(404)
            return
        if condition == "downgrade":
            self.send_response(302)
            self.send_header("Location", f"{PLAIN['url']}/good/simple/pip/")
            self.end_headers()
            return
        version = "24.0" if condition == "old-pip" else "26.3"
        page = f'<a href="x">pip-{version}-py3-none-any.whl</a>'
        age = timedelta(days=30 if condition == "old-date" else 1)
        self.send_response(200)
        if condition != "silent":
            self.send_header("Last-Modified", format_datetime(NOW - age, usegmt=True))
            self.send_header("X-PyPI-Last-Serial", "31415926")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"<html>hello" if condition == "portal" else page.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def server(authority: trustme.CA) -> Iterator[str]:
    plain = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    PLAIN["url"] = f"http://127.0.0.1:{plain.server_address[1]}"
    threading.Thread(target=plain.serve_forever, daemon=True).start()
    made = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    made.socket = context.wrap_socket(made.socket, server_side=True)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{made.server_address[1]}"
    for running in (made, plain):
        running.shutdown()
        running.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")


CONDITIONS: Mapping[str, MirrorState] = {
    "good": MirrorState.HEALTHY,
    "silent": MirrorState.HEALTHY,
    "old-pip": MirrorState.STALE,
    "old-date": MirrorState.STALE,
    "portal": MirrorState.NOT_AN_INDEX,
    "down": MirrorState.NOT_AN_INDEX,
    "downgrade": MirrorState.UNREACHABLE,
}


def test_every_condition_is_told_apart(server: str, authority: trustme.CA) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    urls = [f"{server}/{condition}/simple/" for condition in CONDITIONS]
    results = examine_mirrors(urls, NEWEST, NOW, context)
    assert [found.state for found in results] == list(CONDITIONS.values())
    good, silent = results[0], results[1]
    assert (good.newest_pip, good.serial) == ("26.3", "31415926")
    assert good.changed.startswith("2026-11-20")
    assert silent.changed == ""
    assert best(reversed(results)) == silent
    for language in SUPPORTED:
        assert all(result_line(found, translator(language)) for found in results)


def test_untrusted_plain_and_closed_are_never_recommended(server: str) -> None:
    urls = [f"{server}/good/simple", "http://127.0.0.1:9/simple", "https://127.0.0.1:9/simple"]
    results = examine_mirrors(urls, NEWEST, NOW)
    wanted = [MirrorState.UNTRUSTED, MirrorState.PLAIN_HTTP, MirrorState.UNREACHABLE]
    assert [found.state for found in results] == wanted
    assert best(results) is None


def test_retired_mirrors_are_never_offered_and_http_comes_last() -> None:
    listed = offered(MIRRORS)
    assert listed[0].id == "pypi"
    assert offered(MIRRORS, avoid="pypi.org")[0].status == "listed"
    assert all(mirror.status not in GONE for mirror in listed)
    plain = [mirror for mirror in listed if not mirror.https]
    assert list(listed[len(listed) - len(plain) :]) == plain


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("http://pypi.douban.com/simple", "https://pypi.org/simple"),
        ("http://mirrors.aliyun.com/pypi/simple/", "https://mirrors.aliyun.com/pypi/simple"),
        ("https://mirrors.ustc.edu.cn/pypi/web/simple", "https://mirrors.ustc.edu.cn/pypi/simple"),
        ("https://pypi.org/pypi", "https://pypi.org/simple"),
        ("http://index.corp.example/simple", "https://index.corp.example/simple"),
        ("http://index.corp.example:8080/simple", None),
        ("https://index.corp.example/simpel", None),
        ("http://[broken", None),
    ],
)
def test_the_right_address_where_it_can_be_known(url: str, right: str | None) -> None:
    assert corrected(url, MIRRORS) == right


def test_another_host_keeps_port_and_path_and_drops_the_password() -> None:
    assert with_host("https://u:p@10.0.0.1:8443/simple/", "pkg.corp") == (
        "https://pkg.corp:8443/simple/"
    )
