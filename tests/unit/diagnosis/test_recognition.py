"""What a text alone, or with what its owner tells, makes of the causes: who leads."""

from __future__ import annotations

import pytest

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import Knowledge, load

CONNECT_TIMEOUT = (
    "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after "
    "connection broken by 'ConnectTimeoutError(<pip._vendor.urllib3.connection.HTTPSConnection "
    "object at 0x7f1>, 'Connection to {host} timed out. (connect timeout=15)')': /simple/attrs/"
)
READ_TIMEOUT = (
    "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after "
    "connection broken by 'ReadTimeoutError(\"HTTPSConnectionPool(host='{host}', port=443): "
    "Read timed out. (read timeout=15)\")': /simple/attrs/"
)
VERIFY = "ssl.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {why}"

LEADERS = {
    "a mirror's certificate ran out": (
        "curl: (60) SSL certificate problem: certificate has expired\nhttps://mirrors.example.cn",
        {"server-cert-expired"},
    ),
    "not valid yet is a clock that runs behind": (
        VERIFY.format(why="certificate is not yet valid (_ssl.c:1006)"),
        {"clock-wrong"},
    ),
    "an own index by its address, signed by an own authority": (
        "Could not fetch URL https://10.20.30.40/simple/attrs/: There was a problem confirming "
        "the ssl certificate: self-signed certificate in certificate chain - skipping",
        {"private-index-private-ca"},
    ),
    "IPv6 is broken": (
        READ_TIMEOUT.format(host="pypi.org") + "\nping -4 is fine, without IPv6 it works",
        {"ipv6-broken"},
    ),
    "large packets are lost": (
        READ_TIMEOUT.format(host="pypi.org") + "\nlowering the MTU helps",
        {"mtu-blackhole"},
    ),
    "a mirror far away": (
        "Looking in indexes: https://mirrors.aliyun.com/pypi/simple\n"
        + CONNECT_TIMEOUT.format(host="mirrors.aliyun.com"),
        {"silent-drop", "firewall-reset"},
    ),
    "FIPS": (
        "curl: (35) error:1C8000E9:Provider routines::ems not enabled\nFIPS mode on Rocky Linux 9",
        {"openssl-policy-strict"},
    ),
    "a slim image without certificates": (
        "FROM python:3.12-slim\nurllib.error.URLError: <urlopen error [SSL: "
        "CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer "
        "certificate (_ssl.c:1000)>",
        {"default-store-empty"},
    ),
    "a virus scanner wrote the key log": (
        "OPENSSL_Uplink(00007FFE11223344,08): no OPENSSL_Applink",
        {"sslkeylogfile-bad"},
    ),
    "settings that builds do not get": (
        "  Installing build dependencies: finished with status 'error'\n"
        "  × pip subprocess to install build dependencies did not run successfully.\n"
        + VERIFY.format(why="self-signed certificate in certificate chain (_ssl.c:1006)"),
        {"build-isolation-lost-settings"},
    ),
    "a VPN mends the path": (
        "ConnectionResetError(104, 'Connection reset by peer') for pypi.org, works with a VPN",
        {"firewall-reset"},
    ),
    "an old Python asked for no verdict on the chain": (
        "Python 2.7.6\nssl.CertificateError: hostname 'pypi.org' doesn't match either of "
        "'*.a.ssl.fastly.net', 'a.ssl.fastly.net'",
        {"no-sni-old-python"},
    ),
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def model(knowledge: Knowledge) -> Model:
    return compile_model(knowledge)


@pytest.mark.parametrize("name", LEADERS)
def test_who_leads(name: str, knowledge: Knowledge, model: Model) -> None:
    text, wanted = LEADERS[name]

    belief = posterior(model, read(text, knowledge).observations)

    assert belief.items[0][0] in wanted, belief.top(3)


@pytest.mark.parametrize("host", ["pypi.org", "files.pythonhosted.org", "mirrors.aliyun.com"])
def test_silence_after_the_connection_stood_is_not_a_missing_proxy(
    host: str, knowledge: Knowledge, model: Model
) -> None:
    silent = posterior(model, read(READ_TIMEOUT.format(host=host), knowledge).observations)
    unconnected = posterior(
        model,
        read(CONNECT_TIMEOUT.format(host=host), knowledge).observations,
    )

    assert silent.p("proxy-needed-not-set") < unconnected.p("proxy-needed-not-set")
    assert silent.p("mtu-blackhole") > unconnected.p("mtu-blackhole")
