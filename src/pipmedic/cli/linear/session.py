"""One session of linear mode: the case, and how lines are read and written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ...case.case import Case
from ...case.plan import PlanItem, shells_of
from ...case.saved import SavedCase
from ...i18n import SUPPORTED, Translator, translator
from .output import Looks, written

MIN_HEIGHT = 8
"""Terminals lower than this are taken for endless: waiting after every few lines helps nobody."""


def typed(line: str) -> str:
    """Return a line as it was meant: an input method may widen digits, letters and signs."""
    return unicodedata.normalize("NFKC", line).strip().lower()


class Quit(Exception):
    """The person ends the session; the case stays on disk."""


@dataclass
class Linear:
    """One linear session over one case at a time.

    Attributes:
        saved: the case and its file.
        read: shows a prompt and reads one line; raises EOFError at the end of input.
        write: writes one line.
        shell: the shell that commands are written for; empty for the likeliest.
        chosen: id of the remedy on show; empty for the first.
        weak: whether last resorts are shown below the plan.
        reopened: the fact that is asked again, if any.
        asked: whether to go on without any text.
        settled: whether the person says that pip works again.
        pending: a command that was typed where a list was on show.
        plan_shown: whether the plan is on show, so that its commands are worth naming.
        put_off: names of values that the person does not have at hand.
        shown: what was on show at the last prompt, so that it is not said twice.
        anywhere: carries out the commands that may be typed at any prompt; tells whether it did.
    """

    saved: SavedCase
    read: Callable[[str], str]
    write: Callable[[str], None]
    looks: Looks = field(default_factory=Looks)
    both: bool = False
    shell: str = ""
    chosen: str = ""
    weak: bool = False
    reopened: str = ""
    asked: bool = False
    settled: bool = False
    pending: str = ""
    plan_shown: bool = False
    put_off: frozenset[str] = frozenset()
    shown: object = None
    anywhere: Callable[[str], bool] = lambda reply: False

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.saved.case

    @property
    def language(self) -> str:
        """The language spoken now."""
        return self.case.language

    @property
    def other(self) -> str:
        """The language that is not spoken now."""
        return SUPPORTED[(SUPPORTED.index(self.language) + 1) % len(SUPPORTED)]

    @property
    def say(self) -> Translator:
        """The translator of the language spoken now."""
        return translator(self.language)

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """The remedies on show: the plan, and the last resorts once asked for."""
        return self.case.plan + (self.case.last_resorts if self.weak else ())

    @property
    def item(self) -> PlanItem:
        """The remedy on show; there must be a plan."""
        found = (item for item in self.items if item.remedy.id == self.chosen)
        return next(found, self.items[0])

    @property
    def shell_shown(self) -> str:
        """The shell whose commands are on show."""
        return shells_of(self.item.target, self.shell)[0]

    def tell(self, line: str) -> None:
        """Write one line of words."""
        for part in self._written(line):
            self.write(part)

    def _written(self, line: str) -> list[str]:
        return written(line, self.looks, self.language == "en" and not self.both)

    def show(self, lines: Iterable[str]) -> None:
        """Write several lines."""
        for line in lines:
            self.tell(line)

    def fits(self, lines: Iterable[str]) -> bool:
        """Tell whether lines and a prompt below them stand on one page of the terminal."""
        parts = sum(len(self._written(line)) for line in lines)
        return self.looks.height <= MIN_HEIGHT or parts + 2 <= self.looks.height

    def show_pages(self, lines: Iterable[str]) -> None:
        """Write a text that may be long, a page of the terminal at a time."""
        parts = [part for line in lines for part in self._written(line)]
        size = self.looks.height - 2 if self.looks.height > MIN_HEIGHT else len(parts) or 1
        for first in range(0, len(parts), size):
            if first and self.choose("pages.more") not in ("", "+"):
                return
            for part in parts[first : first + size]:
                self.write(part)

    def ask(self, message: str, **values: object) -> str:
        """Ask for a line; commands that may be typed anywhere are carried out, then it asks again.

        Raises:
            EOFError: the input has ended.
            Quit: the person ends the session.
        """
        while True:
            reply = self.ask_raw(message, **values)
            if not self.anywhere(reply):
                return reply

    def ask_raw(self, message: str, **values: object) -> str:
        """Ask for a line, whatever it says."""
        prompt = self.say(message, **values)
        return self.read(prompt if prompt.endswith("：") else f"{prompt} ").strip()

    def choose(self, message: str, **values: object) -> str:
        """Ask for a line that is a number or a letter; see `typed`."""
        return typed(self.ask(message, **values))

    def advance(self, case: Case | None) -> None:
        """Put a new state on disk, then work with it."""
        if case is None:
            return
        problem = self.saved.problem
        self.saved = self.saved.advance(case)
        self.reopened = ""
        if self.saved.problem and not problem:
            self.tell(self.say("case.unsaved", reason=self.saved.problem))

    def turn_to(self, saved: SavedCase) -> None:
        """Go on with another case."""
        self.saved = saved
        self.chosen = self.reopened = ""
        self.weak = self.asked = self.settled = False
        self.put_off, self.shown = frozenset(), None
