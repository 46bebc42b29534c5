"""The live list of suspected causes, with bars."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from ...case.case import Case
from ...knowledge import OTHER
from ..text import glyphs, plain, say_of

BAR = 8
MIN_SHOWN = 0.02


class Suspects(Static):
    """Suspected causes, likeliest first."""

    DEFAULT_CSS = """
    Suspects { height: auto; padding: 0 1; }
    """

    def __init__(self, shown: int = 5) -> None:
        super().__init__(markup=False)
        self._case: Case | None = None
        self._shown = shown

    def show(self, case: Case) -> None:
        """Show the belief of a case."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Write the list anew."""
        if self._case is None:
            return
        say = say_of(self)
        lines = [plain(say("side.suspects"), "bold")]
        for cause, p in self._case.belief.top(self._shown):
            if p >= MIN_SHOWN:
                lines.append(self._line(cause, p))
        lines.append(plain(self._rest()))
        self.update(Content("\n").join(lines))

    def _line(self, cause: str, p: float) -> Content:
        assert self._case is not None
        full = max(1, round(p * BAR))
        ascii_only = bool(getattr(self.app, "ascii_only", False))
        bar = glyphs("█" * full + "░" * (BAR - full), ascii_only)
        known = self._case.knowledge.causes.get(cause)
        say = say_of(self)
        title = say("cause.other") if cause == OTHER or known is None else known.title(say.language)
        return Content.assemble((f"{p:4.0%} ", "bold"), (bar, "$text-accent"), f"\n     {title}")

    def _rest(self) -> str:
        assert self._case is not None
        say = say_of(self)
        minutes = self._case.explanation.minutes_left
        out = say("side.ruled_out", count=len(self._case.ruled_out))
        return f"{out}\n{say('side.minutes', minutes=f'{minutes:.0f}')}"
