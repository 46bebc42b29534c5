"""The case: events on disk, undo, and the headless contract."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipmedic.case.case import Case
from pipmedic.case.contract import document
from pipmedic.case.events import Answered, Opened, Undone
from pipmedic.case.redaction import Level, Redactor
from pipmedic.case.report import Format, report
from pipmedic.case.saved import reopen, save_new
from pipmedic.case.store import CaseFileError, CaseStore
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.i18n import SUPPORTED, translator
from pipmedic.knowledge import DataError, load

KNOWLEDGE = complete(load())
MODEL = compile_model(KNOWLEDGE)
ERROR = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer"
SECRETS = ("s3cr3t-pw", "tok3n-abcdef", "alice", "corp-laptop-7.intern.example")


def case() -> Case:
    return Case(KNOWLEDGE, MODEL, (Opened(1.0, checks=False),), "en")


def test_undo_takes_an_answer_back_and_redo_puts_it_in_again() -> None:
    before = case().observe(ERROR, 2.0)
    after = before.answer("network", "corp", 3.0)
    assert after is not None
    assert after.belief.items != before.belief.items
    assert after.undo(4.0).belief.items == before.belief.items
    assert after.undo(4.0).redo(5.0).belief.items == after.belief.items


def test_changing_an_answer_keeps_the_later_ones() -> None:
    first = case().answer("network", "corp", 2.0)
    assert first is not None
    second = first.answer("os", "win", 3.0)
    assert second is not None
    changed = second.answer("network", "home", 4.0)
    assert changed is not None
    assert list(changed.state.answers) == ["network", "os"]
    assert changed.state.answers["network"].value == "home"


def test_the_openssl_box_understands_a_printed_line() -> None:
    answered = case().answer("openssl", "OpenSSL 1.0.2k-fips  26 Jan 2017", 2.0)
    assert answered is not None
    assert answered.state.answers["openssl"].value == "o10"


def test_a_torn_last_line_is_dropped_and_the_case_goes_on(tmp_path: Path) -> None:
    saved = save_new(case().observe(ERROR, 2.0), tmp_path)
    assert saved.path is not None
    with saved.path.open("ab") as file:
        file.write(b'{"kind": "answe')
    again = reopen(saved.path, KNOWLEDGE, MODEL, "zh")
    assert again.case.events == saved.case.events
    answered = again.case.answer("network", "corp", 3.0)
    assert answered is not None
    again.advance(answered)
    events = CaseStore(tmp_path).read(saved.path)
    assert isinstance(events[-1], Answered)


@pytest.mark.parametrize("content", [b"", b"[]\n", b'{"kind": "opened"}\n', b"\xff\n"])
def test_a_damaged_case_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.case.jsonl"
    path.write_bytes(content)
    with pytest.raises(CaseFileError):
        CaseStore(tmp_path).read(path)


def test_undo_of_nothing_changes_nothing() -> None:
    assert case().with_event(Undone(2.0)).state.undoable == 0


def test_no_secret_in_a_shared_report() -> None:
    text = (
        f"{ERROR}\nproxy http://alice:s3cr3t-pw@corp-laptop-7.intern.example:8080\n"
        "Authorization: Bearer tok3n-abcdef\n/home/alice/.venv/bin/pip\nC:\\Users\\alice\\x"
    )
    for form in Format:
        shared = report(case().observe(text, 2.0), form, Level.SHARE)
        assert not [secret for secret in SECRETS if secret in shared], form


def test_placeholders_are_stable() -> None:
    redact = Redactor()
    assert redact("https://a.intern.example/ a.intern.example").count("<host-1>") == 2


def test_the_contract_has_every_key() -> None:
    record = document(case().observe(ERROR, 2.0))
    assert set(record) >= {
        "schema",
        "pipmedic",
        "lang",
        "observations",
        "beliefs",
        "verdict",
        "next",
        "plan",
        "dead_ends",
        "leads_to",
        "ruled_out",
    }
    json.dumps(record)
    assert all(item["risk"] != "weakens-security" for item in record["plan"])


def test_every_catalogue_has_every_message_with_the_same_placeholders() -> None:
    import re

    catalogues = {code: translator(code).messages for code in SUPPORTED}
    assert len({frozenset(messages) for messages in catalogues.values()}) == 1
    for message, wording in catalogues["en"].items():
        names = set(re.findall(r"\{\w+\}", wording))
        assert names == set(re.findall(r"\{\w+\}", catalogues["zh"][message])), message


def run_cli(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pipmedic", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False)


BAD_INPUT = {
    "empty": b"",
    "binary": b"\0\1\2binary",
    "unknown": b"hello",
    "huge": b"x" * 10_000_000,
}


@pytest.mark.parametrize("text", BAD_INPUT.values(), ids=BAD_INPUT.keys())
def test_bad_input_gives_a_clear_answer(text: bytes) -> None:
    done = run_cli("diagnose", "--text", "-", "--no-checks", "--json", stdin=text)
    assert b"Traceback" not in done.stderr
    if done.returncode == 4:
        assert b"binary" in done.stderr
    else:
        assert json.loads(done.stdout)["next"]["kind"]


def test_a_bad_interpreter_is_named() -> None:
    done = run_cli("diagnose", "--python", "/no/such/python", "--json")
    assert done.returncode == 2
    assert b"/no/such/python" in done.stderr


def test_invalid_knowledge_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "facts.toml").write_text("[facts.os]\nvalues = 3\n")
    with pytest.raises(DataError) as caught:
        load(tmp_path)
    assert (caught.value.file, caught.value.key) == ("flows/facts.toml", "facts.os.values")


def test_the_headless_path_imports_neither_textual_nor_networkx() -> None:
    code = (
        "import sys; from pipmedic.cli.main import main; "
        "main(['diagnose', '--no-checks', '--json']); "
        "sys.exit(bool({'textual', 'networkx', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
