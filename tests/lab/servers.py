"""All servers of the lab: a name for each, and what stands behind it."""

from __future__ import annotations

import base64
import socket
import ssl
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Callable, Optional

from . import behaviours as do
from . import proxies, web
from .behaviours import Behaviour
from .pki import LONG_AGO, ROOT, SOON, Issued, Pki, Profile, issue, signed_with, subject
from .proxies import server_context

Ports = Callable[[str], int]
"""Server name to port; may be asked only while serving."""

OAKLEY_GROUP_2 = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
"""The 1024-bit prime of RFC 2409 section 6.2."""

PUBLIC_NAMES = (
    "pypi.org", "files.pythonhosted.org", "pypi.python.org", "www.python.org", "github.com",
    "example.com",
)  # fmt: skip
NAMES = {
    **{f"{name}:443": "public" for name in PUBLIC_NAMES},
    "far.example:443": "far",
    "index.corp.example:443": "corp",
    "plain.corp.example:80": "plain-index",
}
CORP = ("index.corp.example", "sixth.corp.example")
INSIDE = "corp.example"
"""The domain that a proxy at the border does not know."""
"""What the lab's proxies resolve, and to which server."""


HOSTILE = subject("[red]x[/]\x1b]0;owned\x07\u202e$(id)\r\nX", "\x1b[2J<script>")
"""A name as a hostile server would choose it."""


def certificates(pki: Pki, scratch: Path) -> dict[str, Issued]:
    """A server certificate for each certificate fault."""
    good, ca = Profile(), replace(ROOT, days=(-300, 300))
    middle = issue(subject("Lab Public Issuing CA", "Lab Trust Services"), pki.public, ca)
    inner = issue(subject("Example Corp Issuing CA", "Example Corp"), pki.private, ca)
    old_middle = issue(subject("Lab Old Issuing CA"), pki.public, replace(ca, days=LONG_AGO))
    small = issue(subject("Lab Small CA"), pki.public, replace(ca, key="rsa1024"))
    no_ca = issue("not-a-ca", pki.public)
    other = issue(subject("Lab Other Issuing CA"), pki.public, ca)
    made = {
        "healthy": pki.leaf(),
        "public": pki.leaf(replace(good, names=PUBLIC_NAMES)),
        "far": pki.leaf(replace(good, names=("far.example",))),
        "corp": pki.leaf(replace(good, names=CORP), pki.private),
        "private": pki.leaf(issuer=pki.private),
        "private-root-sent": pki.leaf(issuer=pki.private).with_chain(pki.private),
        "private-intermediate": pki.leaf(issuer=inner).with_chain(inner),
        "self-signed": issue("localhost", None, good),
        "missing-intermediate": pki.leaf(issuer=middle),
        "wrong-intermediate": pki.leaf(issuer=middle).with_chain(other),
        "root-instead-of-intermediate": pki.leaf(issuer=middle).with_chain(pki.public),
        "disordered": pki.leaf(issuer=middle).with_chain(pki.public, middle),
        "private-without-intermediate": pki.leaf(issuer=inner),
        "expired": pki.leaf(replace(good, days=LONG_AGO)),
        "not-yet": pki.leaf(replace(good, days=SOON)),
        "wrong-name": pki.leaf(replace(good, names=("pypi.internal.example", "other.example"))),
        "wrong-ip": pki.leaf(replace(good, names=("127.9.9.9",))),
        "wildcard": pki.leaf(replace(good, names=("*.example.net", "*.localhost"))),
        "rsa2048": pki.leaf(replace(good, key="rsa2048")),
        "cn-only": pki.leaf(replace(good, names=())),
        "expired-intermediate": pki.leaf(issuer=old_middle).with_chain(old_middle),
        "rsa1024": pki.leaf(replace(good, key="rsa1024")),
        "rsa1024-ca": pki.leaf(issuer=small).with_chain(small),
        "wrong-eku": pki.leaf(replace(good, eku="client")),
        "not-a-ca": pki.leaf(issuer=no_ca).with_chain(no_ca),
        "intercepted": pki.leaf(issuer=pki.inspector),
        "intercepted-expired": pki.leaf(replace(good, days=LONG_AGO), pki.inspector),
        "managed": pki.leaf(issuer=pki.managed),
        "hostile-names": issue("localhost", issue(HOSTILE, None, ROOT)),
        "untrusted-expired": pki.leaf(replace(good, days=LONG_AGO), pki.private),
        "untrusted-wrong-name": pki.leaf(replace(good, names=("other.example",)), pki.private),
    }
    made.update(_rekeyed(pki), **_old_digests(pki, scratch))
    made.update(_strict(pki), **_expired_root())
    return made


