"""What a person forbade holds for "Check again" too: pip is run by the person, never for them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from textual.widgets import TextArea

from pipmedic.case import verifying
from pipmedic.tui.screens.proof import ProofScreen

from .driving import TEXTS, new_case, paste, press, screen_text, settle, wizard_on


@pytest.mark.parametrize("forbidden", [{"offline": True}, {"checks": False}], ids=str)
async def test_check_again_asks_for_what_pip_printed(
    forbidden: dict[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    ran: list[object] = []
    monkeypatch.setattr(verifying, "verify", lambda *given, **options: ran.append(given))
    case = new_case("en")
    opened = dataclasses.replace(case.opened, **forbidden)
    wizard = wizard_on(tmp_path, dataclasses.replace(case, events=(opened, *case.events[1:])))
    async with wizard.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, next(iter(TEXTS.values())))
        wizard.main.show_plan()
        await settle(pilot)
        await press(pilot, "f5")
        assert isinstance(wizard.screen, ProofScreen)
        assert "does not run pip itself" in screen_text(wizard)
        wizard.screen.query_one(TextArea).text = "Successfully installed six-1.16.0"
        await pilot.click("#proof-go")
        await settle(pilot)
        assert wizard.case.state.works
    assert ran == []
