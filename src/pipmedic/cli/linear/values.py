"""Asking for a value that commands need, such as the path of a CA file."""

from __future__ import annotations

import time
from pathlib import Path

from ...case.commands import named
from ...case.intercepted import RootTaken, fingerprint, root_text, take_root
from ...case.parameters import parameter_label
from .commands import carry_out
from .session import Linear, typed

FILES = ("ca_file", "client_cert", "wrong_form_ca")
"""Values that are files of the sick machine and must be there before anything is done."""


def give(session: Linear, name: str) -> None:
    """Ask for a value that the commands need; nothing typed puts it off."""
    reply = session.ask_raw("value.ask", what=parameter_label(name, session.say))
    if named(typed(reply)) is not None and carry_out(session, reply):
        return
    if not reply:
        session.put_off |= {name}
        ready = (item for item in session.items if not session.put_off.intersection(item.open))
        session.chosen = next((item.remedy.id for item in ready), session.chosen)
        return
    expected = fingerprint(reply) if name == "ca_file" else None
    if expected is None and not _is_there(session, name, reply):
        session.tell(session.say("value.no_file", path=reply))
    elif expected is None:
        session.advance(session.case.give(name, reply, time.time()))
    else:
        outcome = take_root(session.case, expected, time.time())
        session.tell(root_text(outcome, session.say))
        session.advance(outcome.case if isinstance(outcome, RootTaken) else None)


def _is_there(session: Linear, name: str, path: str) -> bool:
    """Tell whether a file that was named exists; on another machine that cannot be seen."""
    here = session.case.opened.here and name in FILES
    return not here or Path(path).expanduser().is_file()
