"""Draw the screenshots from the real app: SVG always, PNG where rsvg-convert is installed."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
TEXT = (
    "WARNING: Retrying (Retry(total=4)) after connection broken by 'SSLError("
    "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
    "unable to get local issuer certificate (_ssl.c:1007)'))': /simple/requests/"
)
ANSWERS = (("network", "corp"), ("issuer", "corp"), ("os_store", "yes"), ("pip", "pip 24.0"))


async def draw(language: str) -> None:
    from pipmedic.case.case import Case
    from pipmedic.case.events import Opened
    from pipmedic.case.saved import save_new
    from pipmedic.case.settings import Settings, cases_folder
    from pipmedic.diagnosis.compiled import compile_model
    from pipmedic.diagnosis.foreign import complete
    from pipmedic.knowledge import load
    from pipmedic.tui.app import Wizard

    knowledge = complete(load())
    case = Case(
        knowledge,
        compile_model(knowledge),
        (Opened(1.0, checks=False, home="/home/ana"),),
        language,
    )
    app = Wizard(save_new(case, cases_folder()), Settings())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        save(app.export_screenshot(), f"start-{language}")
        app.advance(app.case.observe(TEXT, 2.0))
        await pilot.pause()
        save(app.export_screenshot(), f"question-{language}")
        for fact, value in ANSWERS:
            answered = app.case.answer(fact, value, 3.0)
            assert answered is not None
            app.advance(answered)
        app.main.show_plan()
        await pilot.pause()
        save(app.export_screenshot(), f"plan-{language}")


def save(svg: str, name: str) -> None:
    path = HERE / f"{name}.svg"
    path.write_text(svg, encoding="utf-8")
    if shutil.which("rsvg-convert"):
        png = str(HERE / f"{name}.png")
        subprocess.run(["rsvg-convert", "-o", png, str(path)], check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PIPMEDIC_DATA"] = folder
        for language in ("en", "zh"):
            asyncio.run(draw(language))


if __name__ == "__main__":
    main()
