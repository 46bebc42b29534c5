"""Whatever a pack or a foreign entry is made of: a value or a named refusal, never a crash."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipmedic.knowledge import DataError, Knowledge, load, load_cause
from pipmedic.knowledge.entries import read_cause
from pipmedic.knowledge.importing import import_entries
from pipmedic.knowledge.packs import lay_over, read_pack
from pipmedic.knowledge.packs.pack import checksum

BASE: Knowledge = load()
ENTRY: dict[str, Any] = {
    "id": "x",
    "root_cause": "y",
    "signature": "z",
    "regex": "z.*",
    "evidence": {"os": {"win": "usual"}},
    "workarounds": [{"action": "a", "success_rate": 0.5}],
    "dead_ends": [{"action": "b", "why_fails": "c"}],
    "transition_graph": {"leads_to": [{"id": "clock-wrong", "probability": 0.5}]},
}

_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["always", "usual", "mend", "clock-wrong", "(a+)+", "--trusted-host x"])
)
_json = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
_changed = st.dictionaries(
    st.sampled_from([*ENTRY, "prior", "remedies", "applies", "title", "url", "attribution"]), _json
)


def _zipped(files: dict[str, bytes]) -> bytes:
    sums = "".join(f'"{name}" = "{checksum(raw)}"\n' for name, raw in files.items())
    manifest = f'name = "acme"\nversion = "1"\n[checksums]\n{sums}'.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, raw in {**files, "pack.toml": manifest}.items():
            archive.writestr(name, raw)
    return buffer.getvalue()


def _laid(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "acme.zip"
        path.write_bytes(raw)
        with suppress(DataError):
            lay_over(BASE, read_pack(path))


@given(_changed)
def test_any_entry_is_a_cause_or_a_named_error(changes: dict[str, Any]) -> None:
    with suppress(DataError):
        assert read_cause({**ENTRY, **changes}, "kb/x.json").id


@given(_changed)
def test_any_entry_in_a_pack(changes: dict[str, Any]) -> None:
    _laid(_zipped({"kb/x.json": json.dumps({**ENTRY, **changes}).encode()}))


@given(st.binary(max_size=200))
def test_any_bytes_as_files_of_a_pack(raw: bytes) -> None:
    _laid(_zipped({"kb/x.json": raw, "remedies.toml": raw}))


@given(st.data())
@settings(max_examples=300)
def test_any_damage_to_a_zip(data: st.DataObject) -> None:
    raw = bytearray(_zipped({"kb/x.json": json.dumps(ENTRY).encode()}))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    _laid(bytes(raw[: data.draw(st.integers(0, len(raw)))]))


@given(st.lists(_changed.map(lambda changes: {**ENTRY, **changes}) | _json, max_size=3))
def test_any_json_is_imported_or_refused(entries: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "all.jsonl"
        source.write_text("\n".join(map(json.dumps, entries)), "utf-8")
        report = import_entries(source, Path(folder) / "into", BASE)
        for _, file in report.written:
            assert load_cause(Path(folder) / "into" / file).id
        assert len(report.written) + len(report.refused) >= len(entries)
