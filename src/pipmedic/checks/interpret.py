"""From a probe document to observations: pure, so that it can be redone when we know better."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from ..diagnosis.observations import Observation
from ..diagnosis.parsers import parse_value
from ..diagnosis.sanitize import sanitize
from ..diagnosis.x509 import Certificate
from ..knowledge import Issuer, Knowledge
from .findings import ChainLink, Examination, Finding, Hop, HopState, Machine, Outcome
from .presented import faults, links, named_issuer, parse_chain

TRUST = 0.97
_DAY = 86_400
_ISSUER_VALUES = {"gateway": "corp", "antivirus": "av", "debug": "debug", "local-proxy": "debug"}
_VERIFY_CODES = {
    9: "dates",
    10: "dates",
    18: "c18",
    19: "c19",
    20: "c20",
    21: "c20",
    62: "name",
    64: "name",
    66: "weak",
    67: "weak",
    68: "weak",
}
_STATUS = {
    "done": Outcome.OK,
    "skipped": Outcome.SKIPPED,
    "timeout": Outcome.TIMEOUT,
    "crashed": Outcome.CRASHED,
    "failed": Outcome.WARN,
}
_PRIVATE = re.compile(
    r"^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|198\.1[89]\.|0\.|::1$|f[cd])"
)


@dataclass(frozen=True)
class _Document:
    """Typed access to a probe document that may have come from anywhere."""

    raw: Mapping[str, Any]

    def data(self, check: str) -> Mapping[str, Any]:
        record = self.record(check)
        data = record.get("data")
        return data if isinstance(data, Mapping) else {}

    def record(self, check: str) -> Mapping[str, Any]:
        checks = self.raw.get("checks")
        for item in checks if isinstance(checks, list) else []:
            if isinstance(item, Mapping) and item.get("id") == check:
                return item
        return {}

    def ran(self, check: str) -> bool:
        return self.record(check).get("status") in ("done", "failed")

    @property
    def host(self) -> str:
        target = self.raw.get("target")
        return _text(target, "host")


def _text(table: object, key: str) -> str:
    value = table.get(key) if isinstance(table, Mapping) else None
    return sanitize(value)[:400] if isinstance(value, str) else ""


def interpret(
    document: Mapping[str, Any], knowledge: Knowledge, origin: str = "check", at: float = 0.0
) -> Examination:
    """Return what a probe document amounts to.

    Args:
        document: as the probe wrote it; hostile content is tolerated.
        origin: ``check`` or ``collector``, the source of the observations.
        at: when it was taken, seconds since the epoch.
    """
    doc = _Document(document)
    clock = doc.data("clock").get("now")
    now = float(clock) if isinstance(clock, (int, float)) else at
    encoded = doc.data("tls_unverified").get("chain")
    chain = parse_chain(
        item for item in (encoded if isinstance(encoded, list) else []) if isinstance(item, str)
    )
    trusted = doc.data("tls_pip").get("ok") is True
    issuer = named_issuer(chain, knowledge.issuers) if not trusted else None
    machine = _machine(doc)
    found: dict[str, tuple[str, str]] = {}
    for part in (_platform, _versions, _settings, _network, _handshake):
        found.update(part(doc, knowledge))
    found.update(_chain_facts(doc, chain, trusted, issuer, now))
    observations = tuple(
        Observation(fact, value, origin, detail, TRUST, at)
        for fact, (value, detail) in found.items()
        if fact in knowledge.facts and knowledge.facts[fact].value(value)
    )
    interceptor = str(chain[-1].issuer) if issuer and chain else ""
    return Examination(
        observations=observations,
        machine=machine,
        findings=_findings(doc, found),
        hops=_hops(doc, machine, issuer, trusted),
        chain=links(chain, doc.host, trusted, now),
        interceptor=issuer.name("en") if issuer else interceptor,
    )


def _machine(doc: _Document) -> Machine:
    env, pip = doc.data("environment"), doc.data("pip")
    target = doc.raw.get("target")
    proxy = doc.data("proxies").get("effective")
    hosts = target.get("hosts") if isinstance(target, Mapping) else None
    files = hosts[-1] if isinstance(hosts, list) and hosts else ""
    return Machine(
        os=_os(env),
        os_version=_text(env, "release"),
        distro=_text(env, "distro"),
        shell=_shell(env),
        python=_text(env, "executable"),
        python_version=_text(env, "python"),
        pip_version=_text(pip, "version"),
        openssl=_text(doc.data("ssl"), "openssl"),
        venv=env.get("venv") is True,
        prefix=_text(env, "prefix"),
        externally_managed=env.get("externally_managed") is True and env.get("venv") is not True,
        conda=env.get("conda") is True,
        admin=env.get("admin") is True,
        index_url=_text(target, "index_url"),
        index_host=_text(target, "host"),
        file_host=sanitize(files) if isinstance(files, str) else "",
        proxy=_text(proxy, "url"),
        home=_text(env, "home"),
    )


def _os(env: Mapping[str, Any]) -> str:
    if not env:
        return ""
    if env.get("wsl"):
        return "wsl"
    if env.get("container"):
        return "container"
    return {"Windows": "win", "Darwin": "mac"}.get(_text(env, "system"), "linux")


def _shell(env: Mapping[str, Any]) -> str:
    name = _text(env, "shell")
    return name if name in ("bash", "zsh", "fish") else ""


def _platform(doc: _Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    env = doc.data("environment")
    if not env:
        return {}
    found = {"os": (_os(env), _text(env, "release"))}
    if env.get("conda"):
        found["origin"] = ("conda", _text(env, "prefix"))
    elif env.get("pyenv"):
        found["origin"] = ("pyenv", _text(env, "prefix"))
    return found


def _versions(doc: _Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    env, pip, ssl = doc.data("environment"), doc.data("pip"), doc.data("ssl")
    for fact, text in (("python", _text(env, "python")), ("pip", _text(pip, "version"))):
        parsed = parse_value(knowledge.facts[fact], text) if text else None
        if parsed:
            found[fact] = (parsed[0], text)
    if found.get("pip"):
        release = parse_value(knowledge.facts["pip_release"], found["pip"][1])
        if release:
            found["pip_release"] = release
    if pip.get("found") and pip.get("vendored") and not pip.get("patched"):
        size = pip.get("bundle_bytes")
        broken = isinstance(size, int) and size < 100_000
        found["vendored"] = ("broken" if broken else "ok", f"{size} bytes")
    if ssl.get("imported") is False:
        error = _text(ssl, "error")
        library = "lib" in error and "open" in error
        kind = "dll" if "DLL" in error else "library" if library else "missing"
        found.update(openssl=("fail", error), ssl_import=(kind, error), handshake=("nossl", error))
    elif ssl:
        version = parse_value(knowledge.facts["openssl"], _text(ssl, "openssl"))
        found["ssl_import"] = ("ok", _text(ssl, "openssl"))
        if version:
            found["openssl"] = (version[0], _text(ssl, "openssl"))
    return found


def _settings(doc: _Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    if doc.ran("ca_variables"):
        found["ca_variables"] = _ca_variables(doc.data("ca_variables"))
    if doc.ran("proxies"):
        found["proxy"] = _proxy(doc.data("proxies"))
    if doc.ran("pip_config"):
        found.update(_config(doc, knowledge))
    if doc.ran("keylog"):
        keylog = doc.data("keylog")
        state = "unset" if not keylog.get("set") else "ok" if keylog.get("writable") else "bad"
        found["keylog"] = (state, _text(keylog, "path"))
    if doc.ran("openssl_policy"):
        policy = doc.data("openssl_policy")
        conf = _text(policy, "conf")
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
        detail = f"{name}={_text(item, 'path')}"
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
    detail = f"{_text(proxy, 'url')} ({_text(proxy, 'origin')})"
    if proxy.get("problem"):
        return "bad", detail
    scheme = _text(proxy, "scheme")
    return "socks" if scheme.startswith("socks") else scheme if scheme in ("http", "https") else (
        "bad"
    ), detail


def _config(doc: _Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    effective = doc.data("pip_config").get("effective")
    keys = sorted(effective) if isinstance(effective, Mapping) else []
    telling = [key for key in keys if key not in ("timeout", "retries")]
    found: dict[str, tuple[str, str]] = {}
    kinds = {"index-url": "index", "cert": "cert", "client-cert": "cert", "proxy": "proxy"}
    kind = (
        "empty"
        if not telling
        else kinds.get(telling[0], "several")
        if len(telling) == 1
        else ("several")
    )
    found["pip_config"] = (kind, ", ".join(telling))
    target = doc.raw.get("target")
    url, host = _text(target, "index_url"), doc.host
    retired = [m for m in knowledge.mirrors if m.status in ("retired", "down")]
    mirrors = [m for m in knowledge.mirrors if m.status in ("listed", "reference")]
    if any(f"/{host}" in mirror.url for mirror in retired):
        found["index"] = ("dead", url)
    elif url.startswith("http://"):
        found["index"] = ("httpmirror", url)
    elif host == "pypi.org":
        found["index"] = ("pypi", url)
    else:
        public = any(f"/{host}/" in mirror.url for mirror in mirrors)
        found["index"] = ("mirror" if public else "private", url)
    return found


def _trust(doc: _Document) -> tuple[str, str]:
    trust, variables = doc.data("trust"), doc.data("ca_variables")
    raw = trust.get("files")
    files = [item for item in raw if isinstance(item, Mapping)] if isinstance(raw, list) else []
    detail = ", ".join(_text(item, "path") for item in files)
    if any(not item.get("count") for item in files):
        return "broken", detail
    if any(name in variables for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")):
        return "overridden" if "PIP_CERT" in variables else "configured", detail
    if trust.get("os_store"):
        return "os", detail
    vendored = all("certifi" in _text(item, "path") for item in files)
    return "bundled" if vendored else "configured", detail


def _network(doc: _Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    names = doc.data("dns")
    proxied = isinstance(doc.data("proxies").get("effective"), Mapping)
    index = names.get(doc.host)
    if isinstance(index, Mapping) and not proxied:
        addresses = [str(item) for item in index.get("addresses", [])]
        literal = bool(re.match(r"^[\d.:a-f]+$", doc.host)) or doc.host == "localhost"
        if not addresses:
            found["dns"] = ("allfail" if len(names) > 1 else "onefail", _text(index, "error"))
        elif any(_PRIVATE.match(item) for item in addresses) and not literal:
            found["dns"] = ("private", ", ".join(addresses))
        else:
            found["dns"] = ("ok", ", ".join(addresses))
    tcp = doc.data("tcp").get(doc.host)
    if isinstance(tcp, Mapping) and not proxied:
        found["tcp"] = _tcp(tcp)
    elif doc.record("tcp").get("status") == "timeout" and not proxied:
        found["tcp"] = ("timeout", "")
    if doc.ran("proxy_connect"):
        found["proxy_connect"] = _proxy_connect(doc.data("proxy_connect"))
    return found


def _tcp(tcp: Mapping[str, Any]) -> tuple[str, str]:
    message = _text(tcp, "message")
    if tcp.get("ok"):
        return "ok", ""
    refused = tcp.get("errno") in (111, 61, 10061)
    return ("refused" if refused else "timeout"), message


def _proxy_connect(answer: Mapping[str, Any]) -> tuple[str, str]:
    if not answer.get("proxy"):
        return "noproxy", ""
    if not answer.get("connected"):
        return "dead", _text(answer, "message") or _text(answer, "problem")
    status = _text(answer, "status")
    match = re.match(r"HTTP/\d\.\d (\d{3})", status)
    if match is None:
        return "nothttp", status or _text(answer, "message")
    code = match[1]
    return ("ok" if code == "200" else "407" if code == "407" else "4xx"), status


def _handshake(doc: _Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    result = doc.data("tls_pip")
    if not result or doc.data("ssl").get("imported") is False:
        return {}
    if result.get("ok"):
        return {"handshake": ("ok", ""), "first_bytes": ("tls", "")}
    message = _text(result, "message")
    found = {"handshake": (_handshake_value(result, message), message)}
    first = _text(doc.data("plain_http"), "first")
    if first.startswith("485454502f"):
        tls = bool(doc.data("tls_unverified").get("chain"))
        found["first_bytes"] = ("tls" if tls else "http", "")
    alert = re.search(r"ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION)|(UNRECOGNIZED_NAME)", message)
    if alert:
        found["alert"] = ((alert[1] or alert[2]).lower(), message)
    return found


def _handshake_value(result: Mapping[str, Any], message: str) -> str:
    code, reason = result.get("verify_code"), str(result.get("reason") or "")
    if code in _VERIFY_CODES:
        return _VERIFY_CODES[int(str(code))]
    lowered = f"{reason} {message}".lower()
    for words, value in (
        (("certificate verify failed", "certificate_verify_failed"), "c20"),
        (("doesn't match", "hostname mismatch"), "name"),
        (("wrong_version", "wrong version", "http_request"), "plain"),
        (("alert",), "alert"),
        (("eof", "zero return"), "eof"),
        (("reset", "aborted"), "reset"),
        (("timed out", "timeout"), "timeout"),
    ):
        if any(word in lowered for word in words):
            return value
    return "noconn"


def _chain_facts(
    doc: _Document,
    chain: tuple[Certificate, ...],
    trusted: bool,
    issuer: Optional[Issuer],
    now: float,
) -> dict[str, tuple[str, str]]:
    if not chain:
        seen = doc.record("tls_unverified").get("status") in ("failed", "timeout")
        return {"issuer": ("noconn", ""), "chain_trust": ("not-seen", "")} if seen else {}
    wrong = [faults(cert, doc.host, index == 0, now) for index, cert in enumerate(chain)]
    every = {fault for each in wrong for fault in each}
    top, leaf = chain[-1], chain[0]
    found = {
        "issuer": (_issuer_value(trusted, issuer), str(top.issuer)),
        "chain_dates": (_dates(wrong), f"{leaf.not_after:%Y-%m-%d}"),
        "chain_strength": ("weak" if "weak" in every else "ok", leaf.signature_algorithm),
        "chain_profile": ("nonconforming" if "profile" in every else "ok", ""),
    }
    if "name" in wrong[0]:
        found["chain_name"] = (
            "mismatch" if leaf.san_dns or leaf.san_ip else "cn-only",
            ", ".join(leaf.san_dns[:5]),
        )
    else:
        found["chain_name"] = ("ok", "")
    if trusted:
        found["chain_trust"] = ("trusted", str(top.issuer))
    elif len(chain) == 1 and leaf.self_issued:
        found["chain_trust"] = ("self-signed", str(leaf.subject))
    elif not every - {"profile"}:
        found["chain_trust"] = ("private-root", str(top.issuer))
    return found


def _issuer_value(trusted: bool, issuer: Optional[Issuer]) -> str:
    if trusted:
        return "public"
    return _ISSUER_VALUES.get(issuer.kind, "private") if issuer else "private"


def _dates(wrong: list[tuple[str, ...]]) -> str:
    if "expired" in wrong[0]:
        return "expired"
    if any("expired" in each for each in wrong):
        return "ca-expired"
    return "not-yet" if any("not-yet" in each for each in wrong) else "ok"


def _findings(doc: _Document, found: Mapping[str, tuple[str, str]]) -> tuple[Finding, ...]:
    troubles = {
        "ca_variables": ("ca_variables", ("broken", "badfmt")),
        "proxies": ("proxy", ("https", "bad")),
        "tls_pip": (
            "handshake",
            tuple(
                v
                for v in {
                    *_VERIFY_CODES.values(),
                    "alert",
                    "eof",
                    "reset",
                    "timeout",
                    "plain",
                    "noconn",
                }
            ),
        ),
        "dns": ("dns", ("allfail", "onefail", "private")),
        "tcp": ("tcp", ("refused", "timeout", "v6")),
        "proxy_connect": ("proxy_connect", ("407", "4xx", "dead", "nothttp")),
        "keylog": ("keylog", ("bad",)),
        "openssl_policy": ("openssl_policy", ("broken",)),
        "ssl": ("ssl_import", ("dll", "library", "missing")),
    }
    findings = []
    checks = doc.raw.get("checks")
    for record in checks if isinstance(checks, list) else []:
        if not isinstance(record, Mapping):
            continue
        name = _text(record, "id")
        outcome = _STATUS.get(_text(record, "status"), Outcome.WARN)
        fact, bad = troubles.get(name, ("", ()))
        detail = ""
        if fact in found and found[fact][0] in bad:
            outcome, detail = Outcome.FAIL, found[fact][1]
        seconds = record.get("seconds")
        took = float(seconds) if isinstance(seconds, (int, float)) else 0.0
        findings.append(Finding(name, outcome, "trouble", {"check": name, "detail": detail}, took))
    return tuple(findings)


def _hops(
    doc: _Document, machine: Machine, issuer: Optional[Issuer], trusted: bool
) -> tuple[Hop, ...]:
    ran = doc.ran("tls_pip")
    ssl = doc.data("ssl")
    interpreter = HopState.BROKEN if ssl.get("imported") is False else HopState.OK
    trust = HopState.OK if trusted else HopState.SUSPECT if ran else HopState.UNKNOWN
    answer = doc.data("proxy_connect")
    good = _text(answer, "status").find(" 200") > 0
    proxy = HopState.ABSENT if not machine.proxy else HopState.OK if good else HopState.BROKEN
    index = HopState.OK if trusted else HopState.UNKNOWN
    between = HopState.BROKEN if issuer else HopState.ABSENT
    return (
        Hop("interpreter", interpreter, f"Python {machine.python_version} {machine.openssl}"),
        Hop("trust", trust, f"pip {machine.pip_version}"),
        Hop("proxy", proxy, machine.proxy),
        Hop("interceptor", between, issuer.name("en") if issuer else ""),
        Hop("index", index, machine.index_host),
        Hop("files", HopState.UNKNOWN, machine.file_host),
    )


__all__ = ["ChainLink", "interpret"]
