"""Faults of certificates and of the handshake."""

from __future__ import annotations

from .fault import OLDEST_TO_NEWEST, VERIFY, Fault, at

PRIVATE = ("private-index-private-ca",)
NO_INSPECTION = (("inspection", "no"),)
HAS_FILE = (("inspection", "file"),)
PRIVATE_FILE = (("ca_file", "{ca}/private.pem"),)
INSPECTOR_FILE = (("ca_file", "{ca}/inspector.pem"),)
INSPECTED = ("inspection-ca-missing", "inspection-ca-pip-ignores-os", "inspection-ca-guest")
LOCAL_ISSUER = "unable to get local issuer certificate"
WEAK = ("cert-weak-crypto",)
BAD_SERVER = ("cert-strict-profile", "server-cert-expired", "private-index-private-ca")
CUT = ("local-proxy-breaks-tls", "firewall-reset", "server-outage", "proxy-needed-not-set")
SILENT = ("silent-drop", "server-outage", "proxy-needed-not-set", "mtu-blackhole", "firewall-reset")
EOF = r"eof|closed|reset|aborted|Broken pipe"
RESET = r"reset|aborted|not connected|eof"
TIMEOUT = r"timed? ?out"

TRUST = (
    Fault("private-ca", PRIVATE, at("private"), VERIFY, LOCAL_ISSUER,
          facts=NO_INSPECTION, values=PRIVATE_FILE, fixable=True, quick=True),
    Fault("private-ca-root-sent", PRIVATE, at("private-root-sent"), VERIFY,
          "self.signed certificate in certificate chain",
          facts=NO_INSPECTION, values=PRIVATE_FILE, fixable=True),
    Fault("private-ca-intermediate", PRIVATE, at("private-intermediate"), VERIFY, LOCAL_ISSUER,
          facts=NO_INSPECTION, values=PRIVATE_FILE, fixable=True),
    Fault("self-signed", PRIVATE, at("self-signed"), VERIFY, "self.signed certificate",
          facts=NO_INSPECTION, values=(("ca_file", "{ca}/self-signed.pem"),), fixable=True,
          quick=True),
    Fault("intercepted", INSPECTED, at("intercepted"), VERIFY, LOCAL_ISSUER,
          facts=HAS_FILE, values=INSPECTOR_FILE, fixable=True),
    Fault("intercepted-root-in-os-store", ("inspection-ca-pip-ignores-os",), at("managed"), VERIFY,
          LOCAL_ISSUER, only=("9.0.1", "20.3.4", "21.3.1", "23.0.1", "24.0"), private=True,
          fixable=True, quick=True),
    Fault("intercepted-noticed-by-nobody", (), at("managed"), only=("25.3", "26.3"),
          installs=True, private=True),
    Fault("hostile-names", PRIVATE, at("hostile-names"), VERIFY, LOCAL_ISSUER,
          facts=NO_INSPECTION),
    Fault("missing-intermediate", ("server-missing-intermediate",), at("missing-intermediate"),
          VERIFY, LOCAL_ISSUER, quick=True),
    Fault("rekeyed-root", ("private-index-private-ca", "ca-bundle-outdated", "ca-file-unusable"),
          at("rekeyed"), VERIFY, LOCAL_ISSUER, pip_conf=("cert = {ca}/private-only.pem",),
          values=(("ca_file", "{ca}/new-private.pem"),), fixable=True),
    Fault("rekeyed-root-no-aki", ("private-index-private-ca", "ca-bundle-outdated",
          "ca-file-unusable"), at("rekeyed-no-aki"), VERIFY, "signature failure",
          pip_conf=("cert = {ca}/private-only.pem",),
          values=(("ca_file", "{ca}/new-private.pem"),), fixable=True),
)  # fmt: skip

