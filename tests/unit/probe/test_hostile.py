"""Servers and proxies that mean no good: no crash, no hang, no secret, no escape sequence."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
import time
from pathlib import Path

import pytest
from probing import Ask, Serve, find_python, https, records, run_probe

from lab import behaviours as do
from lab import proxies, web
from lab.behaviours import Behaviour
from lab.pki import ROOT, Pki, issue
from lab.servers import HOSTILE
from pipmedic.probe import probe

NETWORK = ",".join(name for name, _ in probe.NETWORK)
LIMIT = 1.0


def endless_chain(conn: socket.socket) -> None:
    """A TLS 1.2 flight whose certificates make up ten million bytes."""
    do.read_hello(conn)
    hello = b"\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00"
    conn.sendall(record(b"\x02" + struct.pack("!I", len(hello))[1:] + hello))
    certificate = struct.pack("!I", 60_000)[1:] + b"\x30" * 60_000
    chain = certificate * 170
    body = struct.pack("!I", len(chain))[1:] + chain
    message = b"\x0b" + struct.pack("!I", len(body))[1:] + body
    for start in range(0, len(message), 16_000):
        conn.sendall(record(message[start : start + 16_000]))


def record(body: bytes) -> bytes:
    return struct.pack("!BHH", 22, 0x0303, len(body)) + body


def empty_records(conn: socket.socket) -> None:
    """Handshake records without a byte in them, for ever."""
    do.read_hello(conn)
    while True:
        conn.sendall(struct.pack("!BHH", 22, 0x0303, 0) * 1000)


def endless_head(conn: socket.socket) -> None:
    """An HTTP answer whose head does not end."""
    conn.recv(4096)
    conn.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        conn.sendall(b"X-Long: \x1b]0;owned\x07\r\n" * 500)


HOSTILES: dict[str, Behaviour] = {
    "hang": do.hang,
    "drip": do.drip,
    "flood": do.flood,
    "endless chain": endless_chain,
    "empty records": empty_records,
    "endless head": endless_head,
    "truncated hello": do.say(record(b"\x02\x00\x00\xff\x03")),
    "short hello": do.say(record(b"\x02\x00\x00\x01\x03")),
    "lying lengths": do.say(record(b"\x02\x00\x00\x26" + b"\xff" * 38)),
    "nothing": do.close(after_hello=True),
}


@pytest.mark.parametrize("name", HOSTILES)
def test_hostile_servers_neither_crash_nor_hang(ask: Ask, serve: Serve, name: str) -> None:
    port = serve(HOSTILES[name])
    begun = time.monotonic()
    found = ask(NETWORK, port, "--portal", f"localhost:{port}", limit=LIMIT)
    assert time.monotonic() - begun < LIMIT + 1
    assert [r for r in found.values() if r["status"] == "crashed"] == []
    assert len(json.dumps(found)) < 2_000_000
    assert "\x1b" not in "".join(texts(found))


@pytest.mark.parametrize("name", HOSTILES)
def test_hostile_proxies_neither_crash_nor_hang(
    ask: Ask, serve: Serve, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = serve(HOSTILES[name])
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
    begun = time.monotonic()
    words = ("--control", "control.example", "--portal", "control.example")
    found = ask(NETWORK.replace(",dns", ""), port, *words, limit=LIMIT, host="index.example")
    assert time.monotonic() - begun < LIMIT + 1
    assert [r for r in found.values() if r["status"] == "crashed"] == []
    assert "\x1b" not in "".join(texts(found))


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.items() for part in item for text in texts(part)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    "behaviour", [proxies.BLOCKED, proxies.PAGE_INSTEAD, do.say(web.BLOCK_PAGE)]
)
def test_a_proxy_that_answers_a_page(
    ask: Ask, serve: Serve, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{serve(behaviour)}")
    found = ask("proxy_connect,tls_pip,hello", 443, host="index.example")
    assert found["proxy_connect"]["data"]["connected"] is True
    assert found["tls_pip"]["data"]["ok"] is False
    assert found["hello"]["data"]["answer"] in ("unreachable", "html", "eof", "reset", "other")


def test_a_circle_of_redirects_ends(ask: Ask, serve: Serve, pki: Pki) -> None:
    moved = web.Answer("302 Found", headers={"Location": "/simple/pip/"})
    port = serve(https(pki.leaf(), lambda request: moved))
    found = ask("index_http", port)["index_http"]["data"]
    assert (found["status"], found["loop"]) == (302, True)


def test_a_chain_of_redirects_ends(ask: Ask, serve: Serve, pki: Pki) -> None:
    def further(request: web.Request) -> web.Answer:
        return web.Answer("302 Found", headers={"Location": request.path + "x"})

    found = ask("index_http", serve(https(pki.leaf(), further)))["index_http"]["data"]
    assert (found["status"], found["loop"]) == (302, False)


def test_names_with_control_characters(ask: Ask, serve: Serve, pki: Pki) -> None:
    port = serve(https(issue("localhost", issue(HOSTILE, None, ROOT))))
    found = ask("presented,hello,os_store", port)
    assert found["presented"]["data"]["top_issuer"]
    assert not [text for text in texts(found) if any(ord(letter) < 32 for letter in text)]


def test_a_crash_stays_its_own(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(look: probe.Look) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(probe, "LOCAL", (("pip", broken), ("clock", probe.check_clock)))
    found = ask("pip,clock")
    assert found["pip"]["status"] == "crashed"
    assert found["pip"]["error"]["message"] == "broken on purpose"
    assert found["clock"]["status"] == "done"


def test_a_check_that_never_ends_is_left_behind(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that hangs cannot be interrupted."""
    for_ever = threading.Event()
    checks = (("dns", lambda look: for_ever.wait()), ("clock", probe.check_clock))
    monkeypatch.setattr(probe, "NETWORK", checks)
    found = ask("dns,clock", limit=0.5)
    assert found["dns"]["status"] == "timeout"
    assert found["clock"]["status"] == "done"
    for_ever.set()


