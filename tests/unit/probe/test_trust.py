"""Which roots a pip trusts, by version and settings; CA files opened and judged."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Callable

import pytest
from probing import Ask, Serve, find_python, https, records, run_probe

from lab.pki import LONG_AGO, ROOT, Pki, issue, subject
from lab.web import PACKAGE
from pipmedic.probe import probe

PipOf = Callable[..., Path]
MODERN = sys.version_info >= (3, 10)


@pytest.fixture
def files(pki: Pki, tmp_path: Path) -> Path:
    """A folder of CA files, good and bad."""
    pem = pki.public.pem
    old = issue(subject("Old Root"), None, replace(ROOT, days=LONG_AGO))
    contents = {
        "good.pem": pem,
        "other.pem": pki.private.pem,
        "two.pem": pem + pki.leaf().pem,
        "expired.pem": old.pem,
        "der.crt": pki.public.der,
        "utf16.pem": pem.decode("ascii").encode("utf-16"),
        "utf16le.pem": pem.decode("ascii").encode("utf-16-le"),
        "empty.pem": b"\n",
        "page.html": b"<html></html>",
        "key.pem": pki.public.key_pem,
        "p7.pem": b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n",
        "p7.der": b"\x30\x80" + probe.PKCS7_OID + b"\xa0\x80",
        "torn.pem": pem.replace(b"MII", b"M?I", 1),
        "text.txt": b"certificates go here",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize(
    "name, expected",
    [
        ("good.pem", {"kind": "pem", "count": 1, "authorities": 1, "expired": 0}),
        ("two.pem", {"kind": "pem", "count": 2, "authorities": 1}),
        ("expired.pem", {"kind": "pem", "count": 1, "expired": 1}),
        ("der.crt", {"kind": "der", "count": 0}),
        ("utf16.pem", {"kind": "utf-16", "count": 0}),
        ("utf16le.pem", {"kind": "utf-16", "count": 0}),
        ("empty.pem", {"kind": "empty"}),
        ("page.html", {"kind": "html"}),
        ("key.pem", {"kind": "private-key"}),
        ("p7.pem", {"kind": "pkcs7"}),
        ("p7.der", {"kind": "pkcs7"}),
        ("torn.pem", {"kind": "pem", "count": 1, "unreadable": 1}),
        ("text.txt", {"kind": "other"}),
        ("gone.pem", {"kind": "missing", "exists": False}),
        ("", {"kind": "directory", "exists": True}),
    ],
)
def test_ca_files_are_judged(files: Path, name: str, expected: dict[str, object]) -> None:
    found = probe.describe_ca(str(files / name))
    assert {key: found[key] for key in expected} == expected


@pytest.fixture
def pip_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clean: dict[str, str], pki: Pki
) -> PipOf:
    """Put a pip of some version before the real one; its bundle is the lab's root."""

    def make(version: str, core: str = "") -> Path:
        folder = tmp_path / "site" / "pip"
        vendored = folder / "_vendor" / "certifi"
        vendored.mkdir(parents=True)
        (folder / "__init__.py").write_text(f'__version__ = "{version}"\n')
        (vendored / "core.py").write_text(core)
        (vendored / "cacert.pem").write_bytes(pki.public.pem)
        monkeypatch.syspath_prepend(str(folder.parent))
        return folder

    return make


BUNDLE, CERT, VARIABLE = "certifi", "cert-setting", "bundle-variable"


@pytest.mark.parametrize(
    "version, env, mode, os_store, count",
    [
        ("20.3.4", {}, BUNDLE, False, 1),
        ("24.1", {}, BUNDLE, False, 1),
        ("24.2", {}, BUNDLE, True, 1),
        ("26.3", {}, BUNDLE, True, 1),
        ("26.3", {"PIP_USE_DEPRECATED": "legacy-certs"}, BUNDLE, False, 1),
        ("23.1", {"PIP_USE_FEATURE": "truststore"}, BUNDLE, True, 1),
        ("21.3", {"PIP_USE_FEATURE": "truststore"}, BUNDLE, False, 1),
        ("20.3.4", {"PIP_CERT": "good.pem"}, CERT, False, 1),
        ("26.3", {"PIP_CERT": "good.pem"}, CERT, True, 2),
        ("20.3.4", {"PIP_CERT": "x", "REQUESTS_CA_BUNDLE": "good.pem"}, VARIABLE, False, 1),
        ("20.3.4", {"CURL_CA_BUNDLE": "good.pem"}, VARIABLE, False, 1),
        ("26.3", {"REQUESTS_CA_BUNDLE": "a", "CURL_CA_BUNDLE": "b"}, VARIABLE, True, 2),
        ("20.3.4", {"PIP_PROXY": "http://p:1", "REQUESTS_CA_BUNDLE": "a"}, VARIABLE, False, 1),
        ("26.3", {"PIP_PROXY": "http://p:1", "REQUESTS_CA_BUNDLE": "a"}, BUNDLE, True, 1),
        ("25.1", {"HTTPS_PROXY": "http://p:1"}, BUNDLE, False, 1),
        ("25.2", {"HTTPS_PROXY": "http://p:1"}, BUNDLE, True, 1),
    ],
)
def test_trust_by_version(
    pip_of: PipOf, monkeypatch: pytest.MonkeyPatch,
    version: str, env: dict[str, str], mode: str, os_store: bool, count: int,
) -> None:  # fmt: skip
    pip_of(version)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    trust = probe.trust_of_pip()
    assert (trust["mode"], trust["os_store"]) == (mode, os_store and MODERN)
    assert len(trust["files"]) == (count if MODERN or mode == BUNDLE else 1)
    assert ("SSL_CERT_FILE" in trust["ignored"]) is not trust["os_store"]


