"""Hand-made ClientHellos against real servers."""

from __future__ import annotations

import socket
import ssl
from typing import Optional

import pytest
from probing import Ask, Data, Serve, chain_of, https

from lab import behaviours as do
from lab import proxies, web
from lab.behaviours import Behaviour
from lab.pki import Issued, Pki, Profile, issue, subject
from lab.proxies import server_context
from pipmedic.probe import probe

pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")


def hello(ask: Ask, port: int, *words: str) -> Data:
    data: Data = ask("hello", port, *words, limit=2.0)["hello"]["data"]
    return data


def limited(leaf: Issued, lowest: ssl.TLSVersion, highest: ssl.TLSVersion) -> Behaviour:
    context = server_context(leaf, "ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = lowest, highest
    return do.tls(context, web.index())


@pytest.mark.parametrize("name", ["TLSv1", "TLSv1_1", "TLSv1_2"])
def test_up_to_1_2_version_and_whole_chain_are_seen(
    ask: Ask, serve: Serve, pki: Pki, name: str
) -> None:
    version = ssl.TLSVersion[name]
    middle = issue(subject("Middle"), pki.private, Profile(names=(), ca=True, eku=""))
    leaf = pki.leaf(Profile(key="rsa2048"), middle).with_chain(middle, pki.private)
    found = hello(ask, serve(limited(leaf, version, version)))
    assert found["answer"] == "hello"
    assert found["version"] == name.replace("_", ".")
    assert found["versions"]["tls12"] == name.replace("_", ".")
    expected = [leaf.der, middle.der, pki.private.der]
    assert chain_of(found) == expected
    assert found["client_certificate_requested"] is False
    assert found["secure_renegotiation"] is True


def test_a_server_with_tls_1_3_only(ask: Ask, serve: Serve, pki: Pki) -> None:
    v13 = ssl.TLSVersion.TLSv1_3
    found = hello(ask, serve(limited(pki.leaf(), v13, v13)))
    assert found["version"] == "TLSv1.3"
    assert found["alert"] == {"level": 2, "code": 70, "name": "protocol_version"}
    assert found["chain"] == []
    assert found["client_certificate_requested"] is None


def test_a_request_for_a_client_certificate(ask: Ask, serve: Serve, pki: Pki) -> None:
    context = server_context(pki.leaf())
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=pki.private.pem.decode("ascii"))
    found = hello(ask, serve(do.tls(context, web.index())))
    assert found["client_certificate_requested"] is True


def test_a_server_without_secure_renegotiation(ask: Ask, serve: Serve) -> None:
    found = hello(ask, serve(do.old_server_hello))
    assert (found["answer"], found["version"]) == ("hello", "TLSv1.2")
    assert found["secure_renegotiation"] is False


def test_a_short_diffie_hellman_group_is_measured(
    ask: Ask, serve: Serve, pki: Pki, tmp_path: object
) -> None:
    from lab.servers import _weak_tls

    behaviour = _weak_tls(pki, web.index())["weak-dh"]
    assert hello(ask, serve(behaviour))["dh_bits"] == 1024


@pytest.mark.parametrize(
    "behaviour, answer",
    [
        (do.alert("handshake_failure"), "alert"),
        (do.close(after_hello=True), "eof"),
        (do.close(after_hello=False), "eof"),
        (do.reset(after_hello=True), "reset"),
        (do.hang, "timeout"),
        (do.plain(web.index()), "plain-http"),
        (do.say(web.BLOCK_PAGE), "html"),
        (do.say(b"SSH-2.0-OpenSSH_9.6\r\n"), "other"),
    ],
)
def test_what_answers_in_the_place_of_tls(
    ask: Ask, serve: Serve, behaviour: Behaviour, answer: str
) -> None:
    found = hello(ask, serve(behaviour))
    either = {answer, "eof"} if answer == "reset" else {answer}
    assert found["answer"] in either | ({"reset"} if answer == "eof" else set())
    assert found["alert"] == (
        {"level": 2, "code": 40, "name": "handshake_failure"} if answer == "alert" else None
    )


def test_nobody_listens(ask: Ask) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        assert hello(ask, sock.getsockname()[1])["answer"] == "unreachable"


