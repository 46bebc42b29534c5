"""One test or more a threat of SECURITY.md that is not tested beside the code it concerns."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "pipmedic"
CASE = '{"event": "opened", "at": 1.0, "checks": false}'
ERROR = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate"
HOSTILE = (
    "\x1b]52;c;cm0gLXJmIH4=\x07\x1b[2J\x1b[31m\x9b1m\u202egnp.exe\u2066\u200b\x00\x08"
    "[red]markup[/red] $(touch pwned) `touch pwned` ; touch pwned"
)
PASTED = HOSTILE.replace("\x00", "")
"""Without NUL, which would make it binary: that is refused as a whole."""
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
LIMIT_S = 60


def pipmedic(
    *arguments: str, text: str = "", home: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    variables = {**os.environ, **({"PIPMEDIC_DATA": str(home)} if home else {})}
    return subprocess.run(
        [sys.executable, "-m", "pipmedic", *arguments],
        input=text.encode(),
        env={**variables, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )


def shown(run: subprocess.CompletedProcess[bytes]) -> str:
    return (run.stdout + run.stderr).decode("utf-8")


# -- a hostile paste ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [(), ("--json",), ("--lang", "zh")], ids=["plain", "json", "zh"]
)
def test_hostile_paste_reaches_no_terminal(options: tuple[str, ...]) -> None:
    text = f"HTTPSConnectionPool(host='{PASTED}', port=443): {ERROR} {PASTED}\n"
    run = pipmedic("diagnose", "--no-checks", *options, "--text", "-", text=text)
    assert run.returncode in (1, 3), shown(run)
    assert not FORBIDDEN.search(shown(run).replace("\n", "")), shown(run)
    if "--json" in options:
        strings = json.dumps(json.loads(run.stdout), ensure_ascii=False)
        assert not FORBIDDEN.search(strings)


def test_hostile_paste_reaches_no_terminal_in_linear_mode(tmp_path: Path) -> None:
    file = tmp_path / "printed.txt"
    file.write_text(f"{ERROR} at https://{PASTED}.example/simple/ {PASTED}\n", encoding="utf-8")
    run = pipmedic("--plain", "--no-checks", "--text", str(file), text="k\np\ne\nq\n")
    assert "-m pip " in shown(run)
    assert not FORBIDDEN.search(shown(run).replace("\n", "")), shown(run)


def test_hostile_paste_runs_nothing_when_its_commands_are_pasted(tmp_path: Path) -> None:
    url = "https://user:pw@index.example/simple/$(touch pwned)`touch pwned`'; touch pwned #"
    text = f"Looking in indexes: {url}\n{ERROR}\nERROR: No matching distribution for x;touch\n"
    run = pipmedic("diagnose", "--no-checks", "--json", "--text", "-", text=text)
    plan = json.loads(run.stdout)["plan"]
    lines = [
        line
        for item in plan
        for block in item["commands"]
        if block["shell"] == "bash"
        for line in block["lines"]
    ]
    assert lines
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    stubs = "touch() { : > pwned; }; python3() { :; }; curl() { :; }; sudo() { :; }\n"
    subprocess.run(
        [bash, "-c", stubs + "\n".join(lines)],
        cwd=tmp_path,
        env={"PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert "pwned" not in [path.name for path in tmp_path.iterdir()]


# -- a hostile case file --------------------------------------------------------------------------

HOSTILE_CASES = {
    "not-json": CASE + "\nnot json\n",
    "nested": CASE + "\n" + "[" * 100_000 + "\n",
    "list": CASE + "\n[1]\n",
    "unknown-event": CASE + '\n{"event": "run", "command": "touch pwned"}\n',
    "wrong-type": CASE + '\n{"event": "observed", "at": "x", "text": {"a": 1}}\n',
    "no-opening": '{"event": "undone", "at": 1.0}\n',
    "binary": "\x00\x01\x02\n",
    "huge-number": CASE.replace("1.0", "9" * 5000) + "\n" + '{"event": "?"}\n',
}


@pytest.mark.parametrize("name", HOSTILE_CASES)
def test_hostile_case_file_is_refused_with_its_own_exit_code(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.case.jsonl"
    path.write_text(HOSTILE_CASES[name], encoding="utf-8")
    run = pipmedic("resume", "--plain", str(path))
    assert run.returncode == 4, shown(run)
    assert "Traceback" not in shown(run)
    assert "hostile.case.jsonl" in shown(run)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


# -- a hostile server -----------------------------------------------------------------------------


def collected(**checks: Any) -> str:
    done = [{"id": name, "status": "done", "data": data} for name, data in checks.items()]
    return json.dumps({"schema": 1, "probe": "1.0", "target": {}, "checks": done})


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
def test_hostile_server_words_reach_no_terminal(options: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    answer = {"ok": False, "error": HOSTILE, "reason": HOSTILE, "banner": HOSTILE, "host": HOSTILE}
    names = ("tls", "tls_unverified", "proxy_connect", "plain_http", "dns", "tcp", "environment")
    path.write_text(collected(**dict.fromkeys(names, answer)), encoding="utf-8")
    run = pipmedic("diagnose", "--collected", str(path), *options)
    assert "Traceback" not in shown(run)
    assert not FORBIDDEN.search(shown(run).replace("\n", "")), shown(run)


def test_hostile_server_names_in_certificates_are_harmless() -> None:
    trustme = pytest.importorskip("trustme")
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from pipmedic.diagnosis.x509 import parse

    pem = trustme.CA(organization_name=PASTED).cert_pem.bytes()
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    assert not FORBIDDEN.search(str(parse(der).subject))


# -- a shared machine -----------------------------------------------------------------------------

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")


@posix_only
def test_shared_machine_others_can_read_nothing(tmp_path: Path) -> None:
    home = tmp_path / "data" / "pipmedic"
    before = os.umask(0)
    try:
        run = pipmedic("--plain", "--no-checks", "--text", "-", text=ERROR + "\n", home=home)
    finally:
        os.umask(before)
    written = [path for path in home.rglob("*") if path.is_file()]
    assert written, shown(run)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    folders = [home, home.parent, *(path for path in home.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_shared_machine_no_temporary_name_can_be_guessed() -> None:
    text = {path: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    guessed = re.compile(r"mktemp\(|[\"']/tmp/|gettempdir\(")
    assert [path.name for path, code in text.items() if guessed.search(code)] == []


def test_nothing_is_unpickled_evaluated_or_handed_to_a_shell() -> None:
    """No input of any kind can become code: what could do that is used nowhere."""
    risky = re.compile(
        r"^\s*import pickle|\bmarshal\b|\beval\(|(?<![\w.])exec\(|shell=True|os\.system\(",
        re.MULTILINE,
    )
    found = {
        path.relative_to(SOURCE).as_posix(): risky.findall(path.read_text("utf-8"))
        for path in SOURCE.rglob("*.py")
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_program_never_turns_verification_off() -> None:
    """Only the probe looks at certificates unverified, and only `weakening` names such options."""
    weak = re.compile(r"CERT_NONE|_create_unverified_context|verify=False")
    found = [path.name for path in SOURCE.rglob("*.py") if weak.search(path.read_text("utf-8"))]
    assert set(found) <= {"probe.py", "weakening.py"}
