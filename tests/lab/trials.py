"""The remedies that can run here, each with its fault, its pips and what a person would give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

from .fault import VERIFY, Fault, at
from .faults import BY_ID
from .faults_tls import PRIVATE

HEALTHY = "https://localhost:{healthy}/simple/"
OLD, MIDDLE, NEW = "20.3.4", "24.0", "25.3"


@dataclass(frozen=True)
class Trial:
    """One remedy against one fault.

    Attributes:
        pips: pip versions, one run each in each scope.
        values: (placeholder, text) pairs a person would give, besides those of the fault.
        scopes: instead of the remedy's own.
        system: another ``Target.os`` to write for, where this one can stand in for it.
        wheels: package files that the person brought along, as folder names in the home.
        new_window: undone by opening a new window, as the remedy says.
        quick: belongs to the representative part.
    """

    remedy: str
    fault: Fault
    pips: tuple[str, ...] = (NEW,)
    values: tuple[tuple[str, str], ...] = ()
    scopes: tuple[str, ...] = ()
    system: Optional[str] = None
    wheels: tuple[str, ...] = ()
    new_window: bool = False
    quick: bool = False

    @property
    def id(self) -> str:
        """What tests call it, without scope and pip."""
        return f"{self.remedy}-{self.fault.id}"


def trial(remedy: str, fault: str, *pips: str, **more: object) -> Trial:
    """A trial against one of the lab's faults; the newest pip when none is named."""
    return replace(Trial(remedy, BY_ID[fault], pips or (NEW,)), **more)  # type: ignore[arg-type]


STRICT_CONFIG = Fault(
    "strict-profile-by-config", ("cert-strict-profile",), at("strict"), VERIFY,
    pip_conf=("cert = {ca}/legacy.pem", "use-deprecated = legacy-certs"), only=("26.3",),
)  # fmt: skip
FOREIGN_LIBRARY = Fault(
    "foreign-library", ("ssl-lib-broken-link",), at("healthy"), "ssl",
    env=(("LD_LIBRARY_PATH", "{ca}/foreign"),),
)  # fmt: skip
UNTRUSTED_MIRROR = Fault("untrusted-index", PRIVATE, at("private"), VERIFY)
MIRROR = (("mirror_url", HEALTHY),)
RIGHT_INDEX = (("new_index_url", HEALTHY),)
RIGHT_PROXY = (("proxy_url", "http://localhost:{proxy}"),)
ONE_ROOT = (("ca_file", "{ca}/private-only.pem"),)
GENERATIONS = (OLD, MIDDLE, NEW)

TRUST = (
    trial("ca-once", "private-ca", *GENERATIONS, quick=True),
    trial("ca-config", "private-ca", *GENERATIONS, quick=True),
    trial("ca-env", "private-ca", *GENERATIONS),
    trial("ca-bundle", "private-ca", *GENERATIONS),
    trial("ca-export", "intercepted-root-in-os-store", "23.0.1", MIDDLE,
          values=(("issuer", "netskope"),)),
    trial("ca-os-store", "private-ca", MIDDLE, NEW, values=ONE_ROOT),
    trial("guest-ca", "private-ca", MIDDLE, NEW, values=ONE_ROOT),
    trial("docker-ca", "private-ca", MIDDLE, NEW, values=ONE_ROOT, system="container"),
    trial("os-bundle-config", "intercepted-root-in-os-store", OLD, MIDDLE, quick=True),
    trial("use-truststore", "intercepted-root-in-os-store", MIDDLE),
    trial("upgrade-pip", "intercepted-root-in-os-store", MIDDLE),
    trial("pip-bootstrap", "intercepted-root-in-os-store", MIDDLE),
    trial("pip-offline", "intercepted-root-in-os-store", MIDDLE, wheels=("usb",)),
    trial("convert-ca-file", "pip-cert-der", OLD, NEW, values=(("ca_file", "{ca}/der.pem"),),
          quick=True),
    trial("convert-ca-file", "pip-cert-utf16", OLD, values=(("ca_file", "{ca}/utf16.pem"),)),
    trial("extra-root", "private-ca", OLD, NEW),
    trial("files-host-trust", "file-host-untrusted", OLD, NEW),
    trial("clear-ca-variables", "bundle-overrides-config", OLD, NEW, quick=True),
    trial("fix-ca-path", "requests-bundle-missing", OLD, NEW),
    trial("fix-ca-path", "config-cert-missing", OLD, NEW, quick=True),
    trial("client-certificate", "client-cert-tls12", OLD, NEW),
    trial("client-certificate", "client-cert-tls13", NEW),
    trial("isolation-env", "private-ca", OLD, NEW),
    trial("legacy-certs", "ip-index"),
    trial("trusted-host", "private-ca", OLD, NEW),
    Trial("pip-strict-workaround", STRICT_CONFIG, ("26.3",)),
)  # fmt: skip

