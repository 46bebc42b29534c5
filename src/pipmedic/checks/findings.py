"""What an examined machine tells, as data for every face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ..diagnosis.observations import Observation

LIMIT_S = 5.0
"""The time limit of a check."""

CONVERTIBLE = ("der", "utf-16", "pkcs7")
"""Forms of a CA file that can be turned into PEM text."""


class Outcome(str, Enum):
    """How one check ended."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    TIMEOUT = "timeout"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        check: id of the probe check.
        message: message id in the catalogues, under ``finding.``.
        values: what fills the message's placeholders; sanitised, without secrets.
        seconds: how long the check took; ``limit`` is its time limit.
        fact: what is wrong, as a fact with its ``value``; empty when nothing is.
    """

    check: str
    outcome: Outcome
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    limit: float = LIMIT_S
    fact: str = ""
    value: str = ""


@dataclass(frozen=True)
class Machine:
    """The examined machine, interpreter and pip; empty means not known."""

    os: str = ""
    os_version: str = ""
    distro: str = ""
    shell: str = ""
    python: str = ""
    python_version: str = ""
    pip_version: str = ""
    openssl: str = ""
    venv: bool = False
    prefix: str = ""
    externally_managed: bool = False
    conda: bool = False
    admin: bool = False
    index_url: str = ""
    index_host: str = ""
    file_host: str = ""
    proxy: str = ""
    ca_file: str = ""
    home: str = ""


class HopState(str, Enum):
    """What was seen at one hop on the way to the index."""

    OK = "ok"
    BROKEN = "broken"
    SUSPECT = "suspect"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Hop:
    """One station between pip and its index.

    Attributes:
        id: interpreter, trust, proxy, interceptor, index or files.
        label: what stands there (a version, a host, an issuer), sanitised.
        message: message id under ``hop.``; empty when there is nothing to say.
    """

    id: str
    state: HopState
    label: str = ""
    message: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


FAULTS = ("untrusted", "expired", "not-yet", "name", "weak", "profile", "purpose", "not-a-ca")
"""All that can be wrong with a presented certificate; worded as ``fault.<id>``."""


@dataclass(frozen=True)
class ChainLink:
    """One presented certificate, leaf first, with all of `FAULTS` that is wrong with it."""

    subject: str
    issuer: str
    not_before: str
    not_after: str
    sha256: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examination:
    """All that one probe document amounts to."""

    observations: tuple[Observation, ...] = ()
    machine: Machine = Machine()
    findings: tuple[Finding, ...] = ()
    hops: tuple[Hop, ...] = ()
    chain: tuple[ChainLink, ...] = ()
    interceptor: str = ""
    """Who interferes, named from the issuer; empty when nobody was seen."""

    @property
    def healthy(self) -> bool:
        """Tell whether the handshake of the sick pip succeeded and nothing failed."""
        shaken = any(item.fact == "handshake" and item.value == "ok" for item in self.observations)
        return shaken and not any(item.outcome is Outcome.FAIL for item in self.findings)