def _rekeyed(pki: Pki) -> dict[str, Issued]:
    """A root with the old name and a new key, as after a reinstalled CA."""
    new = issue(pki.private.cert.subject, None, ROOT)
    no_aki = Profile(omit=frozenset({"aki"}))
    return {
        "new-private-root": new,
        "rekeyed": issue("localhost", new),
        "rekeyed-no-aki": issue("localhost", new, no_aki),
    }


def _old_digests(pki: Pki, scratch: Path) -> dict[str, Issued]:
    signed = {name: signed_with(name, pki.public, scratch) for name in ("sha1", "md5")}
    return {name: issued for name, issued in signed.items() if issued}


def _strict(pki: Pki) -> dict[str, Issued]:
    """Chains that only VERIFY_X509_STRICT refuses."""
    root = issue(subject("Example Legacy Root"), None, replace(ROOT, omit=frozenset({"ku", "ski"})))
    bare = Profile(omit=frozenset({"aki", "ski"}))
    no_mark = replace(ROOT, omit=frozenset({"bc", "ku"}))
    unmarked = issue(subject("Example Unmarked Root"), None, no_mark)
    return {
        "legacy-root": root,
        "strict": issue("localhost", root, bare),
        "unmarked-root": unmarked,
        "unmarked": issue("localhost", unmarked),
    }


def _expired_root() -> dict[str, Issued]:
    root = issue(subject("Example Expired Root"), None, replace(ROOT, days=LONG_AGO))
    return {"old-root": root, "expired-root": issue("localhost", root)}


def build(pki: Pki, scratch: Path, port: Ports) -> tuple[dict[str, Behaviour], dict[str, Issued]]:
    """Every server by name, and the certificates they use."""
    certs = certificates(pki, scratch)
    good = server_context(certs["healthy"])
    index = web.index()
    served: dict[str, Behaviour] = {
        name: do.tls(server_context(issued, "DEFAULT:@SECLEVEL=0"), index)
        for name, issued in certs.items()
    }
    pypi = web.index(files="https://files.pythonhosted.org/files/")
    served["public"] = do.tls(server_context(certs["public"]), pypi)
    served.update(_weak_tls(pki, index))
    served.update(_client_certificate(pki, index))
    served.update(_broken(good, index, port))
    served.update(_webs(good, port))
    served.update(_proxies(pki, good, port))
    return served, certs


def _weak_tls(pki: Pki, index: web.Web) -> dict[str, Behaviour]:
    rsa = pki.leaf(Profile(key="rsa2048"))
    made = {}
    for name, version in (("tls10", ssl.TLSVersion.TLSv1), ("tls11", ssl.TLSVersion.TLSv1_1)):
        context = server_context(rsa, "ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        made[name] = do.tls(context, index)
    tls13 = server_context(pki.leaf())
    tls13.minimum_version = ssl.TLSVersion.TLSv1_3
    no_cipher = server_context(rsa, "ECDHE-ECDSA-AES128-GCM-SHA256")
    no_cipher.maximum_version = ssl.TLSVersion.TLSv1_2
    weak_dh = server_context(rsa, "DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0")
    weak_dh.maximum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.NamedTemporaryFile() as file:
        file.write(_dh_parameters())
        file.flush()
        weak_dh.load_dh_params(file.name)
    contexts = {"no-cipher": no_cipher, "weak-dh": weak_dh, "tls13": tls13}
    return {**made, **{name: do.tls(context, index) for name, context in contexts.items()}}


def _dh_parameters() -> bytes:
    """DHParameter of PKCS #3 with generator 2, as PEM."""
    prime = b"\x02\x81\x81\x00" + OAKLEY_GROUP_2.to_bytes(128, "big")
    der = b"\x30\x81\x87" + prime + b"\x02\x01\x02"
    body = base64.encodebytes(der)
    return b"-----BEGIN DH PARAMETERS-----\n" + body + b"-----END DH PARAMETERS-----\n"


def _client_certificate(pki: Pki, index: web.Web) -> dict[str, Behaviour]:
    made = {}
    for name, version in (("mtls12", ssl.TLSVersion.TLSv1_2), ("mtls13", ssl.TLSVersion.TLSv1_3)):
        context = server_context(pki.leaf())
        context.minimum_version = context.maximum_version = version
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=pki.private.pem.decode("ascii"))
        made[name] = do.tls(context, index)
    return made