PROXIES = (
    trial("proxy-http-scheme", "proxy-https-scheme", OLD, NEW, quick=True),
    trial("proxy-http-scheme", "proxy-https-scheme-config", OLD, NEW),
    trial("proxy-url-fix", "proxy-malformed", OLD, NEW, values=RIGHT_PROXY),
    trial("proxy-bypass", "proxy-dead", OLD, NEW),
    trial("proxy-unset", "proxy-dead", OLD, NEW),
    trial("proxy-unset", "proxy-dead-config", OLD, NEW),
    trial("proxy-set", "proxy-needed", OLD, NEW, values=RIGHT_PROXY),
    trial("proxy-no-proxy", "proxy-403", OLD, NEW),
    trial("proxy-login", "proxy-407", OLD, NEW),
    trial("socks-to-http-port", "socks-port-as-http", OLD, NEW, values=RIGHT_PROXY),
    trial("socks-support", "socks-without-pysocks", NEW, wheels=("socks",)),
    trial("close-interceptor", "proxy-intercepts", OLD, NEW),
)  # fmt: skip

INDEX = (
    Trial("mirror-once", UNTRUSTED_MIRROR, (OLD, NEW), MIRROR),
    Trial("mirror-config", UNTRUSTED_MIRROR, (OLD, NEW), MIRROR, quick=True),
    trial("mirror-once", "reset-on-accept", values=MIRROR),
    trial("renew-certificate", "expired", values=MIRROR),
    trial("files-host-allow", "file-host-reset", values=MIRROR),
    trial("index-config", "retired-mirror", OLD, NEW, values=RIGHT_INDEX),
    trial("index-config", "variable-changes-index", NEW, values=RIGHT_INDEX),
    trial("index-https", "plain-http-index", OLD, NEW, values=RIGHT_INDEX),
    trial("host-name-index", "wrong-name", OLD, NEW, values=RIGHT_INDEX),
    trial("site-mirror", "reset-on-accept", values=RIGHT_INDEX),
    trial("ignore-config", "no-index-in-config", OLD, NEW),
    trial("config-edit", "no-index-in-config", OLD, NEW),
    trial("config-aside", "config-broken-line", OLD, NEW),
    trial("packages-offline", "reset-on-accept", OLD, NEW, wheels=("wheels",)),
)  # fmt: skip

HANDSHAKE = (
    trial("openssl-conf-reset", "policy-below-tls13", OLD, NEW),
    trial("openssl-seclevel", "rsa1024", "23.0.1"),
    trial("openssl-seclevel", "weak-dh", OLD),
    trial("openssl-old-tls", "tls10-only", "23.0.1"),
    trial("unset-keylog", "keylog-bad", MIDDLE),
    Trial("ld-library-path", FOREIGN_LIBRARY, (NEW,), new_window=True),
)  # fmt: skip

TRIALS = TRUST + PROXIES + INDEX + HANDSHAKE

NOT_HERE = {
    "another system's": (
        "conda-activate", "dll-conflict", "windows-store-cleanup", "pin-openssl",
    ),
    "words for a person or an owner only": (
        "fix-ca-certificate", "server-side-fix", "proxy-allowlist", "other-network",
        "captive-login", "antivirus-exclude", "proxy-client-settings", "check-requirement",
        "right-interpreter",
    ),
    "installs from the distribution or builds": (
        "install-certificates", "new-python", "older-python", "rebuild-python",
        "reinstall-python-build", "reinstall-pip",
    ),
    "needs packages or hosts that the lab does not serve": (
        "upgrade-ca-bundle", "upgrade-package", "pin-urllib3", "align-pyopenssl",
        "pip-other-release", "default-store-env",
    ),
    "the fault cannot be made in a namespace": (
        "fix-clock", "fix-dns", "lower-mtu", "prefer-ipv4", "openssl-groups", "openssl-legacy",
        "wait-retry", "cache-purge", "docker-network",
    ),
}  # fmt: skip
"""Remedies without a trial, by the reason."""
