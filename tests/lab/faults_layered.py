"""Faults in layers and at the edges: two at once, one that looks like another, a wrong clock."""

from __future__ import annotations

from .fault import PYPI, VERIFY, Fault, at, since
from .faults_settings import (
    BAD_FILE,
    MISSING_PATH,
    NOT_FOUND,
    NOT_NETWORK,
    UNUSABLE,
    through,
)
from .faults_tls import (
    BAD_SERVER,
    EOF,
    HAS_FILE,
    INSPECTED,
    INSPECTOR_FILE,
    LOCAL_ISSUER,
    NO_INSPECTION,
    PRIVATE,
    PRIVATE_FILE,
    RESET,
    SILENT,
    TIMEOUT,
    WEAK,
)  # fmt: skip

CLOCK_1970, CLOCK_2018, CLOCK_2040 = "86400", "1530000000", "2210000000"
CORP = "https://index.corp.example/simple/"
BEHIND_LOGIN = (("proxy_login", "yes"),)
LOGIN = ("lab", "hunter2")
NEVER_TOLD_WHY = ("9.0.1", "20.3.4", "21.3.1", "23.0.1")
"""Pips on Pythons before 3.10, whose ciphers an openssl.cnf decides about."""


def clock(moment: str) -> tuple[tuple[str, str], ...]:
    """The variables that start every program at a moment, in seconds since the epoch."""
    return (("LD_PRELOAD", "{clock}"), ("LAB_CLOCK", moment))


CLOCKS = (
    Fault("clock-1970", ("clock-wrong",), at("healthy"), VERIFY, "not yet valid",
          env=clock(CLOCK_1970)),
    Fault("clock-2018", ("clock-wrong",), at("healthy"), VERIFY, "not yet valid",
          env=clock(CLOCK_2018)),
    Fault("clock-2040", ("clock-wrong",), at("healthy"), VERIFY, "expired",
          env=clock(CLOCK_2040)),
    Fault("clock-2018-private-ca", ("clock-wrong", *PRIVATE), at("private"), VERIFY,
          env=clock(CLOCK_2018), facts=NO_INSPECTION, values=PRIVATE_FILE),
)  # fmt: skip

PROXIES = (
    Fault("proxy-407-then-intercepts", ("proxy-auth", *INSPECTED), PYPI, "407",
          env=through("proxy-407-intercept"), facts=(*BEHIND_LOGIN, *HAS_FILE),
          values=INSPECTOR_FILE, typed=LOGIN, private=True),
    Fault("proxy-https-scheme-then-intercepts", ("proxy-scheme-https", *INSPECTED), PYPI,
          "wrong.version.number|proxy appears to only use HTTP",
          env=through("proxy-intercept", "https"), only=since("20.3.4"), facts=HAS_FILE,
          values=INSPECTOR_FILE, fixable=True, layers=2, private=True),
    Fault("intercepts-expired", ("server-cert-expired", *INSPECTED), PYPI, VERIFY,
          env=through("proxy-intercept-expired"), facts=HAS_FILE, values=INSPECTOR_FILE,
          private=True),
    Fault("intercepts-weak", (*WEAK, *INSPECTED), PYPI, VERIFY,
          env=through("proxy-intercept-weak"), facts=HAS_FILE, values=INSPECTOR_FILE,
          private=True),
    Fault("intercepts-files-only", ("files-host-blocked", *INSPECTED), PYPI, VERIFY,
          env=through("proxy-intercept-files"), facts=HAS_FILE, values=INSPECTOR_FILE,
          fixable=True, private=True),
    Fault("internal-index-by-outward-proxy", ("proxy-shouldnt-apply", "proxy-refuses-connect"),
          CORP, "502", env=through("proxy-outward"), pip_conf=("cert = {ca}/private.pem",),
          fixable=True, private=True),
    Fault("bypass-for-what-needs-the-proxy", ("proxy-needed-not-set", "silent-drop",
          "offline-airgapped", "hidden-config-index"), "https://far.example/simple/",
          "unreachable", env=(*through("proxy"), ("NO_PROXY", "far.example")),
          facts=(("network", "corp"), ("browser", "yes")),
          values=(("proxy_url", "http://localhost:{proxy}"),), private=True),
    Fault("proxy-tls-as-http", ("proxy-scheme-https", "proxy-dead", "proxy-refuses-connect",
          "local-proxy-breaks-tls", "proxy-is-socks"), PYPI, EOF + "|400",
          env=through("proxy-tls"), private=True),
    Fault("proxy-quoted", ("proxy-url-malformed",), PYPI, "parse|malformed|proxy|resolve|name",
          env=(("HTTPS_PROXY", '"http://localhost:{proxy}"'),), fixable=True, private=True),
    Fault("proxy-without-host", ("proxy-url-malformed",), PYPI,
          "parse|malformed|proxy|resolve|name", env=(("HTTPS_PROXY", "http://:{proxy}"),),
          fixable=True, private=True),
    Fault("proxy-short-name-without-scheme", ("proxy-url-malformed",), PYPI, "malformed",
          env=(("HTTPS_PROXY", "localhost:{proxy}"),), only=since("23.0.1"),
          values=(("proxy_url", "http://localhost:{proxy}"),), fixable=True, private=True),
    Fault("healthy-proxy-without-scheme", (), PYPI, env=(("HTTPS_PROXY", "127.0.0.1:{proxy}"),),
          installs=True, private=True),
)  # fmt: skip

