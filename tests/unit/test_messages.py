"""Everything that is worded by its id has words: a missing one would end the wizard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipmedic.checks.findings import FAULTS, HopState, Outcome
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import Risk, Tier, load
from pipmedic.probe import probe_source
from pipmedic.remedies.verify import Verdict

SOURCE = Path(__file__).parents[2] / "src" / "pipmedic"
CHECKS = re.findall(r'\("(\w+)", check_\w+\)', probe_source().decode("utf-8"))
HOPS = ("interpreter", "trust", "proxy", "interceptor", "index", "files")
IDS = (
    *(f"fault.{name}" for name in FAULTS),
    *(f"check.{name}" for name in CHECKS),
    *(f"status.{outcome.value}" for outcome in Outcome),
    *(f"verify.{verdict.value}" for verdict in Verdict),
    *(f"risk.{risk.value}" for risk in Risk),
    *(f"tier.{tier.value}" for tier in Tier),
    *(f"hop.{name}" for name in HOPS),
)
LITERAL = re.compile(r"""\b(?:say|tell|self\.say|_say)\(\s*"([a-z_]+\.[\w.-]+)\"""")


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_id_is_worded(language: str) -> None:
    say = translator(language)
    assert len(CHECKS) > 25
    assert [message for message in IDS if not say.has(message)] == []
    assert len(HopState) > 3


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_message_named_in_the_code_is_worded(language: str) -> None:
    say = translator(language)
    named = {
        message
        for file in SOURCE.rglob("*.py")
        for message in LITERAL.findall(file.read_text(encoding="utf-8"))
    }
    assert len(named) > 100
    assert sorted(message for message in named if not say.has(message)) == []


def test_every_fact_of_a_check_belongs_to_a_check_that_exists() -> None:
    facts = load().facts.values()
    assert sorted({fact.check for fact in facts if fact.check} - set(CHECKS)) == []
