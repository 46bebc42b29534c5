"""What stands between pip and its index, and what the system's store knows of it."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from pathlib import Path
from typing import Optional

import pytest
from probing import Ask, Serve, https, send_on

from lab import behaviours as do
from lab import web
from lab.behaviours import Behaviour
from lab.pki import Pki
from pipmedic.probe import probe


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pki: Pki, ask: Ask) -> Ask:
    """Ask on a machine whose pip trusts the lab's public root."""
    ca = tmp_path / "public.pem"
    ca.write_bytes(pki.public.pem)
    monkeypatch.setenv("PIP_CERT", str(ca))
    return ask


def test_one_private_issuer_on_unrelated_hosts(trusting: Ask, serve: Serve, pki: Pki) -> None:
    index, control = (serve(https(pki.leaf(issuer=pki.inspector))) for _ in range(2))
    words = ("--control", f"127.0.0.1:{control}")
    found = trusting("interception", index, *words)["interception"]["data"]
    assert found["same_private_issuer"] is True
    assert "Zscaler" in found["index"]["issuer"]
    assert found["hosts"][f"127.0.0.1:{control}"]["ok"] is False


def test_a_private_index_beside_public_hosts(trusting: Ask, serve: Serve, pki: Pki) -> None:
    index, control = serve(https(pki.leaf(issuer=pki.private))), serve(https(pki.leaf()))
    words = ("--control", f"127.0.0.1:{control}")
    found = trusting("interception", index, *words)["interception"]["data"]
    assert found["same_private_issuer"] is False
    assert found["index"]["ok"] is False
    assert found["hosts"][f"127.0.0.1:{control}"]["ok"] is True


def test_a_trusted_interceptor_is_no_private_issuer(trusting: Ask, serve: Serve, pki: Pki) -> None:
    index, control = (serve(https(pki.leaf())) for _ in range(2))
    words = ("--control", f"127.0.0.1:{control}")
    found = trusting("interception", index, *words)["interception"]["data"]
    assert found["same_private_issuer"] is False


def test_without_a_control_nothing_is_said(trusting: Ask, serve: Serve, pki: Pki) -> None:
    found = trusting("interception", serve(https(pki.leaf(issuer=pki.inspector))))
    assert found["interception"]["data"]["same_private_issuer"] is None


@pytest.mark.parametrize("holds", [True, False])
def test_the_issuer_in_the_system_store(
    ask: Ask, serve: Serve, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holds: bool
) -> None:
    store = tmp_path / "store.crt"
    store.write_bytes(pki.public.pem + (pki.inspector.pem if holds else b""))
    monkeypatch.setattr(probe, "STORES", (str(store),))
    port = serve(https(pki.leaf(issuer=pki.inspector)))
    found = ask("os_store", port)["os_store"]["data"]
    assert found["issuer_in_os_store"] is holds
    digests = [match["sha256"] for match in found["matches"]]
    assert digests == ([probe.read_certificate(pki.inspector.der)["sha256"]] if holds else [])


PAGE = do.plain(web.always("200 OK", web.BLOCK_PAGE))
ELSEWHERE = do.plain(web.always("302 Found", Location="http://login.hotel.example/x?session=1"))


@pytest.mark.parametrize(
    "behaviour, portal",
    [
        (send_on, False),
        (PAGE, True),
        (ELSEWHERE, True),
        (do.plain(web.always("403 Forbidden", web.BLOCK_PAGE)), True),
        (do.plain(web.always("511 Network Authentication Required")), True),
        (do.plain(web.always("503 Service Unavailable")), None),
        (do.say(b"SSH-2.0\r\n"), None),
    ],
)
def test_captive_portals(
    ask: Ask, serve: Serve, behaviour: Behaviour, portal: Optional[bool]
) -> None:
    words = ("--portal", f"localhost:{serve(behaviour)}")
    found = ask("captive", 1, *words)["captive"]["data"]
    assert found["portal"] is portal
    assert "session" not in found["location"]


@pytest.mark.parametrize(
    "status, moved, code",
    [
        ("200 OK", "", 200),
        ("403 Forbidden", "", 403),
        ("503 Service Unavailable", "", 503),
        ("302 Found", "https://sso.example/login", 302),
    ],
)
def test_the_index_page(
    ask: Ask, serve: Serve, pki: Pki, status: str, moved: str, code: int
) -> None:
    page = web.always(status, b"<html></html>", **({"Location": moved} if moved else {}))
    port = serve(https(pki.leaf(issuer=pki.private), page))
    found = ask("index_http", port)["index_http"]["data"]
    assert found["status"] == code
    assert found["location_host"] == ("sso.example" if moved else "")


