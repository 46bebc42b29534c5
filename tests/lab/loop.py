"""The loop that proves a diagnosis: fault, cause, command in a real shell, pip works, undo."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Optional

import pipmedic

from .fault import Fault
from .pips import LabPip, rebuild
from .runner import Bench, Case, run_limited
from .web import PACKAGE

DIAGNOSE_S = 60.0
SHELL_S = 60.0
SOURCE = str(Path(pipmedic.__file__).parents[1])
START = f"import sys; sys.path.insert(0, {SOURCE!r}); from pipmedic.cli.main import entry; entry()"
"""Starts the pipmedic under test: the environment of a case holds nothing that points to it."""
WEAKENS = "weakens-security"
WEAKENING = re.compile(r"trusted-host|CERT_NONE|verify=false|PYTHONHTTPSVERIFY|curl -k|--insecure")


@dataclass(frozen=True)
class Applied:
    """One remedy that was carried out.

    Attributes:
        lines: what was typed into bash.
        undo: what takes it back.
        code: exit code of the lines, None when stopped at the limit.
    """

    remedy: str
    lines: tuple[str, ...]
    undo: tuple[str, ...]
    risk: str
    code: Optional[int]
    output: str


@dataclass(frozen=True)
class LoopResult:
    """What became of one fault in one pip.

    Attributes:
        cause_right: the verdict, or the first belief, is one of the accepted causes; for a
            healthy case, that no cause was named.
        confident: the engine called its verdict confident.
        plan_right: the first remedy weakens nothing, and mends the fault if it can be mended.
        works_after: pip installed the package afterwards; None where nothing can mend it.
        undone: the undo lines brought the fault back; None where nothing was mended.
        weakened: a command that weakens verification was put first.
        exit_code: of ``pipmedic diagnose``.
    """

    cause_right: bool
    confident: bool
    plan_right: bool
    works_after: Optional[bool]
    undone: Optional[bool]
    weakened: bool
    named: str
    exit_code: int
    applied: tuple[Applied, ...] = ()
    note: str = ""
    seconds: float = 0.0


def diagnose(
    case: Case, bench: Bench, env: Mapping[str, str], text: Optional[str] = None
) -> tuple[int, dict[str, Any]]:
    """Run ``pipmedic diagnose`` against the case, as its person would.

    Args:
        text: what pip printed, when that is to be told too.

    Raises:
        ValueError: it did not write one JSON object.
    """
    command = [*bench.room.prefix, sys.executable, "-c", START, "diagnose", "--json"]
    command += ["--lang", "en", "--python", str(case.pip.python), "--index-url", case.index_url]
    for fact, value in case.fault.facts:
        command += ["--fact", f"{fact}={value}"]
    if text is not None:
        (case.home / "tmp" / "said").write_text(text, encoding="utf-8")
        command += ["--text", str(case.home / "tmp" / "said")]
    done = subprocess.run(
        command, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True,
        timeout=DIAGNOSE_S, check=False,
    )  # fmt: skip
    try:
        document: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        told = done.stderr.decode("utf-8", "replace").strip()[-400:]
        raise ValueError(f"exit {done.returncode}, no JSON: {told}") from None
    return done.returncode, document


Diagnose = Callable[[Case, Bench, Mapping[str, str], Optional[str]], tuple[int, dict[str, Any]]]
"""Case, bench, environment and pip's text to exit code and document of the contract."""


def named_cause(document: Mapping[str, Any]) -> str:
    """The verdict; without one, the first belief; empty when there is neither."""
    if document.get("verdict"):
        return str(document["verdict"]["cause"])
    beliefs = document.get("beliefs") or []
    return str(beliefs[0]["cause"]) if beliefs else ""


