"""The languages the program speaks."""

from .language import SUPPORTED, choose_language
from .translator import Translator, translator

__all__ = ["SUPPORTED", "Translator", "choose_language", "translator"]
