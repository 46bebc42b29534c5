"""How the wizard looks, as text and SVG, compared with files kept beside the tests.

``PIPMEDIC_SNAPSHOTS=update`` writes the files anew; look at the difference before committing it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipmedic.tui.app import Wizard

from .driving import TEXTS as GIVEN
from .driving import new_case, paste, press, screen_text, settle, wizard_on
from .tour import examined_case

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("PIPMEDIC_SNAPSHOTS") == "update"


@dataclass(frozen=True)
class Shot:
    """One look at the wizard: ``keys`` are pressed after the step named was reached."""

    step: str
    language: str
    size: tuple[int, int] = (80, 24)
    keys: tuple[str, ...] = ()
    ascii_only: bool = False

    def __str__(self) -> str:
        width, height = self.size
        parts = [self.step, *self.keys, self.language, f"{width}x{height}"]
        return "-".join([*parts, "ascii"] if self.ascii_only else parts).replace("+", "_")


SHOTS = (
    *(Shot("start", language, size) for language in ("en", "zh") for size in ((80, 24), (120, 40))),
    Shot("start", "en", (60, 20), ascii_only=True),
    Shot("consent", "en"),
    Shot("consent", "zh"),
    Shot("question", "en"),
    Shot("question", "zh"),
    Shot("plan", "en", (120, 40)),
    Shot("plan", "zh", (120, 40)),
    Shot("plan", "en", keys=("ctrl+p",)),
    Shot("plan", "zh", keys=("ctrl+p",)),
    Shot("plan", "en", (120, 40), keys=("f11",)),
    Shot("plan", "zh", keys=("f11",)),
    Shot("plan", "zh", keys=("ctrl+t",)),
    Shot("plan", "en"),
    Shot("plan", "zh"),
    Shot("plan", "en", (60, 20)),
    Shot("plan", "zh", keys=("f7",)),
    Shot("plan", "en", keys=("f12",)),
    Shot("elsewhere", "en", keys=("ctrl+d",)),
    Shot("elsewhere", "zh", keys=("ctrl+d",)),
    Shot("start", "en", (40, 10)),
)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


async def reach(wizard: Wizard, pilot: object, shot: Shot) -> None:
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    await settle(pilot)
    if shot.step == "question":
        await paste(pilot, GIVEN["issuer"])
    elif shot.step == "plan":
        wizard.main.show_plan()
        await settle(pilot)
    elif shot.step == "consent":
        assert wizard.main.steps is not None
        wizard.main.steps._show("checks")
        wizard.main.steps.checks.ask(("pypi.org", "files.pythonhosted.org"))
        await settle(pilot)
    await press(pilot, *shot.keys)


def compare(name: str, seen: str) -> None:
    """Compare with the kept file, or write it."""
    path = FOLDER / name
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert path.is_file(), f"no snapshot {name}; write it with PIPMEDIC_SNAPSHOTS=update"
    assert seen == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("shot", SHOTS, ids=str)
async def test_the_screen_looks_as_kept(tmp_path: Path, shot: Shot) -> None:
    here = shot.step != "elsewhere"
    made = new_case(shot.language, here=here)
    if shot.step == "plan":
        made = examined_case(shot.language)
    wizard = wizard_on(tmp_path, made, ascii_only=shot.ascii_only)
    async with wizard.run_test(size=shot.size) as pilot:
        await reach(wizard, pilot, shot)
        compare(f"{shot}.txt", screen_text(wizard))


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_picture_looks_as_kept(tmp_path: Path, language: str) -> None:
    wizard = wizard_on(tmp_path, new_case(language))
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        svg = re.sub(r"terminal-\d+", "terminal", wizard.export_screenshot())
        compare(f"start-{language}.svg", svg)
