"""What happened in a case can be read from the wizard, in the language spoken."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Static

from pipmedic.i18n import SUPPORTED, translator

from .driving import TEXTS, new_case, paste, settle, wizard_on


async def test_the_replay_of_the_case_on_show(tmp_path: Path) -> None:
    wizard = wizard_on(tmp_path, new_case("en"))
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, TEXTS["issuer"])
        await settle(pilot)
        await pilot.press("alt+r")
        await settle(pilot)
        for language in SUPPORTED:
            page = str(wizard.screen.query_one("#page-body", Static).content)
            assert translator(language)("replay.title") in page
            assert translator(language)("replay.believed") in page
            await pilot.press("f2")
            await settle(pilot)
