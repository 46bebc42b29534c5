"""Who this pip says it is: the probe shows the same certificate, and hears a late refusal."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from probing import Ask, Serve, https

from lab import behaviours as do
from lab import web
from lab.pki import Issued, Pki, Profile, issue
from lab.proxies import server_context


def demanding(pki: Pki, version: ssl.TLSVersion) -> do.Behaviour:
    """An index that serves only those who show a certificate of the private authority."""
    context = server_context(pki.leaf())
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=pki.private.pem.decode("ascii"))
    return do.tls(context, web.index())


@pytest.fixture
def pip_as(ask: Ask, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run checks as a pip that trusts the lab and shows a client certificate."""
    ca, own = tmp_path / "ca.pem", tmp_path / "client.pem"
    ca.write_bytes(pki.public.pem)
    monkeypatch.setenv("PIP_CERT", str(ca))

    def run(client: Issued, only: str, port: int) -> object:
        own.write_bytes(client.key_pem + client.pem)
        monkeypatch.setenv("PIP_CLIENT_CERT", str(own))
        return ask(only, port)

    return run


VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_certificate_is_shown_as_pip_shows_it(
    pip_as: Ask, serve: Serve, pki: Pki, version: ssl.TLSVersion
) -> None:
    client = issue("agent", pki.private, Profile(names=(), eku="client"))
    found = pip_as(client, "tls_pip,index_http,trust", serve(demanding(pki, version)))
    assert found["tls_pip"]["data"] == {"ok": True}
    assert found["index_http"]["data"]["status"] == 200
    shown = found["trust"]["data"]["client_certificate"]
    assert (shown["exists"], shown["key"], shown["count"]) == (True, True, 1)


def test_a_stranger_is_refused_after_the_handshake(pip_as: Ask, serve: Serve, pki: Pki) -> None:
    stranger = issue("stranger", None, Profile(names=(), eku="client"))
    found = pip_as(stranger, "tls_pip", serve(demanding(pki, ssl.TLSVersion.TLSv1_3)))
    data = found["tls_pip"]["data"]
    assert (data["ok"], data["verified"]) == (False, True)
    assert "alert" in data["message"].lower()


def test_who_shows_none_hears_why(
    ask: Ask, serve: Serve, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_bytes(pki.public.pem)
    monkeypatch.setenv("PIP_CERT", str(tmp_path / "ca.pem"))
    found = ask("tls_pip", serve(demanding(pki, ssl.TLSVersion.TLSv1_3)))["tls_pip"]["data"]
    assert found["verified"] is True
    assert "certificate required" in found["message"].lower().replace("_", " ")


def test_untrusted_servers_are_not_told_who_this_is(pip_as: Ask, serve: Serve, pki: Pki) -> None:
    seen: list[object] = []
    context = server_context(pki.leaf(issuer=pki.private))
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(cadata=pki.private.pem.decode("ascii"))

    def look(conn: object) -> None:
        with context.wrap_socket(conn, server_side=True) as secure:  # type: ignore[arg-type]
            seen.append(secure.getpeercert())
            web.serve(web.index(), secure)

    client = issue("agent", pki.private, Profile(names=(), eku="client"))
    pip_as(client, "tls_pip,tls_unverified,hello,index_http,interception", serve(look))
    assert seen
    assert not any(seen)


def test_a_file_that_is_gone(
    ask: Ask, serve: Serve, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_bytes(pki.public.pem)
    monkeypatch.setenv("PIP_CERT", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("PIP_CLIENT_CERT", "/nowhere/client.pem")
    found = ask("trust,tls_default", serve(https(pki.leaf())))
    assert found["trust"]["data"]["client_certificate"]["exists"] is False
    assert found["tls_default"]["data"]["ok"] is False  # the lab's root is named by PIP_CERT only
