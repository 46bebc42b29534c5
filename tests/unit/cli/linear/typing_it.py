"""A person who types: prepared replies on one side, everything that was said on the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.saved import save_new
from pipmedic.cli.exits import Exit
from pipmedic.cli.linear.output import Looks
from pipmedic.cli.linear.running import run
from pipmedic.cli.linear.session import Linear
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import Knowledge, load

ISSUER = (
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify "
    "failed: unable to get local issuer certificate (_ssl.c:1007)'))': /simple/requests/"
)
"""What pip prints where a company opens HTTPS, among other places."""


TALKS = tuple(map(translator, SUPPORTED))


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    return complete(load())


@lru_cache(maxsize=1)
def model() -> Model:
    return compile_model(knowledge())


def open_case(language: str = "en", text: str = ISSUER, **opened: Any) -> Case:
    settings = {"checks": False, "offline": True, "language": language, **opened}
    case = Case(knowledge(), model(), (Opened(1.0, **settings),), language)
    return case.observe(text, 2.0) if text else case


@dataclass
class Typed:
    """What was said in a session, and how it ended."""

    session: Linear
    exit: Exit
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def after(self, reply: str) -> str:
        """Return what was said from a reply to the next one."""
        at = self.lines.index(f"> {reply}")
        end = next(
            (n for n, line in enumerate(self.lines[at + 1 :], at + 1) if line.startswith("> ")),
            len(self.lines),
        )
        return "\n".join(self.lines[at + 1 : end])


PLAIN = Looks()
PLAN = "(on to the plan)"
"""Stands for as many times Enter as it takes to come to the plan with its commands."""
QUESTION = "(on to a question)"
"""Stands for whatever it takes to be asked a question."""
CA_FILE = "(on to the question for a CA file)"
"""Stands for as many times Enter as it takes to be asked for the path of a CA file."""
_SOUGHT = {
    PLAN: ("linear.prompt_remedy", "linear.prompt_remedy_elsewhere"),
    QUESTION: ("linear.prompt_question", "linear.prompt_question_paste"),
    CA_FILE: ("parameter.ca_file",),
}
_STEPS = 25


def _is(prompt: str, sought: str) -> bool:
    return any(prompt.startswith(say(name)) for say in TALKS for name in _SOUGHT[sought])


class Person:
    """Types the replies, finding the way to where each belongs."""

    def __init__(self, replies: tuple[str, ...], said: list[str]) -> None:
        self.left = list(replies)
        self._said = said
        self._seeking = 0

    def __call__(self, prompt: str) -> str:
        self._said.append(prompt)
        reply = self._reply(prompt.rstrip())
        self._said.append(f"> {reply}")
        return reply

    def _reply(self, prompt: str) -> str:
        while self.left and self.left[0] in _SOUGHT:
            if _is(prompt, self.left[0]):
                self._seeking = 0
                self.left.pop(0)
                continue
            self._seeking += 1
            assert self._seeking < _STEPS, f"no way {self.left[0]}"
            return "f" if _is(prompt, PLAN) else ""
        if not self.left:
            raise EOFError
        return self.left.pop(0)


def type_in(
    folder: Path, case: Case, *replies: str, looks: Looks = PLAIN, both: bool = False
) -> Typed:
    """Run a session over prepared replies; after the last one the input ends."""
    said = list[str]()
    person = Person(replies, said)
    session = Linear(save_new(case, folder / "cases"), person, said.append, looks, both)
    code = run(session)
    assert not person.left, f"never asked for {person.left}"
    return Typed(session, code, said)
