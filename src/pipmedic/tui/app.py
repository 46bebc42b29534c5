"""The wizard's app: it holds the case and the language, and opens the screens."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from textual.app import App, SystemCommand
from textual.reactive import var
from textual.screen import Screen

from ..case import pages
from ..case.case import Case
from ..case.copying import copy_lines
from ..case.report import Format, report
from ..case.saved import SavedCase, reopen, save_new
from ..case.settings import Settings, cases_folder
from ..case.store import CaseFileError
from ..i18n import SUPPORTED, translator
from .commands import ALL
from .screens.base import WizardScreen
from .screens.page import Page
from .screens.picker import Picker
from .screens.wizard import WizardMain
from .themes import HIGH_CONTRAST


class Wizard(App[int]):
    """The wizard."""

    ENABLE_COMMAND_PALETTE = True
    language: var[str] = var("en", init=False)
    other_language: var[str] = var("", init=False)

    def __init__(self, saved: SavedCase, settings: Settings, ascii_only: bool = False) -> None:
        super().__init__()
        self.saved = saved
        self.settings = settings
        self.ascii_only = ascii_only
        self.commands_copied: tuple[str, ...] = ()
        self.set_reactive(Wizard.language, saved.case.language)

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.saved.case

    def on_mount(self) -> None:
        """Register the themes and open the main screen."""
        for theme in HIGH_CONTRAST:
            self.register_theme(theme)
        if self.settings.theme in self.available_themes:
            self.theme = self.settings.theme
        if self.ascii_only:
            self.add_class("-ascii")
        self.push_screen(WizardMain())

    def get_default_screen(self) -> Screen[object]:
        """Return the plain screen below the main one."""
        return Screen(id="_default")

    def advance(self, case: Case, show: bool = True) -> None:
        """Put a new state of the case on disk, then show it."""
        self.saved = self.saved.advance(case.in_language(self.language))
        if show:
            self.main.show_case()

    def restart(self, here: bool) -> None:
        """Open a fresh case, for this machine or for another one."""
        old = self.case
        opened = replace(
            old.opened, at=time.time(), here=here, audience="beginner" if here else "staff"
        )
        fresh = old.with_events((opened,)).in_language(self.language)
        self.saved = save_new(fresh, cases_folder())
        self.main.show_case()

    @property
    def main(self) -> WizardMain:
        """The main screen, wherever it is in the stack."""
        return next(screen for screen in self.screen_stack if isinstance(screen, WizardMain))

    def tell(self, message: str, severity: str = "information", **values: object) -> None:
        """Show a toast, by message id."""
        text = translator(self.language)(message, **values)
        level = severity if severity in ("information", "warning", "error") else "information"
        self.notify(text, severity=level, markup=False)  # type: ignore[arg-type]

    def watch_language(self, language: str) -> None:
        """Say everything anew in place."""
        self.saved = replace(self.saved, case=self.case.in_language(language))
        self._retranslate()

    def watch_other_language(self) -> None:
        """Show or hide the second language."""
        self._retranslate()

    def _retranslate(self) -> None:
        if isinstance(self.screen, WizardScreen):
            self.screen.retranslate()

    def action_language(self) -> None:
        """Speak the next language; focus, selection and typed text stay."""
        self.language = SUPPORTED[(SUPPORTED.index(self.language) + 1) % len(SUPPORTED)]
        if self.other_language:
            self.other_language = next(code for code in SUPPORTED if code != self.language)

    def action_other_language(self) -> None:
        """Show the other language beside this one, or hide it again."""
        others = [code for code in SUPPORTED if code != self.language]
        self.other_language = "" if self.other_language else others[0]

    def copy(self, lines: tuple[str, ...]) -> None:
        """Copy commands and say what was really done."""
        self.commands_copied = lines
        done = copy_lines(lines, translator(self.language), self._send)
        self.notify(done, markup=False)

    def _send(self, sequence: str) -> None:
        if self._driver is None:
            raise OSError("no terminal")
        self._driver.write(sequence)

    def _page(self, title: str, write: pages.Writer) -> None:
        self.push_screen(Page(title, lambda language: write(self.case.in_language(language))))

    def action_help(self) -> None:
        """List what can be done, and explain the words."""
        self._page(
            "page.help",
            lambda case: pages.help_page(case, [(command.keys, command.id) for command in ALL]),
        )

    def action_why(self) -> None:
        """Say why this step comes next."""
        self._page("page.why", pages.why_page)

    def action_known(self) -> None:
        """Show everything known and where it came from."""
        self._page("page.known", pages.known_page)

    def action_tree(self) -> None:
        """Show the decision tree with the path taken."""
        self._page("page.tree", pages.tree_page)

    def action_picture(self) -> None:
        """Draw the way to the index and the certificate chain."""
        self._page("page.picture", pages.picture_page)

    def action_export(self) -> None:
        """Write the report beside the case and show it."""
        text = report(self.case, Format.MARKDOWN)
        path = self._beside(".md")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.tell("export.failed", "error", reason=error.strerror or str(error))
            return
        self.tell("export.written", where=path)
        self._page("page.report", lambda case: report(case, Format.TEXT))

    def _beside(self, suffix: str) -> Path:
        if self.saved.path is None:
            return cases_folder() / f"{int(time.time())}{suffix}"
        return self.saved.path.with_suffix("").with_suffix(suffix)

    def action_knowledge(self) -> None:
        """Browse the causes."""
        self.push_screen(
            Picker(
                "page.knowledge",
                lambda text, language: pages.search_causes(self.case.knowledge, text, language),
                lambda name, language: pages.cause_page(self.case.knowledge, name, language),
                lambda name: None,
            )
        )

    def action_cases(self) -> None:
        """List the saved cases and open one."""
        self.push_screen(
            Picker(
                "page.cases",
                lambda text, language: pages.search_cases(cases_folder(), text),
                self._case_text,
                self._open_case,
            )
        )

    def _case_text(self, name: str, language: str) -> str:
        case = self.case
        try:
            saved = reopen(cases_folder() / name, case.knowledge, case.model, language)
        except CaseFileError as error:
            return str(error)
        return report(saved.case, Format.TEXT)

    def _open_case(self, name: str) -> None:
        case = self.case
        try:
            self.saved = reopen(cases_folder() / name, case.knowledge, case.model, self.language)
        except CaseFileError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.pop_screen()
        self.main.show_case()

    def action_plain_view(self) -> None:
        """Leave the drawn screen so that the mouse can select unbroken lines."""
        lines = pages.plain_commands(self.case)
        say = translator(self.language)
        with self.suspend():
            print("\n".join(lines))
            input(say("plain.back"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every command in the palette, in the language spoken now."""
        say = translator(self.language)
        for command in ALL:
            yield SystemCommand(
                say(f"command.{command.id}"),
                say(f"command_help.{command.id}"),
                lambda name=command.action: self._do(name),
            )
        yield SystemCommand(say("command.theme"), say("command_help.theme"), self.search_themes)

    def _do(self, action: str) -> None:
        self.call_later(self.run_action, action, self.screen)


def run_wizard(case: Case, settings: Settings, ascii_only: bool = False) -> Case:
    """Run the wizard on a fresh case."""
    return run_saved_wizard(save_new(case, cases_folder()), settings, ascii_only)


def run_saved_wizard(saved: SavedCase, settings: Settings, ascii_only: bool = False) -> Case:
    """Run the wizard until the person quits; then print the commands once more."""
    app = Wizard(saved, settings, ascii_only)
    app.run()
    if app.commands_copied:
        print("\n".join(app.commands_copied))
    return app.case


__all__ = ["Wizard", "run_saved_wizard", "run_wizard"]
