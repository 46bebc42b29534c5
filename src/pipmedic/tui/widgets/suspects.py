"""The live list of suspected causes, with bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from ..text import lines, plain, say_of, shown

if TYPE_CHECKING:
    from ...case.case import Case

BAR = 12
FEW = 3
ROOMY = 110
MIN_SHOWN = 0.02


class Suspects(Static):
    """Suspected causes, likeliest first."""

    DEFAULT_CSS = """
    Suspects { height: auto; padding: 0 1; }
    """

    def __init__(self, most: int = 5) -> None:
        super().__init__(markup=False)
        self._case: Case | None = None
        self._most = most

    def show(self, case: Case) -> None:
        """Show the belief of a case."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Write the list anew."""
        if self._case is None:
            return
        say = say_of(self)
        case = self._case = self._case.in_language(say.language)
        most = self._most if self.app.size.width >= ROOMY else FEW
        likely = [(cause, p) for cause, p in case.belief.top(most) if p >= MIN_SHOWN]
        parts = [plain(say("side.suspects"), "bold")]
        parts += [self._line(case, cause, p) for cause, p in likely]
        self.update(lines(parts))

    def _line(self, case: Case, cause: str, p: float) -> Content:
        from ...case.wording import cause_title

        full = max(1, round(p * BAR))
        return Content.assemble(
            (f"{p:4.0%} ", "bold"),
            *self._bar(full),
            f"\n{shown(cause_title(case, cause))}",
        )

    def _bar(self, full: int) -> list[tuple[str, str]]:
        """Draw with the background, which is one cell wide on every terminal, where it shows."""
        if self.app.no_color or getattr(self.app, "ascii_only", False):
            return [("#" * full, ""), ("." * (BAR - full), "")]
        return [(" " * full, "on $accent"), (" " * (BAR - full), "on $panel")]