def test_another_name_is_tried_where_silence_answers(ask: Ask, serve: Serve, pki: Pki) -> None:
    upstream = serve(https(pki.leaf()))
    filtered = serve(do.relay(lambda: upstream, do.naming("localhost")))
    found = hello(ask, filtered)
    assert found["answer"] in ("reset", "eof")
    assert found["other_name"] == "hello"


@pytest.mark.parametrize(
    "limit, intolerant", [(10_000, None), (1400, "big"), (450, "usual"), (100, None)]
)
def test_the_size_that_is_not_answered(
    ask: Ask, serve: Serve, pki: Pki, limit: int, intolerant: Optional[str]
) -> None:
    upstream = serve(https(pki.leaf()))
    port = serve(do.relay(lambda: upstream, do.bigger_than(limit)))
    found = ask("small_hello", port, limit=1.5)["small_hello"]["data"]
    assert found["intolerant"] == intolerant
    assert found["small"]["bytes"] < 450 < found["usual"]["bytes"] < 1400 < 1500
    assert found["big"]["bytes"] > 1500
    assert 200 < found["own_bytes"] < 2500


def test_through_a_proxy_with_a_login(
    ask: Ask, serve: Serve, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = proxies.resolver(dict)
    proxy = serve(proxies.forward(resolve, proxies.straight(resolve), login=True))
    port = serve(https(pki.leaf()))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxies.USER}:{proxies.PASSWORD}@127.0.0.1:{proxy}")
    found = ask("hello,proxy_connect,tls_unverified", port)
    assert found["hello"]["data"]["answer"] == "hello"
    assert chain_of(found["hello"]["data"]) == chain_of(found["tls_unverified"]["data"])
    asked = found["proxy_connect"]["data"]
    assert asked["login_needed"] is True
    assert asked["schemes"] == ["Basic"]
    assert asked["status"].startswith("HTTP/1.1 200")


@pytest.mark.parametrize("kind", ["https", "socks5h"])
def test_through_other_proxies(
    ask: Ask, serve: Serve, pki: Pki, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    resolve = proxies.resolver(dict)
    plain = proxies.forward(resolve, proxies.straight(resolve))
    inside = proxies.inside_tls(server_context(pki.leaf()), plain)
    proxy = serve(inside if kind == "https" else proxies.socks5(resolve))
    port = serve(https(pki.leaf()))
    monkeypatch.setenv("HTTPS_PROXY", f"{kind}://127.0.0.1:{proxy}")
    found = ask("hello,proxy_connect,tls_unverified", port)
    assert found["hello"]["data"]["answer"] == "hello"
    assert found["tls_unverified"]["data"]["chain"]
    assert found["proxy_connect"]["data"]["tls"] is (kind == "https")


def test_an_https_proxy_that_speaks_http_only(
    ask: Ask, serve: Serve, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = proxies.resolver(dict)
    proxy = serve(proxies.forward(resolve, proxies.straight(resolve)))
    monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy}")
    found = ask("proxy_connect,hello,tls_pip", serve(https(pki.leaf())))
    assert found["proxy_connect"]["data"]["tls"] is False
    assert found["proxy_connect"]["data"]["status"].startswith("HTTP/1.1 200")
    assert found["hello"]["data"]["answer"] == "hello"
    assert found["tls_pip"]["data"]["ok"] is False, "pip speaks TLS to such a proxy"


def test_the_post_quantum_share_is_a_valid_one() -> None:
    """FIPS 203, 7.2: every coefficient of an encapsulation key is below 3329."""
    share = bytearray(probe.ml_kem_share())
    assert len(share) == 1184 + 32
    for place in range(0, 1152, 3):
        one, two, three = share[place : place + 3]
        assert one | (two & 15) << 8 < 3329
        assert two >> 4 | three << 4 < 3329


def test_the_chain_is_judged_on_all_counts(ask: Ask, serve: Serve, pki: Pki) -> None:
    weak = Profile(names=("other.example",), days=(-800, -30), key="rsa1024", eku="client")
    port = serve(https(pki.leaf(weak, pki.private)))
    found = ask("presented", port)["presented"]["data"]
    (leaf,) = found["certificates"]
    assert leaf["faults"] == ["expired", "name", "weak", "not-a-ca"]
    assert found["top_issuer"] == "O=Example Corp, CN=Example Corp Root CA"
