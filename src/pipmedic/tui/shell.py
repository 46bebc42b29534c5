"""The app's core: it holds the case, the language and the looks; what it opens is in ``app``."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import App
from textual.reactive import var
from textual.screen import Screen
from textual.worker import Worker, WorkerState, get_current_worker

from ..i18n import SUPPORTED, translator
from ._compat import TextFilter, add_filter, notices, wrap_between_characters, write_to_terminal
from .ascii import to_ascii
from .commands import BY_ID, Command
from .screens.base import WizardScreen
from .screens.wizard import WizardMain
from .text import shown
from .themes import HIGH_CONTRAST, LOOKS
from .widgets.busy import Busy

if TYPE_CHECKING:
    from ..case.case import Case
    from ..case.saved import SavedCase
    from ..case.settings import Settings

FEW_COLORS = ("standard", "windows")
TOAST_SECONDS = 6.0


@dataclass(frozen=True)
class Told:
    """A toast: when it was shown, what it says, and how that is said in another language."""

    at: float
    text: str
    message: str
    severity: str
    values: Mapping[str, object]


class Shell(App[int]):
    """Case, language, looks.

    Attributes:
        failure: why the case could not be begun; raised again when the screen is restored.
        commands_copied: printed once more when the app has ended.
    """

    TITLE = "pipmedic"
    ENABLE_COMMAND_PALETTE = False
    CSS = LOOKS
    language: var[str] = var("en", init=False)
    other_language: var[str] = var("", init=False)

    def __init__(
        self,
        begin: Callable[[], SavedCase],
        settings: Settings,
        language: str = "en",
        ascii_only: bool = False,
    ) -> None:
        """Make the app.

        Args:
            begin: loads what pipmedic knows and opens the case; called after the first paint.
            language: code of the language to speak at first.
            ascii_only: draw with ASCII characters only.
        """
        super().__init__()
        wrap_between_characters()
        self._begin = begin
        self.saved: SavedCase | None = None
        self.failure: Exception | None = None
        self.settings = settings
        self.ascii_only = ascii_only
        self.commands_copied: tuple[str, ...] = ()
        self._told: list[Told] = []
        self.set_reactive(Shell.language, language)
        if settings.both_languages:
            self.set_reactive(Shell.other_language, self._next_language(language))

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the wizard's main screen."""
        return WizardMain()

    def on_mount(self) -> None:
        """Put the looks on."""
        for theme in HIGH_CONTRAST:
            self.register_theme(theme)
        if self.settings.theme in self.available_themes:
            self.theme = self.settings.theme
        elif self.console.color_system in FEW_COLORS:
            self.theme = "hc-dark"
        if self.ascii_only:
            self.add_class("-ascii")
            add_filter(self, TextFilter(self._ascii))

    def _ascii(self, text: str) -> str:
        return to_ascii(text, everything=self.language == "en" and not self.other_language)

    @work(thread=True, exclusive=True, group="begin", exit_on_error=False)
    def begin(self) -> None:
        """Open the case in the background."""
        try:
            saved = self._begin()
            _think(saved.case)
            gc.freeze()
        except Exception as error:
            self.call_from_thread(self._fail, error)
            return
        self.call_from_thread(self._begun, saved)

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self.exit()

    def _begun(self, saved: SavedCase) -> None:
        self.saved = replace(saved, case=saved.case.in_language(self.language))
        self.main.begun()

    @property
    def case(self) -> Case:
        """The case as it stands; there is one once it has been begun."""
        assert self.saved is not None
        return self.saved.case

    @property
    def main(self) -> WizardMain:
        """The main screen, which is at the bottom of the stack."""
        main = self.screen_stack[0]
        assert isinstance(main, WizardMain)
        return main

    def advance(self, case: Case, show: bool = True) -> None:
        """Put a new state of the case on disk, then work out what it means, then show it."""
        assert self.saved is not None
        self.saved = self.saved.advance(case.in_language(self.language))
        if show:
            self.screen.call_after_refresh(self.think)

    @work(thread=True, exclusive=True, group="think", exit_on_error=False)
    def think(self) -> None:
        """Work out the next step while the screen stays alive, then show it."""
        worker = get_current_worker()
        _think(self.case)
        if not worker.is_cancelled:
            self.call_from_thread(self.main.show_case)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when something broke in the background, instead of waiting for it for ever."""
        if event.state is WorkerState.ERROR:
            self.main.query_one(Busy).end()
            error = event.worker.error
            self.tell("worker.failed", "error", reason=f"{type(error).__name__}: {error}")

    def restart(self, here: bool) -> None:
        """Open a fresh case, for this machine or for another one."""
        from pathlib import Path

        from ..case.saved import save_new
        from ..case.settings import cases_folder

        old = self.case
        opened = replace(
            old.opened,
            at=time.time(),
            here=here,
            audience="beginner" if here else "staff",
            home=str(Path.home()) if here else "",
        )
        fresh = replace(old, events=(opened,), language=self.language)
        self.saved = save_new(fresh, cases_folder())
        self.main.start_anew()

    def open_saved(self, saved: SavedCase) -> None:
        """Go on with another case."""
        self.saved = replace(saved, case=saved.case.in_language(self.language))
        self.main.forget()
        self.think()

    def open_file(self, path: Path) -> bool:
        """Go on with the case that a colleague's file holds; tell whether it holds one."""
        from ..case.saved import reopen
        from ..case.store import CaseFileError

        try:
            saved = reopen(path, self.case.knowledge, self.case.model, self.language)
        except CaseFileError:
            return False
        self.open_saved(saved)
        return True

    def tell(self, message: str, severity: str = "information", **values: object) -> None:
        """Show a toast, by message id; it follows the language while it is on show."""
        text = translator(self.language)(message, **values)
        self._told = [each for each in self._told if time.monotonic() - each.at < TOAST_SECONDS]
        self._told.append(Told(time.monotonic(), shown(text), message, severity, values))
        self.tell_text(text, severity)

    def tell_text(self, text: str, severity: str = "information") -> None:
        """Show a toast of a text, literally."""
        level = severity if severity in ("information", "warning", "error") else "information"
        self.notify(
            shown(text),
            severity=level,  # type: ignore[arg-type]
            timeout=TOAST_SECONDS,
            markup=False,
        )

    def label(self, message: str) -> str:
        """Return the wording of a command, drawn so that this terminal can show it."""
        say = translator(self.language)
        ascii_message = f"{message}_ascii"
        if self.ascii_only and say.has(ascii_message):
            return say(ascii_message)
        return say(message)

    def can(self, action: str) -> bool:
        """Tell whether a command makes sense now; anything that is no command does."""
        command = BY_ID.get(action.rpartition(".")[2])
        return command is None or self._offers(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether a command can be carried out now."""
        return self.can(action)

    def _offers(self, command: Command) -> bool:
        if command.when == "always":
            return True
        if self.saved is None:
            return False
        state = self.case.state
        if command.when == "known":
            return bool(state.text or state.answers or state.checks)
        if command.when == "plan":
            return self.main.step == "plan"
        if command.when == "elsewhere":
            return not self.case.opened.here
        if command.when == "back":
            return self.main.can_go_back
        return bool({"undo": state.undoable, "redo": state.redoable}.get(command.when, True))

    def watch_language(self, language: str) -> None:
        """Say everything anew in place."""
        if self.saved is not None:
            self.saved = replace(self.saved, case=self.case.in_language(language))
        self._retranslate()
        told, self._told, live = self._told, [], notices(self)
        self.clear_notifications()
        for each in told:
            if each.text in live:
                self.tell(each.message, each.severity, **each.values)

    def watch_other_language(self) -> None:
        """Show or hide the second language."""
        self._retranslate()

    def _retranslate(self) -> None:
        if isinstance(self.screen, WizardScreen):
            self.screen.retranslate()

    def _next_language(self, language: str) -> str:
        return SUPPORTED[(SUPPORTED.index(language) + 1) % len(SUPPORTED)]

    def action_language(self) -> None:
        """Speak the next language; focus, selection and typed text stay."""
        self.language = self._next_language(self.language)
        if self.other_language:
            self.other_language = self._next_language(self.language)

    def action_other_language(self) -> None:
        """Show the other language beside this one, or hide it again."""
        self.other_language = "" if self.other_language else self._next_language(self.language)

    def copy(self, lines: tuple[str, ...]) -> None:
        """Copy lines and say what was really done."""
        from ..case.copying import copy_lines

        def tell(message: str, **values: object) -> str:
            self.tell(message, "information", **values)
            return message

        self.commands_copied = lines
        copy_lines(lines, tell, lambda text: write_to_terminal(self, text))

    def action_help_quit(self) -> None:
        """Say which key quits, since Ctrl+C does not."""
        self.tell("quit.how")


def _think(case: Case) -> None:
    """Compute what the screens will show, so that showing it is quick."""
    if case.state.text or case.state.answers or case.state.checks:
        _ = (case.decision, case.plan, case.ruled_out, case.verdict, case.target)
