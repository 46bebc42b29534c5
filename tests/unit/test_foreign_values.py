"""Values that no program of ours writes, found by fuzzing: refused by name, or passed over."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipmedic.case.events import EventError, from_record
from pipmedic.checks.block import BadBlock, read_block
from pipmedic.checks.interpret import interpret
from pipmedic.knowledge import DataError, load
from pipmedic.knowledge.flows import read_remedies
from pipmedic.knowledge.packs import PackError, Threat, read_pack
from pipmedic.knowledge.reading import Table

HUGE = 10**400
NAN = float("nan")
CA: dict[str, Any] = {"exists": True, "kind": "pem", "path": "/x.pem"}


@pytest.mark.parametrize(
    "record", [{"at": HUGE}, {"at": NAN}, {"at": -1}, {"at": 1.0, "audience": "both"}]
)
def test_an_event_at_no_time_or_for_nobody_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(EventError):
        from_record({"kind": "opened", **record})


@pytest.mark.parametrize("number", [HUGE, NAN, float("inf"), -1e300], ids=lambda n: str(n)[:6])
def test_a_number_out_of_range_names_its_key(number: float) -> None:
    with pytest.raises(DataError) as caught:
        Table({"prior": number}, "kb/x.json").number("prior")
    assert (caught.value.file, caught.value.key) == ("kb/x.json", "prior")


def test_an_unknown_tier_of_a_remedy_names_its_key() -> None:
    with pytest.raises(DataError) as caught:
        read_remedies({"remedies": {"x": {"fix_class": "x", "tier": "proven"}}}, "remedies.toml")
    assert caught.value.key.endswith("tier")


def test_half_a_character_in_a_block_is_a_wrong_line() -> None:
    with pytest.raises(BadBlock) as caught:
        read_block("PIPMEDIC FACTS 1\n1 @os=\ud800linux ~ABC\n")
    assert caught.value.line == 1


def test_a_zip_packed_in_a_rare_way_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("bz2")
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("pack.toml", 'name = "x"')
    with pytest.raises(PackError) as caught:
        read_pack(path)
    assert caught.value.threat is Threat.UNREADABLE


@pytest.mark.parametrize(
    "check, data",
    [
        ("clock", {"now": HUGE}),
        ("trust", {"files": [{**CA, "count": [1]}]}),
        ("dns", {"pypi.org": {"addresses": 1.5}}),
        ("tls_pip", {"ok": False, "verify_code": {}}),
        ("hello", {"answer": "alert", "alert": {"code": []}}),
    ],
)
def test_odd_values_of_a_probe_document_are_passed_over(check: str, data: Any) -> None:
    checks = [
        {"id": check, "status": "done", "seconds": HUGE, "data": data},
        {"id": "tls_pip", "status": "done", "data": {"ok": False, "message": "x alert"}},
    ]
    found = interpret({"target": {"host": "pypi.org"}, "checks": checks}, load())
    assert [finding.check for finding in found.findings] == [check, "tls_pip"]
