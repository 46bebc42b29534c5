"""The languages the program speaks."""

from .language import SUPPORTED, choose_language
from .said import Said, said
from .translator import Translator, translator

__all__ = ["SUPPORTED", "Said", "Translator", "choose_language", "said", "translator"]