def _broken(good: ssl.SSLContext, index: web.Web, port: Ports) -> dict[str, Behaviour]:
    def healthy() -> int:
        return port("healthy")

    alerts = {f"alert-{name.replace('_', '-')}": do.alert(name) for name in do.ALERTS}
    return {
        **alerts,
        "plain-http": do.plain(index),
        "plain-index": do.plain(index),
        "html": do.say(web.Answer("400 Bad Request", web.BLOCK_PAGE).encode()),
        "ssh": do.say(b"SSH-2.0-OpenSSH_9.6\r\n"),
        "eof-accept": do.close(after_hello=False),
        "eof-hello": do.close(after_hello=True),
        "rst-accept": do.reset(after_hello=False),
        "rst-hello": do.reset(after_hello=True),
        "hang": do.hang,
        "stall": do.stall(good),
        "flood": do.flood,
        "drip": do.drip,
        "old-server-hello": do.old_server_hello,
        "big-hello-dropped": do.relay(healthy, do.bigger_than(1400)),
        "most-hellos-dropped": do.relay(healthy, do.bigger_than(450)),
        "sni-reset": do.relay(healthy, do.naming("localhost")),
        "bad-record": do.relay(healthy, tamperer=do.flipping(after=1500)),
    }


def _webs(good: ssl.SSLContext, port: Ports) -> dict[str, Behaviour]:
    def late(make: Callable[[], web.Web]) -> Behaviour:
        return lambda conn: do.tls(good, make())(conn)

    def files_at(name: str) -> Behaviour:
        return late(lambda: web.index(files=f"https://localhost:{port(name)}/files/"))

    def redirect(name: str, path: str) -> Behaviour:
        return late(
            lambda: (
                lambda request: web.Answer(
                    "302 Found",
                    headers={"Location": f"https://localhost:{port(name)}{path or request.path}"},
                )
            )
        )

    statuses = {
        "401": web.with_login(web.index(), proxies.USER, proxies.PASSWORD),
        "403": web.always("403 Forbidden", web.BLOCK_PAGE),
        "404": web.always("404 Not Found", b"Not Found"),
        "429": web.always("429 Too Many Requests", retry_after="1"),
        "503": web.always("503 Service Unavailable"),
        "portal": web.always("200 OK", web.BLOCK_PAGE),
    }
    return {
        **{f"http-{name}": do.tls(good, page) for name, page in statuses.items()},
        "redirect": redirect("healthy", ""),
        "redirect-loop": redirect("redirect-loop", ""),
        "redirect-portal": do.tls(good, web.always("302 Found", Location="http://login.example/")),
        "truncated": do.tls(good, web.index(spoil=web.truncated)),
        "corrupted": do.tls(good, web.index(spoil=web.corrupted)),
        "files-blocked": files_at("rst-hello"),
        "files-untrusted": files_at("private"),
        "files-refused": files_at("http-403"),
        "files-expired": files_at("expired"),
        "files-silent": files_at("hang"),
        "files-nowhere": do.tls(good, web.index(files="https://files.nosuch.example/files/")),
    }


