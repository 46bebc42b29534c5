"""One line that says what takes long, and for how long already."""

from __future__ import annotations

from time import monotonic

from textual.timer import Timer
from textual.widgets import Static

from ..text import plain, say_of

PATIENCE = 0.5
TICK = 0.2


class Busy(Static):
    """Hidden until something has taken half a second."""

    DEFAULT_CSS = """
    Busy { height: 1; padding: 0 1; color: $text-accent; display: none; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._message = ""
        self._began = 0.0
        self._timer: Timer | None = None

    @property
    def active(self) -> bool:
        """Whether something is being done, shown or not."""
        return self._timer is not None

    def begin(self, message: str) -> None:
        """Start the clock on something, by message id."""
        self.end()
        self._message, self._began = message, monotonic()
        self._timer = self.set_interval(TICK, self.retranslate)

    def end(self) -> None:
        """Stop the clock and vanish."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.display = False

    def retranslate(self) -> None:
        """Say what takes long, once it does."""
        if self._timer is None:
            return
        passed = monotonic() - self._began
        self.display = passed >= PATIENCE
        if self.display:
            words = say_of(self)(
                "busy.line", what=say_of(self)(self._message), seconds=f"{passed:.0f}"
            )
            self.update(plain(words, "$text-accent"))
