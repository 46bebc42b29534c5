"""The wizard in a real headless Chromium: start, answer, language, copy, many tabs, no orphan."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: the browser was NOT tested"
)
pytest.importorskip(
    "textual_serve", reason="textual-serve is not installed: serving was NOT tested"
)
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: the browser was NOT tested"
)
TEXT = (
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify "
    "failed: unable to get local issuer certificate (_ssl.c:1129)'))"
)
PATIENCE_S = 60.0
ESCAPES = re.compile(
    r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[()][A-Z0-9]|.)"
)


def until(what: Callable[[], Any], why: str) -> Any:
    """Return the first truth of ``what``; fail with ``why`` when patience ends."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(why)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A running `pipmedic serve`."""

    def __init__(self, folder: Path, sessions: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        env = {**os.environ, "TMPDIR": str(folder), "PIPMEDIC_CONFIG": str(folder / "none.toml")}
        command = [sys.executable, "-m", "pipmedic", "serve", "--lang", "en"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), "--sessions", str(sessions)],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=env,
            )
        until(lambda: b"served on" in self.log.read_bytes(), "the server did not start")

    def children(self) -> list[int]:
        """Process ids of the sessions that belong to this server, alive or zombie."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if f"PIPMEDIC_SERVED={self.process.pid}\0".encode() in environment:
                found.append(int(entry.name))
        return found


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    server = Served(tmp_path, getattr(request, "param", 10))
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield chromium
        chromium.close()


class Tab:
    """A browser tab, with what its terminal was sent."""

    def __init__(self, browser: Any, served: Served) -> None:
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 800},
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.sent = ""
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._receive))
        self.page.goto(served.url)

    def _receive(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            self.sent += payload.decode("utf-8", "replace")

    def shows(self, *words: str) -> bool:
        """Tell whether all words were drawn since the last `forget`."""
        self.page.wait_for_timeout(20)
        drawn = ESCAPES.sub("", self.sent)
        return all(word in drawn for word in words)

    def press(self, key: str) -> None:
        """Press a key, and from now on look at what is drawn after it."""
        self.sent = ""
        self.page.keyboard.press(key)

    def started(self) -> None:
        """Wait for the first screen."""
        until(lambda: self.shows("another machine"), "the wizard did not appear")


def test_start_answer_language_and_copy(served: Served, browser: Any) -> None:
    tab = Tab(browser, served)
    tab.started()
    tab.page.mouse.click(640, 300)
    tab.page.keyboard.insert_text(TEXT)
    until(lambda: tab.shows("CERTIFICATE_VERIFY"), "the typed text is not shown")
    tab.press("F2")
    until(lambda: tab.shows("另一台机器"), "the language did not change")
    tab.press("F2")
    until(lambda: tab.shows("another machine"), "the language did not change back")
    tab.page.keyboard.press("Tab")
    tab.press("Enter")
    plan, question = "Commands", "I don't know"
    for _ in range(10):
        until(lambda: tab.shows(plan) or tab.shows(question), "no step came")
        if tab.shows(plan):
            break
        tab.press("0")
    tab.press("F8")
    read = "navigator.clipboard.readText()"
    assert "PIP_" in until(lambda: tab.page.evaluate(read), "nothing was copied")
    assert all(url.startswith((served.url, "ws", "data:")) for url in tab.asked)
    tab.context.close()
    until(lambda: not served.children(), "the session outlived its tab")


@pytest.mark.parametrize("served", [3], indirect=True)
def test_no_more_sessions_than_allowed_and_none_for_other_sites(
    served: Served, browser: Any
) -> None:
    tabs = [Tab(browser, served) for _ in range(3)]
    for tab in tabs:
        tab.started()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(served.url, timeout=10)
    assert refused.value.code == 503
    assert "会话" in refused.value.read().decode()
    for tab in tabs:
        tab.context.close()
    until(lambda: not served.children(), "sessions outlived their tabs")
    elsewhere = browser.new_context().new_page()
    elsewhere.goto("data:text/html,<p>elsewhere")
    state = elsewhere.evaluate(
        "url => new Promise(done => { const s = new WebSocket(url);"
        " s.onopen = () => done('open'); s.onerror = () => done('refused'); })",
        served.url.replace("http", "ws") + "/ws",
    )
    assert state == "refused"


def test_ten_at_once_and_no_orphan_when_the_server_is_killed(served: Served, browser: Any) -> None:
    tabs = [Tab(browser, served) for _ in range(10)]
    for tab in tabs:
        tab.started()
    assert len(served.children()) == 10
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()
    until(lambda: not served.children(), "sessions outlived a killed server")


def test_the_server_ends_its_sessions_when_told_to_stop(
    served: Served, browser: Any, tmp_path: Path
) -> None:
    Tab(browser, served).started()
    assert list(tmp_path.glob("pipmedic-session-*"))
    served.process.terminate()
    served.process.wait(timeout=PATIENCE_S)
    assert not served.children()
    assert not list(tmp_path.glob("pipmedic-session-*"))
