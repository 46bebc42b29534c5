"""Very many signatures, as large packs bring them: their index is made once and kept."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ..knowledge import Knowledge
from ..knowledge.signatures import BadIndex, Signatures, load_signatures
from ..remedies import files
from .settings import data_folder

MANY = 2_000
"""Fewer are indexed quicker than a file is read."""


def indexed(knowledge: Knowledge) -> Knowledge:
    """Return the knowledge with a ready-made index of its signatures, if they are many.

    The index is kept in the data folder under the digest of what it was made from; one that is
    damaged is made anew, one that cannot be written is made every time.
    """
    if len(knowledge.signatures) < MANY:
        return knowledge
    made = Signatures(tuple(knowledge.signatures))
    digest = hashlib.sha256(made.packed().encode("utf-8", "replace")).hexdigest()
    file = data_folder() / "cache" / f"signatures-{digest[:16]}.index"
    return replace(knowledge, signatures=_kept(file, digest) or _keep(file, digest, made))


def _kept(file: Path, digest: str) -> Signatures | None:
    try:
        return load_signatures(file.read_text(encoding="utf-8", errors="strict"), digest)
    except (OSError, ValueError, BadIndex):
        return None


def _keep(file: Path, digest: str, made: Signatures) -> Signatures:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.change(file, files.read(file), made.dump(digest).encode("utf-8"), 0o600)
    except (OSError, ValueError, files.CannotChange):
        pass
    return made
