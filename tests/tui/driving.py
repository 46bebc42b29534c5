"""Driving the wizard as a person does, and reading what is on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from rich.segment import Segment
from textual.pilot import Pilot

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.saved import SavedCase, save_new
from pipmedic.case.settings import Settings
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import Knowledge, load
from pipmedic.tui._compat import segments_on_screen
from pipmedic.tui.app import Wizard
from pipmedic.tui.widgets.busy import Busy

QUIET_ROUNDS = 2
SIZES = ((80, 24), (120, 40))
TEXTS = {
    "protocol": "Could not fetch URL https://pypi.python.org/simple/xdict/: There was a problem "
    "confirming the ssl certificate: [SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol "
    "version (_ssl.c:590) - skipping",
    "hostname": 'raise ValueError("check_hostname requires server_hostname")\n'
    "ValueError: check_hostname requires server_hostname",
    "issuer": "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate "
    "verify failed: unable to get local issuer certificate (_ssl.c:1007)'))': /simple/requests/",
}


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    return complete(load())


@lru_cache(maxsize=1)
def model() -> Model:
    return compile_model(knowledge())


def new_case(language: str = "en", **opened: Any) -> Case:
    settings = {"checks": False, **opened}
    return Case(knowledge(), model(), (Opened(1.0, **settings),), language)


def wizard_on(
    folder: Path,
    case: Case,
    settings: Settings = Settings(),  # noqa: B008
    ascii_only: bool = False,
) -> Wizard:
    def begin() -> SavedCase:
        return save_new(case, folder / "cases")

    return Wizard(begin, settings, case.language, ascii_only)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the wizard has nothing left to do and has drawn it."""
    wizard, quiet = pilot.app, 0
    while quiet < QUIET_ROUNDS:
        await pilot.pause()
        working = any(not worker.is_finished for worker in wizard.workers)
        thinking = any(busy.active for busy in wizard.screen_stack[0].query(Busy))
        beginning = getattr(wizard, "saved", True) is None
        pressed = bool(wizard.screen.query("Button.-active"))  # such a one takes no second click
        quiet = 0 if working or thinking or beginning or pressed else quiet + 1
        if working:
            await wizard.workers.wait_for_complete()


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Paste a text into the start step and go on."""
    from textual.widgets import TextArea

    pilot.app.screen.query_one(TextArea).text = text
    await pilot.click("#start-go")
    await settle(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each after the former has had its effect."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def rendered(wizard: Wizard) -> Iterator[Segment]:
    """Yield everything on the screen now, after the app's filters, as the terminal gets it."""
    filters = wizard.get_line_filters()
    background = wizard.screen.styles.background
    for row in segments_on_screen(wizard.screen):
        segments = row
        for line_filter in filters:
            segments = line_filter.apply(segments, background)
        yield from segments
        yield Segment("\n")


def screen_text(wizard: Wizard) -> str:
    """Return the screen as text, without spaces at the ends of lines."""
    text = "".join(segment.text for segment in rendered(wizard))
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n") + "\n"