def test_without_threads_the_checks_run_one_by_one(
    ask: Ask, serve: Serve, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = serve(https(pki.leaf()))

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(probe.threading, "Thread", type("Thread", (FakeThread,), {"start": refuse}))
        found = ask("clock,dns,proxies", port)
    assert {record["status"] for record in found.values()} == {"done"}


class FakeThread:
    """A thread that the system does not allow."""

    daemon = False

    def __init__(self, target: object) -> None:
        self.target = target


ODD_INDEXES = (
    "https://", "https://[::1/x", "https://[::1]:9/", "https://localhost:99999/", "file:///x",
    "https://a\x00b:9/", "https://\u00e9.localhost:9/", f"https://{'a' * 70}.localhost:9/",
    "localhost:9/simple", "https://127.0.0.1:9/\r\nX: y", "https://.localhost:9/", "https://-:9/",
)  # fmt: skip
ODD_PROXIES = (
    "", "'http://127.0.0.1:9'", "socks5://127.0.0.1:9", "https://127.0.0.1:9", "http://127.0.0.1:999999",
    "127.0.0.1", "http://", "@", "http://u:p@@:@", "http://[::1]:9",
)  # fmt: skip


@pytest.mark.parametrize("index", ODD_INDEXES)
def test_odd_settings_crash_nothing(
    clean: dict[str, str], monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    for proxy in ODD_PROXIES:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        words = ["--index-url", index, "--limit", "1", "--control", "none"]
        document = probe.run(probe.parse(words), lambda event: None)
        crashed = [record for record in document["checks"] if record["status"] == "crashed"]
        assert crashed == [], proxy


def test_settings_that_are_no_text(python: str, clean: dict[str, str]) -> None:
    """Variables are bytes; a document must come all the same."""
    odd = os.fsdecode(b"http://\xff\xe9\xb4:9/\xe4")
    env = {**clean, "HTTPS_PROXY": odd, "PIP_CERT": os.fsdecode(b"/\xd6\xa4\xca\xe9.pem")}
    document = run_probe(python, env, "--offline", "--index-url", os.fsdecode(b"https://\xe9:9/"))
    assert {record["status"] for record in document["checks"]} == {"done", "skipped"}
    json.dumps(document).encode("ascii")
    "".join(texts(document)).encode("utf-8")


@pytest.mark.parametrize("trusted", [True, False])
def test_a_token_in_the_path_goes_to_trusted_servers_only(
    clean: dict[str, str], serve: Serve, pki: Pki, tmp_path: Path, trusted: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[str] = []

    def page(request: web.Request) -> web.Answer:
        asked.append(request.path)
        return web.Answer("200 OK")

    ca = tmp_path / "ca.pem"
    ca.write_bytes(pki.public.pem if trusted else pki.private.pem)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca))
    token = "Ab3xY7" * 5
    index = f"https://localhost:{serve(https(pki.leaf(), page))}/{token}/simple"
    words = ["--index-url", index, "--only", "index_http", "--control", "none"]
    probe.run(probe.parse(words), lambda event: None)
    assert asked == ([f"/{token}/simple/pip/"] if trusted else ["/"])


SECRETS = ("hunter2", "p%40ss", "s3cr/et", "pypi-AgEIcHlwaS5vcmcCJDAxMjM0NTY3ODk", "tok3n-v4lue")


@pytest.mark.parametrize("version", ["2.7", "3.11"])
def test_no_secret_is_written(clean: dict[str, str], tmp_path: Path, version: str) -> None:
    python = find_python(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed under pyenv")
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\n"
        f"index-url = https://__token__:{SECRETS[3]}@127.0.0.1:9/simple?token={SECRETS[4]}\n"
        f"extra-index-url = https://bob:{SECRETS[2]}@other.example/simple\n"
        f"proxy = bob:{SECRETS[0]}@127.0.0.1:9\n"
        f"password = {SECRETS[0]}\n"
    )
    broken = tmp_path / "broken" / "pip" / "pip.conf"
    broken.parent.mkdir(parents=True)
    broken.write_text(f"index-url = https://bob:{SECRETS[0]}@example/simple\n")
    env = {
        **clean,
        "PIP_CONFIG_FILE": str(config),
        "XDG_CONFIG_DIRS": str(tmp_path / "broken"),
        "HTTPS_PROXY": f"http://bob:{SECRETS[1]}@127.0.0.1:9",
        "http_proxy": f"http://bob:{SECRETS[2]}@127.0.0.1:9",
        "PIP_FIND_LINKS": f"https://u:{SECRETS[0]}@x.example/links",
    }
    document = run_probe(str(python), env, "--limit", "1", "--control", "none")
    written = json.dumps(document)
    assert [secret for secret in SECRETS if secret in written] == []
    files = {item["path"]: item for item in records(document)["pip_config"]["data"]["files"]}
    assert files[str(config)]["keys"]["global.password"] == "***"
    assert files[str(broken)]["problem"].startswith("MissingSectionHeader")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("https://u:p@h/x", "https://***@h/x"),
        ("u:p@h:1", "***@h:1"),
        ("http://u:p/w@h:8080", "http://***@h:8080"),
        ("http://u:p@w@h:8080/a", "http://***@h:8080/a"),
        ("https://h:8080/a@1.0", "https://h:8080/a@1.0"),
        ("https://h/?token=abc&x=1", "https://h/?token=***&x=1"),
        ("see https://u:p@h and http://v:q@i", "see https://***@h and http://***@i"),
        ("a@b.example", "a@b.example"),
        ("https://[::1]:443/simple", "https://[::1]:443/simple"),
    ],
)
def test_redaction(text: str, expected: str) -> None:
    assert probe.redact(text) == expected


def test_a_stream_of_events_has_no_secret(clean: dict[str, str]) -> None:
    assert os.environ["PIP_CONFIG_FILE"] == os.devnull
    events: list[str] = []
    options = probe.parse(["--stream", "--offline", "--index-url", "https://u:hunter2@h/simple"])
    probe.run(options, lambda event: events.append(json.dumps(event)))
    assert events
    assert "hunter2" not in "".join(events)
