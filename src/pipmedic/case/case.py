"""A case: one troubleshooting session as a value.

Every method that changes something returns a new case; the old one stays what it was. All faces
drive this class and none has logic of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Optional

from ..checks.findings import Examination, Machine
from ..checks.interpret import interpret
from ..diagnosis.belief import Belief, posterior
from ..diagnosis.choice import Decision, next_step, usable_remedies
from ..diagnosis.compiled import Model
from ..diagnosis.explain import Explanation, RuledOut, Verdict, ruled_out, verdict
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
from .plan import MIN_P_FIXES, PlanItem, build_item, rank
from .state import State, fold
from .target import build_target

MAX_QUESTIONS = 6
"""After so many answers a person wants something to do, not another question."""

OPEN_MINUTES = 3.0
"""What it takes a person to find out a value that a command wants, such as a CA file."""

PERSON_TRUST = {"beginner": 0.9, "staff": 0.95}
"""How far an answer of a person is trusted to be right."""


@dataclass(frozen=True)
class Case:
    """One troubleshooting session.

    Attributes:
        knowledge: what pipmedic knows.
        model: the same, compiled for inference.
        events: everything that happened, oldest first; the first is ``Opened``.
        language: in which plans are written; not part of the log.
    """

    knowledge: Knowledge
    model: Model
    events: tuple[Event, ...]
    language: str = "en"

    def with_event(self, event: Event) -> Case:
        """Return the case after one more event."""
        return replace(self, events=(*self.events, event))

    def in_language(self, language: str) -> Case:
        """Return the same case, speaking another language."""
        return replace(self, language=language)

    def observe(self, text: str, at: float) -> Case:
        """Return the case after somebody pasted ``text``."""
        return self.with_event(Pasted(at, read(text, self.knowledge).text))

    def answer(self, fact: str, raw: str, at: float) -> Optional[Case]:
        """Return the case after an answer, or None when ``raw`` says nothing about the fact.

        Args:
            fact: id or alias of a fact.
            raw: a value id, ``unknown``, or a pasted line that the fact's parser understands.
        """
        found = self.knowledge.fact(fact)
        if found is None:
            return None
        if raw == UNKNOWN:
            return self.with_event(Answered(at, found.id, UNKNOWN))
        parsed = parse_value(found, raw)
        if parsed is None:
            return None
        value, detail = parsed
        return self.with_event(Answered(at, found.id, value, detail))

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

    def verified(self, outcome: str, output: str, at: float) -> Case:
        """Return the case after the real pip was run again."""
        return self.with_event(Verified(at, outcome, output))

    def note(self, text: str, at: float) -> Case:
        """Return the case with one more note."""
        return self.with_event(Noted(at, text))

    def undo(self, at: float) -> Case:
        """Return the case with its last step taken back."""
        return self.with_event(Undone(at))

    def redo(self, at: float) -> Case:
        """Return the case with the step last taken back put in again."""
        return self.with_event(Redone(at))

    @cached_property
    def state(self) -> State:
        """The fold over the events."""
        return fold(self.events)

    @property
    def opened(self) -> Opened:
        """How the case began."""
        return self.state.opened

    @cached_property
    def reading(self) -> Optional[Reading]:
        """What the newest pasted text gives away."""
        return read(self.state.text, self.knowledge) if self.state.text else None

    @cached_property
    def examination(self) -> Examination:
        """What the newest probe document gives away."""
        if not self.state.checks:
            return Examination()
        newest = self.state.checks[-1]
        return interpret(newest.document, self.knowledge, newest.origin, newest.at)

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """Everything known, as observations; later and more trustworthy ones come later."""
        reading = self.reading
        said: list[Observation] = []
        if reading is not None:
            at = self.state.pastes[-1].at
            said.extend(replace(item, at=at) for item in reading.observations)
        said.extend(self.examination.observations)
        trust = PERSON_TRUST[self.opened.audience]
        said.extend(
            Observation(item.fact, item.value, "person", item.detail, trust, item.at)
            for item in self.state.answers.values()
        )
        return tuple(said)

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
        checks = opened.checks and not self.state.checks and not refused

        def said(fact: str) -> Optional[bool]:
            value = answers[fact].value if fact in answers else UNKNOWN
            return None if value == UNKNOWN else value == "yes"

        return Options(
            audience=opened.audience,
            checks_allowed=checks and opened.here,
            network_allowed=not opened.offline,
            admin=said("admin"),
            second_machine=said("usb"),
            max_questions=MAX_QUESTIONS,
        )

    @cached_property
    def belief(self) -> Belief:
        """The probability of each cause given everything known."""
        return posterior(self.model, self.observations, self.remedies_tried)

    @cached_property
    def decision(self) -> Decision:
        """The best next step and why."""
        asked = tuple(self.state.answers)
        return next_step(self.model, self.observations, self.remedies_tried, self.options, asked)

    @cached_property
    def verdict(self) -> Optional[Verdict]:
        """The most likely cause and whether that is certain enough to act on."""
        return None if self.sound else verdict(self.belief, self.model)

    @property
    def sound(self) -> bool:
        """Whether the checks saw pip get through, and nobody says that it fails."""
        told = bool(self.state.text) or "error" in self.state.answers
        return self.examination.healthy and not told and not self.state.tried

    @cached_property
    def cause(self) -> Optional[Cause]:
        """The most likely known cause."""
        return self.knowledge.causes.get(self.verdict.cause) if self.verdict else None

    @cached_property
    def ruled_out(self) -> tuple[RuledOut, ...]:
        """The causes that can be left aside, with the observations that did it."""
        return ruled_out(self.model, self.observations, self.remedies_tried)

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
        examination = self.examination
        seen = {
            "issuer": examination.interceptor,
            "proxy_address": examination.machine.proxy_address,
            **self._indexes(),
            "proxy_url": f"http://{address}"
            if (address := examination.machine.proxy_address)
            else "",
            "wrong_form_ca": examination.machine.wrong_form_ca,
            "config_key": _suspect_key(examination.machine),
        }
        return {**{name: value for name, value in seen.items() if value}, **self.state.given}

    def _indexes(self) -> Mapping[str, str]:
        """An index to go to instead: PyPI, or for those who come from there, a listed mirror."""
        host = self.examination.machine.index_host
        if not host or self.belief.known.get("index") == "private":
            return {}
        offered = (m for m in self.knowledge.mirrors if m.status in ("reference", "listed"))
        other = next((m.url for m in offered if f"/{host}/" not in m.url), "")
        return {"mirror_url": other, "new_index_url": other}

    @cached_property
    def plan(self) -> tuple[PlanItem, ...]:
        """The remedies worth trying, best first; never one that weakens security."""
        usable = usable_remedies(self.model, self.observations, self.remedies_tried, self.options)
        if self.sound:
            return ()
        chances = {name: self.model.p_fixes(self.belief, name) for name in usable}
        effort = {name: self._minutes(name) for name in usable if chances[name] >= MIN_P_FIXES}
        return tuple(
            self.write(name, chance)
            for name, chance in rank(self.model, self.belief, usable, effort)
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
        )


_SUSPECTS = ("no-index", "proxy", "cert", "extra-index-url", "index-url")
"""Options that change where pip goes, the most telling first."""


def _suspect_key(machine: Machine) -> str:
    """The setting that most likely leads pip astray, where a configuration file has one."""
    keys = {item.key.partition(".")[2]: item.key for item in machine.options}
    return next((keys[name] for name in _SUSPECTS if name in keys), "")
