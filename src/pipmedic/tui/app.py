"""The wizard's app: what each command opens."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..i18n import translator
from ..served import served
from .commands import ALL, BY_ID, key_label
from .hangup import end_with_terminal
from .screens.page import Page
from .shell import Shell

if TYPE_CHECKING:
    from ..case.case import Case
    from ..case.saved import SavedCase
    from ..case.settings import Settings

SWITCH_SECONDS = 0.001
"""How long a thread that thinks may keep the one that draws waiting."""


class Wizard(Shell):
    """The wizard."""

    def _page(self, title: str, write: Callable[[Case], str]) -> None:
        self.push_screen(Page(title, lambda language: write(self.case.in_language(language))))

    def action_help(self) -> None:
        """List what can be done, and explain the words."""
        keys = [(key_label(command), command.id) for command in ALL]

        def write(language: str) -> str:
            from ..case.pages import help_page, keys_page

            if self.saved is None:
                return keys_page(language, keys)
            return help_page(self.case.in_language(language), keys)

        self.push_screen(Page("page.help", write))

    def action_menu(self) -> None:
        """Search among everything that can be done now, and do it."""
        from .screens.picker import Picker

        offered = [command for command in ALL if command.id != "menu" and self.can(command.id)]

        def rows(text: str, language: str) -> list[tuple[str, str]]:
            say = translator(language)
            found = [
                (command.id, f"{key_label(command):<12} {say('command.' + command.id)}")
                for command in offered
            ]
            return [row for row in found if text.lower() in f"{row[1]} {row[0]}".lower()]

        self.push_screen(
            Picker(
                "page.menu",
                rows,
                lambda name, language: translator(language)(f"command_help.{name}"),
                self._do,
                search_first=True,
            )
        )

    def _do(self, name: str) -> None:
        self.pop_screen()
        self.call_later(self.run_action, BY_ID[name].action, self.main)

    def action_why(self) -> None:
        """Say why this step comes next."""
        from ..case.pages import why_page

        self._page("page.why", why_page)

    def action_known(self) -> None:
        """Show what we know, to be corrected, with what else was noticed and ruled out."""
        from ..case.evidence_view import evidence_page, evidence_rows
        from .screens.picker import Picker

        self.push_screen(
            Picker(
                "page.known",
                lambda text, language: evidence_rows(self.case.in_language(language), text),
                lambda name, language: evidence_page(self.case.in_language(language), name),
                self._correct,
            )
        )

    def _correct(self, fact: str) -> None:
        if fact in self.case.knowledge.facts:
            self.pop_screen()
            self.main.reopen(fact)

    def action_tree(self) -> None:
        """Show the decision tree with the path taken."""
        from .screens.pictures import TreePicture

        self.push_screen(TreePicture())

    def action_picture(self) -> None:
        """Draw the way to the index and the certificate chain."""
        from .screens.pictures import PathPicture

        self.push_screen(PathPicture())

    def action_replay(self) -> None:
        """Tell step by step what happened in this case."""
        from ..case.replay_view import replay_page

        self._page("page.replay", replay_page)

    def action_glossary(self) -> None:
        """Explain the words, one line each."""
        from ..case.glossary import glossary_rows
        from .screens.picker import Picker

        knowledge = self.case.knowledge
        self.push_screen(
            Picker(
                "page.glossary",
                lambda text, language: glossary_rows(knowledge, text, language),
                lambda name, language: knowledge.glossary[name](language),
                lambda name: None,
            )
        )

    def action_symptoms(self) -> None:
        """Find what pip says by an error code or in plain words, and take it."""
        from ..case.symptoms import FACT, search_symptoms, symptom_page
        from .screens.picker import Picker

        def take(value: str) -> None:
            self.pop_screen()
            self.main.answer(FACT, value)

        self.push_screen(
            Picker(
                "page.symptoms",
                lambda text, language: search_symptoms(self.case.knowledge, text, language),
                lambda name, language: symptom_page(self.case.in_language(language), name),
                take,
                search_first=True,
            )
        )

    def action_knowledge(self) -> None:
        """Browse the causes."""
        from ..case.pages import cause_page, search_causes
        from .screens.picker import Picker

        knowledge = self.case.knowledge
        self.push_screen(
            Picker(
                "page.knowledge",
                lambda text, language: search_causes(knowledge, text, language),
                lambda name, language: cause_page(knowledge, name, language),
                lambda name: None,
            )
        )

    def action_cases(self) -> None:
        """List the saved cases and open one."""
        from ..case.listing import listed, search
        from ..case.settings import cases_folder
        from .screens.picker import Picker

        known = listed(cases_folder())
        self.push_screen(
            Picker(
                "page.cases",
                lambda text, language: search(known, text, self.case.knowledge, language),
                self._case_text,
                self._open_case,
            )
        )

    def _reopened(self, name: str, language: str) -> SavedCase:
        from ..case.saved import reopen
        from ..case.settings import cases_folder

        return reopen(cases_folder() / name, self.case.knowledge, self.case.model, language)

    def _case_text(self, name: str, language: str) -> str:
        from ..case.report import Format, report
        from ..case.store import CaseFileError

        try:
            return report(self._reopened(name, language).case, Format.TEXT)
        except CaseFileError as error:
            return error.told(translator(language))

    def _open_case(self, name: str) -> None:
        from ..case.store import CaseFileError

        try:
            saved = self._reopened(name, self.language)
        except CaseFileError as error:
            self.tell_text(error.told(translator(self.language)), "error")
            return
        self.pop_screen()
        self.open_saved(saved)

    def action_collect(self) -> None:
        """Have the facts of the other machine collected, and take them in."""
        from .screens.collect import Collect

        self.push_screen(Collect(self.main.take))

    def write_collector(self) -> None:
        """Write the collector, one file to send, and say where."""
        from ..case.settings import data_folder
        from ..probe import collector_source

        path = data_folder() / "collector" / "collect.py"
        if self._write(path, collector_source()):
            self.tell("collect.written", where=path)

    def action_new_case(self) -> None:
        """Open another case; this one stays in the list."""
        self.restart(here=self.case.opened.here)

    def action_note(self) -> None:
        """Take a note for the ticket."""
        from .screens.note import NoteBox

        self.push_screen(NoteBox(), self._note)

    def _note(self, text: str | None) -> None:
        if not text:
            return
        self.advance(self.case.note(text, time.time()))
        self.tell("note.taken")

    def action_export(self) -> None:
        """Show the ticket, what is hidden in it, and write it."""
        from .screens.export import Export

        self.push_screen(Export())

    def write_ticket(self, text: str, suffix: str) -> None:
        """Write a ticket beside the case and say where."""
        path = self._beside(suffix)
        if self._write(path, text.encode("utf-8")):
            self.tell("export.written", where=path)

    def _write(self, path: Path, content: bytes) -> bool:
        from ..case.store import make_private, private

        try:
            make_private(path.parent)
            with open(path, "wb", opener=private) as file:
                file.write(content)
        except OSError as error:
            self.tell("export.failed", "error", reason=error.strerror or str(error))
            return False
        return True

    def _beside(self, suffix: str) -> Path:
        from ..case.settings import data_folder
        from ..case.store import SUFFIX

        path = self.saved.path if self.saved is not None else None
        name = path.name[: -len(SUFFIX)] if path is not None else str(int(time.time()))
        return data_folder() / "tickets" / f"{name}{suffix}"

    def action_theme(self) -> None:
        """Choose the colours."""
        from .screens.picker import Picker

        def take(name: str) -> None:
            self.theme = name
            self.pop_screen()

        names = sorted(self.available_themes, key=lambda name: (not name.startswith("hc-"), name))
        self.push_screen(
            Picker(
                "page.theme",
                lambda text, language: [(name, name) for name in names if text in name],
                lambda name, language: translator(language)("theme.hint"),
                take,
            )
        )

    def action_plain_view(self) -> None:
        """Leave the drawn screen so that the mouse can select unbroken lines."""
        say = translator(self.language)
        assert self.main.steps is not None
        with self.suspend():
            print("\n".join(self.main.steps.plan.commands_shown))
            input(say("plain.back"))


def run_wizard(
    begin: Callable[[], SavedCase],
    settings: Settings,
    language: str = "en",
    ascii_only: bool = False,
) -> Case | None:
    """Run the wizard until the person quits; then print the commands once more.

    Args:
        begin: opens the case; it runs after the first paint, and what it raises is raised here.

    Returns:
        The case as it stands, or None when the person quit before it was open.
    """
    app = Wizard(begin, settings, language, ascii_only)
    sys.setswitchinterval(SWITCH_SECONDS)
    end_with_terminal()
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.commands_copied and not served():
        print("\n".join(app.commands_copied))
    return app.saved.case if app.saved is not None else None


__all__ = ["Wizard", "run_wizard"]
