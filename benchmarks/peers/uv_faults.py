"""What real uv names when its index is faulty: servers on loopback, one fault each."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from answers import Answer, hints, pipmedic

from lab import web
from lab.behaviours import Behaviour, alert, close, plain, reset, tls
from lab.daemon import attend, listen
from lab.pki import LONG_AGO, ROOT, SOON, Issued, Profile, issue, subject
from lab.proxies import server_context

TIMEOUT_S = 60
_OURS = re.compile(r"SSL|^UV_|^PIP_|CA_BUNDLE|_proxy$", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """One faulty index.

    Attributes:
        causes: causes that stand behind such an index; naming one of them is right.
        trusted: the authority that uv is told to trust, or None.
    """

    name: str
    causes: frozenset[str]
    behave: Behaviour
    trusted: Optional[Issued] = None


def faults() -> list[Fault]:
    """The faults, each with servers' certificates made anew."""
    root, good = issue(subject("Lab Root"), None, ROOT), Profile()
    middle = issue(subject("Lab Issuing"), root, replace(ROOT, days=(-300, 300)))

    def https(profile: Profile, issuer: Optional[Issued] = root) -> Behaviour:
        return tls(server_context(issue("localhost", issuer, profile)), web.index())

    def fault(name: str, causes: str, behave: Behaviour, known: bool = True) -> Fault:
        return Fault(name, frozenset(causes.split()), behave, root if known else None)

    private = "private-index-private-ca inspection-ca-missing inspection-ca-pip-ignores-os"
    cut = "firewall-reset local-proxy-breaks-tls server-outage pq-clienthello-dropped"
    return [
        fault("private CA", private, https(good), known=False),
        fault("self-signed", private, https(good, None), known=False),
        fault("intermediate not sent", "server-missing-intermediate", https(good, middle)),
        fault("expired", "server-cert-expired clock-wrong", https(replace(good, days=LONG_AGO))),
        fault("not yet valid", "clock-wrong", https(replace(good, days=SOON))),
        fault("wrong name", "hostname-mismatch", https(replace(good, names=("other.example",)))),
        fault("plain HTTP", "plain-http-on-tls-port", plain(web.index())),
        fault("alert 70", "server-only-old-tls openssl-policy-strict", alert("protocol_version")),
        fault("alert 40", "server-weak-ciphers openssl-policy-strict", alert("handshake_failure")),
        fault("reset", cut, reset(after_hello=True)),
        fault("closed", cut, close(after_hello=True)),
    ]


def uv_version(uv: str) -> str:
    """``uv`` and its version."""
    done = subprocess.run([uv, "--version"], stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return " ".join(done.stdout.split()[:2])


def uv_table(uv: str) -> list[list[str]]:
    """One row a fault: does uv name the cause, and does pipmedic read it in uv's words?"""
    rows = [["fault", "uv's words end", "uv names it", "pipmedic, first", "first three"]]
    marks = {True: "yes", False: "no"}
    for fault in faults():
        said = run(uv, fault)
        answers: list[Answer] = [hints("uv", [said])[0], *(pipmedic([said], n)[0] for n in (1, 3))]
        named = [marks[bool(answer.causes & fault.causes)] for answer in answers]
        rows.append([fault.name, (said.strip().splitlines() or [""])[-1].strip()[:58], *named])
    count = [str(sum(row[at] == "yes" for row in rows[1:])) for at in (2, 3, 4)]
    return [*rows, [f"named, of {len(rows) - 1}", "", *count]]


def run(uv: str, fault: Fault) -> str:
    """What uv prints when it is to install from the faulty index."""
    with tempfile.TemporaryDirectory() as folder, served(fault.behave) as port:
        command = [uv, "pip", "install", "--no-config", "--no-cache", "--color", "never"]
        command += ["--python", sys.executable, "--target", f"{folder}/to", "--no-progress"]
        command += ["--default-index", f"https://localhost:{port}/simple", web.PACKAGE]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=environment(fault, Path(folder)),
            timeout=TIMEOUT_S,
        )
    return done.stdout


def environment(fault: Fault, folder: Path) -> Mapping[str, str]:
    """The variables without this machine's own trust, proxies and settings."""
    kept = {name: value for name, value in os.environ.items() if not _OURS.search(name)}
    if fault.trusted:
        (folder / "ca.pem").write_bytes(fault.trusted.pem)
        kept["SSL_CERT_FILE"] = str(folder / "ca.pem")
    return {**kept, "UV_HTTP_RETRIES": "0", "HOME": str(folder)}


@contextmanager
def served(behave: Behaviour) -> Iterator[int]:
    """Serve on a port of loopback."""
    sock = listen(("127.0.0.1", 0))
    attend(sock, behave)
    yield int(sock.getsockname()[1])
