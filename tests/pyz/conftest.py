"""The single file, built once a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from single_file import SingleFile, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The single file."""
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture
def single(built: Path, tmp_path: Path) -> SingleFile:
    """The single file with an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    return SingleFile(built, home)
