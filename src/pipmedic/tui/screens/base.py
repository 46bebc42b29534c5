"""What every screen of the wizard shares: translated bindings and retranslation in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.binding import Binding
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.worker import Worker

from ...i18n import Translator, translator
from ..commands import ORDER

if TYPE_CHECKING:
    from ..app import Wizard

FOOTER_GAPS = 2
"""Cells beside a key and its description in a compact footer."""


@runtime_checkable
class Translatable(Protocol):
    """A widget that can say its texts anew without being built anew."""

    def retranslate(self) -> None:
        """Write all own texts in the language the app speaks now."""


class WizardScreen(Screen[ScreenResultType]):
    """A screen whose footer, menu and widgets follow the language."""

    @property
    def wizard(self) -> Wizard:
        """The app, typed."""
        from ..app import Wizard

        assert isinstance(self.app, Wizard)
        return self.app

    @property
    def say(self) -> Translator:
        """The translator of the language the app speaks now."""
        return translator(self.wizard.language)

    @property
    def active_bindings(self) -> dict[str, Any]:
        """The bindings in the order of the commands, described in the language spoken now.

        The footer shows as many as fit, so that none is cut.
        """
        found: dict[str, Any] = {}
        room = self.size.width
        bound = super().active_bindings.items()
        for key, active in sorted(bound, key=lambda item: ORDER.get(item[1].binding.action, 99)):
            message = active.binding.description
            if self.say.has(message):
                binding = replace(active.binding, description=self.wizard.label(message))
                if binding.show:
                    room -= self._footer_cells(binding)
                    binding = replace(binding, show=room >= 0)
                active = active._replace(binding=binding)
            found[key] = active
        return found

    def _footer_cells(self, binding: Binding) -> int:
        key = self.app.get_key_display(binding)
        return cell_len(key) + cell_len(binding.description) + FOOTER_GAPS

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether a command can be carried out now."""
        return self.wizard.can(action)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when what this screen set off broke."""
        self.wizard.on_worker_state_changed(event)

    def on_screen_resume(self) -> None:
        """Catch up with a language switched or a case changed while this screen was covered."""
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew, keeping focus, selection, typed text and scroll position."""
        with self.app.batch_update():
            for widget in self.query("*"):
                if isinstance(widget, Translatable) and is_shown(widget):
                    widget.retranslate()
            self.refresh_bindings()


def is_shown(widget: Widget) -> bool:
    """Tell whether neither the widget nor what it stands in is hidden."""
    around = (node for node in widget.ancestors_with_self if isinstance(node, Widget))
    return all(node.display for node in around)


class Overlay(WizardScreen[ScreenResultType]):
    """A screen over the wizard, which Escape closes."""

    def action_back(self) -> None:
        """Go back to the wizard."""
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether a command can be carried out now; going back always can."""
        if action in ("undo", "redo"):
            return False
        return True if action == "back" else self.wizard.can(action)