DATES_AND_NAMES = (
    Fault("expired", ("server-cert-expired",), at("expired"), VERIFY, "certificate has expired",
          quick=True),
    Fault("not-yet", ("server-cert-expired", "clock-wrong"), at("not-yet"), VERIFY,
          "not yet valid"),
    Fault("expired-intermediate", ("server-cert-expired",), at("expired-intermediate"), VERIFY,
          "certificate has expired"),
    Fault("expired-root", ("server-cert-expired", "ca-bundle-outdated"), at("expired-root"),
          VERIFY, "certificate has expired", pip_conf=("cert = {ca}/old-root.pem",)),
    Fault("wrong-name", ("hostname-mismatch",), at("wrong-name"),
          "hostname.*doesn't match|hostname mismatch", quick=True),
    Fault("wrong-ip", ("hostname-mismatch",), "https://127.0.0.1:{wrong-ip}/simple/",
          "doesn't match|mismatch",
          only=tuple(version for version in OLDEST_TO_NEWEST if version != "25.3")),
    Fault("wrong-ip-behind-regression", ("pip-release-regression", "hostname-mismatch"),
          "https://127.0.0.1:{wrong-ip}/simple/", "check_hostname requires server_hostname",
          only=("25.3",)),
    Fault("ip-index", ("pip-release-regression",), "https://127.0.0.1:{healthy}/simple/",
          "check_hostname requires server_hostname", only=("25.3",), fixable=True),
    Fault("hijacked-name", ("dns-hijack", "hostname-mismatch"),
          "https://hijacked.example/simple/", "doesn't match|mismatch", private=True),
    Fault("cn-only", ("cert-cn-only",), at("cn-only"), installs=True),
    Fault("untrusted-expired", ("server-cert-expired", "private-index-private-ca"),
          at("untrusted-expired"), VERIFY, facts=NO_INSPECTION, values=PRIVATE_FILE),
    Fault("untrusted-wrong-name", ("hostname-mismatch", "private-index-private-ca"),
          at("untrusted-wrong-name"), VERIFY + "|hostname.*match", facts=NO_INSPECTION,
          values=PRIVATE_FILE),
)  # fmt: skip

STRENGTH_AND_PROFILE = (
    Fault("rsa1024", WEAK, at("rsa1024"), VERIFY, "key too weak", quick=True),
    Fault("rsa1024-ca", WEAK, at("rsa1024-ca"), VERIFY, "CA certificate key too weak"),
    Fault("sha1", WEAK, at("sha1"), VERIFY, "digest algorithm too weak"),
    Fault("wrong-eku", BAD_SERVER, at("wrong-eku"), VERIFY, "certificate purpose"),
    Fault("not-a-ca", BAD_SERVER, at("not-a-ca"), VERIFY, "invalid CA certificate"),
    Fault("strict-profile", ("cert-strict-profile",), at("strict"), VERIFY,
          pip_conf=("cert = {ca}/legacy.pem",), pip_args=("--use-deprecated=legacy-certs",),
          told=True, only=("26.3",)),
    Fault("strict-profile-unnoticed", (), at("strict"), pip_conf=("cert = {ca}/legacy.pem",),
          installs=True),
)  # fmt: skip

