"""The whole program against servers that mean no good: bounded, quiet, and nothing for a terminal.

The probe's own tests have more of them; here each goes all the way from the socket to the screen.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab import behaviours as do
from lab import proxies, web
from lab.behaviours import Behaviour
from lab.daemon import attend, listen
from lab.pki import ROOT, Pki, issue, make_pki
from lab.proxies import server_context
from lab.servers import HOSTILE

AT_ONCE = 6
LIMIT_S = 60.0
FOR_A_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def behaviours(pki: Pki) -> dict[str, Behaviour]:
    good = server_context(pki.leaf())
    long_chain = issue("localhost", issue(HOSTILE, None, ROOT))
    for _ in range(200):
        long_chain = long_chain.with_chain(*[issue(HOSTILE, None, ROOT)] * 3)
    evil = b'<a href="https://\x1b[2J.example/\x1b]0;x\x07">\x1b[31m</a>' * 2000
    status = "200 \x1b]0;owned\x07"
    return {
        "hang": do.hang,
        "drip": do.drip,
        "flood": do.flood,
        "hostile names": do.tls(server_context(long_chain), web.index()),
        "escapes in the page": do.tls(good, web.always(status, evil, Location="\x1b[2J")),
        "circle": do.tls(good, web.always("302 Found", Location="/simple/pip/")),
        "html on the port": do.say(web.BLOCK_PAGE),
        "broken DER": do.say(broken_certificate()),
    }


def broken_certificate() -> bytes:
    """A TLS 1.2 flight whose certificate is noise."""
    hello = b"\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00"
    noise = b"\x30\x84\xff\xff\xff\xff" + bytes(range(256)) * 20
    chain = len(noise).to_bytes(3, "big") + noise
    body = len(chain).to_bytes(3, "big") + chain
    messages = b"\x02" + len(hello).to_bytes(3, "big") + hello
    messages += b"\x0b" + len(body).to_bytes(3, "big") + body + b"\x0e\x00\x00\x00"
    return b"\x16\x03\x03" + len(messages).to_bytes(2, "big") + messages


PROXIES: dict[str, Behaviour] = {
    "proxy with a page": proxies.PAGE_INSTEAD,
    "proxy that hangs": proxies.silent,
    "proxy with escapes": proxies.refusing(web.Answer("403 \x1b[2J\x1b]0;owned\x07")),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[int, str, str]]:
    """Exit code and output of ``diagnose``, plain and as JSON, by server; a few at a time."""
    pki = make_pki(tmp_path_factory.mktemp("pki"))
    home = tmp_path_factory.mktemp("home")
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as pool:
        ports = {}
        for name, behave in {**behaviours(pki), **PROXIES}.items():
            sock = stack.enter_context(listen(("127.0.0.1", 0)))
            attend(sock, behave)
            ports[name] = sock.getsockname()[1]
        orders = [(name, ports[name], ("--json",), home) for name in ports]
        orders += [(name, ports[name], (), home) for name in SHOWN]
        results = list(pool.map(lambda order: diagnose(*order), orders))
    return {name + "".join(words): result for (name, _, words, _), result in zip(orders, results)}


def diagnose(name: str, port: int, words: tuple[str, ...], home: Path) -> tuple[int, str, str]:
    env = {**os.environ, "HOME": str(home), "PIP_CONFIG_FILE": os.devnull}
    index = f"https://localhost:{port}/simple/"
    if name in PROXIES:
        env["HTTPS_PROXY"] = f"http://127.0.0.1:{port}"
        index = "https://index.example/simple/"
    command = [sys.executable, "-m", "pipmedic", "diagnose", "--python", sys.executable]
    done = subprocess.run(
        [*command, "--index-url", index, *words],
        env=env, capture_output=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


NAMES = (
    "hang", "drip", "flood", "hostile names", "escapes in the page", "circle", "html on the port",
    "broken DER", *PROXIES,
)  # fmt: skip


SHOWN = ("hostile names", "escapes in the page", "proxy with escapes")
"""Those whose words could reach the plain output."""
RUNS = [*((name, "--json") for name in NAMES), *((name, "") for name in SHOWN)]


@pytest.mark.parametrize(("name", "words"), RUNS)
def test_a_hostile_server_gets_nowhere(
    said: Mapping[str, tuple[int, str, str]], name: str, words: str
) -> None:
    code, output, complaint = said[name + words]
    assert code in (0, 1, 3), complaint
    assert "Traceback" not in complaint
    assert not FOR_A_TERMINAL.search(output.replace("\n", ""))
    if words:
        document = json.loads(output)
        assert document["observations"]
        assert not FOR_A_TERMINAL.search("".join(texts(document)).replace("\n", ""))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value
