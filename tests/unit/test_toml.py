"""What was parsed beforehand is taken for exactly the bytes it came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipmedic import toml

RAW = b"a = 1\n"


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package that brings `RAW` along, parsed to something that it does not hold."""
    (tmp_path / "data").mkdir()
    table = {hashlib.sha256(RAW).hexdigest(): {"a": 2}}
    (tmp_path / "data" / "parsed.json").write_text(json.dumps(table))
    monkeypatch.setattr(toml, "packaged", lambda: tmp_path)
    toml._parsed.cache_clear()
    yield
    toml._parsed.cache_clear()


@pytest.mark.usefixtures("parsed")
def test_bytes_known_beforehand_are_not_parsed_again() -> None:
    assert toml.loads(RAW) == {"a": 2}


@pytest.mark.usefixtures("parsed")
def test_one_changed_byte_is_parsed() -> None:
    assert toml.loads(RAW + b"#") == {"a": 1}


@pytest.mark.parametrize("raw", [b"a =", b"\xff"])
def test_what_is_no_toml_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        toml.loads(raw)