def test_without_a_pip(
    ask: Ask, serve: Serve, pki: Pki, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "pip_folder", lambda: None)
    monkeypatch.setenv("SSL_CERT_FILE", str(files / "good.pem"))
    found = ask("tls_pip,trust,pip,vendored_bundle", serve(https(pki.leaf())))
    assert found["pip"]["data"] == {"found": False}
    assert found["tls_pip"]["data"]["ok"] is True
    assert [item["path"] for item in found["trust"]["data"]["os_files"]]


def test_the_keychains_of_macos(
    ask: Ask, serve: Serve, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tool that prints them stands in for itself: all else is as on macOS."""
    printed = tmp_path / "printed.pem"
    printed.write_bytes(pki.leaf().pem * 60 + pki.inspector.pem)
    monkeypatch.setattr(probe.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(
        probe, "output_of", lambda words, seconds, most: (0, printed.read_text()[:most])
    )
    found = ask("os_store", serve(https(pki.leaf(issuer=pki.inspector))))["os_store"]["data"]
    assert found["issuer_in_os_store"] is True
    assert found["matches"][0]["store"] == probe.KEYCHAINS[0]


def test_a_distribution_that_patched_pip(pip_of: PipOf) -> None:
    pip_of("23.0", 'def where():\n    return "/etc/ssl/certs/ca-certificates.crt"\n')
    trust = probe.trust_of_pip()
    assert trust["mode"] == "patched"
    assert trust["files"] == [("/etc/ssl/certs/ca-certificates.crt", "pip")]


def test_the_vendored_bundle_against_the_record(pip_of: PipOf, ask: Ask, pki: Pki) -> None:
    folder: Path = pip_of("24.0")
    digest = hashlib.sha256(pki.public.pem).digest()
    name = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    info = folder.parent / "pip-24.0.dist-info"
    info.mkdir()
    (info / "RECORD").write_text(f"pip/_vendor/certifi/cacert.pem,sha256={name},1\n")
    assert ask("vendored_bundle")["vendored_bundle"]["data"]["modified"] is False
    with (folder / "_vendor" / "certifi" / "cacert.pem").open("ab") as handle:
        handle.write(pki.private.pem)
    found = ask("vendored_bundle")["vendored_bundle"]["data"]
    assert (found["modified"], found["count"], found["age_days"]) == (True, 2, 0)


def test_which_variables_count(
    pip_of: PipOf, ask: Ask, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip_of("20.3.4")
    monkeypatch.setenv("SSL_CERT_FILE", str(files / "gone.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files / "good.pem"))
    found = ask("ca_variables,trust")
    variables = found["ca_variables"]["data"]
    assert variables["SSL_CERT_FILE"]["counts"] is False
    assert variables["REQUESTS_CA_BUNDLE"]["counts"] is True
    assert found["trust"]["data"]["ignored"] == ["SSL_CERT_FILE"]


SETTINGS = {
    "nothing": {},
    "cert": {"PIP_CERT": "good.pem"},
    "variable beats cert": {"PIP_CERT": "good.pem", "REQUESTS_CA_BUNDLE": "other.pem"},
    "curl's variable": {"CURL_CA_BUNDLE": "good.pem"},
    "openssl's variable": {"SSL_CERT_FILE": "good.pem"},
    "openssl's beside another": {"SSL_CERT_FILE": "good.pem", "REQUESTS_CA_BUNDLE": "other.pem"},
    "no such format": {"PIP_CERT": "utf16.pem"},
}


@pytest.mark.parametrize("version", ["2.7", "3.9", "3.13"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_probe_and_the_real_pip_agree(
    version: str, setting: str, clean: dict[str, str], files: Path, serve: Serve, pki: Pki
) -> None:
    python = find_python(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed under pyenv")
    env = {**clean, **{name: str(files / file) for name, file in SETTINGS[setting].items()}}
    index = f"https://localhost:{serve(https(pki.leaf()))}/simple"
    options = ["--no-deps", "--no-cache-dir", "--retries", "0", "--timeout", "3", "-i", index]
    command = [str(python), "-m", "pip", "download", *options, "-d", str(files / "d"), PACKAGE]
    done = subprocess.run(command, env=env, capture_output=True, timeout=60, check=False)
    document = run_probe(str(python), env, "--only", "tls_pip", "--index-url", index)
    shaken = records(document)["tls_pip"]
    assert shaken["data"]["ok"] is (done.returncode == 0), done.stderr[-500:]


def test_what_a_build_inherits(pip_of: PipOf, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    pip_of("24.3")
    monkeypatch.setenv("PIP_CERT", os.devnull)
    found = ask("build_isolation")["build_isolation"]["data"]
    assert found["inherited"] == ["cert"]
    assert found["loses_options"] is True
    assert found["loses_os_store"] is False
