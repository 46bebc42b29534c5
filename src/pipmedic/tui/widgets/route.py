"""The way to the index, drawn: one box a station, side by side where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from ...checks.findings import HopState
from ..text import lines, plain, say_of

if TYPE_CHECKING:
    from ...case.pictures import Station

_SIGNS = {
    HopState.OK: "+",
    HopState.BROKEN: "X",
    HopState.SUSPECT: "?",
    HopState.ABSENT: "-",
    HopState.UNKNOWN: " ",
}
_STYLES = {
    HopState.OK: "$text-success",
    HopState.BROKEN: "bold $text-error",
    HopState.SUSPECT: "bold $text-warning",
    HopState.ABSENT: "$text-muted",
    HopState.UNKNOWN: "$text-muted",
}


class StationBox(Static):
    """One station: what it is, what stands there, what was seen."""

    def __init__(self, number: int) -> None:
        super().__init__(id=f"station-{number}", markup=False)

    def show(self, station: Station) -> None:
        """Draw a station; its border says the state too."""
        say = say_of(self)
        style = _STYLES[station.state]
        state = f"[{_SIGNS[station.state]}] {say('hop_state.' + station.state.value)}"
        parts = [plain(station.name, "bold"), plain(state, style)]
        parts += [
            plain(text, line) for text, line in ((station.label, ""), (station.note, style)) if text
        ]
        self.update(lines(parts))
        for each in HopState:
            self.set_class(each is station.state, f"-{each.value}")


class Link(Static):
    """The line between two stations; broken where nothing gets through."""

    def __init__(self, number: int) -> None:
        super().__init__(id=f"link-{number}", markup=False)

    def show(self, after: Station, wide: bool) -> None:
        """Draw the line towards a station."""
        broken = after.state is HopState.BROKEN
        if wide:
            content = plain("--X" if broken else "-->", "$text-error" if broken else "")
            self.update(lines([plain(""), content]))
        else:
            mark = "X" if broken else "|"
            self.update(plain(f"   {mark}", "bold $text-error" if broken else ""))


class Route(Container):
    """All stations in order."""

    DEFAULT_CSS = """
    Route { height: auto; layout: vertical;
        StationBox { height: auto; padding: 0 1; border-left: thick $border-blurred; }
        StationBox.-ok { border-left: thick $success; }
        StationBox.-broken { border-left: thick $error; }
        StationBox.-suspect { border-left: thick $warning; }
        Link { height: 1; width: 4; }
    }
    Route.-sideways { layout: grid; grid-size: 11 1; grid-rows: auto;
        grid-columns: 1fr 3 1fr 3 1fr 3 1fr 3 1fr 3 1fr;
        StationBox { height: 100%; border: round $border-blurred; }
        StationBox.-ok { border: round $success; }
        StationBox.-broken { border: heavy $error; }
        StationBox.-suspect { border: heavy $warning; }
        Link { height: 3; width: 3; }
    }
    """

    def __init__(self, stations: int) -> None:
        super().__init__()
        self._count = stations
        self._shown: tuple[Station, ...] = ()

    def compose(self) -> ComposeResult:
        """Build the boxes and the lines between them."""
        for number in range(self._count):
            if number:
                yield Link(number)
            yield StationBox(number)

    def show(self, stations: tuple[Station, ...], wide: bool) -> None:
        """Draw the stations."""
        self._shown = stations
        self.set_class(wide, "-sideways")
        for number, station in enumerate(stations):
            self.query_one(f"#station-{number}", StationBox).show(station)
            if number:
                self.query_one(f"#link-{number}", Link).show(station, wide)


def chain_content(certificates: tuple[tuple[str, str, tuple[str, ...], bool], ...]) -> Content:
    """Return the certificate chain, leaf first.

    Args:
        certificates: (subject, validity, faults in words, whether it signed the one before).
    """
    parts: list[Content] = []
    for depth, (subject, valid, faults, signs) in enumerate(certificates):
        pad = "   " * depth
        style = "bold $text-error" if faults else "$text-success"
        branch = f"{pad[:-3]} └─" if signs else ""
        parts.append(
            Content.assemble(
                plain(branch), plain(f"{'[X]' if faults else '[+]'} ", style), plain(subject)
            )
        )
        parts.append(plain(f"{pad}    {valid}", "$text-muted"))
        parts += [plain(f"{pad}    ^ {fault}", style) for fault in faults]
    return lines(parts)
