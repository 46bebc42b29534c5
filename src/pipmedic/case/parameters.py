"""Values that commands need and that the case knows already, so that nobody is asked for them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ..checks.findings import CONVERTIBLE
from ..diagnosis import x509
from ..diagnosis.sanitize import sanitize
from ..i18n import Translator
from ..knowledge import Mirror
from ..remedies import mirrors as choice
from ..remedies.former import LEGACY, Former, normal_key
from .state import State

PYPI = {"index_host": "pypi.org", "file_host": "files.pythonhosted.org"}
CA_VARIABLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
CLIENT = "PIP_CLIENT_CERT"
"""Told of only when its file is missing: one that is there is not taken away."""
PROXY_VARIABLES = (
    *("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("https_proxy", "http_proxy", "all_proxy", "no_proxy", "PIP_PROXY"),
)
"""The variables whose values the checks report, set or not."""

HIDDEN = "***"
"""What the checks put in the place of a user name and password."""

_HOST_PORT = re.compile(r"([A-Za-z0-9][A-Za-z0-9.-]*):(\d{2,5})(?![\w.])")
_SCOPES = {"user": "user", "site": "venv", "global": "system"}
_LEGACY_FILE = "/.pip/pip.conf"
_FORGOTTEN = ("no-index", "proxy", "cert", "client-cert", "trusted-host", "index-url")


def parameter_label(name: str, say: Translator) -> str:
    """Return the question for a value."""
    message = f"parameter.{name}"
    return say(message) if say.has(message) else f"{name}?"


def derived(
    state: State, mirrors: Iterable[Mirror], index_url: str, index_host: str
) -> dict[str, str]:
    """Return the values that follow from what was checked and is known of public indexes."""
    mirrors = tuple(mirrors)
    best = choice.offered(mirrors, index_host or choice.host_of(index_url) or PYPI["index_host"])
    found: dict[str, Optional[str]] = {
        **(PYPI if not (index_url or index_host) else {}),
        "mirror_url": best[0].url if best else None,
        "new_index_url": _new_index_url(state, mirrors, index_url),
        "config_key": _config_key(state),
        "bad_config": _bad_config(state),
        "wrong_form_ca": _wrong_form_ca(state),
        **_proxy(state),
    }
    return {name: value for name, value in found.items() if value}


def check_data(state: State, check: str) -> Mapping[str, Any]:
    """Return what one check of the newest probe document found; empty when it did not run."""
    records = state.checks[-1].document.get("checks") if state.checks else None
    for record in records if isinstance(records, list) else ():
        if isinstance(record, dict) and record.get("id") == check:
            data = record.get("data")
            return data if isinstance(data, dict) else {}
    return {}


def former_settings(state: State) -> Former:
    """Return pip's settings and the variables as the checks saw them."""
    return Former(_former_config(state), _former_variables(state), HIDDEN)


def _former_config(state: State) -> Optional[Mapping[tuple[str, str], str]]:
    if not isinstance(check_data(state, "pip_config").get("files"), list):
        return None
    found: dict[tuple[str, str], str] = {}
    for file in _config_files(state):
        scope = _SCOPES.get(str(file.get("origin")), "")
        scope = LEGACY if str(file.get("path", "")).endswith(_LEGACY_FILE) else scope
        keys = file.get("keys")
        for key, value in keys.items() if scope and isinstance(keys, dict) else ():
            found[scope, normal_key(sanitize(str(key)))] = sanitize(str(value))
    return found


def _former_variables(state: State) -> Mapping[str, Optional[str]]:
    found: dict[str, Optional[str]] = {}
    if _ran(state, "ca_variables"):
        data = check_data(state, "ca_variables")
        paths = {name: item.get("path") for name, item in data.items() if isinstance(item, dict)}
        found.update({name: _text(paths.get(name)) for name in CA_VARIABLES})
        client = data.get(CLIENT)
        gone = client if isinstance(client, dict) and client.get("exists") is False else {}
        found[CLIENT] = _text(gone.get("path"))
    if _ran(state, "keylog"):
        found["SSLKEYLOGFILE"] = _text(check_data(state, "keylog").get("path"))
    if _ran(state, "proxies"):
        values = check_data(state, "proxies").get("variables") or {}
        found.update({name: _text(values.get(name)) for name in PROXY_VARIABLES})
    return found


def _ran(state: State, check: str) -> bool:
    records = state.checks[-1].document.get("checks") if state.checks else None
    return any(
        isinstance(record, dict) and record.get("id") == check and record.get("status") == "done"
        for record in (records if isinstance(records, list) else ())
    )


