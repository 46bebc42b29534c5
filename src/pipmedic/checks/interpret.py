"""From a probe document to observations: pure, so that it can be redone when we know better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ..diagnosis.observations import Observation
from ..diagnosis.x509 import Certificate
from ..knowledge import Issuer, Knowledge
from .block import examine_block
from .chain import chain_facts
from .document import Document, moment, text
from .findings import LIMIT_S, ChainLink, Examination, Finding, Hop, HopState, Machine, Outcome
from .handshake import VERIFY_CODES, handshake, handshake_facts
from .interpreter import machine_of, platform, release_here, versions
from .network import network
from .pips import pips
from .presented import links, named_issuer, parse_chain
from .server import curl, server, small_hello
from .settings import settings
from .surroundings import surroundings

TRUST = 0.97

_STATUS = {
    "done": Outcome.OK,
    "skipped": Outcome.SKIPPED,
    "timeout": Outcome.TIMEOUT,
    "crashed": Outcome.CRASHED,
    "failed": Outcome.WARN,
}


def interpret(
    document: Mapping[str, Any], knowledge: Knowledge, origin: str = "check", at: float = 0.0
) -> Examination:
    """Return what a probe document amounts to.

    Args:
        document: as the probe wrote it; hostile content is tolerated.
        origin: ``check`` or ``collector``, the source of the observations.
        at: when it was taken, seconds since the epoch.
    """
    if "block" in document:
        return examine_block(document, knowledge, at)
    doc = Document(document)
    now = moment(doc.data("clock"), "now", at)
    chain = _presented(doc)
    shaken = handshake(doc, chain, now)
    trusted = shaken.value == "ok"
    issuer = named_issuer(chain, knowledge.issuers) if not shaken.anchored else None
    machine = machine_of(doc)
    found: dict[str, tuple[str, str]] = {}
    for part in (platform, versions, settings, network):
        found.update(part(doc, knowledge))
    if shaken.reached and doc.scheme != "http":
        found.update(server(doc, knowledge))
        found.update(small_hello(doc, shaken.value))
        found.update(chain_facts(doc, chain, shaken.anchored, knowledge.issuers, now))
        if shaken.value == "dates" and found.get("chain_dates", ("",))[0] == "ok":
            found["chain_dates"] = ("ca-expired", shaken.detail)
    elif shaken.value in ("noconn", "plain"):
        found.update(issuer=("noconn", ""), chain_trust=("not-seen", ""))
    found.update(handshake_facts(doc, shaken))
    found.update(release_here(found, trusted))
    found.update(curl(doc, shaken.value))
    found.update(surroundings(doc, shaken, found))
    found.update(pips(doc))
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


def _presented(doc: Document) -> tuple[Certificate, ...]:
    """The chain as ssl was shown it, or as the hand-made hello was, whichever is longer.

    Before Python 3.10 ssl gives only the leaf away; the hello sees nothing of TLS 1.3.
    """
    shown = (doc.data(check).get("chain") for check in ("tls_unverified", "hello"))
    chains = [
        parse_chain(text for text in chain if isinstance(text, str))
        for chain in shown
        if isinstance(chain, list)
    ]
    return max(chains, key=len, default=())


def _findings(doc: Document, found: Mapping[str, tuple[str, str]]) -> tuple[Finding, ...]:
    troubles = {
        "ca_variables": ("ca_variables", ("broken", "badfmt")),
        "pip_config": ("pip_config", ("no-index", "unreadable")),
        "proxies": ("proxy", ("bad",)),
        "tls_pip": (
            "handshake",
            tuple(
                v
                for v in {
                    *VERIFY_CODES.values(),
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
        "index_http": ("index_http", ("auth", "refused", "busy", "redirect-host")),
        "file_host": ("file_host", ("blocked", "untrusted")),
        "captive": ("captive", ("yes",)),
        "http_date": ("clock", ("no",)),
        "keylog": ("keylog", ("bad",)),
        "openssl_policy": ("openssl_policy", ("broken",)),
        "ssl": ("ssl_import", ("dll", "library", "missing")),
        "vendored_bundle": ("vendored", ("broken",)),
    }
    findings = []
    checks = doc.raw.get("checks")
    for record in checks if isinstance(checks, list) else []:
        if not isinstance(record, Mapping):
            continue
        name = text(record, "id")
        outcome = _STATUS.get(text(record, "status"), Outcome.WARN)
        fact, bad = troubles.get(name, ("", ()))
        value, detail = found.get(fact, ("", ""))
        wrong = value in bad
        outcome = Outcome.FAIL if wrong else outcome
        took = moment(record, "seconds", 0.0)
        said = {"check": name, "detail": detail if wrong else ""}
        about = (fact, value) if wrong else ("", "")
        findings.append(Finding(name, outcome, "trouble", said, took, LIMIT_S, *about))
    return tuple(findings)


def _hops(
    doc: Document, machine: Machine, issuer: Optional[Issuer], trusted: bool
) -> tuple[Hop, ...]:
    ran = doc.ran("tls_pip")
    ssl = doc.data("ssl")
    interpreter = HopState.BROKEN if ssl.get("imported") is False else HopState.OK
    trust = HopState.OK if trusted else HopState.SUSPECT if ran else HopState.UNKNOWN
    answer = doc.data("proxy_connect")
    good = text(answer, "status").find(" 200") > 0
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
