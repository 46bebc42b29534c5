"""The vocabulary: tables become operations and back, and bad tables are named exactly."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipmedic.remedies.operations import (
    OPERATION_TYPES,
    Condition,
    EditProxy,
    Manual,
    Operation,
    Pip,
    PipConfigSet,
    Words,
)
from pipmedic.remedies.parsing import BadOperation, parse_operation, to_json
from pipmedic.remedies.placeholders import fill, open_placeholders, placeholders
from pipmedic.remedies.target import Target, distro_family

EXAMPLES: list[dict[str, object]] = [
    {"op": "pip-config-set", "key": "global.cert", "value": "{ca_file}", "scope": "venv"},
    {"op": "pip-config-unset", "key": "install.index-url"},
    {"op": "env-set", "name": "PIP_CERT", "value": "x", "lifetime": "user"},
    {"op": "env-unset", "names": ["A", "B"]},
    {"op": "pip", "args": ["check"], "env": {"A": "1"}, "when": {"pip": ">=24.2", "venv": False}},
    {"op": "run", "argv": ["{python}", "-V"], "admin": True, "when": {"os": ["linux"]}},
    {"op": "write-file", "path": "p", "content": "c", "mode": "600"},
    {"op": "append-line", "path": "p", "line": "l"},
    {"op": "delete-file", "path": "p"},
    {"op": "build-bundle", "output": "o", "ca_files": ["a", "b"]},
    {"op": "export-ca", "name": "n", "output": "o"},
    {"op": "trust-add", "store": "user"},
    {"op": "trust-remove"},
    {"op": "download", "url": "u", "to": "t"},
    {"op": "edit-proxy", "action": "bypass", "hosts": ["h"]},
    {"op": "venv", "python": ["python3.12"]},
    {"op": "manual", "text": {"en": "a", "zh": "b"}},
]


@pytest.mark.parametrize("table", EXAMPLES, ids=[str(t["op"]) for t in EXAMPLES])
def test_a_table_survives_the_way_in_and_out(table: dict[str, object]) -> None:
    operation = parse_operation(table)
    assert to_json(operation) == table
    assert parse_operation(to_json(operation)) == operation
    assert hash(operation) == hash(parse_operation(table))


def test_every_kind_has_an_example() -> None:
    assert {t["op"] for t in EXAMPLES} == {kind.op for kind in OPERATION_TYPES}


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({}, "op"),
        ({"op": ["pip"]}, "op"),
        ({"op": "pip"}, "args"),
        ({"op": "pip", "args": "check"}, "args"),
        ({"op": "pip", "args": [1]}, "args[0]"),
        ({"op": "pip", "args": [], "color": "red"}, "color"),
        ({"op": "pip", "args": [], "env": {"A B": "x"}}, "env"),
        ({"op": "run", "argv": ["x"], "admin": "yes"}, "admin"),
        ({"op": "env-set", "name": "A=B", "value": ""}, "name"),
        ({"op": "env-set", "name": "A", "value": "x\0y"}, "value"),
        ({"op": "env-unset", "names": ["ok", "no;"]}, "names"),
        ({"op": "env-set", "name": "A", "value": "", "lifetime": "ever"}, "lifetime"),
        ({"op": "pip-config-set", "key": "cert", "value": "x"}, "key"),
        ({"op": "pip-config-set", "key": "global.c]\n", "value": "x"}, "key"),
        ({"op": "write-file", "path": "p", "content": "", "mode": "rwx"}, "mode"),
        ({"op": "trust-add", "name": "../../etc/x"}, "name"),
        ({"op": "manual", "text": {"en": "only"}}, "text.zh"),
        ({"op": "venv", "when": {"os": ["beos"]}}, "when.os"),
        ({"op": "venv", "when": {"pip": "24"}}, "when.pip"),
        ({"op": "venv", "when": {"shell": ["csh"]}}, "when.shell"),
        ({"op": "venv", "when": {"moon": True}}, "when.moon"),
    ],
)
def test_a_bad_table_is_refused_at_the_right_key(table: dict[str, object], key: str) -> None:
    with pytest.raises(BadOperation) as caught:
        parse_operation(table)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("condition", "target", "shell", "allowed"),
    [
        (Condition(), Target(), "bash", True),
        (Condition(os=("win",)), Target(os="linux"), "bash", False),
        (Condition(shell=("powershell5",)), Target(os="win"), "powershell", True),
        (Condition(pip=">=24.2"), Target(pip_version="24.1.2"), "bash", False),
        (Condition(pip=">=24.2"), Target(), "bash", True),
        (Condition(pip=">=24.2"), Target(python_version="3.7.16"), "bash", False),
        (Condition(python=">=3.10,<3.13"), Target(python_version="3.12.1"), "bash", True),
        (Condition(externally_managed=False), Target(externally_managed=True), "bash", False),
        (Condition(distro=("debian",)), Target(), "bash", False),
    ],
)
def test_conditions(condition: Condition, target: Target, shell: str, allowed: bool) -> None:
    assert condition.allows(target, shell) is allowed


def test_unfilled_placeholders_stay_visible_and_are_listed() -> None:
    operations: list[Operation] = [
        PipConfigSet("global.cert", "{ca_file}"),
        Pip(("install", "{package}", "{python}")),
        Manual(Words((("en", "see {ca_file} and {host}"), ("zh", "{host}")))),
    ]
    assert placeholders(operations) == ("ca_file", "package", "host")
    assert open_placeholders(operations, {"host": "h", "package": ""}) == ("ca_file", "package")
    filled = fill(operations[0], {}, ("python3",))
    assert filled == PipConfigSet("global.cert", "<CA FILE>")


@given(st.text(), st.text())
def test_a_value_is_never_filled_a_second_time(value: str, other: str) -> None:
    filled = fill(PipConfigSet("global.cert", "{a}"), {"a": "{b}" + value, "b": other}, ("p",))
    assert isinstance(filled, PipConfigSet)
    assert filled.value == "{b}" + value


def test_only_setting_a_proxy_asks_for_its_address() -> None:
    actions = ("set", "unset", "bypass")
    assert [open_placeholders([EditProxy(action)], {}) for action in actions] == [
        ("proxy",),
        (),
        (),
    ]


def test_python_becomes_the_words_of_the_launcher() -> None:
    filled = fill(Pip(("{python}", "-m", "x{python}")), {}, ("py", "-3.12"))
    assert isinstance(filled, Pip)
    assert filled.args == ("py", "-3.12", "-m", "xpy -3.12")


def test_operations_are_values() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Pip(("check",)).args = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("ids", "family"),
    [("ubuntu debian", "debian"), ("opensuse-leap suse", "suse"), ("plan9", None), ("", None)],
)
def test_distro_families(ids: str, family: str | None) -> None:
    assert distro_family(ids) == family
