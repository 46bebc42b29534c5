"""Faults of settings, proxies and HTTP, and faults in layers."""

from __future__ import annotations

from .fault import OLDEST_TO_NEWEST, PYPI, VERIFY, Fault, at, since
from .faults_tls import EOF, HAS_FILE, INSPECTED, INSPECTOR_FILE, NO_INSPECTION, PRIVATE_FILE

NO_BUNDLE = "could not find a suitable TLS CA|No such file"
UNUSABLE = "X509|no certificate or crl found|PEM lib|PEM"
MISSING_PATH = ("ca-path-missing", "ca-env-override", "hidden-config-index")
BAD_FILE = ("ca-file-unusable", "ca-env-override")
BUNDLED = tuple(version for version in OLDEST_TO_NEWEST if version not in since("25.3"))
"""The pips that trust a named file alone; later ones trust the system besides."""
NOT_FOUND = "no matching distribution"
NOT_NETWORK = ("not-a-network-fault", "index-url-dead", "server-outage")


def through(server: str, scheme: str = "http") -> tuple[tuple[str, str], ...]:
    """The variables that send everything through a proxy of the lab."""
    url = f"{scheme}://localhost:{{{server}}}"
    return (("HTTPS_PROXY", url), ("HTTP_PROXY", url))


BUNDLES = (
    Fault("requests-bundle-missing", MISSING_PATH, at("healthy"), NO_BUNDLE,
          env=(("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem"),), fixable=True, quick=True),
    Fault("curl-bundle-missing", MISSING_PATH, at("healthy"), NO_BUNDLE,
          env=(("CURL_CA_BUNDLE", "/nowhere/ca.pem"),), fixable=True),
    Fault("pip-cert-missing", MISSING_PATH, at("healthy"), NO_BUNDLE,
          env=(("PIP_CERT", "/nowhere/ca.pem"),), fixable=True),
    Fault("config-cert-missing", MISSING_PATH, at("healthy"), NO_BUNDLE,
          pip_conf=("cert = /nowhere/ca.pem",), fixable=True),
    Fault("config-cert-quoted", MISSING_PATH, at("private"), NO_BUNDLE,
          pip_conf=('cert = "{ca}/private.pem"',), values=PRIVATE_FILE, fixable=True),
    Fault("pip-cert-empty", BAD_FILE, at("healthy"), UNUSABLE,
          env=(("PIP_CERT", "{ca}/empty.pem"),), fixable=True),
    Fault("pip-cert-der", BAD_FILE, at("private"), UNUSABLE,
          env=(("PIP_CERT", "{ca}/der.pem"),), values=PRIVATE_FILE, fixable=True, quick=True),
    Fault("pip-cert-utf16", BAD_FILE, at("private"), UNUSABLE,
          env=(("PIP_CERT", "{ca}/utf16.pem"),), values=PRIVATE_FILE, fixable=True),
    Fault("pip-cert-html", BAD_FILE, at("private"), UNUSABLE,
          env=(("PIP_CERT", "{ca}/page.pem"),), values=PRIVATE_FILE, fixable=True),
    Fault("config-cert-other", ("hidden-config-index",), at("healthy"), VERIFY,
          pip_conf=("cert = {ca}/other.pem",), only=BUNDLED, fixable=True),
    Fault("pip-cert-other", ("hidden-config-index", "ca-env-override"), at("healthy"), VERIFY,
          env=(("PIP_CERT", "{ca}/other.pem"),), only=BUNDLED, fixable=True),
    Fault("bundle-overrides-config", ("ca-env-override",), at("private"), VERIFY,
          env=(("REQUESTS_CA_BUNDLE", "{ca}/other.pem"),),
          pip_conf=("cert = {ca}/private.pem",), facts=NO_INSPECTION, values=PRIVATE_FILE,
          fixable=True, quick=True),
    Fault("bundle-without-private-ca", ("ca-env-override", "private-index-private-ca"),
          at("private"), VERIFY, env=(("REQUESTS_CA_BUNDLE", "{ca}/other.pem"),),
          facts=NO_INSPECTION, values=PRIVATE_FILE, fixable=True),
)  # fmt: skip

