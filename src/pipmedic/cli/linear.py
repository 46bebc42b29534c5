"""Linear mode: the same case, one plain line after the other.

For screen readers, serial consoles, dumb terminals and pipes. No box, no colour, no animation;
status words come first; everything the wizard can do can be done here, going back included.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Optional

from ..case.answers import choices
from ..case.applying import offer, outcome_text, take_back
from ..case.case import Case
from ..case.intercepted import RootTaken, fingerprint, root_text, shown_roots, take_root
from ..case.mirroring import best, candidates, examine_candidates, result_line
from ..case.parameters import parameter_label
from ..case.pasted import complaint, take
from ..case.plan import PlanItem
from ..case.saved import SavedCase, save_new
from ..case.settings import cases_folder
from ..diagnosis.choice import AskQuestion, HandOver, RunChecks, TryRemedy
from ..i18n import SUPPORTED, Translator, translator
from ..remedies.mirrors import host_of
from . import linear_views as views
from .consent import AGREED, change_with_consent
from .diagnose_command import exit_code
from .exits import Exit

END_OF_PASTE = "."


@dataclass
class Linear:
    """One linear session over one case.

    Attributes:
        saved: the case and its file.
        ask: reads one line; raises EOFError at the end of input.
        tell: writes one line.
        skipped: questions the person put off, so that they are not asked again at once.
    """

    saved: SavedCase
    ask: Callable[[str], str]
    tell: Callable[[str], None]
    shell: str = ""
    chosen: int = 0
    done: bool = False
    checks_refused: bool = False
    commands: dict[str, Callable[[], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Bind the one-letter commands that work at every prompt."""
        self.commands = {
            "b": self.back,
            "r": self.redo,
            "?": self.why,
            "s": lambda: self.show(views.suspects(self.case)),
            "k": lambda: self.show(views.known(self.case)),
            "o": lambda: self.show(views.ruled_out(self.case)),
            "p": self.plan,
            "t": lambda: self.show(views.trail(self.case)),
            "d": lambda: self.show(views.dead_ends(self.case)),
            "l": self.switch_language,
            "n": self.note,
            "m": self.mirrors,
            "e": lambda: self.show(views.export(self.case)),
            "h": lambda: self.show(views.help_lines(self.say)),
            "q": self.quit,
        }

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.saved.case

    @property
    def say(self) -> Translator:
        """The translator of the case's language."""
        return translator(self.case.language)

    def advance(self, case: Optional[Case]) -> None:
        """Put a new state on disk, then work with it."""
        if case is not None:
            problem = self.saved.problem
            self.saved = self.saved.advance(case)
            if self.saved.problem and not problem:
                self.tell(self.say("case.unsaved", reason=self.saved.problem))

    def show(self, lines: list[str]) -> None:
        """Write several lines."""
        for line in lines:
            self.tell(line)

    def run(self) -> Exit:
        """Go on until pip works, the person quits, or the input ends."""
        self.show(views.welcome(self.say))
        try:
            state = self.case.state
            if not (state.text or state.answers or state.checks):
                self.paste()
            while not self.done:
                self.step()
        except EOFError:
            self.tell("")
        self.show(views.farewell(self.case, self.shell))
        return exit_code(self.case)

    def paste(self) -> None:
        """Read what pip printed."""
        self.tell(self.say("linear.paste"))
        lines: list[str] = []
        while True:
            line = self.ask("")
            if line.strip() == END_OF_PASTE or (not line.strip() and not lines):
                break
            lines.append(line)
        text = "\n".join(lines)
        if not text.strip():
            return
        try:
            self.advance(take(self.case, text, time.time()))
        except ValueError as error:
            self.tell(complaint(error, self.say))
            self.paste()
            return
        self.show(views.understood(self.case))

    def step(self) -> None:
        """Do the best next step."""
        if self.case.state.works:
            self.tell(self.say("linear.works"))
            self.done = True
            return
        step = self.case.decision.step
        if isinstance(step, RunChecks):
            self.checks()
        elif isinstance(step, AskQuestion):
            self.question(step)
        elif isinstance(step, TryRemedy):
            self.remedy()
        elif isinstance(step, HandOver):
            self.show(views.hand_over(self.case))
            self.command(self.ask(self.say("linear.prompt_any")))

    def command(self, line: str) -> bool:
        """Carry out a one-letter command; tell whether it was one."""
        action = self.commands.get(line.strip().lower())
        if action is None:
            return False
        action()
        return True

    def checks(self) -> None:
        """Name the hosts, ask for consent, run the checks."""
        from ..checks.runner import examine, hosts

        opened = self.case.opened
        try:
            named = () if opened.offline else hosts(opened.python, opened.index_url)
        except (OSError, ValueError):
            named = ()
        self.show(views.consent(self.say, named))
        reply = self.ask(self.say("linear.prompt_consent")).strip().lower()
        if self.command(reply):
            return
        granted = reply in ("", "1", "y", "yes", "是")
        local_only = reply in ("2", "local")
        self.advance(self.case.consent(named, granted or local_only, time.time()))
        if not (granted or local_only):
            return
        document = examine(
            opened.python,
            opened.index_url,
            opened.offline or local_only,
            lambda event: self.show(views.progress(self.say, event)),
        )
        self.advance(self.case.examine(document, "check", time.time()))
        self.show(views.examined(self.case))

    def question(self, step: AskQuestion) -> None:
        """Ask one question and take a number, a pasted line, or a command."""
        fact = self.case.knowledge.facts[step.fact]
        self.show(views.question(self.case, fact))
        reply = self.ask(self.say("linear.prompt_question")).strip()
        if self.command(reply):
            return
        values = choices(fact)
        if reply in ("", "0"):
            chosen = "unknown"
        elif reply.isdigit() and 1 <= int(reply) <= len(values):
            chosen = values[int(reply) - 1].id
        else:
            chosen = reply
        answered = self.case.answer(fact.id, chosen, time.time())
        if answered is None:
            self.tell(self.say("linear.not_understood"))
        self.advance(answered)

    def plan(self) -> None:
        """Show the plan as it stands, whatever the next step is."""
        self.show(views.plan(self.case, self.shell, self.chosen))

    def remedy(self) -> None:
        """Show the plan and take what happened."""
        if not self.case.plan:
            self.show(views.hand_over(self.case))
            self.command(self.ask(self.say("linear.prompt_any")))
            return
        self.chosen = min(self.chosen, len(self.case.plan) - 1)
        item = self.case.plan[self.chosen]
        if item.open:
            self.fill(item.open[0])
            return
        self.plan()
        reply = self.ask(self.say("linear.prompt_remedy")).strip().lower()
        if reply.isdigit() and 1 <= int(reply) <= len(self.case.plan):
            self.chosen = int(reply) - 1
        elif reply in ("c", "y"):
            self.copy(item.lines(self.shell or item.target.default_shell))
        elif reply == "a":
            self.do_it(item)
        elif reply == "u":
            self.tell(outcome_text(take_back(), self.say))
        elif reply == "v":
            self.verify(item.remedy.id)
        elif reply in ("w", "f"):
            outcome = "worked" if reply == "w" else "failed"
            self.advance(self.case.tried(item.remedy.id, outcome, time.time()))
            self.chosen = 0
            self.done = reply == "w"
        elif reply.startswith("x"):
            self.shell = reply[1:].strip() or self.shell
        elif not self.command(reply):
            self.tell(self.say("linear.not_understood"))

    def fill(self, name: str) -> None:
        """Ask for a value that the commands need."""
        if name == "ca_file" and shown_roots(self.case):
            self.tell(self.say("intercepted.offer"))
        reply = self.ask(f"{parameter_label(name, self.say)} ").strip()
        if self.command(reply):
            return
        if not reply:
            self.chosen += 1
            if self.chosen >= len(self.case.plan):
                self.chosen = 0
                self.show(views.hand_over(self.case))
                self.command(self.ask(self.say("linear.prompt_any")))
            return
        expected = fingerprint(reply) if name == "ca_file" else None
        if expected is None:
            self.advance(self.case.give(name, reply, time.time()))
            return
        outcome = take_root(self.case, expected, time.time())
        self.tell(root_text(outcome, self.say))
        self.advance(outcome.case if isinstance(outcome, RootTaken) else None)

    def copy(self, lines: tuple[str, ...]) -> None:
        """Copy commands and say what was really done."""
        from ..case.copying import copy_lines

        self.tell(copy_lines(lines, self.say, _send))

    def do_it(self, item: PlanItem) -> None:
        """Show what can be done for the person, and do it when they agree."""
        given = offer(self.case, item)
        if change_with_consent(given, self.say, self.ask, self.tell, self.shell):
            self.advance(self.case.note(item.remedy.title(self.case.language), time.time()))

    def mirrors(self) -> None:
        """Name the hosts, ask for consent, test the mirrors, keep the best for the commands."""
        self.tell(self.say("mirrors.hosts"))
        self.show([f"  {host_of(mirror.url)}" for mirror in candidates(self.case)])
        offline = self.case.opened.offline
        if offline or self.ask(self.say("mirrors.ask")).strip().lower() not in AGREED:
            self.tell(self.say("mirrors.declined"))
            return
        results = examine_candidates(self.case, time.time())
        self.show([result_line(found, self.say) for found in results])
        healthy = best(results)
        if healthy is None:
            self.tell(self.say("mirrors.none_healthy"))
            return
        self.tell(self.say("mirrors.chosen", url=healthy.url))
        self.advance(self.case.give("mirror_url", healthy.url, time.time()))

    def verify(self, remedy: str) -> None:
        """Run the real pip again and record what it said."""
        from ..case.verifying import verify_case

        done = next((item for item in self.case.plan if item.remedy.id == remedy), None)
        outcome = verify_case(self.case, done)
        self.advance(self.case.verified(outcome.kind, outcome.output, time.time(), remedy))
        self.tell(self.say(f"verify.{outcome.kind}"))

    def back(self) -> None:
        """Take the last step back."""
        self.advance(self.case.undo(time.time()) if self.case.state.undoable else None)
        self.chosen = 0

    def redo(self) -> None:
        """Put the step last taken back in again."""
        self.advance(self.case.redo(time.time()) if self.case.state.redoable else None)

    def why(self) -> None:
        """Say why this step comes next."""
        self.show(views.why(self.case))

    def note(self) -> None:
        """Take a note for the ticket."""
        self.advance(self.case.note(self.ask(self.say("linear.prompt_note")), time.time()))

    def switch_language(self) -> None:
        """Speak the next language; nothing else changes."""
        following = SUPPORTED[(SUPPORTED.index(self.case.language) + 1) % len(SUPPORTED)]
        self.saved = self.saved.advance(self.case.in_language(following))

    def quit(self) -> None:
        """End; the case stays on disk."""
        self.done = True


def _send(sequence: str) -> None:
    if not sys.stdout.isatty():
        raise OSError("no terminal")
    sys.stdout.write(sequence)
    sys.stdout.flush()


def run_linear(case: Case) -> Exit:
    """Run linear mode on a fresh case."""
    return run_saved(save_new(case, cases_folder()))


def run_saved(saved: SavedCase) -> Exit:
    """Run linear mode on standard input and output."""

    def ask(prompt: str) -> str:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    def tell(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    return Linear(saved, ask, tell).run()
