"""What the person or the site has set: CA variables, proxy, configuration, trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import Knowledge
from .document import Document, text

_DAY = 86_400


def settings(doc: Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    """Return what the variables, the configuration and the trust amount to."""
    found: dict[str, tuple[str, str]] = {}
    if doc.ran("ca_variables"):
        found["ca_variables"] = _ca_variables(doc.data("ca_variables"))
    if doc.ran("proxies"):
        found["proxy"] = _proxy(doc.data("proxies"))
    if doc.ran("pip_config"):
        found["pip_config"] = _config(doc)
    if doc.host:
        found["index"] = index_kind(doc, knowledge)
    if doc.ran("keylog"):
        keylog = doc.data("keylog")
        state = "unset" if not keylog.get("set") else "ok" if keylog.get("writable") else "bad"
        found["keylog"] = (state, text(keylog, "path"))
    if doc.ran("openssl_policy"):
        policy = doc.data("openssl_policy")
        conf = text(policy, "conf")
        broken = bool(conf) and policy.get("exists") is False
        value, detail = ("broken", conf) if broken else _policy(policy)
        found["openssl_policy"] = (value, detail)
    clock = doc.data("clock")
    now, built = clock.get("now"), clock.get("built")
    if isinstance(now, int) and isinstance(built, int) and now < built - _DAY:
        found["clock"] = ("no", f"{now - built} s before this version was made")
    if doc.ran("trust"):
        found["trust_source"] = _trust(doc)
    return found


_STRICT_POLICY = re.compile(r"^(?:FIPS|FUTURE)\b", re.I)
"""Levels of crypto-policies(7) above its default."""
_STRICT_LINE = re.compile(r"SECLEVEL=[3-5]|^TLSv1\.3$")
"""What goes beyond what distributions set by themselves (level 2, TLS 1.2)."""


def _policy(policy: Mapping[str, Any]) -> tuple[str, str]:
    """Whether something restricts TLS beyond what this OpenSSL does by itself, and what."""
    conf, level = text(policy, "conf"), text(policy, "policy")
    if policy.get("settings"):
        return "strict", conf
    if policy.get("fips") is True:
        return "strict", "FIPS"
    if _STRICT_POLICY.match(level):
        return "strict", level
    lines = policy.get("default_settings")
    pairs = [line for line in lines if isinstance(line, list)] if isinstance(lines, list) else []
    strict = [pair for pair in pairs if len(pair) == 2 and _beyond(*map(str, pair))]
    return ("strict", text(policy, "default_conf")) if strict else ("default", conf)


def _beyond(name: str, value: str) -> bool:
    return name == "MaxProtocol" or bool(_STRICT_LINE.search(value) and name != "Ciphersuites")


def _ca_variables(variables: Mapping[str, Any]) -> tuple[str, str]:
    worst = ("none", "")
    for name, item in variables.items():
        if not isinstance(item, Mapping) or item.get("counts") is False:
            continue
        detail = f"{name}={text(item, 'path')}"
        if item.get("exists") is False:
            return "broken", detail
        if name == "PIP_CLIENT_CERT":
            continue
        if not item.get("count"):
            worst = ("badfmt", detail)
        elif worst[0] == "none":
            worst = ("valid", detail)
    return worst


def _proxy(proxies: Mapping[str, Any]) -> tuple[str, str]:
    proxy = proxies.get("effective")
    if not isinstance(proxy, Mapping):
        script = text(proxies, "pac")
        return ("pac", script) if script else ("none", "")
    detail = f"{text(proxy, 'url')} ({text(proxy, 'origin')})"
    if proxy.get("problem"):
        return "bad", detail
    scheme = text(proxy, "scheme")
    return "socks" if scheme.startswith("socks") else scheme if scheme in ("http", "https") else (
        "bad"
    ), detail


_KINDS = {"cert": "cert", "client-cert": "cert", "proxy": "proxy"}
_TRUE = ("1", "yes", "true", "on", "y", "t")
"""What pip takes for a yes in a setting (pip's configuration documentation, boolean options)."""


def _config(doc: Document) -> tuple[str, str]:
    effective = doc.data("pip_config").get("effective")
    effective = effective if isinstance(effective, Mapping) else {}
    keys = sorted(effective)
    files = doc.data("pip_config").get("files")
    for file in files if isinstance(files, list) else ():
        if text(file, "problem"):
            return "unreadable", f"{text(file, 'path')}: {text(file, 'problem')}"
    telling = [key for key in keys if key not in ("timeout", "retries")]
    others = [key for key in telling if key != "index-url"]
    if text(effective.get("no-index"), "value").lower() in _TRUE:
        kind = "no-index"
    elif len(others) == 1 and others[0] in _KINDS:
        kind = _KINDS[others[0]]
    else:
        kind = "several" if others else "index" if telling else "empty"
    return kind, ", ".join(telling)


def index_kind(doc: Document, knowledge: Knowledge) -> tuple[str, str]:
    """Return what kind of index the target is, as a value of the fact ``index``, with its URL."""
    url, host = text(doc.raw.get("target"), "index_url"), doc.host
    retired = [m for m in knowledge.mirrors if m.status in ("retired", "down")]
    mirrors = [m for m in knowledge.mirrors if m.status in ("listed", "reference")]
    if any(f"/{host}" in mirror.url for mirror in retired):
        return "dead", url
    if url.startswith("http://"):
        return "httpmirror", url
    if host == "pypi.org":
        return "pypi", url
    public = any(f"/{host}/" in mirror.url for mirror in mirrors)
    return ("mirror" if public else "private"), url


def _trust(doc: Document) -> tuple[str, str]:
    trust, variables = doc.data("trust"), doc.data("ca_variables")
    raw = trust.get("files")
    files = [item for item in raw if isinstance(item, Mapping)] if isinstance(raw, list) else []
    detail = ", ".join(text(item, "path") for item in files)
    if any(not item.get("count") for item in files):
        return "broken", detail
    if any(name in variables for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")):
        return "overridden", detail
    if trust.get("os_store"):
        return "os", detail
    vendored = all(text(item, "origin") in ("pip", "") for item in files)
    return "bundled" if vendored else "configured", detail