CONFIG = (
    Fault("no-index-in-config", ("hidden-config-index",), at("healthy"), NOT_FOUND,
          pip_conf=("no-index = true",), fixable=True),
    Fault("variable-changes-index", ("hidden-config-index", "index-url-dead", "server-outage"),
          at("closed"), "refused", env=(("PIP_INDEX_URL", at("closed")),)),
    Fault("wrong-path", ("index-url-dead", "not-a-network-fault"),
          "https://localhost:{healthy}/pypi/", NOT_FOUND),
    Fault("plain-http-index", ("http-index-untrusted",), "http://plain.corp.example/simple/",
          "not a trusted or secure host", private=True),
)  # fmt: skip

PROXIES = (
    Fault("proxy-https-scheme", ("proxy-scheme-https",), PYPI,
          "wrong.version.number|proxy appears to only use HTTP",
          env=through("proxy", "https"), only=since("20.3.4"), fixable=True, private=True,
          quick=True),
    Fault("proxy-https-scheme-config", ("proxy-scheme-https",), PYPI,
          "wrong.version.number|proxy appears to only use HTTP",
          pip_conf=("proxy = https://localhost:{proxy}",), only=since("20.3.4"), fixable=True,
          private=True),
    Fault("proxy-dead", ("proxy-dead",), PYPI, "refused", env=through("closed"),
          fixable=True, private=True, quick=True),
    Fault("proxy-dead-config", ("proxy-dead", "hidden-config-index"), PYPI, "refused",
          pip_conf=("proxy = http://localhost:{closed}",), fixable=True, private=True),
    Fault("proxy-dead-name", ("proxy-dead",), PYPI,
          "name or service not known|name resolution|resolve",
          env=(("HTTPS_PROXY", "http://proxy.gone.example:3128"),), fixable=True, private=True),
    Fault("proxy-407", ("proxy-auth",), PYPI, "407", env=through("proxy-407"),
          facts=(("proxy_login", "yes"),), typed=("lab", "hunter2"), fixable=True, private=True,
          quick=True),
    Fault("proxy-407-ntlm", ("proxy-auth",), PYPI, "407", env=through("proxy-407-ntlm"),
          private=True),
    Fault("proxy-403", ("proxy-refuses-connect",), PYPI, "403", env=through("proxy-403"),
          private=True),
    Fault("proxy-502", ("proxy-refuses-connect",), PYPI, "502", env=through("proxy-502"),
          private=True),
    Fault("proxy-503", ("proxy-refuses-connect",), PYPI, "503", env=through("proxy-503"),
          private=True),
    Fault("proxy-page", ("proxy-refuses-connect", "captive-portal", "local-proxy-breaks-tls"),
          PYPI, "wrong.version.number|" + EOF, env=through("proxy-page"), private=True),
    Fault("proxy-eof", ("local-proxy-breaks-tls", "proxy-refuses-connect", "proxy-is-socks",
          "proxy-dead"), PYPI, EOF, env=through("proxy-eof"), private=True),
    Fault("proxy-hang", ("proxy-dead", "local-proxy-breaks-tls", "proxy-refuses-connect"), PYPI,
          "timed? ?out", env=through("proxy-hang"), private=True, slow=True),
    Fault("proxy-malformed", ("proxy-url-malformed",), PYPI, "parse|malformed|proxy",
          env=(("HTTPS_PROXY", "http://localhost:31a8"),), fixable=True, private=True),
    Fault("socks-without-pysocks", ("socks-missing-dep",), PYPI,
          "missing dependencies for SOCKS",
          env=(("HTTPS_PROXY", "socks5h://localhost:{socks}"),), private=True),
    Fault("socks-port-as-http", ("proxy-is-socks",), PYPI, EOF, env=through("socks"),
          private=True),
    Fault("tls-proxy-untrusted", ("inspection-ca-missing", "private-index-private-ca",
          "inspection-ca-guest", "proxy-scheme-https"), PYPI, VERIFY,
          env=through("proxy-tls-untrusted", "https"),
          values=PRIVATE_FILE, only=since("21.3.1"), private=True),
    Fault("proxy-needed", ("proxy-needed-not-set", "silent-drop", "offline-airgapped"),
          "https://far.example/simple/", "unreachable", private=True,
          facts=(("network", "corp"), ("browser", "yes")),
          values=(("proxy_url", "http://localhost:{proxy}"),), fixable=True),
)  # fmt: skip

