"""Every reader of foreign input, with the real inputs from which the fuzzed ones are made."""

from __future__ import annotations

import base64
import json
import random
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import certifi
from fuzz_documents import documents
from fuzz_packs import pack
from fuzzing import Target, changed_bytes, changed_text, changed_tree

from pipmedic.case.case import Case
from pipmedic.case.events import (
    Answered,
    Checked,
    Consented,
    Event,
    Given,
    Noted,
    Opened,
    Pasted,
    Redone,
    Tried,
    Undone,
    Verified,
    to_record,
)
from pipmedic.case.store import CaseFileError, read_events
from pipmedic.checks.block import BadBlock, examine_block, read_block, write_block
from pipmedic.checks.collected import load_collected
from pipmedic.checks.findings import Examination, Machine
from pipmedic.checks.interpret import interpret
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.observations import Observation
from pipmedic.diagnosis.reading import NotText, decode, read
from pipmedic.diagnosis.x509 import BadCertificate, parse
from pipmedic.knowledge import DataError, embedded, load
from pipmedic.knowledge.entries import read_cause
from pipmedic.knowledge.files import json_object, toml_table
from pipmedic.knowledge.flows import (
    read_facts,
    read_glossary,
    read_issuers,
    read_mirrors,
    read_remedies,
    read_signatures,
)
from pipmedic.knowledge.packs import lay_over, read_pack
from pipmedic.probe import probe
from pipmedic.remedies.bundle import BadInput, build

KNOWLEDGE = load()
FLOWS: dict[str, Callable[[dict[str, Any], str], object]] = {
    "facts.toml": read_facts,
    "glossary.toml": read_glossary,
    "issuers.toml": read_issuers,
    "mirrors.toml": read_mirrors,
    "remedies.toml": read_remedies,
    "signatures.toml": read_signatures,
}