def _text(value: object) -> Optional[str]:
    return sanitize(value) if isinstance(value, str) and value else None


def _new_index_url(state: State, mirrors: tuple[Mirror, ...], index_url: str) -> Optional[str]:
    if not index_url or HIDDEN in index_url:
        return None
    return _by_certified_name(state, index_url) or choice.corrected(index_url, mirrors)


def _by_certified_name(state: State, index_url: str) -> Optional[str]:
    """The index by a name of its own certificate, when it is addressed by another."""
    host = choice.host_of(index_url)
    names = [name.lower() for name in _certified_names(state)]
    if not names or any(_covers(name, host) for name in names):
        return None
    plain = [name for name in names if "*" not in name]
    kin = [name for name in plain if name.partition(".")[0] == host.partition(".")[0]]
    return choice.with_host(index_url, (kin or plain)[0]) if plain else None


def _covers(name: str, host: str) -> bool:
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])


def _certified_names(state: State) -> tuple[str, ...]:
    leaf = _shown(state, 0)
    return tuple(sanitize(name) for name in leaf.san_dns) if leaf else ()


def top_issuer(state: State) -> str:
    """Return the name under which a store holds the root of what was presented; or nothing."""
    last = _shown(state, -1)
    return sanitize(last.issuer.first("CN") or last.issuer.first("O") or "") if last else ""


def _shown(state: State, place: int) -> Optional[x509.Certificate]:
    """One certificate of the presented chain, leaf first."""
    chain = check_data(state, "tls_unverified").get("chain")
    try:
        return x509.parse(base64.b64decode(chain[place])) if chain else None
    except (x509.BadCertificate, binascii.Error, TypeError, KeyError):
        return None


def _config_key(state: State) -> Optional[str]:
    """The one setting of pip's files that is likeliest to be forgotten, as section.option.

    Where a file of certificates is missing, that is the setting that names it, and no other.
    """
    tables = [file["keys"] for file in _config_files(state) if isinstance(file.get("keys"), dict)]
    keys = [str(key) for table in tables for key in table]
    missing = _missing_files(state)
    if missing:
        naming = (key for table in tables for key, value in table.items() if value in missing)
        return next((sanitize(str(key)) for key in naming), None)
    for option in _FORGOTTEN:
        for key in keys:
            if key.replace("_", "-").endswith(f".{option}"):
                return sanitize(key)
    return None


def _bad_config(state: State) -> Optional[str]:
    """The first configuration file that pip cannot load."""
    bad = (file for file in _config_files(state) if file.get("problem"))
    return next((_text(file.get("path")) for file in bad), None)


def _config_files(state: State) -> list[dict[str, Any]]:
    files = check_data(state, "pip_config").get("files")
    return [file for file in (files if isinstance(files, list) else ()) if isinstance(file, dict)]


def _missing_files(state: State) -> tuple[str, ...]:
    """The files of certificates that this pip wants to read and that are not there."""
    trust = check_data(state, "trust")
    files = trust.get("files")
    wanted = [*(files if isinstance(files, list) else ()), trust.get("client_certificate")]
    gone = (item for item in wanted if isinstance(item, dict) and item.get("exists") is False)
    return tuple(str(item.get("path")) for item in gone)


def _wrong_form_ca(state: State) -> Optional[str]:
    """The CA file of this pip that holds certificates, but not as PEM text."""
    files = check_data(state, "trust").get("files")
    for item in files if isinstance(files, list) else ():
        if isinstance(item, dict) and item.get("kind") in CONVERTIBLE:
            return _text(item.get("path"))
    return None


def _proxy(state: State) -> dict[str, Optional[str]]:
    """The proxy in the form that is right, where its present form is what is wrong."""
    proxy = check_data(state, "proxies").get("effective")
    if not isinstance(proxy, dict):
        return {}
    url = sanitize(str(proxy.get("url") or ""))
    host, port = sanitize(str(proxy.get("host") or "")), proxy.get("port")
    secret = bool(proxy.get("credentials"))
    if proxy.get("problem"):
        match = _HOST_PORT.search(url)
        return {"proxy_url": f"http://{match[0]}"} if match and not secret else {}
    if not host or str(proxy.get("scheme", "")).startswith("socks"):
        return {}
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    wrong = proxy.get("scheme") == "https" and not secret
    return {"proxy_address": address, "proxy_url": f"http://{address}" if wrong else None}
