"""What the person or the site has set: CA variables, proxy, configuration, trust."""

from __future__ import annotations

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
        found["index"] = _index(doc, knowledge)
    if doc.ran("keylog"):
        keylog = doc.data("keylog")
        state = "unset" if not keylog.get("set") else "ok" if keylog.get("writable") else "bad"
        found["keylog"] = (state, text(keylog, "path"))
    if doc.ran("openssl_policy"):
        policy = doc.data("openssl_policy")
        conf = text(policy, "conf")
        broken = bool(conf) and policy.get("exists") is False
        strict = bool(policy.get("settings")) or policy.get("fips") is True
        value = "broken" if broken else "strict" if strict else "default"
        found["openssl_policy"] = (value, conf)
    clock = doc.data("clock")
    now, built = clock.get("now"), clock.get("built")
    if isinstance(now, int) and isinstance(built, int) and now < built - _DAY:
        found["clock"] = ("no", f"{now - built} s before this version was made")
    if doc.ran("trust"):
        found["trust_source"] = _trust(doc)
    return found


def _ca_variables(variables: Mapping[str, Any]) -> tuple[str, str]:
    worst = ("none", "")
    for name, item in variables.items():
        if not isinstance(item, Mapping) or name == "PIP_CLIENT_CERT":
            continue
        if item.get("counts") is False:
            continue
        detail = f"{name}={text(item, 'path')}"
        if item.get("exists") is False:
            return "broken", detail
        if not item.get("count") and item.get("kind") != "directory":
            worst = ("badfmt", detail)
        elif worst[0] == "none":
            worst = ("valid", detail)
    return worst


def _proxy(proxies: Mapping[str, Any]) -> tuple[str, str]:
    proxy = proxies.get("effective")
    if not isinstance(proxy, Mapping):
        return "none", ""
    detail = f"{text(proxy, 'url')} ({text(proxy, 'origin')})"
    if proxy.get("problem"):
        return "bad", detail
    scheme = text(proxy, "scheme")
    return "socks" if scheme.startswith("socks") else scheme if scheme in ("http", "https") else (
        "bad"
    ), detail


_KINDS = {"cert": "cert", "client-cert": "cert", "proxy": "proxy"}


def _config(doc: Document) -> tuple[str, str]:
    effective = doc.data("pip_config").get("effective")
    keys = sorted(effective) if isinstance(effective, Mapping) else []
    telling = [key for key in keys if key not in ("timeout", "retries")]
    others = [key for key in telling if key != "index-url"]
    if len(others) == 1 and others[0] in _KINDS:
        kind = _KINDS[others[0]]
    else:
        kind = "several" if others else "index" if telling else "empty"
    return kind, ", ".join(telling)


def _index(doc: Document, knowledge: Knowledge) -> tuple[str, str]:
    """What kind of index the target is."""
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
