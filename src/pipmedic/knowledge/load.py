"""Finding and loading kb/ and flows/, and laying packs over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from ..i18n.said import said
from ..packaged import packaged
from .entries import read_cause
from .errors import DataError
from .files import Checksum, json_files, json_object, read_bytes, read_flow
from .flows import (
    read_facts,
    read_glossary,
    read_issuers,
    read_mirrors,
    read_remedies,
    read_signatures,
)
from .model import Cause, Knowledge

if TYPE_CHECKING:
    from .files import Traversable


def embedded() -> Traversable:
    """Return the folder that holds ``kb`` and ``flows``: inside the package, or the checkout."""
    inside = packaged() / "data"
    if inside.is_dir():
        return inside
    return Path(__file__).resolve().parents[3]


def load(root: Optional[Traversable] = None, packs: Sequence[Path] = ()) -> Knowledge:
    """Load all knowledge below ``root`` (default: what is embedded), and packs over it.

    Args:
        packs: folders or zips; a later one wins over an earlier one.

    Raises:
        DataError: the first file that is missing, unreadable or invalid; a ``PackError`` if a pack
            is to blame.
    """
    base = embedded() if root is None else root
    knowledge = _load(base)
    if not packs:
        return knowledge
    import hashlib

    from .captured import captured
    from .packs import lay_over, read_pack

    messages = tuple({each.error: each for each in captured(base)}.values())
    digest = hashlib.sha256(knowledge.version.encode())
    for path in packs:
        pack = read_pack(path)
        digest.update(pack.digest.encode())
        knowledge = lay_over(knowledge, pack, messages)
    return replace(knowledge, version=digest.hexdigest()[:12])


def _load(base: Traversable) -> Knowledge:
    checksum = Checksum()
    facts = read_flow(base, "facts.toml", read_facts, checksum)
    signatures, near_misses = read_flow(base, "signatures.toml", read_signatures, checksum)
    return Knowledge(
        causes=_causes(base / "kb", checksum),
        facts=facts,
        signatures=signatures,
        remedies=read_flow(base, "remedies.toml", read_remedies, checksum),
        near_misses=near_misses,
        mirrors=read_flow(base, "mirrors.toml", read_mirrors, checksum),
        issuers=read_flow(base, "issuers.toml", read_issuers, checksum),
        glossary=read_flow(base, "glossary.toml", read_glossary, checksum),
        version=str(checksum),
    )


def _causes(folder: Traversable, checksum: Checksum) -> dict[str, Cause]:
    found: dict[str, Cause] = {}
    for item in json_files(folder, "kb"):
        cause = load_cause(item, checksum)
        if cause.id in found:
            raise DataError(f"kb/{item.name}", "id", said("data.twice", name=cause.id))
        found[cause.id] = cause
    if not found:
        raise DataError("kb", "", said("data.no_causes"))
    return found


def load_cause(file: Traversable, checksum: Optional[Checksum] = None) -> Cause:
    """Load one kb/ entry.

    Raises:
        DataError: the file is unreadable, no JSON, or no usable entry.
    """
    name = f"kb/{file.name}"
    return read_cause(json_object(read_bytes(file, name, checksum), name), name)
