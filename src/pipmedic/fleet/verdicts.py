"""The verdict on every machine, by the same engine as in the wizard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ..case.case import Case
from ..case.events import Opened
from ..checks.findings import ChainLink, Examination
from ..diagnosis.compiled import Model
from ..knowledge import Knowledge
from .results import Result


class State(str, Enum):
    """What is known of a machine."""

    HEALTHY = "healthy"
    ILL = "ill"
    UNCLEAR = "unclear"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Verdict:
    """One machine with what ails it.

    Attributes:
        cause: id of the cause; empty unless the machine is ill.
        p: its probability.
        remedy: id of the first remedy of the plan.
        common: what machines with one fault share: the SHA-256 of the untrusted root, or the
            issuer's or proxy's name; empty when there is no such thing.
        label: the same in words.
        problem: why there is no usable result, as in ``Result``.
    """

    host: str
    site: str
    state: State
    os: str = ""
    python: str = ""
    pip: str = ""
    openssl: str = ""
    cause: str = ""
    p: float = 0.0
    remedy: str = ""
    common: str = ""
    label: str = ""
    problem: str = ""


def judge(results: Iterable[Result], knowledge: Knowledge, model: Model) -> Iterator[Verdict]:
    """Yield a verdict for every result, in order.

    Machines about which the same is known share one run of the engine.
    """
    known: dict[frozenset[tuple[str, str]], tuple[State, str, float, str]] = {}
    for result in results:
        if result.problem:
            yield Verdict(result.host, result.site, State.UNREADABLE, problem=result.problem)
            continue
        opened = Opened(at=result.at, audience="staff", here=False, knowledge=knowledge.version)
        case = Case(knowledge, model, (opened,)).examine(result.document, "collector", result.at)
        key = frozenset((item.fact, item.value) for item in case.observations)
        if key not in known:
            known[key] = _judged(case)
        state, cause, p, remedy = known[key]
        yield _verdict(result, case.examination, state, cause, p, remedy)


def _judged(case: Case) -> tuple[State, str, float, str]:
    if case.examination.healthy:
        return State.HEALTHY, "", 0.0, ""
    found = case.verdict
    if found is None or not found.confident:
        return State.UNCLEAR, "", 0.0, ""
    plan = case.plan
    return State.ILL, found.cause, found.p, plan[0].remedy.id if plan else ""


def _verdict(
    result: Result, seen: Examination, state: State, cause: str, p: float, remedy: str
) -> Verdict:
    machine = seen.machine
    common, label = _shared(seen) if state is State.ILL else ("", "")
    return Verdict(
        host=result.host,
        site=result.site,
        state=state,
        os=machine.os,
        python=machine.python_version,
        pip=machine.pip_version,
        openssl=machine.openssl,
        cause=cause,
        p=p,
        remedy=remedy,
        common=common,
        label=label,
    )


def _shared(seen: Examination) -> tuple[str, str]:
    """What this machine's fault has in common with that of others."""
    top: ChainLink | None = seen.chain[-1] if seen.chain else None
    if top is not None and any("untrusted" in link.faults for link in seen.chain):
        return (top.sha256 if top.subject == top.issuer else top.issuer), top.issuer
    proxy = seen.machine.proxy
    return proxy, proxy
