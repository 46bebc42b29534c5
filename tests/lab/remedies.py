"""A trial: the fault shows, the lines run in a real bash, pip works; undone, it shows again."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipmedic.case.case import Case as Diagnosis
from pipmedic.case.events import Opened
from pipmedic.case.parameters import former_settings
from pipmedic.case.plan import PlanItem, build_item
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.knowledge import load

from .loop import type_into_bash
from .pips import LabPip, Missing, cache_directory, rebuild
from .runner import Bench, Case
from .trials import Trial
from .web import PACKAGE, WHEEL, pip_wheels, wheel

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
COLLECT_S = 60.0


@dataclass(frozen=True)
class TrialResult:
    """What became of one remedy in one scope with one pip.

    Attributes:
        broken: the fault was there before.
        works: pip installed the package afterwards.
        undone: the fault is back and every setting is what it was.
    """

    broken: bool
    works: bool
    undone: bool
    lines: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    note: str = ""
    seconds: float = 0.0

    @property
    def reproduced(self) -> bool:
        """Whether all three were seen."""
        return self.broken and self.works and self.undone


def scopes(trial: Trial) -> tuple[str, ...]:
    """The scopes in which a remedy is tried."""
    return trial.scopes or KNOWLEDGE.remedies[trial.remedy].scopes


def written(trial: Trial, scope: str, case: Case, bench: Bench) -> PlanItem:
    """The remedy as pipmedic writes it for the lab's machine after looking at it."""
    document = collected(case, bench)
    opened = Opened(1.0, python=str(case.pip.python), index_url=case.index_url, home=str(case.home))
    diagnosis = Diagnosis(KNOWLEDGE, MODEL, (opened,)).examine(document, "check", 2.0)
    for name, value in (*case.fault.values, *trial.values, ("package", PACKAGE)):
        diagnosis = diagnosis.give(name, bench.room.fill(value, home=str(case.home)), 3.0)
    target = diagnosis.target
    if trial.system:
        target = replace(target, os=trial.system)
    return build_item(
        KNOWLEDGE.remedies[trial.remedy], 0.9, target, diagnosis.parameters, scope, "en",
        former_settings(diagnosis.state),
    )  # fmt: skip


def collected(case: Case, bench: Bench) -> Mapping[str, Any]:
    """What the local checks find in the case."""
    command = [*bench.room.prefix, sys.executable, "-m", "pipmedic", "collect", "--offline"]
    command += ["--python", str(case.pip.python)]
    env = {name: value for name, value in case.env.items() if not name.startswith("LD_")}
    done = subprocess.run(command, env=env, capture_output=True, timeout=COLLECT_S, check=True)
    document: Mapping[str, Any] = json.loads(done.stdout)
    return document


def run_trial(trial: Trial, scope: str, pip: LabPip, bench: Bench) -> TrialResult:
    """Try a remedy once; the environment of its pip is made anew where it was changed."""
    started = time.monotonic()
    print_before = pip.fingerprint()
    try:
        result = _trial(trial, scope, pip, bench)
    except (ValueError, subprocess.SubprocessError) as error:
        result = TrialResult(False, False, False, note=str(error)[-400:])
    if pip.fingerprint() != print_before:
        bench.drop_worker(pip)
        rebuild(pip)
    return replace(result, seconds=time.monotonic() - started)


def _trial(trial: Trial, scope: str, pip: LabPip, bench: Bench) -> TrialResult:
    case = bench.prepare(trial.fault, pip)
    _bring(trial, case, bench)
    before, files = bench.install(case), pip.fingerprint()
    item = written(trial, scope, case, bench)
    settings = _settings(case, bench)
    cd = (f"cd {shlex.quote(str(case.home))}",)
    lines, undo = item.lines("bash"), item.undo_lines("bash")
    _, said, env = type_into_bash(cd + lines, case, bench, case.env)
    fresh = pip.fingerprint() != files
    after = bench.install(case, env, fresh)
    installed_by_lines = _installed(case)
    undo_said = ""
    if undo:
        _, undo_said, env = type_into_bash(cd + undo, case, bench, env)
    env = case.env if trial.new_window else env
    for left in pip.packages.glob(f"{PACKAGE}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    kept = _settings(case, bench)
    again = bench.install(case, env, pip.fingerprint() != files)
    works = after.installed or installed_by_lines
    undone = not again.installed and kept == settings
    told = "\n".join((said[-600:], after.output[-300:], undo_said[-300:], again.output[-300:]))
    changed = "" if kept == settings else f"left behind: {set(kept) ^ set(settings)}"
    note = "" if works and undone else f"{changed}\n{told}"
    return TrialResult(not before.installed, works, undone, lines, undo, note)


def _bring(trial: Trial, case: Case, bench: Bench) -> None:
    """Put package files where the person would have put them, and foreign libraries."""
    for name in trial.wheels:
        folder = case.home / name
        folder.mkdir()
        if name == "wheels":
            (folder / WHEEL).write_bytes(wheel())
        if name == "socks":
            fetch_pysocks(folder)
        if name == "usb":
            for path, _ in pip_wheels().values():
                shutil.copy(path, folder)
    foreign = bench.room.directory / "foreign"
    foreign.mkdir(exist_ok=True)
    for library in ("libssl.so.3", "libcrypto.so.3", "libssl.so.1.1", "libcrypto.so.1.1"):
        (foreign / library).write_bytes(b"")


def fetch_pysocks(folder: Path) -> None:
    """Put the wheel of PySocks there, downloaded once.

    Raises:
        Missing: it is not to be had.
    """
    kept = cache_directory() / "more-wheels"
    if not list(kept.glob("PySocks*.whl")) and not list(kept.glob("pysocks*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "PySocks"]
        done = subprocess.run(
            [*command, "--dest", str(kept)], capture_output=True, timeout=60, check=False
        )
        if done.returncode:
            raise Missing("PySocks could not be downloaded")
    for path in kept.glob("*.whl"):
        shutil.copy(path, folder)


def _installed(case: Case) -> bool:
    """Whether the lines themselves installed the package, as one-time remedies do."""
    places = (case.pip.packages, *case.home.glob(".venv*/lib/*/site-packages"))
    return any((place / f"{PACKAGE}.py").exists() for place in places)


def _settings(case: Case, bench: Bench) -> frozenset[tuple[str, str]]:
    """Every setting that a remedy may change: pip's files, start-up files, the system's roots."""
    files = [case.config, case.pip.prefix / "pip.conf", *case.home.glob(".*rc")]
    found = {(str(path), line) for path in files if path.exists() for line in _lines(path)}
    system = ["/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"]
    for path in system:
        done = subprocess.run(
            [*bench.room.prefix, "cat", path], capture_output=True, timeout=20, check=False
        )
        text = done.stdout.decode("utf-8", "replace")
        found |= {(path, line.strip()) for line in text.splitlines() if line.strip()}
    return frozenset(found)


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return ["".join(line.split()) for line in text.splitlines() if line.strip()]
