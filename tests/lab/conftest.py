"""The lab's fixtures. Without ``-m lab``, only the representative part runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .faults import BY_ID
from .loop import LoopResult, run_loop
from .matrix import Pair, obstacle, run_pairs
from .pips import LabPip, available, cache_directory, own_directory
from .pki import load_or_make_public
from .room import Room, open_room
from .runner import Bench, PipResult, open_bench
from .table import summary, table


@dataclass
class Selected:
    """What this session was asked for, and what came of it.

    Attributes:
        pairs: test function to its (fault id, pip id) pairs.
        loops: results, for the table at the end.
    """

    pairs: dict[str, list[Pair]] = field(default_factory=dict)
    loops: Mapping[Pair, LoopResult] = field(default_factory=dict)


SELECTED = pytest.StashKey[Selected]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long part out unless a marker expression was given."""
    if config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("lab") and "long" in item.keywords]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def pytest_configure(config: pytest.Config) -> None:
    """Say what the lab's own marker means."""
    config.addinivalue_line("markers", "long: a lab case outside the representative part")
    config.stash[SELECTED] = Selected()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember what was selected, so that it can run side by side."""
    selected = session.config.stash[SELECTED].pairs
    for item in session.items:
        call = getattr(item, "callspec", None)
        if call is not None and "pair" in call.params:
            selected.setdefault(item.originalname, []).append(call.params["pair"])  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Lab:
    """Everything a lab test works with.

    Attributes:
        missing: why a pip is not there, by pip id.
    """

    room: Room
    bench: Bench
    pips: Mapping[str, LabPip]
    missing: Mapping[str, str]

    def why_not(self, pair: Pair) -> str:
        """Why a pair cannot run here; empty when it can."""
        fault, pip = pair
        return self.missing.get(pip, "") or obstacle(BY_ID[fault], self.room)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The servers, and every pip that can be had."""
    cache = cache_directory()
    directory, homes = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("homes")
    with own_directory(cache) as own:
        pips, missing = available(cache, own, load_or_make_public(cache).pem)
        with open_room(directory, cache) as room, open_bench(room, homes) as bench:
            yield Lab(room, bench, pips, missing)


@pytest.fixture(scope="session")
def wordings(lab: Lab, pytestconfig: pytest.Config) -> Mapping[Pair, PipResult]:
    """What each selected pip printed for each selected fault."""
    wanted = pytestconfig.stash[SELECTED].pairs.get("test_wording", [])
    pairs = [(BY_ID[f], lab.pips[p]) for f, p in wanted if not lab.why_not((f, p))]
    return run_pairs(pairs, lambda fault, pip: lab.bench.install(lab.bench.prepare(fault, pip)))


@pytest.fixture(scope="session")
def loops(lab: Lab, pytestconfig: pytest.Config) -> Mapping[Pair, LoopResult]:
    """What became of each selected fault in each selected pip."""
    wanted = pytestconfig.stash[SELECTED].pairs.get("test_loop", [])
    pairs = [(BY_ID[f], lab.pips[p]) for f, p in wanted if not lab.why_not((f, p))]
    results = run_pairs(pairs, lambda fault, pip: run_loop(fault, pip, lab.bench))
    pytestconfig.stash[SELECTED].loops = results
    return results


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print fault x pip, when loops were run."""
    results = config.stash[SELECTED].loops
    if results:
        terminalreporter.section("lab: cause right / plan right / pip works / undone")
        for line in (*table(results), *summary(results)):
            terminalreporter.write_line(line)


@pytest.fixture
def open_lab_without_namespaces(tmp_path: Path) -> Iterator[Room]:
    """The servers as on a system that allows no namespaces."""
    directory = tmp_path / "servers"
    directory.mkdir()
    with open_room(directory, cache_directory(), private=False) as room:
        yield room
