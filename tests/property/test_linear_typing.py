"""Whatever is typed into linear mode, it asks again, and the log on disk is what it shows."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipmedic.case.case import Case
from pipmedic.case.commands import COMMANDS, words_of
from pipmedic.case.events import Opened
from pipmedic.case.saved import save_new
from pipmedic.case.store import read_events
from pipmedic.cli.linear.output import Looks
from pipmedic.cli.linear.running import run
from pipmedic.cli.linear.session import Linear
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import SUPPORTED
from pipmedic.knowledge import load

WORDS = sorted(word for command in COMMANDS for word in words_of(command))
ERROR = "certificate verify failed: unable to get local issuer certificate (_ssl.c:1007)"
lines = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["", "", "0", "1", "2", "3", "12", "999", ".", "b", "+", ERROR]),
    st.builds("{} {}".format, st.sampled_from(WORDS), st.text(max_size=8)),
    st.text(max_size=20),
).filter(lambda line: line.strip().lower() not in ("y", "yes", "是"))
"""Anything but consent, so that no file but pipmedic's own is touched."""


@lru_cache(maxsize=1)
def fresh() -> Case:
    knowledge = complete(load())
    return Case(knowledge, compile_model(knowledge), (Opened(1.0),))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    typed=st.lists(lines, max_size=12),
    language=st.sampled_from(SUPPORTED),
    here=st.booleans(),
    text=st.sampled_from(["", ERROR]),
    height=st.sampled_from([0, 24]),
)
def test_no_typing_ends_it_otherwise_than_politely(
    typed: list[str], language: str, here: bool, text: str, height: int
) -> None:
    opened = Opened(1.0, here=here, checks=False, offline=True)
    case = fresh().with_events((opened,)).in_language(language)
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, PIPMEDIC_DATA=folder):
        left, said = list(typed), list[str]()

        def read(prompt: str) -> str:
            if not left:
                raise EOFError
            return left.pop(0)

        begun = save_new(case.observe(text, 2.0) if text else case, Path(folder) / "cases")
        session = Linear(begun, read, said.append, Looks(60 if height else 0, height))
        run(session)
        path = session.saved.path
        assert path is not None
        assert path.name.split(".")[0] in said[-1] or "resume" in "".join(said[-3:])
        assert read_events(path) == session.case.events
