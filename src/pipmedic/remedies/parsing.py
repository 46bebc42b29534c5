"""Operations from and to plain tables (TOML, JSON), with errors that name the key."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, Callable

from ..i18n.said import Said, said
from .operations import OPERATION_TYPES, Condition, Operation, Words
from .target import DISTRO_FAMILIES, OS_NAMES, UnknownShell, shell_name
from .versions import BadRange, in_range

_TYPES: dict[str, type[Operation]] = {kind.op: kind for kind in OPERATION_TYPES}
_CHOICES: dict[str, tuple[str, ...]] = {
    "scope": ("user", "venv", "system"),
    "lifetime": ("command", "shell", "user"),
    "store": ("user", "system"),
    "action": ("set", "unset", "bypass"),
}
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_CONFIG_KEY = re.compile(r"(?:[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+|\{[a-z_]+\})\Z")
_PATTERNS: dict[tuple[str, str], re.Pattern[str]] = {
    ("env-set", "name"): _ENV_NAME,
    ("pip-config-set", "key"): _CONFIG_KEY,
    ("pip-config-unset", "key"): _CONFIG_KEY,
    ("write-file", "mode"): re.compile(r"[0-7]{3}\Z"),
    ("trust-add", "name"): re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z"),
    ("trust-remove", "name"): re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z"),
}


class BadOperation(ValueError):
    """A table that is not an operation: `key` is where, `reason` is why."""

    def __init__(self, key: str, reason: Said) -> None:
        super().__init__(key, reason)
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


def parse_operation(table: Mapping[str, object]) -> Operation:
    """The operation that a table such as `{op = "pip", args = ["check"]}` describes.

    Raises:
        BadOperation: unknown `op` or key, missing key, wrong type, or a value out of range.
    """
    name = table.get("op")
    kind = _TYPES.get(name) if isinstance(name, str) else None
    if kind is None:
        known = ", ".join(sorted(_TYPES))
        raise BadOperation("op", said("operation.unknown", name=name, known=known))
    fields = {f.name: f for f in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    for key, raw in table.items():
        if key == "op":
            continue
        if key not in fields:
            known = ", ".join(sorted(fields))
            raise BadOperation(key, said("operation.no_key", name=name, known=known))
        values[key] = _check(kind.op, key, _READERS[str(fields[key].type)](key, raw))
    for key, declared in fields.items():
        if declared.default is dataclasses.MISSING and key not in values:
            raise BadOperation(key, said("operation.needed", name=name))
    return kind(**values)


def _check(op: str, key: str, value: object) -> object:
    choices = _CHOICES.get(key)
    if choices and value not in choices:
        raise BadOperation(key, said("data.no_choice", known=", ".join(choices), found=value))
    pattern = _PATTERNS.get((op, key))
    if pattern and not pattern.match(str(value)):
        raise BadOperation(key, said("operation.form", found=value, form=pattern.pattern))
    names: tuple[object, ...] = ()
    if (op, key) == ("env-unset", "names"):
        names = tuple(value) if isinstance(value, tuple) else ()
    elif key == "env" and isinstance(value, tuple):
        names = tuple(pair[0] for pair in value)
    for name in names:
        if not _ENV_NAME.match(str(name)):
            raise BadOperation(key, said("operation.no_variable", found=name))
    return value


def _string(key: str, raw: object) -> str:
    if not isinstance(raw, str):
        raise BadOperation(key, said("data.no_string", found=type(raw).__name__))
    if "\0" in raw:
        raise BadOperation(key, said("operation.nul"))
    return raw


def _boolean(key: str, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise BadOperation(key, said("data.no_flag"))
    return raw


def _strings(key: str, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, (list, tuple)):
        raise BadOperation(key, said("data.no_strings"))
    return tuple(_string(f"{key}[{i}]", item) for i, item in enumerate(raw))


def _pairs(key: str, raw: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, Mapping):
        raise BadOperation(key, said("operation.no_pairs"))
    return tuple((str(name), _string(f"{key}.{name}", value)) for name, value in raw.items())


def _words(key: str, raw: object) -> Words:
    pairs = _pairs(key, raw)
    for lang in ("en", "zh"):
        if not dict(pairs).get(lang):
            raise BadOperation(f"{key}.{lang}", said("data.missing"))
    return Words(pairs)


def _condition(key: str, raw: object) -> Condition:
    if not isinstance(raw, Mapping):
        raise BadOperation(key, said("data.no_table"))
    fields = {f.name: str(f.type) for f in dataclasses.fields(Condition)}
    values: dict[str, Any] = {}
    for name, item in raw.items():
        where = f"{key}.{name}"
        if name not in fields:
            known = ", ".join(sorted(fields))
            raise BadOperation(where, said("operation.no_condition", known=known))
        values[name] = _condition_value(where, name, _READERS[fields[name]](where, item))
    return Condition(**values)


def _condition_value(where: str, name: str, value: Any) -> Any:
    try:
        if name == "shell":
            return tuple(shell_name(word) for word in value)
        if name in ("pip", "python"):
            in_range((0,), value)
    except (UnknownShell, BadRange) as error:
        raise BadOperation(where, said("operation.not_understood", found=value)) from error
    known = {"os": OS_NAMES, "distro": DISTRO_FAMILIES}.get(name)
    for word in value if known else ():
        if word not in (known or ()):
            choices = ", ".join(known or ())
            raise BadOperation(where, said("data.no_choice", known=choices, found=word))
    return value


_READERS: dict[str, Callable[[str, object], Any]] = {
    "str": _string,
    "Optional[str]": _string,
    "bool": _boolean,
    "Optional[bool]": _boolean,
    "tuple[str, ...]": _strings,
    "tuple[tuple[str, str], ...]": _pairs,
    "Words": _words,
    "Condition": _condition,
}


def to_json(operation: Operation) -> dict[str, Any]:
    """The table that `parse_operation` turns into an equal operation; defaults are left out."""
    table: dict[str, Any] = {"op": operation.op}
    for item in dataclasses.fields(operation):
        value = getattr(operation, item.name)
        if item.default is dataclasses.MISSING or value != item.default:
            table[item.name] = _plain(value, str(item.type))
    return table


def _plain(value: Any, declared: str) -> Any:
    if isinstance(value, Words):
        return dict(value.by_language)
    if isinstance(value, Condition):
        parts = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {
            k: list(v) if isinstance(v, tuple) else v for k, v in parts.items() if v or v is False
        }
    if declared.startswith("tuple[tuple"):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
