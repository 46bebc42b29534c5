"""The manual page says everything that the parser takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipmedic.cli.completion_command import vocabulary
from pipmedic.cli.main import build_parser

PAGE = Path(__file__).parents[3] / "docs" / "pipmedic.1"
WORDS = vocabulary(build_parser())


@pytest.mark.parametrize("command", sorted(WORDS))
def test_every_command_and_option_is_in_the_manual(command: str) -> None:
    page = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    start = page.find(f"pipmedic {command}".strip())
    assert start >= 0, "run `make man`"
    options = WORDS[command].options.keys() - {"-h", "--help"}
    missing = [word for word in options if word not in page[start:]]
    assert not missing, "run `make man`"