def _proxies(pki: Pki, good: ssl.SSLContext, port: Ports) -> dict[str, Behaviour]:
    def names() -> Mapping[str, int]:
        return {name: port(server) for name, server in NAMES.items()}

    resolve = proxies.resolver(names)
    plain = proxies.straight(resolve)
    spy = proxies.Interceptor(pki.inspector, resolve)
    untrusted = server_context(pki.leaf(issuer=pki.private))
    expired = proxies.Interceptor(pki.inspector, resolve, Profile(days=LONG_AGO))
    small = proxies.Interceptor(pki.inspector, resolve, Profile(key="rsa1024"))

    def files_only(conn: socket.socket, host: str, number: int) -> None:
        (spy.tunnel if host == "files.pythonhosted.org" else plain)(conn, host, number)

    def outward(host: str, number: int) -> Optional[tuple[str, int]]:
        return None if host.endswith(INSIDE) else resolve(host, number)

    ok = proxies.forward(resolve, plain)
    return {
        "proxy": ok,
        "proxy-407": proxies.forward(resolve, plain, login=True),
        "proxy-407-ntlm": proxies.forward(resolve, plain, scheme="NTLM"),
        "proxy-403": proxies.BLOCKED,
        "proxy-502": proxies.BAD_GATEWAY,
        "proxy-503": proxies.UNAVAILABLE,
        "proxy-page": proxies.PAGE_INSTEAD,
        "proxy-eof": proxies.swallow,
        "proxy-hang": proxies.silent,
        "proxy-tls": proxies.inside_tls(good, ok),
        "proxy-tls-untrusted": proxies.inside_tls(untrusted, ok),
        "proxy-outward": proxies.forward(outward, proxies.straight(outward)),
        "proxy-intercept": proxies.forward(resolve, spy.tunnel),
        "proxy-407-intercept": proxies.forward(resolve, spy.tunnel, login=True),
        "proxy-intercept-files": proxies.forward(resolve, files_only),
        "proxy-intercept-expired": proxies.forward(resolve, expired.tunnel),
        "proxy-intercept-weak": proxies.forward(resolve, small.tunnel),
        "socks": proxies.socks5(resolve),
    }


MAX_TLS12 = """openssl_conf = top
[top]
ssl_conf = modules
[modules]
system_default = policy
[policy]
MaxProtocol = TLSv1.2
"""
"""An openssl.cnf that keeps every program of the machine below TLS 1.3."""
HIGH_LEVEL = MAX_TLS12.replace("MaxProtocol = TLSv1.2", "CipherString = DEFAULT:@SECLEVEL=3")
"""An openssl.cnf that asks for keys of 128 bits of security."""


def trust_files(pki: Pki, certs: Mapping[str, Issued]) -> dict[str, bytes]:
    """The files that settings point to, good and bad, by name."""
    pem = pki.private.pem
    return {
        "public.pem": pki.public.pem,
        "private.pem": pki.public.pem + pem,
        "inspector.pem": pki.public.pem + pki.inspector.pem,
        "private-only.pem": pem,
        "inspector-only.pem": pki.inspector.pem,
        "legacy.pem": certs["legacy-root"].pem,
        "old-root.pem": certs["old-root"].pem,
        "new-private.pem": certs["new-private-root"].pem,
        "self-signed.pem": certs["self-signed"].pem,
        "other.pem": issue(subject("Unrelated Root"), None, ROOT).pem,
        "der.pem": pki.private.der,
        "utf16.pem": pem.decode("ascii").encode("utf-16"),
        "empty.pem": b"",
        "page.pem": web.BLOCK_PAGE,
        "client.pem": _client(pki),
        "stranger.pem": _stranger(),
        "unmarked.pem": certs["unmarked-root"].pem,
        "key-only.pem": pki.private.key_pem,
        "broken.pem": pem[:200] + b"!!!!" + pem[204:],
        "max-tls12.cnf": MAX_TLS12.encode("ascii"),
        "high-level.cnf": HIGH_LEVEL.encode("ascii"),
        "broken.conf": b"index-url = https://pypi.org/simple\n[global]\n",
        "bom.conf": b"\xef\xbb\xbf[global]\ntimeout = 3\n",
    }


def _stranger() -> bytes:
    """A client certificate of an authority that no server of the lab asks for."""
    stranger = issue("stranger", None, Profile(names=(), eku="client"))
    return stranger.key_pem + stranger.pem


def _client(pki: Pki) -> bytes:
    client = issue("build agent 7", pki.private, Profile(names=(), eku="client"))
    return client.key_pem + client.pem
