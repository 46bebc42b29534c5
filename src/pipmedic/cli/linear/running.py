"""Running linear mode from the welcome to the farewell."""

from __future__ import annotations

from ...case.case import Case
from ...case.plan import shells_of
from ...case.saved import SavedCase, save_new
from ...case.settings import cases_folder
from ...case.store import SUFFIX
from ...diagnosis.choice import TryRemedy
from ..diagnose_command import exit_code
from ..exits import Exit
from . import views
from .commands import carry_out_anywhere
from .output import Looks
from .session import Linear, Quit
from .steps import step
from .terminal import forgive, read_line, write_line


def run(session: Linear) -> Exit:
    """Go on until the person ends it or the input ends; the case is kept and named."""
    session.anywhere = lambda reply: carry_out_anywhere(session, reply)
    session.show(views.welcome(session.say))
    code = None
    try:
        while True:
            step(session)
    except Quit:
        pass
    except EOFError:
        session.tell("")
    except KeyboardInterrupt:
        session.tell("")
        code = Exit.INTERRUPTED
    session.show(farewell(session))
    return exit_code(session.case) if code is None else code


def farewell(session: Linear) -> list[str]:
    """Return the last lines: the commands once more, and how to go on with the case."""
    case, say = session.case, session.say
    lines = []
    told = case.state.text or case.state.answers or case.state.checks
    if told and case.plan and not case.state.works and isinstance(case.decision.step, TryRemedy):
        name = shells_of(session.item.target, session.shell)[0]
        lines += ["", *views.commands(say("linear.bye_commands"), session.item.lines(name))]
    path = session.saved.path
    if path is None:
        return [*lines, "", say("linear.bye_unsaved")]
    return [*lines, "", say("linear.bye", name=path.name[: -len(SUFFIX)])]


def run_linear(case: Case, looks: Looks) -> Exit:
    """Run linear mode on a fresh case."""
    return run_saved(save_new(case, cases_folder()), looks)


def run_saved(saved: SavedCase, looks: Looks) -> Exit:
    """Run linear mode on standard input and output."""
    forgive()
    return run(Linear(saved, read_line, write_line, looks, both=looks.both))