@cache
def scratch() -> Path:
    """A folder for readers that want a path; gone when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="fuzz-")
    scratch.kept = folder  # type: ignore[attr-defined]
    return Path(folder.name)


def pastes() -> list[bytes]:
    """What pips printed, as UTF-8 and in two encodings of Windows, in colour, in a log."""
    texts = [example for signature in KNOWLEDGE.signatures for example in signature.examples]
    flow = toml_table((embedded() / "flows" / "captured.toml").read_bytes(), "captured.toml")
    texts += [str(message["text"]) for message in flow["messages"]]
    dice = random.Random(1)
    texts += ["\n".join(dice.sample(texts, 6)) for _ in range(20)]
    return [
        *(text.encode() for text in texts),
        *(text.encode("utf-16") for text in texts[::9]),
        *(text.encode("gbk", "replace") for text in texts[::9]),
        *(f"\x1b[31m2024-01-02 03:04:05,678 {text}\x1b[0m".encode() for text in texts[::9]),
    ]


def certificates_der() -> list[bytes]:
    """Public authorities of every kind of key."""
    found = probe_pem(Path(certifi.where()).read_bytes())
    return found[::6]


def probe_pem(pem: bytes) -> list[bytes]:
    """Certificates of a PEM file as DER."""
    blocks = re.findall(rb"-----BEGIN CERTIFICATE-----(.*?)-----END", pem, re.DOTALL)
    return [base64.b64decode(block) for block in blocks]


def entries() -> list[dict[str, Any]]:
    """Every cause file of the knowledge base, as JSON."""
    kb = sorted((embedded() / "kb").iterdir(), key=lambda item: item.name)
    return [json.loads(item.read_text("utf-8")) for item in kb if item.name.endswith(".json")]


def flow_parts() -> list[tuple[str, Any]]:
    """Small documents in the shape of every flow file: (file, table with few items)."""
    parts: list[tuple[str, Any]] = []
    for name in FLOWS:
        whole = toml_table((embedded() / "flows" / name).read_bytes(), name)
        for key, items in whole.items():
            if isinstance(items, list):
                parts += [(name, {key: items[at : at + 2]}) for at in range(0, len(items), 2)]
            elif isinstance(items, dict):
                parts += [(name, {key: {item: value}}) for item, value in items.items()]
    return parts


def flow_texts() -> list[tuple[str, bytes]]:
    """Pieces of every flow file as written: (file, text of a few tables)."""
    return [
        (name, piece)
        for name in FLOWS
        for piece in re.split(rb"\n(?=\[)", (embedded() / "flows" / name).read_bytes())
    ]


def cases() -> list[list[dict[str, Any]]]:
    """Case files as lists of records."""
    told = [Answered(2.0, fact.id, fact.values[0].id) for fact in KNOWLEDGE.facts.values()]
    more = [Given(3.0, "ca_file", "/ca.pem"), Pasted(4.0, "CERTIFICATE_VERIFY_FAILED")]
    looked = [Checked(5.0, document) for document in documents(certificates_der()[:1])]
    files: list[list[Event]] = [
        [Opened(1.0), *told[:8], *more],
        [Opened(1.0, offline=True), *more, *told[8:12], Undone(6.0), Redone(7.0), Noted(8.0, "x")],
        [Opened(1.0, language="zh"), Consented(2.0, ("pypi.org",)), Tried(3.0, "wait", "failed")],
        [Opened(1.0, here=False, home="/home/me"), Verified(2.0, "works"), *looked],
    ]
    return [[to_record(event) for event in events] for events in files]


def make_json(seeds: list[Any]) -> Callable[[random.Random], bytes]:
    """Draw JSON with changed values, or JSON with changed bytes."""
    written = [json.dumps(seed).encode() for seed in seeds]

    def make(dice: random.Random) -> bytes:
        if dice.randrange(4):
            return json.dumps(changed_tree(seeds, dice)).encode()
        return changed_bytes(written, dice)

    return make


def make_flow(dice: random.Random) -> tuple[str, Any]:
    if dice.randrange(2):
        name, table = dice.choice(_flow_parts)
        return name, changed_tree([table], dice)
    name, piece = dice.choice(_flow_texts)
    return name, changed_bytes([piece, dice.choice(_flow_texts)[1]], dice)


def run_flow(given: tuple[str, Any]) -> object:
    name, content = given
    return FLOWS[name](content if isinstance(content, dict) else toml_table(content, name), name)


def run_pack(given: bytes) -> object:
    path = scratch() / "p.zip"
    path.write_bytes(given)
    return lay_over(KNOWLEDGE, read_pack(path))


def make_case(dice: random.Random) -> bytes:
    records = changed_tree(_cases, dice)
    lines = [json.dumps(record).encode() for record in records]
    whole = b"\n".join([*lines, b""])
    return whole if dice.randrange(3) else changed_bytes([whole], dice)


def run_case(given: bytes) -> tuple[Event, ...]:
    path = scratch() / "c.case.jsonl"
    path.write_bytes(given)
    return read_events(path)


def run_reopened(given: bytes) -> object:
    case = Case(KNOWLEDGE, compiled(), run_case(given))
    return case.examination, case.observations, case.settled, case.options, case.belief


@cache
def compiled() -> Model:
    return compile_model(KNOWLEDGE)


def run_collected(given: bytes) -> object:
    return interpret(load_collected(given.decode("utf-8", "replace")), KNOWLEDGE)


def make_block(dice: random.Random) -> str:
    facts = dice.sample(_values, dice.randrange(12))
    machine = Machine(os=dice.choice(("win", "linux", "")), python_version="3.8.10")
    if not dice.randrange(3):
        facts = [(changed_text(fact, dice), changed_text(value, dice)) for fact, value in facts]
    seen = tuple(Observation(fact, value, "check") for fact, value in facts)
    block = write_block(Examination(observations=seen, machine=machine))
    return changed_text(block, dice) if dice.randrange(3) else block


def run_block(given: str) -> object:
    return examine_block(read_block(given), KNOWLEDGE, 0.0)


_flow_parts, _flow_texts, _cases = flow_parts(), flow_texts(), cases()
_ders = certificates_der()
_values = [(f.id, value.id) for f in KNOWLEDGE.facts.values() for value in f.values]
_make_document = make_json(documents(_ders))
_entries = entries()


def make_pem(dice: random.Random) -> bytes:
    body = base64.encodebytes(changed_bytes(_ders, dice) if dice.randrange(2) else _ders[0])
    pem = b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n"
    return changed_bytes([pem, pem.decode().encode("utf-16")], dice)


def from_seeds(seeds: list[bytes]) -> Callable[[random.Random], bytes]:
    return lambda dice: changed_bytes(seeds, dice)


def targets() -> tuple[Target, ...]:
    """Every target, the cheap ones with most of the inputs."""
    found = (
        Target("paste", from_seeds(pastes()), run_paste, (NotText,), 10_000),
        Target("kb entry", make_json(_entries), run_entry, (DataError,), 40_000),
        Target("flows", make_flow, run_flow, (DataError,), 300_000),
        Target("pack", make_pack, run_pack, (DataError,), 10_000),
        Target("case file", make_case, run_case, (CaseFileError,), 200_000),
        Target("case reopened", make_case, run_reopened, (CaseFileError,), 1_000),
        Target("collected", _make_document, run_collected, (ValueError,), 15_000),
        Target("collect block", make_block, run_block, (BadBlock,), 430_000),
        Target("DER", from_seeds(_ders), parse, (BadCertificate,), 15_000),
        Target("CA file", make_pem, run_ca_file, (BadInput,), 5_000),
    )
    if not hasattr(probe, "read_certificate"):
        return found
    return (
        *found,
        Target("DER in the probe", from_seeds(_ders), probe.read_certificate, (), 40_000),
    )


def run_paste(given: bytes) -> object:
    return read(decode(given), KNOWLEDGE)


def run_entry(given: bytes) -> object:
    return read_cause(json_object(given, "x.json"), "x.json")


def make_pack(dice: random.Random) -> bytes:
    return pack(_entries, _flow_texts, dice)


def run_ca_file(given: bytes) -> object:
    return build([("ca.pem", given)])
