"""Taking in entries of other knowledge bases: the flat seed schema and the nested canon schema."""

from __future__ import annotations

from .outcome import Mend, Mended, Refusal, Refused, Report
from .run import import_entries

__all__ = ["Mend", "Mended", "Refusal", "Refused", "Report", "import_entries"]
