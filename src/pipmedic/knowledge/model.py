"""The knowledge as values: causes, facts, signatures, remedies, mirrors, issuers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from .text import EMPTY, Text

OTHER = "OTHER"
"""The cause that stands for everything the knowledge base does not know."""

UNKNOWN = "unknown"
"""The value every fact has: nobody could tell."""


class Tier(str, Enum):
    """How well a statement is backed, best first."""

    REPRODUCED = "reproduced"
    SOURCED = "sourced"
    ESTIMATED = "estimated"
    FOREIGN = "ai_generated"


@dataclass(frozen=True)
class Source:
    """Where a statement comes from: a page, a tracker entry, or a named lab test."""

    title: str
    url: str = ""
    kind: str = "documentation"
    """documentation, changelog, source, tracker, standard or lab."""


@dataclass(frozen=True)
class Rate:
    """How often something works, as Beta counts.

    Attributes:
        works: pseudo- or real successes (alpha).
        fails: pseudo- or real failures (beta).
        basis: where the counts come from: a word, or a lab test's name.
    """

    works: float
    fails: float
    basis: str = ""

    @property
    def mean(self) -> float:
        """Return the expected rate, in 0..1."""
        return self.works / (self.works + self.fails)


@dataclass(frozen=True)
class DeadEnd:
    """Something people try that does not mend this cause."""

    action: Text
    why: Text
    condition: Text = EMPTY
    fail_rate: float | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Myth:
    """Advice one may have read elsewhere, and what is true."""

    claim: Text
    truth: Text
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Workaround:
    """Free-text advice of an entry in the plain seed schema."""

    action: Text
    condition: str = ""
    success_rate: float | None = None
    sources: tuple[Source, ...] = ()


class TransitionKind(str, Enum):
    """The three kinds of edges between causes."""

    LEADS_TO = "leads_to"
    PRECEDED_BY = "preceded_by"
    CONFUSED_WITH = "frequently_confused_with"


@dataclass(frozen=True)
class Transition:
    """An edge from one cause to another.

    Attributes:
        probability: P(target follows); only for ``leads_to`` and ``preceded_by``.
        distinction: how to tell the two apart; only for ``frequently_confused_with``.
        decided_by: the fact that separates the two, or empty.
    """

    kind: TransitionKind
    target: str
    probability: float | None = None
    condition: Text = EMPTY
    distinction: Text = EMPTY
    decided_by: str = ""
    tier: Tier = Tier.ESTIMATED


@dataclass(frozen=True)
class Applies:
    """Where a cause can occur at all; empty means everywhere.

    Attributes:
        os: values of the fact ``os``.
        pip, python, openssl: version ranges such as ``<24.2``; any one may match.
    """

    os: tuple[str, ...] = ()
    pip: tuple[str, ...] = ()
    python: tuple[str, ...] = ()
    openssl: tuple[str, ...] = ()
    text: Text = EMPTY


@dataclass(frozen=True)
class RemedyUse:
    """One remedy as this cause uses it.

    Attributes:
        remedy: id in flows/remedies.toml.
        fixes: P(the remedy mends this cause).
        when: fact id to the values under which it makes sense; empty means always.
    """

    remedy: str
    fixes: Rate
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Cause:
    """One root cause, with everything known of it."""

    id: str
    title: Text
    root_cause: Text
    signature: Text = EMPTY
    regex: str = ""
    aliases: tuple[str, ...] = ()
    domain: str = "pip"
    category: str = "network_error"
    family: str = "other"
    mechanism: Text = EMPTY
    prior: float = 0.5
    applies: Applies = Applies()
    evidence: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    remedies: tuple[RemedyUse, ...] = ()
    workarounds: tuple[Workaround, ...] = ()
    dead_ends: tuple[DeadEnd, ...] = ()
    myths: tuple[Myth, ...] = ()
    transitions: tuple[Transition, ...] = ()
    sources: tuple[Source, ...] = ()
    official_doc_url: str = ""
    tier: Tier = Tier.ESTIMATED
    confidence: float = 0.5
    tags: tuple[str, ...] = ()
    versions: tuple[Mapping[str, Any], ...] = ()
    os_specific: Mapping[str, Any] = field(default_factory=dict)
    lab: tuple[str, ...] = ()
    """Names of the lab faults that reproduce it."""
    pack: str = ""
    """The pack it comes from; empty for what pipmedic brings itself."""
    signature_share: float = 0.03
    """P(its signature stands in the output) over all failing users."""

    def edges(self, kind: TransitionKind) -> tuple[Transition, ...]:
        """Return the transitions of one kind."""
        return tuple(edge for edge in self.transitions if edge.kind is kind)


class FactKind(str, Enum):
    """How a fact is normally established."""

    TEXT = "text"
    CHECK = "check"
    QUESTION = "question"
    PLANNING = "planning"


@dataclass(frozen=True)
class FactValue:
    """One named value of a fact.

    Attributes:
        share: P(value) over all failing users.
        members: for a coarse answer, the finer values it stands for.
    """

    id: str
    text: Text
    share: float = 0.0
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effort:
    """Minutes of the user's time, for a beginner and for helpdesk staff."""

    beginner: float
    staff: float


