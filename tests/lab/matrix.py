"""Running many cases at once: the cases of one pip in a row, the pips side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, TypeVar

from .fault import Fault
from .pips import LabPip
from .room import Room

Result = TypeVar("Result")
Pair = tuple[str, str]
"""(fault id, pip id)."""


def obstacle(fault: Fault, room: Room) -> str:
    """Why a fault cannot be made here; empty when it can."""
    if fault.private and not room.private:
        return "needs network and mount namespaces, which this system does not allow"
    try:
        for text in (fault.index_url, *fault.pip_conf, *(value for _, value in fault.env)):
            room.fill(text, home="")
    except KeyError as missing:
        return f"{missing} cannot be made here"
    return ""


def run_pairs(
    pairs: Iterable[tuple[Fault, LabPip]], run: Callable[[Fault, LabPip], Result]
) -> Mapping[Pair, Result]:
    """Run every pair; a pip never runs twice at the same time."""
    by_pip: dict[LabPip, list[Fault]] = {}
    for fault, pip in pairs:
        by_pip.setdefault(pip, []).append(fault)

    def row(pip: LabPip) -> list[tuple[Pair, Result]]:
        return [((fault.id, pip.id), run(fault, pip)) for fault in by_pip[pip]]

    with ThreadPoolExecutor(max_workers=max(1, len(by_pip))) as pool:
        return {pair: result for rows in pool.map(row, by_pip) for pair, result in rows}