HANDSHAKE = (
    Fault("tls10-only", ("server-only-old-tls",), at("tls10"),
          "legacy sigalg|protocol version|unsupported protocol", quick=True),
    Fault("tls11-only", ("server-only-old-tls",), at("tls11"),
          "legacy sigalg|protocol version|unsupported protocol"),
    Fault("no-common-cipher", ("server-weak-ciphers",), at("no-cipher"), "handshake failure"),
    Fault("weak-dh", ("server-weak-ciphers", "openssl-policy-strict"), at("weak-dh"),
          "dh key too small"),
    Fault("old-renegotiation", ("legacy-renegotiation-disabled",), at("old-server-hello"),
          "unsafe legacy renegotiation"),
    Fault("client-cert-tls12", ("client-cert-required",), at("mtls12"), "handshake failure",
          values=(("client_cert", "{ca}/client.pem"),), fixable=True),
    Fault("client-cert-tls13", ("client-cert-required",), at("mtls13"),
          "certificate required|" + RESET, values=(("client_cert", "{ca}/client.pem"),),
          fixable=True),
    Fault("alert-handshake-failure", ("server-weak-ciphers", "firewall-reset",
          "local-proxy-breaks-tls", "client-cert-required", "server-outage"),
          at("alert-handshake-failure"), "handshake failure"),
    Fault("alert-protocol-version", ("server-only-old-tls", "local-proxy-breaks-tls",
          "openssl-policy-strict", "server-outage"),
          at("alert-protocol-version"), "protocol version"),
    Fault("alert-unrecognized-name", ("index-url-dead", "firewall-reset", "hostname-mismatch",
          "dns-hijack", "local-proxy-breaks-tls", "server-outage"),
          at("alert-unrecognized-name"), "unrecognized name"),
    Fault("alert-internal-error", ("server-outage", "local-proxy-breaks-tls", "firewall-reset"),
          at("alert-internal-error"), "internal error"),
    Fault("alert-access-denied", ("firewall-reset", "client-cert-required", "server-outage",
          "local-proxy-breaks-tls"), at("alert-access-denied"), "access denied"),
    Fault("alert-certificate-required", ("client-cert-required",),
          at("alert-certificate-required"), "certificate required|alert"),
    Fault("policy-below-tls13", ("openssl-policy-strict",), at("tls13"), "protocol version",
          env=(("OPENSSL_CONF", "{ca}/max-tls12.cnf"),), fixable=True),
    Fault("no-ssl-module", ("ssl-module-missing-build", "ssl-lib-broken-link"), at("healthy"),
          "ssl.*(not available|unavailable)",
          site_files=(("lab.pth", "import sys; sys.modules['_ssl'] = None"),)),
    Fault("keylog-bad", ("sslkeylogfile-bad",), at("healthy"), "No such file",
          env=(("SSLKEYLOGFILE", "/nowhere/keys.log"),), only=("23.0.1", "24.0"), fixable=True),
)  # fmt: skip

PATH = (
    Fault("plain-http", ("plain-http-on-tls-port",), at("plain-http"),
          "wrong.version.number|" + EOF, quick=True),
    Fault("html-on-tls-port", ("plain-http-on-tls-port", "captive-portal"), at("html"),
          "wrong.version.number|" + EOF),
    Fault("ssh-on-tls-port", ("plain-http-on-tls-port", "index-url-dead"), at("ssh"),
          "wrong.version.number|" + EOF),
    Fault("flood", ("plain-http-on-tls-port", "server-outage", *CUT), at("flood"),
          "wrong.version.number|" + EOF),
    Fault("eof-on-accept", CUT, at("eof-accept"), EOF),
    Fault("eof-after-hello", CUT, at("eof-hello"), EOF, quick=True),
    Fault("reset-on-accept", CUT, at("rst-accept"), RESET),
    Fault("reset-after-hello", CUT, at("rst-hello"), RESET, quick=True),
    Fault("sni-reset", CUT, at("sni-reset"), RESET),
    Fault("hang", SILENT, at("hang"), TIMEOUT, slow=True),
    Fault("stall", SILENT, at("stall"), TIMEOUT + "|no matching", slow=True),
    Fault("drip", SILENT, at("drip"), slow=True),
    Fault("backlog-full", SILENT, at("backlog"), TIMEOUT, slow=True),
    Fault("big-hello-dropped", ("pq-clienthello-dropped",), at("big-hello-dropped"),
          installs=True),
    Fault("most-hellos-dropped", ("pq-clienthello-dropped", *SILENT),
          at("most-hellos-dropped"), TIMEOUT, slow=True),
    Fault("bad-record", ("local-proxy-breaks-tls", "server-outage", "download-corrupted",
          "firewall-reset"), at("bad-record"), "bad record mac|decryption failed|hash", told=True),
    Fault("refused", ("server-outage", "index-url-dead", "firewall-reset",
          "proxy-needed-not-set"), at("closed"), "refused", quick=True),
    Fault("no-such-name", ("dns-failure", "index-url-dead"), "https://nosuch.example/simple/",
          "name or service not known|name resolution|resolve", private=True),
    Fault("retired-mirror", ("index-url-dead",), "https://pypi.douban.com/simple/",
          "name or service not known|name resolution|resolve", private=True, fixable=True),
    Fault("ipv6-only", ("ipv6-broken", "server-outage", "index-url-dead"),
          "https://six.corp.example:{healthy}/simple/", "refused|unreachable", private=True),
)  # fmt: skip

FAULTS = TRUST + DATES_AND_NAMES + STRENGTH_AND_PROFILE + HANDSHAKE + PATH
