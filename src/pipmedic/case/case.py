"""A case: one troubleshooting session as a value.

Every method that changes something returns a new case; the old one stays what it was. All faces
drive this class and none has logic of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Optional

from ..checks.findings import Examination
from ..diagnosis.belief import Belief, posterior, resolve, split_stale
from ..diagnosis.choice import Decision, next_step, usable_remedies
from ..diagnosis.compiled import Model
from ..diagnosis.explain import Explanation, RuledOut, Verdict, ruled_out, verdict
from ..diagnosis.learning import Counts, apply
from ..diagnosis.observations import Observation, RemedyTried
from ..diagnosis.options import Options
from ..diagnosis.parsers import parse_value
from ..diagnosis.reading import Reading, read
from ..diagnosis.sanitize import sanitize
from ..knowledge import UNKNOWN, Cause, Knowledge, Risk
from ..remedies.target import Target
from .events import (
    Answered,
    Checked,
    Consented,
    Event,
    Given,
    Noted,
    Opened,
    Pasted,
    Redone,
    Tried,
    Undone,
    Verified,
)
from .evidence import evidence
from .mended import Mended, mended_in, model_after
from .outcomes import environment_of, quarter_of
from .parameters import derived, former_settings, top_issuer
from .plan import MIN_P_FIXES, PlanItem, build_item, rank
from .redaction import Level, Redactor
from .state import State, fold
from .target import build_target

AIRGAP = ("network", "airgap")
"""The fact and value that say that there is no way out."""

ERROR_FACT = "error"
OPEN_MINUTES = 3.0
"""What it takes a person to find out a value that a command wants, such as a CA file."""
HIDDEN = "no-match"
"""Value of that fact when pip kept the reason to itself."""

NOTHING_LEARNED = Counts()

_WORDED = ("language", "plan", "last_resorts")
"""What depends on the language that a case speaks."""


@dataclass(frozen=True)
class Case:
    """One troubleshooting session.

    Attributes:
        knowledge: what pipmedic knows.
        model: the same, compiled for inference.
        events: everything that happened, oldest first; the first is ``Opened``.
        language: in which plans are written; not part of the log.
        learned: outcomes of earlier cases, which move rates and priors.
    """

    knowledge: Knowledge
    model: Model
    events: tuple[Event, ...]
    language: str = "en"
    learned: Counts = NOTHING_LEARNED

    def with_event(self, event: Event) -> Case:
        """Return the case after one more event."""
        return replace(self, events=(*self.events, event))

    def in_language(self, language: str) -> Case:
        """Return the same case, speaking another language; what was worked out is kept."""
        if language == self.language:
            return self
        other = replace(self, language=language)
        kept = {name: value for name, value in vars(self).items() if name not in _WORDED}
        vars(other).update(kept)
        return other

    def observe(self, text: str, at: float) -> Case:
        """Return the case after somebody pasted ``text``; its secrets are not kept."""
        return self.with_event(Pasted(at, Redactor(Level.NONE)(sanitize(text))))

    def answer(self, fact: str, raw: str, at: float, told: bool = False) -> Optional[Case]:
        """Return the case after an answer, or None when ``raw`` says nothing about the fact.

        Args:
            fact: id or alias of a fact.
            raw: a value id, ``unknown``, or a pasted line that the fact's parser understands.
            told: it was told unasked, so it is not charged to the number of questions.
        """
        found = self.knowledge.fact(fact)
        if found is None:
            return None
        if raw == UNKNOWN:
            return self.with_event(Answered(at, found.id, UNKNOWN, told=told))
        parsed = parse_value(found, raw)
        if parsed is None:
            return None
        value, detail = parsed
        return self.with_event(Answered(at, found.id, value, detail, told))

    def give(self, parameter: str, value: str, at: float) -> Case:
        """Return the case after a person gave a value that commands need, such as ``ca_file``."""
        return self.with_event(Given(at, parameter, sanitize(value).strip()))

    def consent(self, hosts: tuple[str, ...], granted: bool, at: float) -> Case:
        """Return the case after the person allowed or refused checks that touch ``hosts``."""
        return self.with_event(Consented(at, hosts, granted))

    def examine(self, document: Mapping[str, object], origin: str, at: float) -> Case:
        """Return the case after a probe document arrived; origin is check or collector."""
        return self.with_event(Checked(at, document, origin))

    def tried(self, remedy: str, outcome: str, at: float) -> Case:
        """Return the case after a remedy was carried out."""
        return self.with_event(Tried(at, remedy, outcome))

    def verified(self, outcome: str, output: str, at: float, remedy: str = "") -> Case:
        """Return the case after the real pip was run again.

        A new error continues the case: its text is read like a paste, the cause that the remedy
        mended stays out, and what usually follows it is expected. So is the text of an error of
        which pip's words were not known before.

        Args:
            outcome: a ``remedies.verify`` outcome name.
            output: what pip printed.
            remedy: the remedy that was carried out before, if any; then the run proves it.
        """
        known = self.error not in ("", HIDDEN)
        telling = outcome == "new-error" or (outcome == "same-error" and not known)
        return self.with_event(Verified(at, outcome, sanitize(output), remedy, telling))

    def note(self, text: str, at: float) -> Case:
        """Return the case with one more note."""
        return self.with_event(Noted(at, text))

    def undo(self, at: float) -> Case:
        """Return the case with its last step taken back."""
        return self.with_event(Undone(at))

    def redo(self, at: float) -> Case:
        """Return the case with the step last taken back put in again."""
        return self.with_event(Redone(at))

    def with_events(self, events: tuple[Event, ...]) -> Case:
        """Return the case as it was when only ``events`` had happened."""
        return replace(self, events=events)

    @cached_property
    def state(self) -> State:
        """The fold over the events."""
        return fold(self.events)

    @property
    def closed(self) -> bool:
        """Tell whether pip was seen to work at any time in this case."""
        return any(isinstance(item, Verified) and item.outcome == "works" for item in self.events)

    @property
    def opened(self) -> Opened:
        """How the case began."""
        return self.state.opened

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What each pasted text gives away."""
        return tuple(read(paste.text, self.knowledge) for paste in self.state.pastes)

    @property
    def reading(self) -> Optional[Reading]:
        """What the newest pasted text gives away."""
        return self.readings[-1] if self.state.text else None

    @cached_property
    def examination(self) -> Examination:
        """What the newest probe document gives away."""
        if not self.state.checks:
            return Examination()
        from ..checks.interpret import interpret

        newest = self.state.checks[-1]
        return interpret(newest.document, self.knowledge, newest.origin, newest.at)

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """Everything known, as observations; later and more trustworthy ones come later."""
        return evidence(self.state, self.readings, self.examination.observations, self.knowledge)

    @cached_property
    def settled(self) -> Mapping[str, str]:
        """Fact id to value, for everything that is known and still holds."""
        fresh, _ = split_stale(self.model, self.observations, self.remedies_tried)
        known = resolve(self.model, fresh)
        return {item.fact: item.value for item in known if item.value != UNKNOWN}

    @property
    def error(self) -> str:
        """The error that pip shows now, as a value of the fact ``error``; empty if not known."""
        return self.settled.get(ERROR_FACT, "")

    @cached_property
    def remedies_tried(self) -> tuple[RemedyTried, ...]:
        """The remedies carried out so far, with their outcomes."""
        return tuple(RemedyTried(item.remedy, item.outcome, item.at) for item in self.state.tried)

    @cached_property
    def options(self) -> Options:
        """What the situation allows."""
        answers = self.state.answers
        opened = self.opened
        refused = self.state.consent is not None and not self.state.consent.granted
        looked = any(item.at > self.turned for item in self.state.checks)
        fact, airgap = AIRGAP

        def said(fact: str) -> Optional[bool]:
            value = answers[fact].value if fact in answers else UNKNOWN
            return None if value == UNKNOWN else value == "yes"

        return Options(
            audience=opened.audience,
            checks_allowed=opened.checks and opened.here and not looked and not refused,
            network_allowed=not opened.offline and self.settled.get(fact) != airgap,
            admin=said("admin"),
            second_machine=said("usb"),
        )

    @cached_property
    def mended(self) -> tuple[Mended, ...]:
        """The causes mended on the way to the error that shows now."""
        return mended_in(self)

    @property
    def turned(self) -> float:
        """When the present error first showed, if another was mended before; else before all."""
        return self.mended[-1].at if self.mended else float("-inf")

    @cached_property
    def model_now(self) -> Model:
        """The model after what was learned and mended.

        Outcomes of like machines move it; what was mended stays out, what follows is expected.
        """
        quarter = quarter_of(self.opened.at)
        learned = apply(self.model, self.learned, quarter, environment_of(self.settled))
        return model_after(learned, self.mended)

    @property
    def asked(self) -> tuple[str, ...]:
        """The facts that a person was asked for since the present error showed; repeats count."""
        return tuple(item.fact for item in self.state.asked if item.at > self.turned)

    @cached_property
    def belief(self) -> Belief:
        """The probability of each cause given everything known."""
        return posterior(self.model_now, self.observations, self.remedies_tried)

    @cached_property
    def decision(self) -> Decision:
        """The best next step and why."""
        asked = tuple(self.state.answers)
        return next_step(
            self.model_now, self.observations, self.remedies_tried, self.options, asked
        )

    @cached_property
    def verdict(self) -> Optional[Verdict]:
        """The most likely cause and whether that is certain enough to act on."""
        return None if self.sound else verdict(self.belief, self.model_now)

    @property
    def sound(self) -> bool:
        """Whether the checks saw pip get through, and nobody says that it fails."""
        told = bool(self.state.text) or ERROR_FACT in self.state.answers
        return self.examination.healthy and not told and not self.state.tried

    @cached_property
    def cause(self) -> Optional[Cause]:
        """The most likely known cause."""
        return self.knowledge.causes.get(self.verdict.cause) if self.verdict else None

    @cached_property
    def ruled_out(self) -> tuple[RuledOut, ...]:
        """The causes that can be left aside, with the observations that did it."""
        found = ruled_out(self.model_now, self.observations, self.remedies_tried)
        gone = {item.cause: item.remedy for item in self.mended}
        mended = (RuledOut(name, self.belief.p(name), (by,)) for name, by in gone.items())
        return (*(item for item in found if item.cause not in gone), *mended)

    @property
    def explanation(self) -> Explanation:
        """Why the next step is the next step."""
        return self.decision.why

    @cached_property
    def target(self) -> Target:
        """The machine for which commands are written."""
        return build_target(
            self.state,
            self.observations,
            self.examination.machine,
            self.reading,
        )

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """Free-text values that go into commands beside those of the target."""
        given = self.state.given
        seen = self.examination.interceptor
        issuer = top_issuer(self.state) or seen if seen else ""
        target = self.target
        known = derived(
            self.state, self.knowledge.mirrors, target.index_url or "", target.index_host or ""
        )
        return {**known, **({"issuer": issuer} if issuer else {}), **given}

    @cached_property
    def plan(self) -> tuple[PlanItem, ...]:
        """The remedies worth trying, best first; never one that weakens security."""
        usable = usable_remedies(
            self.model_now, self.observations, self.remedies_tried, self.options
        )
        if self.sound:
            return ()
        if self.reading is not None and self.reading.near_miss and self.cause is not None:
            # What is no fault of the connection is not mended by trying whatever mends one.
            own = {use.remedy for use in self.cause.remedies}
            usable = tuple(name for name in usable if name in own)
        chances = {name: self.model_now.p_fixes(self.belief, name) for name in usable}
        effort = {name: self._minutes(name) for name in usable if chances[name] >= MIN_P_FIXES}
        return tuple(
            self.write(name, chance)
            for name, chance in rank(self.model_now, self.belief, usable, effort)
        )

    def _minutes(self, remedy: str) -> float:
        """What a remedy costs, finding out what it still wants to know included."""
        effort: float = getattr(self.knowledge.remedies[remedy].effort, self.opened.audience)
        wanted = set(self.write(remedy, 0.0).open) - {"package"}
        return effort + OPEN_MINUTES * len(wanted)

    @cached_property
    def last_resorts(self) -> tuple[PlanItem, ...]:
        """Weakening remedies of the leading cause, for those who reach for them."""
        if self.cause is None:
            return ()
        return tuple(
            self.write(use.remedy, use.fixes.mean)
            for use in self.cause.remedies
            if self.knowledge.remedies[use.remedy].risk is Risk.WEAKENS
        )

    def write(self, remedy: str, p_fixes: float) -> PlanItem:
        """Write one remedy out for the target, in the scope the person wants."""
        scope = self.state.answers.get("scope")
        return build_item(
            self.knowledge.remedies[remedy],
            p_fixes,
            self.target,
            self.parameters,
            scope.value if scope else "",
            self.language,
            former_settings(self.state),
        )
