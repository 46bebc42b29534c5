"""Every typed error passes through context managers unchanged: Python writes to it on its way."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass

import pytest

import pipmedic

ROOMS = ("case", "checks", "diagnosis", "fleet", "knowledge", "remedies")


def typed_errors() -> list[type[Exception]]:
    names = [f"pipmedic.{room}" for room in ROOMS]
    for found in pkgutil.walk_packages(pipmedic.__path__, "pipmedic."):
        if found.name.split(".")[1] in ROOMS and not found.name.endswith("__main__"):
            names.append(found.name)
    modules = [importlib.import_module(name) for name in names]
    every = {v for each in modules for v in vars(each).values() if isinstance(v, type)}
    return sorted(
        (each for each in every if issubclass(each, Exception) and is_dataclass(each)),
        key=lambda error: error.__name__,
    )


@contextmanager
def passing() -> Iterator[None]:
    yield


@pytest.mark.parametrize("error", typed_errors(), ids=lambda error: error.__name__)
def test_a_typed_error_passes_through_a_context_manager(error: type[Exception]) -> None:
    given = error(*("" for _ in fields(error)))  # type: ignore[arg-type]
    with pytest.raises(error) as caught, passing():
        raise given
    assert caught.value is given
    assert hash(given) == hash(given)
