"""Filling `{names}` in operations, and saying which are still open.

One pass only: a value that itself contains `{braces}` is never filled again. What cannot be filled
stays visible as `<CA FILE>`, so that a pasted line fails in plain sight instead of doing harm.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from .operations import Condition, EditProxy, Operation, Words

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
PYTHON = "python"

OperationT = TypeVar("OperationT", bound=Operation)


def open_name(name: str) -> str:
    """How an unfilled placeholder is shown: `ca_file` -> `<CA FILE>`."""
    return f"<{name.replace('_', ' ').upper()}>"


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """`text` with every placeholder replaced by its value, or by its visible open name."""
    return _PLACEHOLDER.sub(lambda m: values.get(m.group(1)) or open_name(m.group(1)), text)


def fill_words(
    words: Iterable[str], values: Mapping[str, str], python: tuple[str, ...]
) -> tuple[str, ...]:
    """Like `fill_text` for a command, where the word `{python}` becomes the launcher's words."""
    filled: list[str] = []
    for word in words:
        filled.extend(python if word == "{python}" else (fill_text(word, values),))
    return tuple(filled)


def fill(operation: OperationT, values: Mapping[str, str], python: tuple[str, ...]) -> OperationT:
    """The same operation with its placeholders filled.

    `values` maps placeholder names to texts; `python` is the launcher as words.
    """
    known = {PYTHON: " ".join(python), **values}
    changed: dict[str, Any] = {}
    for item in dataclasses.fields(operation):
        value = getattr(operation, item.name)
        if isinstance(value, str):
            changed[item.name] = fill_text(value, known)
        elif isinstance(value, Words):
            pairs = ((lang, fill_text(text, known)) for lang, text in value.by_language)
            changed[item.name] = Words(tuple(pairs))
        elif isinstance(value, tuple) and value and isinstance(value[0], tuple):
            changed[item.name] = tuple((name, fill_text(text, known)) for name, text in value)
        elif isinstance(value, tuple):
            changed[item.name] = fill_words(value, known, python)
    return dataclasses.replace(operation, **changed)


def placeholders(operations: Iterable[Operation]) -> tuple[str, ...]:
    """Names used in the operations, in order of first use, without `python`."""
    found: dict[str, None] = {}
    for operation in operations:
        for item in dataclasses.fields(operation):
            if _unused(operation, item.name):
                continue
            for text in _texts(getattr(operation, item.name)):
                found.update(dict.fromkeys(_PLACEHOLDER.findall(text)))
    found.pop(PYTHON, None)
    return tuple(found)


def _unused(operation: Operation, field: str) -> bool:
    """Whether a field is of no account: only setting a proxy needs its address."""
    return isinstance(operation, EditProxy) and field == "url" and operation.action != "set"


def open_placeholders(
    operations: Iterable[Operation], values: Mapping[str, str]
) -> tuple[str, ...]:
    """Names for which a person must still be asked."""
    return tuple(name for name in placeholders(operations) if not values.get(name))


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Words):
        yield from (text for _, text in value.by_language)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item[1] if isinstance(item, tuple) else item)
    elif isinstance(value, Condition):
        return
