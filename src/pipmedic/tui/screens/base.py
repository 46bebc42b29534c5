"""What every screen of the wizard shares: translated bindings and retranslation in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.screen import Screen

from ...i18n import Translator, translator

if TYPE_CHECKING:
    from ..app import Wizard


@runtime_checkable
class Translatable(Protocol):
    """A widget that can say its texts anew without being built anew."""

    def retranslate(self) -> None:
        """Write all own texts in the language the app speaks now."""


class WizardScreen(Screen[None]):
    """A screen whose footer, palette and widgets follow the language."""

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
        """The bindings, with descriptions in the language the app speaks now."""
        say = self.say
        found: dict[str, Any] = {}
        for key, active in super().active_bindings.items():
            message = active.binding.description
            if say.has(message):
                binding = replace(active.binding, description=say(message))
                active = active._replace(binding=binding)
            found[key] = active
        return found

    def on_screen_resume(self) -> None:
        """Catch up with a language switched or a case changed while this screen was covered."""
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew, keeping focus, selection, typed text and scroll position."""
        with self.app.batch_update():
            for widget in self.query("*"):
                if isinstance(widget, Translatable):
                    widget.retranslate()
            self.refresh_bindings()
