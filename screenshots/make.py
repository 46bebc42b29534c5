"""Draw the screenshots from the real app: SVGs, and PNGs beside them where rsvg-convert is."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from pipmedic.tui.app import Wizard

ANSWERS = (("network", "corp"), ("issuer", "corp"), ("os_store", "yes"), ("pip", "pip 24.0"))
SIZE = (110, 34)


async def draw(language: str) -> None:
    from tests.tui.driving import TEXTS, new_case, paste, press, settle, wizard_on
    from tests.tui.tour import NOW, examined_case

    def shoot(name: str) -> Callable[[Wizard], None]:
        return lambda wizard: save(wizard.export_screenshot(), f"{name}-{language}")

    folder = Path(os.environ["PIPMEDIC_DATA"])
    wizard = wizard_on(folder, new_case(language, home="/home/ana"))
    async with wizard.run_test(size=SIZE) as pilot:
        await settle(pilot)
        shoot("start")(wizard)
        await paste(pilot, TEXTS["issuer"])
        shoot("question")(wizard)
        await press(pilot, "ctrl+l")
        shoot("helpdesk")(wizard)
        await press(pilot, "ctrl+l")
        await answer(wizard, pilot, NOW)
        wizard.main.show_plan()
        await settle(pilot)
        shoot("plan")(wizard)
        wizard.advance(examined_case(language))
        await settle(pilot)
        for key, name in (("f11", "picture"), ("f7", "tree"), ("f12", "ticket"), ("f4", "known")):
            await press(pilot, key)
            shoot(name)(wizard)
            await press(pilot, "escape")
        wizard.advance(wizard.case.verified("works", "", NOW, wizard.case.plan[0].remedy.id))
        await settle(pilot)
        shoot("mended")(wizard)
        wizard.restart(here=False)
        await settle(pilot)
        await press(pilot, "ctrl+d")
        shoot("collect")(wizard)


async def answer(wizard: Wizard, pilot: Pilot[Any], at: float) -> None:
    from tests.tui.driving import settle

    for fact, value in ANSWERS:
        answered = wizard.case.answer(fact, value, at)
        assert answered is not None
        wizard.advance(answered)
        await settle(pilot)


def save(svg: str, name: str) -> None:
    path = HERE / f"{name}.svg"
    # without this rsvg-convert drops the spaces that a text begins with
    path.write_text(svg.replace("<text ", '<text xml:space="preserve" '), encoding="utf-8")
    if shutil.which("rsvg-convert"):
        png = str(path.with_suffix(".png"))
        subprocess.run(["rsvg-convert", "-o", png, str(path)], check=True)


def main() -> None:
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    os.environ.pop("NO_COLOR", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PIPMEDIC_DATA"] = folder
        for language in ("en", "zh"):
            asyncio.run(draw(language))


if __name__ == "__main__":
    main()
