"""Packs: an organisation's own causes, remedies, issuers, mirrors and contact lines.

A pack is a folder or a zip with a ``pack.toml``. It comes from outside and is trusted in nothing:
it is data only, every byte is checksummed, and what it says is shown under its own name.
"""

from __future__ import annotations

from .errors import PackError, Threat
from .overlay import lay_over
from .pack import Pack, read_pack
from .writing import make_pack, zip_pack

__all__ = ["Pack", "PackError", "Threat", "lay_over", "make_pack", "read_pack", "zip_pack"]
