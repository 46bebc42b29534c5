"""How long all automatic checks take together, on loopback: healthy, and when everything hangs.

Run: python benchmarks/probe_speed.py [runs]

Healthy: an index, a control host and a plain web server answer at once. Hanging: everything takes
the connection and never answers, directly and behind a proxy; also a queue that is full, so that
not even the connection comes about.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "unit" / "probe"))

from probing import SOURCE, VERSIONS, find_python, https, send_on

from lab import behaviours as do
from lab.behaviours import Behaviour
from lab.daemon import attend, full_backlog, listen
from lab.pki import make_pki

HEALTHY_S, LIMIT_S, GRACE_S = 2.0, 5.0, 1.0


def serve(behave: Behaviour) -> int:
    sock = listen(("127.0.0.1", 0))
    attend(sock, behave)
    port: int = sock.getsockname()[1]
    return port


def seconds(python: Path, words: list[str], env: dict[str, str]) -> tuple[float, float, str]:
    """Wall time of the process, of the checks, and which checks did not end by themselves."""
    begun = time.perf_counter()
    done = subprocess.run(
        [str(python), "-", *words], input=SOURCE.read_bytes(), capture_output=True, env=env,
        timeout=60, check=True,
    )  # fmt: skip
    wall = time.perf_counter() - begun
    document = json.loads(done.stdout)
    late = [record["id"] for record in document["checks"] if record["status"] == "timeout"]
    crashed = [record["id"] for record in document["checks"] if record["status"] == "crashed"]
    return wall, document["seconds"], " ".join([*late, *(f"{name}!" for name in crashed)])


def words_for(index: int, control: int, portal: int) -> list[str]:
    return [
        *("--index-url", f"https://localhost:{index}/simple"),
        *("--control", f"127.0.0.1:{control}"),
        *("--portal", f"localhost:{portal}"),
        *("--file-host", f"127.0.0.1:{control}"),
    ]


@contextmanager
def settings(folder: Path) -> Iterator[dict[str, str]]:
    path = os.environ.get("PATH", "/usr/bin:/bin")
    yield {"PATH": path, "HOME": str(folder), "PIP_CONFIG_FILE": os.devnull}


def main(runs: int) -> int:
    pythons = [(version, find_python(version)) for version in VERSIONS]
    bad = 0
    with tempfile.TemporaryDirectory() as name, settings(Path(name)) as env:
        pki = make_pki(Path(name))
        (Path(name) / "ca.pem").write_bytes(pki.public.pem)
        env["PIP_CERT"] = str(Path(name) / "ca.pem")
        good, hang = https(pki.leaf()), do.hang
        healthy = words_for(serve(good), serve(good), serve(send_on))
        silent = words_for(serve(hang), serve(hang), serve(hang))
        full, _kept = full_backlog()
        proxied = {**env, "HTTPS_PROXY": f"http://127.0.0.1:{serve(hang)}"}
        behind = ["--index-url", "https://index.example/simple", "--control", "control.example"]
        cases = (
            ("healthy", healthy, env, HEALTHY_S, runs),
            ("servers hang", silent, env, LIMIT_S + GRACE_S, 1),
            ("proxy hangs", behind, proxied, LIMIT_S + GRACE_S, 1),
            ("no connection", words_for(full, full, full), env, LIMIT_S + GRACE_S, 1),
        )
        print(f"{'python':7} {'case':14} {'checks':>7} {'process':>8}  limit  not ended")
        for version, python in pythons:
            if python is None:
                print(f"{version:7} NOT MEASURED: not installed under pyenv")
                continue
            for case, words, used, limit, times in cases:
                measured = [seconds(python, words, used) for _ in range(times)]
                wall = statistics.median(item[0] for item in measured)
                checks = statistics.median(item[1] for item in measured)
                bad += wall > limit
                mark = "" if wall <= limit else "  TOO SLOW"
                row = f"{version:7} {case:14} {checks:6.2f}s {wall:7.2f}s {limit:5.1f}s"
                print(row, measured[-1][2] + mark)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
