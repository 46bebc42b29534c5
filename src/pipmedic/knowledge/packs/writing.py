"""Making a pack: checksums into the manifest, and a zip that is the same bytes every time."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from ...i18n.said import said
from ..files import toml_table
from .errors import PackError, Threat
from .files import MANIFEST, read_files
from .pack import Pack, checksum, read_pack

_CHECKSUMS = re.compile(r"(?ms)^\[checksums\][^\n]*\n.*?(?=^\[|\Z)")
_SKELETON = """# What this pack is, and who stands behind it.
name = {name}
version = {version}
languages = {languages}

# Shown when pipmedic hands over to people: one line in each language.
[contact]
en = ""
zh = ""
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def make_pack(
    folder: Path, name: str = "", version: str = "", languages: Sequence[str] = ("en", "zh")
) -> Pack:
    """Write the checksums of a folder's files into its manifest, and read the pack back.

    Args:
        name: for a folder that has no manifest yet; then one is written.
        version: likewise; an existing manifest keeps its own.
        languages: likewise, the languages it is written in.

    Raises:
        PackError: the folder is no usable pack even with the checksums.
        OSError: the manifest cannot be written.
    """
    manifest = folder / MANIFEST
    if not manifest.exists():
        if not name:
            raise PackError(
                folder.name, "", said("pack.refused.no_manifest", name=MANIFEST), Threat.NO_MANIFEST
            )
        given = {"name": name, "version": version or "1", "languages": list(languages)}
        quoted = {key: json.dumps(value) for key, value in given.items()}
        manifest.write_text(_SKELETON.format(**quoted), encoding="utf-8")
    files = read_files(folder)
    toml_table(files[MANIFEST], MANIFEST)
    text = _CHECKSUMS.sub("", files[MANIFEST].decode("utf-8")).rstrip("\n")
    lines = [f'"{each}" = "{checksum(files[each])}"' for each in sorted(files) if each != MANIFEST]
    text = "\n".join([text, "", "[checksums]", *lines, ""])
    manifest.write_bytes(text.encode("utf-8"))
    return read_pack(folder)


def zip_pack(folder: Path, target: Path) -> str:
    """Write a checked folder as a zip and return the zip's checksum.

    The same files give the same bytes: names are sorted and times are fixed.

    Raises:
        PackError: the folder is no usable pack.
        OSError: the zip cannot be written.
    """
    read_pack(folder)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in sorted(read_files(folder).items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, raw)
    return checksum(target.read_bytes())
