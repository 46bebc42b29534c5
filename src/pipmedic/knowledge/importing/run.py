"""Importing: find, flatten, check, mend, write; every refusal is a value."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Union

from ...i18n.said import said
from ..errors import DataError
from ..model import Knowledge
from .canon import flatten, is_canon
from .licence import licence_of
from .mending import check, mend_edges, mend_empty, mend_pattern, visible, weakening_advice
from .outcome import Mend, Mended, Refusal, Refused, Report
from .reading import candidates

_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME = 80
UNKNOWN_LICENCE = "unknown"
_Taken = tuple[dict[str, Any], list[Mended]]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,119}\Z")


def import_entries(
    source: Path,
    into: Path,
    knowledge: Knowledge,
    domain: str = "",
    licence: str = "",
) -> Report:
    """Write the entries of a source as flat entries, one file each.

    Args:
        into: folder for the files; made if it is not there.
        knowledge: what is known already, so that edges to it are kept.
        domain: take in only entries of this domain; empty for all.
        licence: what to write where the source names none.

    Raises:
        OSError: the source or the folder cannot be used at all.
    """
    if not source.exists():
        raise FileNotFoundError(2, "no such file or folder", str(source))
    if into.resolve() == source.resolve():
        raise FileExistsError(17, "must not be the source itself", str(into))
    found = licence_of(source)
    batch = _Batch(
        domain, found if found["licence"] or not licence else {**found, "licence": licence}
    )
    for file, candidate in candidates(source):
        batch.add(file, _take(file, candidate), source)
    into.mkdir(parents=True, exist_ok=True)
    return _write_all(batch, into, knowledge)


@dataclass
class _Batch:
    """What has been found so far: entries by id, each with its file."""

    domain: str
    licence: dict[str, str]
    entries: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)
    left_out: int = 0

    def add(self, file: str, taken: Union[Refused, _Taken], source: Path) -> None:
        """Put an entry or its refusal where it belongs."""
        if isinstance(taken, Refused):
            self.refused.append(taken)
            return
        entry, mended = taken
        name = entry["id"]
        if self.domain and entry.get("domain") != self.domain:
            self.left_out += 1
        elif name in self.entries:
            text = said("import.detail.also_in", name=name, file=self.entries[name][0])
            self.refused.append(Refused(file, Refusal.DUPLICATE_ID, "id", text))
        else:
            _attribute(entry, source, file, self.licence)
            self.entries[name] = (file, entry)
            self.mended += mended


def _take(file: str, candidate: Union[dict[str, Any], Refused]) -> Union[Refused, _Taken]:
    if isinstance(candidate, Refused):
        return candidate
    try:
        clean = visible(candidate)
        if is_canon(clean):
            entry = flatten(clean, file)
        elif "root_cause" in clean or "signature" in clean:
            entry = dict(clean)
        else:
            return Refused(file, Refusal.UNKNOWN_SCHEMA, "", said("import.detail.schema"))
        check(entry, file)
        mended = list(_mend(entry, file))
    except DataError as error:
        return Refused(file, Refusal.BAD_FIELD, error.key, error.reason)
    except RecursionError:
        return Refused(file, Refusal.BAD_FIELD, "", said("data.too_deep"))
    if not _ID.match(entry["id"]):
        return Refused(file, Refusal.BAD_FIELD, "id", said("data.no_id"))
    if not (entry.get("signature") or entry.get("regex")) or not entry.get("workarounds"):
        missing = "no_workaround" if entry.get("signature") else "no_signature"
        return Refused(file, Refusal.NOTHING_TO_GO_BY, "", said(f"import.detail.{missing}"))
    if clean != candidate:
        mended.append(Mended(file, Mend.CHARACTERS_REMOVED))
    return entry, mended


def _mend(entry: dict[str, Any], file: str) -> Iterator[Mended]:
    yield from mend_pattern(entry, file)
    yield from mend_empty(entry, file)
    yield from weakening_advice(entry, file)


def _attribute(entry: dict[str, Any], source: Path, file: str, licence: dict[str, str]) -> None:
    """Keep where the entry comes from and under which licence, in the entry itself."""
    own = entry.get("attribution")
    given: dict[str, Any] = dict(own) if isinstance(own, dict) else {}
    named = next((entry[key] for key in ("licence", "license") if entry.get(key)), "")
    url = next((u for u in (given.get("url"), entry.get("url")) if u and isinstance(u, str)), "")
    entry["attribution"] = {
        **{key: value for key, value in given.items() if value},
        "source": given.get("source") or _project(url) or source.name,
        "file": file,
        "url": url,
        "licence": str(given.get("licence") or named or licence["licence"] or UNKNOWN_LICENCE),
        "copyright": given.get("copyright") or licence["copyright"],
        "licence_file": given.get("licence_file") or licence["licence_file"],
        "changed": "imported by pipmedic: schema flattened, patterns bounded",
    }
    entry["verification_tier"] = "ai_generated"
    sources = list(entry.get("sources") or [])
    if url and not any(isinstance(each, dict) and each.get("url") == url for each in sources):
        title = f"{entry['attribution']['source']}: {entry['id']}"
        entry["sources"] = [*sources, {"title": title, "url": url, "kind": "documentation"}]


def _project(url: str) -> str:
    match = re.match(r"https?://([^/]{1,100})/", url)
    return match[1] if match else ""


def _write_all(batch: _Batch, into: Path, knowledge: Knowledge) -> Report:
    aliases = (alias for cause in knowledge.causes.values() for alias in cause.aliases)
    known = {*batch.entries, *knowledge.causes, *aliases}
    written: list[tuple[str, str]] = []
    names: set[str] = set()
    for name, (file, entry) in batch.entries.items():
        batch.mended += mend_edges(entry, file, known)
        twin = knowledge.cause(name)
        if twin is not None:
            batch.mended.append(
                Mended(file, Mend.ALREADY_KNOWN, said("import.detail.twin", name=twin.id))
            )
        target = into / _file_name(name, names)
        problem = _write(target, entry)
        if problem is None:
            written.append((name, target.name))
        else:
            batch.refused.append(
                Refused(file, Refusal.NOT_WRITTEN, "", said("data.not_written", detail=problem))
            )
    taken = [entry["attribution"]["licence"] for _, entry in batch.entries.values()]
    return Report(
        tuple(written),
        tuple(batch.refused),
        tuple(batch.mended),
        batch.left_out,
        taken.count(UNKNOWN_LICENCE),
    )


def _file_name(name: str, taken: set[str]) -> str:
    """Return a file name for an id that no other id has, on any file system."""
    stem = _UNSAFE_NAME.sub("__", name)
    if len(stem) > _MAX_NAME or stem.lower() in taken:
        stem = f"{stem[:_MAX_NAME]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    taken.add(stem.lower())
    return f"{stem}.json"


def _write(target: Path, entry: dict[str, Any]) -> Optional[str]:
    text = json.dumps(entry, ensure_ascii=False, indent=2) + "\n"
    draft = target.with_name(f".{target.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, target)
    except (OSError, UnicodeError) as error:
        draft.unlink(missing_ok=True)
        return getattr(error, "strerror", None) or str(error)
    return None