TRUST = (
    Fault("bundle-directory-empty", BAD_FILE, at("healthy"), VERIFY,
          env=(("REQUESTS_CA_BUNDLE", "{home}/tmp"),), only=(*NEVER_TOLD_WHY, "24.0"),
          fixable=True),
    Fault("bundle-key-only", BAD_FILE, at("healthy"), UNUSABLE,
          env=(("REQUESTS_CA_BUNDLE", "{ca}/key-only.pem"),), fixable=True),
    Fault("bundle-broken-text", BAD_FILE, at("healthy"), UNUSABLE,
          env=(("CURL_CA_BUNDLE", "{ca}/broken.pem"),), fixable=True),
    Fault("client-cert-missing", (*MISSING_PATH, "client-cert-required"), at("healthy"),
          "could not find the TLS cert|No such file|invalid path",
          env=(("PIP_CLIENT_CERT", "/nowhere/client.pem"),), fixable=True),
    Fault("client-cert-stranger", ("client-cert-required",), at("mtls13"), RESET + "|alert|unknown",
          env=(("PIP_CLIENT_CERT", "{ca}/stranger.pem"),)),
    Fault("legacy-certs-in-config", ("inspection-ca-pip-ignores-os",), at("managed"), VERIFY,
          LOCAL_ISSUER, pip_conf=("use-deprecated = legacy-certs",), only=("25.3", "26.3"),
          fixable=True, private=True),
    Fault("wrong-intermediate", ("server-missing-intermediate",), at("wrong-intermediate"), VERIFY,
          LOCAL_ISSUER),
    Fault("root-instead-of-intermediate", ("server-missing-intermediate",),
          at("root-instead-of-intermediate"), VERIFY, LOCAL_ISSUER, quick=True),
    Fault("private-without-intermediate", ("server-missing-intermediate", *PRIVATE),
          at("private-without-intermediate"), VERIFY, LOCAL_ISSUER, facts=NO_INSPECTION),
    Fault("trusted-root-unmarked", BAD_SERVER, at("unmarked"), VERIFY, "invalid CA",
          pip_conf=("cert = {ca}/unmarked.pem",)),
    Fault("intercepted-expired", ("server-cert-expired", *INSPECTED), at("intercepted-expired"),
          VERIFY, facts=HAS_FILE, values=INSPECTOR_FILE),
    Fault("md5", WEAK, at("md5"), VERIFY, "digest algorithm too weak"),
    Fault("wildcard-elsewhere", ("hostname-mismatch",), at("wildcard"),
          "hostname.*doesn't match|hostname mismatch"),
    Fault("policy-high-level", ("openssl-policy-strict", *WEAK), at("rsa2048"), VERIFY,
          "key too weak", env=(("OPENSSL_CONF", "{ca}/high-level.cnf"),), only=NEVER_TOLD_WHY,
          fixable=True),
    Fault("vendored-bundle-empty", ("vendored-bundle-broken",), at("healthy"), UNUSABLE,
          site_files=(("pip/_vendor/certifi/cacert.pem", ""),), only=since("20.3.4")),
    Fault("healthy-client-cert-tls12", (), at("mtls12"),
          pip_conf=("client-cert = {ca}/client.pem",), installs=True),
    Fault("healthy-client-cert-tls13", (), at("mtls13"),
          env=(("PIP_CLIENT_CERT", "{ca}/client.pem"),), installs=True, quick=True),
    Fault("healthy-disordered-chain", (), at("disordered"), installs=True),
)  # fmt: skip

PLACES = (
    Fault("file-host-expired", ("files-host-blocked", "server-cert-expired"), at("files-expired"),
          VERIFY),
    Fault("file-host-silent", ("files-host-blocked",), at("files-silent"), TIMEOUT, slow=True),
    Fault("file-host-without-name", ("files-host-blocked", "dns-failure"), at("files-nowhere"),
          "name or service not known|name resolution|resolve", private=True),
    Fault("portal-redirect", ("captive-portal", *NOT_NETWORK), at("redirect-portal"),
          NOT_FOUND + "|resolve|name"),
    Fault("packets-vanish", SILENT, "https://silent.corp.example/simple/", TIMEOUT, private=True,
          slow=True),
    Fault("healthy-internal", (), CORP, pip_conf=("cert = {ca}/private.pem",), installs=True,
          private=True),
    Fault("ipv6-vanishes", ("ipv6-broken",), "https://sixth.corp.example:{corp}/simple/",
          pip_conf=("cert = {ca}/private.pem",), installs=True, private=True, slow=True),
    Fault("config-without-section", ("hidden-config-index", "not-a-network-fault"), at("healthy"),
          "section", env=(("PIP_CONFIG_FILE", "{ca}/broken.conf"),)),
    Fault("config-with-bom", ("hidden-config-index", "not-a-network-fault"), at("healthy"),
          "section", env=(("PIP_CONFIG_FILE", "{ca}/bom.conf"),)),
    Fault("config-broken-line", ("hidden-config-index",), PYPI, "config|Parsing",
          pip_conf=("this is no setting",), fixable=True, private=True, quick=True),
    Fault("second-index-refused", ("hidden-config-index", "index-url-dead", "server-outage"),
          at("healthy"), pip_conf=(f"extra-index-url = {at('closed')}",), installs=True),
)  # fmt: skip

FAULTS = CLOCKS + PROXIES + TRUST + PLACES
