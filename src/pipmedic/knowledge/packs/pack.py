"""One pack as values: its manifest checked, its files parsed, nothing believed yet."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...i18n.said import Said, said
from ..entries import read_cause
from ..errors import DataError
from ..files import json_object, toml_table
from ..flows import read_issuers, read_mirrors, read_remedies
from ..model import Cause, Issuer, Mirror, Remedy
from ..reading import Table
from ..text import EMPTY, Text, from_table
from .errors import PackError, Threat
from .files import MANIFEST, read_files

MAX_CONTACT = 500
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,39}\Z")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_FORBIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_ALLOWED = "\n\t"


@dataclass(frozen=True)
class Pack:
    """What a pack brings.

    Attributes:
        name: short name; everything the pack says is labelled with it.
        version: as its makers count.
        languages: codes of the languages it is written in.
        contact: whom to ask in the organisation.
        digest: SHA-256 over the manifest, hence over every checksum in it.
    """

    name: str
    version: str
    languages: tuple[str, ...] = ("en", "zh")
    contact: Text = EMPTY
    causes: Mapping[str, Cause] = field(default_factory=dict)
    remedies: Mapping[str, Remedy] = field(default_factory=dict)
    issuers: tuple[Issuer, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    digest: str = ""


def read_pack(path: Path) -> Pack:
    """Read a pack from a folder or a zip.

    Raises:
        PackError: for any reason in ``Threat``.
    """
    files = read_files(path)
    if MANIFEST not in files:
        raise PackError(
            path.name, "", said("pack.refused.no_manifest", name=MANIFEST), Threat.NO_MANIFEST
        )
    try:
        manifest = Table(_parsed(MANIFEST, files[MANIFEST]), MANIFEST)
        _verify(files, manifest)
        return _pack(files, manifest)
    except PackError:
        raise
    except DataError as error:
        raise PackError(error.file, error.key, error.reason, Threat.BAD_DATA) from error
    except RecursionError as error:
        raise PackError(path.name, "", said("data.too_deep"), Threat.TOO_LARGE) from error


def _verify(files: Mapping[str, bytes], manifest: Table) -> None:
    """Hold every file against its checksum; none may be missing from the list."""
    wanted = manifest.table("checksums")
    for name in wanted.data:
        if name not in files:
            raise PackError(name, "", said("pack.refused.absent"), Threat.CHECKSUM)
    for name, raw in files.items():
        if name == MANIFEST:
            continue
        if name not in wanted.data:
            raise PackError(name, "", said("pack.refused.unlisted"), Threat.UNLISTED_FILE)
        given = wanted.string(name).lower()
        if not hmac.compare_digest(given.encode(), checksum(raw).encode()):
            raise PackError(name, "", said("pack.refused.checksum"), Threat.CHECKSUM)


def checksum(raw: bytes) -> str:
    """Return the checksum as it stands in a manifest."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _pack(files: Mapping[str, bytes], manifest: Table) -> Pack:
    contact = from_table(manifest.table("contact").data)
    if any(len(wording) > MAX_CONTACT for wording in contact.variants.values()):
        raise _bad(manifest, "contact", said("pack.refused.long", limit=MAX_CONTACT))
    languages = manifest.strings("languages") or ("en", "zh")
    if not all(map(_LANGUAGE.match, languages)):
        raise _bad(manifest, "languages", said("pack.refused.languages"))
    return Pack(
        name=_matching(manifest, "name", _NAME),
        version=_matching(manifest, "version", _VERSION),
        languages=languages,
        contact=contact,
        causes=_causes(files),
        remedies=read_remedies(_optional(files, "remedies.toml"), "remedies.toml"),
        issuers=read_issuers(_optional(files, "issuers.toml"), "issuers.toml"),
        mirrors=read_mirrors(_optional(files, "mirrors.toml"), "mirrors.toml"),
        digest=checksum(files[MANIFEST]),
    )


def _matching(manifest: Table, key: str, pattern: re.Pattern[str]) -> str:
    value = manifest.string(key)
    if not pattern.match(value):
        raise _bad(manifest, key, said("pack.refused.form"))
    return value


def _bad(manifest: Table, key: str, reason: Said) -> PackError:
    return PackError(manifest.file, key, reason, Threat.BAD_MANIFEST)


def _causes(files: Mapping[str, bytes]) -> dict[str, Cause]:
    found: dict[str, Cause] = {}
    for name in sorted(files):
        if not name.startswith("kb/"):
            continue
        cause = read_cause(_parsed(name, files[name]), name)
        if cause.id in found:
            raise PackError(name, "id", said("data.twice", name=cause.id), Threat.BAD_DATA)
        found[cause.id] = cause
    return found


def _optional(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    return _parsed(name, files[name]) if name in files else {}


def _parsed(name: str, raw: bytes) -> dict[str, Any]:
    data = json_object(raw, name) if name.endswith(".json") else toml_table(raw, name)
    if any(map(_hides, _strings(data))):
        reason = said("pack.refused.invisible")
        raise PackError(name, "", reason, Threat.CONTROL_CHARACTERS)
    return data


def _hides(text: str) -> bool:
    """Tell whether a text holds what a terminal would obey or a reader could not see."""
    if text.isascii() and text.isprintable():
        return False
    return any(c not in _ALLOWED and unicodedata.category(c) in _FORBIDDEN for c in text)


def _strings(value: Any) -> Iterator[str]:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, Mapping):
            pending += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            pending += item
