"""Do it for me: shown, agreed to, done, taken back; on the command line and in linear mode."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from pipmedic.case.applying import carry_out, journal, offer, offer_lines, outcome_text
from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.plan import PlanItem
from pipmedic.case.saved import save_new
from pipmedic.cli.linear.doing import apply as do_it
from pipmedic.cli.linear.session import Linear
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import load
from pipmedic.remedies.apply import Failed, Refusal
from pipmedic.remedies.files import FileFault
from pipmedic.remedies.operations import Manual, Run, Words, WriteFile
from pipmedic.remedies.proposal import propose
from pipmedic.remedies.target import Target

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX places and permissions")
KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
ERROR = (
    "SSLCertVerificationError: certificate verify failed: unable to get local issuer certificate"
)
MESSY = b"\xef\xbb\xbf# caf\xc3\xa9 \r\n[global]\r\nCert: a\r\ncert=/old\r\n[install]\r\nuser = no"
SAY = translator("en")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    (folder / ".config" / "pip").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    return folder


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    path = tmp_path / "corp.pem"
    trustme.CA(organization_name="Ça & Co").cert_pem.write_to_path(str(path))
    return path


def open_case(home: Path, ca_file: Path, here: bool = True) -> Case:
    opened = Opened(1.0, checks=False, here=here, home=str(home))
    case = Case(KNOWLEDGE, MODEL, (opened,)).observe(ERROR, 2.0)
    return case.give("ca_file", str(ca_file), 3.0)


def config(home: Path) -> Path:
    return home / ".config" / "pip" / "pip.conf"


def bundle_item(case: Case) -> PlanItem:
    return case.write("ca-bundle", 0.9)


def pipmedic(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipmedic", *words, "--lang", "en"]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, encoding="utf-8", timeout=60
    )


def test_fix_asks_does_and_undo_restores_byte_for_byte(home: Path, ca_file: Path) -> None:
    config(home).write_bytes(MESSY)
    save_new(open_case(home, ca_file), Path(os.environ["PIPMEDIC_DATA"]) / "cases")
    remedy = ("--remedy", "ca-config", "--set", f"ca_file={ca_file}")
    refused = pipmedic("fix", *remedy, typed="\n")
    assert refused.returncode == 3
    assert f"+cert={ca_file}" in refused.stdout
    assert "Nothing was changed" in refused.stdout
    assert config(home).read_bytes() == MESSY
    done = pipmedic("fix", *remedy, typed="y\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert config(home).read_bytes() == MESSY.replace(b"/old", str(ca_file).encode())
    listed = pipmedic("undo", "--list").stdout
    assert str(config(home)) in listed
    assert pipmedic("undo", listed.split()[0]).returncode == 0
    assert config(home).read_bytes() == MESSY
    assert "nothing" in pipmedic("undo").stdout


def test_an_unknown_remedy_and_no_case_are_wrong_usage(home: Path, ca_file: Path) -> None:
    assert pipmedic("fix").returncode == 2
    save_new(open_case(home, ca_file), Path(os.environ["PIPMEDIC_DATA"]) / "cases")
    wrong = pipmedic("fix", "--remedy", "nonsense")
    assert wrong.returncode == 2
    assert "ca-config" in wrong.stderr


@pytest.mark.parametrize("language", SUPPORTED)
def test_the_bundle_is_shown_with_fingerprint_and_expiry(
    home: Path, ca_file: Path, language: str
) -> None:
    case = open_case(home, ca_file).in_language(language)
    given = offer(case, bundle_item(case))
    text = "\n".join(offer_lines(given, translator(language)))
    (added,) = (c.built.added for c in given.proposal.changes if c.built)
    assert given.possible
    assert added[0].fingerprint in text
    assert added[0].not_after.date().isoformat() in text
    assert text.count("BEGIN CERTIFICATE") == 0


def test_what_changed_since_the_preview_is_left_alone(home: Path, ca_file: Path) -> None:
    config(home).write_bytes(b"[global]\n")
    case = open_case(home, ca_file)
    given = offer(case, bundle_item(case))
    config(home).write_bytes(b"[global]\nproxy = http://theirs\n")
    outcome = carry_out(given, 4.0)
    assert isinstance(outcome, Failed)
    assert outcome.fault is FileFault.CHANGED_MEANWHILE
    assert str(config(home)) in outcome_text(outcome, SAY)
    assert config(home).read_bytes() == b"[global]\nproxy = http://theirs\n"
    assert not (home / "ca-bundle.pem").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from pipmedic.remedies import files
from test_applying import bundle_item, open_case
from pipmedic.case.applying import carry_out, offer
case = open_case(Path(sys.argv[1]), Path(sys.argv[2]))
given = offer(case, bundle_item(case))
change, calls = files.change, []
def killing(path, *rest):
    calls.append(path)
    if path.name == "pip.conf":
        os.kill(os.getpid(), signal.SIGKILL)
    return change(path, *rest)
files.change = killing
carry_out(given, 4.0)
"""