def bash_lines(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The lines of a plan item for bash."""
    for commands in item["commands"]:
        if commands["shell"] == "bash":
            return tuple(commands["lines"])
    return ()


def fill_open(line: str, values: Mapping[str, str]) -> str:
    """Put in what only a person knows, where the plan shows ``<CA FILE>`` and the like."""
    for name, value in values.items():
        shown = f"<{name.replace('_', ' ').upper()}>"
        line = line.replace(shlex.quote(shown), shlex.quote(value)).replace(shown, value)
    if "user" in values:
        line = line.replace("USER:PASSWORD", f"{values['user']}:{values['password']}")
    return line


def type_into_bash(
    lines: tuple[str, ...], case: Case, bench: Bench, env: Mapping[str, str]
) -> tuple[Optional[int], str, Mapping[str, str]]:
    """Run lines in one real bash; exit code, output, and the environment they leave behind."""
    left, script, output = (case.home / "tmp" / name for name in ("env", "script", "shell"))
    ending = f"code=$?; env -0 > {shlex.quote(str(left))}; exit $code"
    script.write_text("\n".join((*lines, ending)) + "\n", encoding="utf-8")
    left.unlink(missing_ok=True)
    command = [*bench.room.prefix, "bash", "--noprofile", "--norc", str(script)]
    typed = "".join(f"{line}\n" for line in case.fault.typed)
    code = run_limited(command, env, output, SHELL_S, typed)
    text = output.read_text(encoding="utf-8", errors="replace")
    return code, text, read_environment(left, env)


def read_environment(file: Path, before: Mapping[str, str]) -> Mapping[str, str]:
    """The variables that ``env -0`` wrote; those before when it did not get that far."""
    if not file.exists():
        return before
    pairs = file.read_bytes().decode("utf-8", "surrogateescape").split("\0")
    found = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    return {name: value for name, value in found.items() if name not in ("_", "SHLVL", "PWD")}


def run_loop(
    fault: Fault,
    pip: LabPip,
    bench: Bench,
    with_text: bool = False,
    ask: Diagnose = diagnose,
) -> LoopResult:
    """Diagnose a fault in a pip, carry out what is recommended first, and check the outcome.

    Args:
        with_text: tell the diagnosis what pip printed, too.
        ask: who makes the diagnosis.
    """
    started = time.monotonic()
    print_before = pip.fingerprint()
    case = bench.prepare(fault, pip)
    try:
        text = bench.install(case).output if with_text or fault.told else None
        result = _loop(case, bench, ask, text, print_before)
    except (ValueError, subprocess.TimeoutExpired) as error:
        result = LoopResult(False, False, False, None, None, False, "", -1, note=str(error))
    if not fault.site_files and pip.fingerprint() != print_before:
        bench.drop_worker(pip)
        rebuild(pip)
    return replace(result, seconds=time.monotonic() - started)


def _loop(
    case: Case, bench: Bench, ask: Diagnose, text: Optional[str], print_before: int
) -> LoopResult:
    fault = case.fault
    config = case.config.read_text(encoding="utf-8")
    code, document = ask(case, bench, case.env, text)
    first = _judged(fault, code, document)
    if fault.installs or not fault.fixable:
        return first
    env, applied = dict(case.env), []
    works = False
    for layer in range(fault.layers):
        if layer:
            _, document = ask(case, bench, env, None)
        item = next(iter(document.get("plan") or ()), None)
        if item is None:
            break
        step, env = _apply(item, case, bench, env)
        applied.append(step)
        fresh = case.pip.fingerprint() != print_before
        works = _installed(case) or bench.install(case, env, fresh).installed
        if works:
            break
    undone = _undo(applied, case, bench, env, config) if works else None
    return replace(
        first, works_after=works, undone=undone, plan_right=first.plan_right and works,
        applied=tuple(applied),
    )  # fmt: skip


def _judged(fault: Fault, code: int, document: Mapping[str, Any]) -> LoopResult:
    named = named_cause(document)
    verdict = document.get("verdict") or {}
    right = named in fault.causes
    if fault.installs:
        right = code == 0 or right
    plan = document.get("plan") or []
    lines = "\n".join(bash_lines(plan[0])) if plan else ""
    weakened = bool(plan) and (plan[0]["risk"] == WEAKENS or bool(WEAKENING.search(lines)))
    return LoopResult(
        cause_right=right,
        confident=bool(verdict.get("confident")),
        plan_right=fault.installs or (bool(plan) and not weakened),
        works_after=None,
        undone=None,
        weakened=weakened,
        named=named,
        exit_code=code,
    )


def _apply(
    item: Mapping[str, Any], case: Case, bench: Bench, env: Mapping[str, str]
) -> tuple[Applied, dict[str, str]]:
    values = {"package": PACKAGE}
    values.update({name: bench.room.fill(value) for name, value in case.fault.values})
    lines = tuple(fill_open(line, values) for line in bash_lines(item))
    undo = tuple(fill_open(line, values) for line in item["undo"])
    code, output, left = type_into_bash(lines, case, bench, env)
    return Applied(item["remedy"], lines, undo, item["risk"], code, output), dict(left)


def _installed(case: Case) -> bool:
    """Whether the lines themselves installed the package, as one-time remedies do."""
    return (case.pip.packages / f"{PACKAGE}.py").exists()


def _undo(
    applied: list[Applied], case: Case, bench: Bench, env: Mapping[str, str], config: str
) -> bool:
    """Take everything back, the last first; whether the fault is there again."""
    for step in reversed(applied):
        if step.undo:
            _, _, env = type_into_bash(step.undo, case, bench, env)
    same = _settings(case.config.read_text(encoding="utf-8")) == _settings(config)
    return same and not bench.install(case, env).installed


def _settings(text: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"\s+", " ", line).strip() for line in text.splitlines() if line.strip()
    )