@dataclass(frozen=True)
class Fact:
    """One thing that can be learned about a machine or a case.

    Attributes:
        parser: name of a reader in ``diagnosis.parsers`` that turns a pasted line into a value.
        run: a command whose output answers the question, for helpdesk and pasted answers.
        dont_know: P(a person answers "I don't know").
        group: facts of one group are correlated; repeated evidence is tempered.
        changed_by: remedy ids or fix classes after which the observation is stale ("*" = any).
    """

    id: str
    kind: FactKind
    values: tuple[FactValue, ...]
    question: Text
    why: Text = EMPTY
    how: Text = EMPTY
    run: str = ""
    parser: str = ""
    alias: str = ""
    group: str = ""
    effort: Effort = Effort(0.5, 0.7)
    dont_know: Effort = Effort(0.3, 0.15)
    changed_by: tuple[str, ...] = ()
    check: str = ""
    """Id of the probe check that establishes it, or empty."""

    def value(self, value_id: str) -> FactValue | None:
        """Return the value with this id, or None."""
        return next((value for value in self.values if value.id == value_id), None)

    @property
    def shares(self) -> dict[str, float]:
        """Return the fine values with their share over all failing users."""
        return {value.id: value.share for value in self.values if not value.members}


@dataclass(frozen=True)
class Signature:
    """A pattern in foreign text that gives away a fact.

    Attributes:
        also: a second pattern that must be in the text too, anywhere; empty for none.
        unless: a pattern that must not be in the text; empty for none.
        capture: name of the group whose text is handed to the fact's parser; empty if ``value``
            is given outright.
        rank: among signatures of one fact the highest rank wins; ties go to the later line.
        near_miss: set when the text is no TLS or connection fault at all; the advice id.
    """

    id: str
    pattern: str
    fact: str
    value: str = ""
    capture: str = ""
    rank: int = 50
    near_miss: str = ""
    examples: tuple[str, ...] = ()
    also: str = ""
    unless: str = ""


@dataclass(frozen=True)
class NearMiss:
    """A fault that is not about TLS, with what to do next."""

    id: str
    title: Text
    advice: Text
    url: str = ""


class Risk(str, Enum):
    """What a remedy can break."""

    SAFE = "safe"
    CARE = "care"
    WEAKENS = "weakens-security"


@dataclass(frozen=True)
class Remedy:
    """Typed operations that mend a cause.

    Attributes:
        operations: raw tables, read by ``remedies.parsing``.
        needs: what must be at hand: ``network``, ``second-machine``, ``ca-file``, ``proxy-url``.
        requires: fact id to the values under which the remedy can work at all.
    """

    id: str
    fix_class: str
    title: Text
    summary: Text
    operations: tuple[Mapping[str, Any], ...]
    undo: tuple[Mapping[str, Any], ...] = ()
    scopes: tuple[str, ...] = ("user",)
    admin: bool = False
    risk: Risk = Risk.SAFE
    risk_note: Text = EMPTY
    effort: Effort = Effort(3.0, 2.0)
    recipe: str = ""
    needs: tuple[str, ...] = ()
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    tier: Tier = Tier.ESTIMATED
    pack: str = ""
    """The pack it comes from: such a remedy is only ever shown, never carried out."""


@dataclass(frozen=True)
class Mirror:
    """A public package index, with what is known of it and since when."""

    id: str
    name: Text
    url: str
    https: bool
    status: str
    evidence_date: str
    source: str
    note: Text = EMPTY


@dataclass(frozen=True)
class Issuer:
    """Words in a certificate issuer that name who interferes."""

    id: str
    name: Text
    kind: str
    """gateway, antivirus, debug or public."""
    words: tuple[str, ...]


@dataclass(frozen=True)
class LoadedPack:
    """A pack that was laid over the knowledge.

    Attributes:
        contact: whom to ask in the organisation.
        overrides: ids of what it replaced.
        words_only: ids of causes whose pattern was dropped, since all together cost too much.
    """

    name: str
    version: str
    contact: Text = EMPTY
    overrides: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    words_only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """Everything pipmedic knows, loaded and checked."""

    causes: Mapping[str, Cause]
    facts: Mapping[str, Fact]
    signatures: Sequence[Signature]
    remedies: Mapping[str, Remedy]
    near_misses: Mapping[str, NearMiss] = field(default_factory=dict)
    mirrors: tuple[Mirror, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    glossary: Mapping[str, Text] = field(default_factory=dict)
    version: str = ""
    packs: tuple[LoadedPack, ...] = ()

    def cause(self, name: str) -> Cause | None:
        """Return a cause by id or alias."""
        found = self.causes.get(name)
        if found is not None:
            return found
        return next((cause for cause in self.causes.values() if name in cause.aliases), None)

    def fact(self, name: str) -> Fact | None:
        """Return a fact by id or alias."""
        found = self.facts.get(name)
        if found is not None:
            return found
        return next((fact for fact in self.facts.values() if fact.alias == name), None)