HTTP = (
    Fault("http-401", NOT_NETWORK, at("http-401"), "EOF when reading|401"),
    Fault("http-403", (*NOT_NETWORK, "proxy-refuses-connect"), at("http-403"), NOT_FOUND),
    Fault("http-404", NOT_NETWORK, at("http-404"), NOT_FOUND),
    Fault("http-429", ("server-outage", "not-a-network-fault"), at("http-429"),
          "429|no matching"),
    Fault("http-503", ("server-outage",), at("http-503"), "503|no matching"),
    Fault("portal-page", ("captive-portal", *NOT_NETWORK), at("http-portal"), NOT_FOUND),
    Fault("redirect-loop", ("server-outage", "index-url-dead", "captive-portal"),
          at("redirect-loop"), "redirect|no matching"),
    Fault("download-cut", ("download-corrupted",), at("truncated"), ".", told=True,
          slow=True),
    Fault("download-altered", ("download-corrupted",), at("corrupted"), "hash", told=True),
    Fault("file-host-reset", ("files-host-blocked",), at("files-blocked"), EOF),
    Fault("file-host-untrusted", ("files-host-blocked",), at("files-untrusted"), VERIFY,
          facts=NO_INSPECTION, values=PRIVATE_FILE, fixable=True),
    Fault("file-host-403", ("files-host-blocked", "proxy-refuses-connect"), at("files-refused"),
          "403"),
)  # fmt: skip

INTERCEPTION = (
    Fault("proxy-intercepts", INSPECTED, PYPI, VERIFY, env=through("proxy-intercept"),
          facts=HAS_FILE, values=INSPECTOR_FILE, fixable=True, private=True, quick=True),
    Fault("intercepts-with-bad-bundle", ("ca-env-override", *INSPECTED), PYPI, VERIFY,
          env=(*through("proxy-intercept"), ("REQUESTS_CA_BUNDLE", "{ca}/other.pem")),
          facts=HAS_FILE, values=INSPECTOR_FILE, fixable=True, layers=2, private=True),
    Fault("intercepts-with-missing-bundle", ("ca-path-missing", *INSPECTED), PYPI, NO_BUNDLE,
          env=(*through("proxy-intercept"), ("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")),
          facts=HAS_FILE, values=INSPECTOR_FILE, fixable=True, layers=2, private=True),
    Fault("intercepts-private-index", INSPECTED, "https://index.corp.example/simple/", VERIFY,
          env=through("proxy-intercept"), pip_conf=("cert = {ca}/private.pem",),
          facts=HAS_FILE, values=INSPECTOR_FILE, fixable=True, private=True),
    Fault("dead-proxy-hides-private-ca", ("proxy-dead", "private-index-private-ca"),
          "https://index.corp.example/simple/", "refused", env=through("closed"),
          facts=NO_INSPECTION, values=PRIVATE_FILE, fixable=True, layers=2, private=True),
)  # fmt: skip

HEALTHY = (
    Fault("healthy", (), at("healthy"), installs=True, quick=True),
    Fault("healthy-through-proxy", (), PYPI, env=through("proxy"), installs=True, private=True),
    Fault("healthy-redirect", (), at("redirect"), installs=True),
    Fault("healthy-private", (), at("private"), pip_conf=("cert = {ca}/private.pem",),
          installs=True),
    Fault("healthy-tls-proxy", (), PYPI, env=through("proxy-tls", "https"),
          only=since("21.3.1"), installs=True, private=True),
)  # fmt: skip

FAULTS = HEALTHY + BUNDLES + CONFIG + PROXIES + HTTP + INTERCEPTION
