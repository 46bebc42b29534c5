"""Packs to fuzz: their files are changed and their checksums kept right, so that all is read."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Sequence
from typing import Any

from fuzzing import changed_bytes, changed_tree

from pipmedic.knowledge.packs.pack import checksum

MANIFEST = 'name = "acme"\nversion = "1"\n[contact]\nen = "Call 1"\nzh = "请拨 1"\n'
FILES = ("remedies.toml", "issuers.toml", "mirrors.toml")


def pack(
    causes: Sequence[dict[str, Any]], texts: Sequence[tuple[str, bytes]], dice: random.Random
) -> bytes:
    """The bytes of a zip.

    Args:
        causes: entries of a knowledge base.
        texts: pieces of flow files, by file.
    """
    files = {}
    if dice.randrange(3):
        files["kb/one.json"] = json.dumps(changed_tree(causes, dice)).encode()
    else:
        name = dice.choice(FILES)
        pieces = [piece for file, piece in texts if file == name]
        piece = dice.choice(pieces)
        files[name] = changed_bytes([piece, *pieces], dice) if dice.randrange(3) else piece
    lines = "".join(f'"{name}" = "{checksum(raw)}"\n' for name, raw in files.items())
    manifest = f"{MANIFEST}[checksums]\n{lines}".encode()
    if not dice.randrange(4):
        manifest = changed_bytes([manifest], dice)
    whole = zipped({"pack.toml": manifest, **files})
    return whole if dice.randrange(5) else changed_bytes([whole], dice)


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as a zip; names may be given twice by a change to its bytes only."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, raw in files.items():
            archive.writestr(zipfile.ZipInfo(name), raw)
    return target.getvalue()
