"""Verification runs a real pip against a real index on the loopback interface."""

from __future__ import annotations

import functools
import http.server
import os
import socket
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipmedic.remedies.target import Target
from pipmedic.remedies.verify import (
    MAX_OUTPUT,
    Verdict,
    error_key,
    run_bounded,
    verify,
    verify_command,
    verify_operations,
)

HERE = Target(python=(sys.executable,))


def clean_environment(url: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and k[:4] != "PIP_"}
    return {**kept, "PIP_INDEX_URL": url, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = tmp_path / "simple" / "tinything"
    folder.mkdir(parents=True)
    name = "tinything-1.0-py3-none-any.whl"
    info = "tinything-1.0.dist-info"
    with zipfile.ZipFile(folder / name, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tinything\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    (folder / "index.html").write_text(f'<a href="{name}">{name}</a>')
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/simple", folder
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_works_and_leaves_nothing(index: tuple[str, Path]) -> None:
    outcome = verify(HERE, environment=clean_environment(index[0]), package="tinything")
    assert outcome.verdict is Verdict.WORKS, outcome.output
    assert not Path(outcome.command[-1]).exists()


def test_an_index_without_its_file_host_does_not_pass(index: tuple[str, Path]) -> None:
    next(index[1].glob("*.whl")).unlink()
    outcome = verify(HERE, environment=clean_environment(index[0]), package="tinything")
    assert outcome.verdict is Verdict.NEW_ERROR


def test_the_same_error_is_told_from_a_new_one() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        env = clean_environment(f"http://127.0.0.1:{closed.getsockname()[1]}/simple")
        first = verify(HERE, "CERTIFICATE_VERIFY_FAILED: x", environment=env)
        assert first.verdict is Verdict.NEW_ERROR
        assert verify(HERE, first.output, environment=env).verdict is Verdict.SAME_ERROR


def test_an_interpreter_that_is_not_there() -> None:
    outcome = verify(Target(python=("/nowhere/python",)), environment=dict(os.environ))
    assert outcome.verdict is Verdict.COULD_NOT_RUN
    assert "nowhere" in outcome.output


def test_success_without_a_file_is_no_success() -> None:
    target = Target(python=(sys.executable, "-c", "print('Saved')"))
    assert verify(target).verdict is Verdict.NEW_ERROR


def test_a_hanging_pip_is_stopped_with_its_children() -> None:
    child = "import socket,sys,time;s=socket.create_connection(('127.0.0.1',int(sys.argv[1])))"
    child += ";s.send(b'up');time.sleep(60)"
    code = "import subprocess,sys,time;print('started',flush=True);"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        code += f"subprocess.Popen([sys.executable,'-c',{child!r},{port!r}]);time.sleep(60)"
        outcome = verify(Target(python=(sys.executable, "-c", code)), time_limit=1.5)
        server.settimeout(10)
        connection, _ = server.accept()
        with connection:
            connection.settimeout(10)
            assert connection.recv(8) == b"up"
            assert connection.recv(8) == b""
    assert outcome.verdict is Verdict.TIMEOUT
    assert outcome.output.strip() == "started"
    assert outcome.time_limit == 1.5


def test_endless_output_is_capped() -> None:
    code = "import sys;sys.stdout.write('a'+'b'*3000000+'c')"
    ran = run_bounded([sys.executable, "-c", code], dict(os.environ), 30)
    assert (ran.output[0], ran.output[-1], len(ran.output)) == ("a", "c", MAX_OUTPUT)


@pytest.mark.parametrize(
    ("pip", "first"), [("21.1.3", "download"), ("21.2", "index"), (None, "index")]
)
def test_the_check_to_paste_fits_the_pip(pip: str | None, first: str) -> None:
    (operation,) = verify_operations(Target(pip_version=pip))
    assert getattr(operation, "args")[0] == first  # noqa: B009
    assert verify_command(Target(os="win", python=("py", "-3.8")), "T")[:4] == (
        "py",
        "-3.8",
        "-m",
        "pip",
    )


def test_error_keys_ignore_what_changes_between_runs() -> None:
    a = "0x7f01 Error(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: X (_ssl.c:1'"
    assert error_key(a) == error_key(a.replace("0x7f01", "0x9").replace("c:1", "c:77"))
    assert error_key(a) != error_key(a.replace("failed: X", "failed: Y"))
