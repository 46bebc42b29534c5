"""Whatever a configuration file holds: what is done for a person is undone byte for byte."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipmedic.remedies.apply import Applied, Undone, apply, undo
from pipmedic.remedies.journal import Journal
from pipmedic.remedies.operations import PipConfigSet, PipConfigUnset
from pipmedic.remedies.proposal import propose
from pipmedic.remedies.target import Target

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX places")
PIECES = (
    b"[global]", b"[install]", b"[GLOBAL]", b"index-url = https://a/simple", b"Index_URL: b",
    b"index-url=c", b"  continued", b"# comment \xff\xfe", b"; \xe4\xb8\xad\xe6\x96\x87", b"",
    b"trusted-host =", b"\xef\xbb\xbf[global]", b"proxy = http://u:p%40@h:1", b"\t", b"junk",
)  # fmt: skip
FILES = st.one_of(
    st.binary(max_size=120),
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from((b"\n", b"\r\n", b"\r", b""))),
        max_size=12,
    ).map(lambda lines: b"".join(piece + ending for piece, ending in lines)),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=FILES, mode=st.sampled_from((0o600, 0o640, 0o644)))
@example(content=b"[global]\nindex-url = a\nindex-url = b", mode=0o600)
def test_set_and_forget_are_undone_byte_for_byte(tmp_path: Path, content: bytes, mode: int) -> None:
    path = tmp_path / ".config" / "pip" / "pip.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    steps = [
        PipConfigSet("global.index-url", "https://pypi.org/simple"),
        PipConfigUnset("global.trusted-host"),
        PipConfigSet("install.proxy", "http://h:2"),
    ]
    proposal = propose(steps, Target(home=str(tmp_path)), environment={"HOME": str(tmp_path)})
    assert path.read_bytes() == content, "showing a change makes none"
    if not proposal.changes:
        return
    journal = Journal(tmp_path / "data")
    assert isinstance(apply(proposal.changes, journal, "2026-01-01T00:00:00+00:00"), Applied)
    assert path.read_bytes() == proposal.changes[-1].after
    assert isinstance(undo(journal), Undone)
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == mode