@pytest.mark.parametrize(
    "page, listed",
    [
        (b'<html><a href="/files/x.whl">x</a></html>', True),
        (b"<!DOCTYPE html><html><body></body></html>", True),
        (b"<html><h1>Links for pip</h1></html>", True),
        (b'{"files": [], "name": "pip"}', True),
        (web.BLOCK_PAGE, False),
    ],
)
def test_a_page_of_an_index_may_be_empty(
    ask: Ask, serve: Serve, pki: Pki, page: bytes, listed: bool
) -> None:
    port = serve(https(pki.leaf(), web.always("200 OK", page)))
    assert ask("index_http", port)["index_http"]["data"]["listed"] is listed


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found"])
def test_an_index_that_knows_no_such_project(ask: Ask, serve: Serve, pki: Pki, status: str) -> None:
    """Small indexes answer 404, or lead to the public one; their list answers."""
    moved = {"Location": "https://pypi.example/simple/pip/"} if status[0] == "3" else {}

    def page(request: web.Request) -> web.Answer:
        listed = request.path == "/simple/"
        return web.Answer("200 OK") if listed else web.Answer(status, b"", moved)

    found = ask("index_http", serve(https(pki.leaf(), page)))["index_http"]["data"]
    assert (found["status"], found["root_status"]) == (int(status[:3]), 200)


def test_the_file_host_that_the_index_names(trusting: Ask, serve: Serve, pki: Pki) -> None:
    files = serve(https(pki.leaf(issuer=pki.private)))
    link = f'<a href="https://localhost:{files}/files/x.whl">x</a>'.encode()
    port = serve(https(pki.leaf(), web.always("200 OK", link)))
    found = trusting("file_host", port)["file_host"]["data"]
    assert (found["host"], found["port"], found["touched"]) == ("localhost", files, True)
    assert (found["ok"], found["trusted"]) == (False, False)


def test_a_file_host_that_was_not_named_is_not_touched(
    trusting: Ask, serve: Serve, pki: Pki
) -> None:
    touched: list[bool] = []
    files = serve(lambda conn: touched.append(True))
    link = f'<a href="https://127.0.0.1:{files}/x.whl">x</a>'.encode()
    port = serve(https(pki.leaf(), web.always("200 OK", link)))
    found = trusting("file_host", port)["file_host"]["data"]
    assert (found["host"], found["touched"]) == ("127.0.0.1", False)
    assert not touched


@pytest.mark.parametrize("behind", [0, 3, -400])
def test_the_clock_against_the_date_of_answers(
    ask: Ask, serve: Serve, pki: Pki, behind: int
) -> None:
    moment = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=behind)
    dated = web.always("200 OK", b"", Date=format_datetime(moment, usegmt=True))
    port = serve(https(pki.leaf(), dated))
    found = ask("http_date", port)["http_date"]["data"]
    assert abs(found["skew"] + behind * 86400) < 30


def test_curl_has_its_own_word(ask: Ask, serve: Serve, pki: Pki) -> None:
    if not probe.program("curl"):
        pytest.skip("no curl on this machine")
    found = ask("curl", serve(https(pki.leaf(issuer=pki.private))))["curl"]["data"]
    assert found["found"] is True
    assert found["version"]
    assert found["backend"]
    assert found["exit"] == 60
    assert found["verify"] != 0
    plain = ask("curl", serve(do.reset(after_hello=True)))["curl"]["data"]
    assert plain["exit"] not in (0, 60)


def test_tcp_by_kind_of_address(ask: Ask, serve: Serve, pki: Pki) -> None:
    port = serve(https(pki.leaf()))
    found = ask("tcp", port, host="127.0.0.1")["tcp"]["data"]["127.0.0.1"]
    assert found["ok"] is True
    assert list(found["families"]) == ["ipv4"]


def test_hosts_are_named_before_they_are_touched(clean: dict[str, str]) -> None:
    clean.pop("HTTPS_PROXY", None)
    target = probe.make_target(probe.parse([]))
    named = probe.hosts_of(target)
    assert named == ["pypi.org", "files.pythonhosted.org", "www.python.org"]
    assert probe.hosts_of(probe.make_target(probe.parse(["--index-url", "file:///srv/x"]))) == []
    here = probe.make_target(probe.parse(["--index-url", "https://localhost:3141/root/pypi"]))
    assert probe.hosts_of(here) == ["localhost"]