def test_a_kill_between_two_steps_is_noticed_and_taken_back(home: Path, ca_file: Path) -> None:
    config(home).write_bytes(MESSY)
    folders = os.pathsep.join((str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")))
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(home), str(ca_file)],
        env={**os.environ, "PYTHONPATH": folders}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert (home / "ca-bundle.pem").exists()
    assert config(home).read_bytes() == MESSY
    (batch,) = journal().batches()
    assert not batch.complete
    case = open_case(home, ca_file)
    given = offer(case, bundle_item(case))
    assert not given.possible
    assert batch.name in "\n".join(offer_lines(given, SAY))
    assert "interrupted" in pipmedic("undo", "--list").stdout
    assert pipmedic("undo").returncode == 0
    assert config(home).read_bytes() == MESSY
    assert not (home / "ca-bundle.pem").exists()
    assert offer(case, bundle_item(case)).possible


def test_another_machine_and_a_useless_file_are_refused(home: Path, ca_file: Path) -> None:
    away = open_case(home, ca_file, here=False)
    assert offer(away, bundle_item(away)).refused == "applying.elsewhere"
    ca_file.write_text("<html>")
    case = open_case(home, ca_file)
    given = offer(case, bundle_item(case))
    assert not given.possible
    assert "html" in "\n".join(offer_lines(given, SAY))
    assert given.proposal.changes == (), "no configuration may point to a bundle that is not there"


def test_nothing_is_done_ahead_of_a_step_of_the_person(home: Path, ca_file: Path) -> None:
    case = open_case(home, ca_file).give("issuer", "Corp", 4.0)
    given = offer(case, case.write("ca-export", 0.9))
    assert given.proposal.changes == ()
    write = WriteFile(str(home / "x"), "y")
    ahead = propose([Manual(Words((("en", "z"),))), write, Run(("true",)), write], Target())
    assert len(ahead.changes) == 1
    assert [step.reason for step in ahead.left] == [
        Refusal.NOT_A_FILE_CHANGE, Refusal.NOT_A_FILE_CHANGE, Refusal.WAITS_FOR_STEP,
    ]  # fmt: skip
    assert "pip config" in "\n".join(offer_lines(given, SAY, "bash"))


def test_linear_mode_does_it_and_takes_it_back(home: Path, ca_file: Path) -> None:
    config(home).write_bytes(MESSY)
    case = open_case(home, ca_file)
    session = Linear(
        save_new(case, home / "cases"),
        lambda prompt: replies.pop(0),
        lambda line: told.append(line),
    )
    replies, told = ["n", "y"], list[str]()
    session.chosen = bundle_item(case).remedy.id
    do_it(session, "")
    assert config(home).read_bytes() == MESSY
    do_it(session, "")
    assert b"ca-bundle.pem" in config(home).read_bytes()
    assert any("pipmedic undo" in line for line in told)
    assert offer(case, case.write("ca-config", 0.9)).possible, "a finished change blocks no other"


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    folder = config(home).parent
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or os.geteuid():
        pytest.skip("a read-only file system needs root on Linux, so it was NOT tried")
    if subprocess.run(mount, check=False, capture_output=True, timeout=60).returncode:
        pytest.skip("tmpfs cannot be mounted here, so a read-only file system was NOT tried")
    try:
        config(home).write_bytes(MESSY)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True, timeout=60)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=60)


def test_a_read_only_file_system_is_named_and_nothing_is_left(
    read_only: Path, home: Path, ca_file: Path
) -> None:
    case = open_case(home, ca_file)
    outcome = carry_out(offer(case, bundle_item(case)), 4.0)
    assert isinstance(outcome, Failed)
    assert outcome.fault is FileFault.READ_ONLY
    assert "read-only" in outcome_text(outcome, SAY)
    assert config(home).read_bytes() == MESSY
    assert not (home / "ca-bundle.pem").exists()
    assert journal().batches() == ()


def test_a_user_variable_goes_into_the_start_up_file_and_out_again(
    home: Path, ca_file: Path
) -> None:
    (home / ".bashrc").write_bytes(b"alias x=y\nexport PIP_CERT=/old\n")
    case = open_case(home, ca_file)
    item = case.write("ca-env", 0.9)
    item = replace(item, target=replace(item.target, shell="bash"))
    given = offer(case, item)
    carry_out(given, 4.0)
    line = f"export PIP_CERT={ca_file}\n".encode()
    assert (home / ".bashrc").read_bytes() == b"alias x=y\n" + line
    assert pipmedic("undo").returncode == 0
    assert (home / ".bashrc").read_bytes() == b"alias x=y\nexport PIP_CERT=/old\n"


def test_a_mirror_is_written_only_after_it_was_tested(home: Path, ca_file: Path) -> None:
    case = open_case(home, ca_file)
    given = offer(case, case.write("mirror-config", 0.9))
    assert not given.possible
    assert "pipmedic mirrors --check" in "\n".join(offer_lines(given, SAY))
    chosen = case.give("mirror_url", "https://mirror.example/simple", 4.0)
    assert offer(chosen, chosen.write("mirror-config", 0.9)).possible


def test_at_a_terminal_a_missing_value_is_asked_for(home: Path, ca_file: Path) -> None:
    import pty

    opened = Opened(1.0, checks=False, home=str(home))
    case = Case(KNOWLEDGE, MODEL, (opened,)).observe(ERROR, 2.0).give("package", "six", 2.0)
    save_new(case, Path(os.environ["PIPMEDIC_DATA"]) / "cases")
    person, terminal = pty.openpty()
    words = [sys.executable, "-m", "pipmedic", "fix", "--remedy", "ca-config", "--lang", "en"]
    os.write(person, f"{ca_file}\ny\n".encode())
    ran = subprocess.run(words, stdin=terminal, capture_output=True, text=True, timeout=60)
    os.close(person)
    os.close(terminal)
    assert "Path of your CA file?" in ran.stdout
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"cert = {ca_file}".encode() in config(home).read_bytes()
