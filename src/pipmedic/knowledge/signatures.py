"""All signatures with their prefilter, built when first needed or read ready-made from a file."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Optional, Union, overload

from .model import Signature
from .prefilter import Prefilter, build

FORMAT = 1
_COLUMN, _ROW, _FIELD = "\x1d", "\x1e", "\x1f"
_FIELDS = tuple(field.name for field in fields(Signature) if field.name != "examples")
"""What an index keeps of a signature."""


class BadIndex(ValueError):
    """A ready-made index that is damaged, of another format, or of other signatures."""


@dataclass(frozen=True)
class Signatures(Sequence[Signature]):
    """Signatures in the order of their file.

    Attributes:
        rows: the signatures; those from an index file are still in the form it keeps them in.
        made: the prefilter, when it was read from a file.
    """

    rows: Sequence[Union[Signature, str]]
    made: Optional[Prefilter] = None

    @overload
    def __getitem__(self, index: int) -> Signature: ...
    @overload
    def __getitem__(self, index: slice) -> Signatures: ...
    def __getitem__(self, index: Union[int, slice]) -> Union[Signature, Signatures]:
        """Return one signature, or several in a sequence of their own."""
        if isinstance(index, slice):
            return Signatures(self.rows[index])
        row = self.rows[index]
        return row if isinstance(row, Signature) else _unpacked(row)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    @cached_property
    def prefilter(self) -> Prefilter:
        """The index over all patterns."""
        return self.made or build([signature.pattern for signature in self])

    def candidates(self, text: str) -> list[Signature]:
        """Return the signatures that may match ``text`` (lines joined by spaces), in order."""
        return [self[number] for number in self.prefilter.candidates(text)]

    def dump(self, digest: str) -> str:
        """Return the ready-made index as text, marked with the digest of the signatures' file.

        Raises:
            ValueError: a signature holds a control character that separates the columns.
        """
        index = self.prefilter
        columns: tuple[Iterable[object], ...] = (
            index.stretches,
            index.literals,
            index.owners,
            index.always,
        )
        head = json.dumps({"format": FORMAT, "digest": digest})
        rest = (_ROW.join(map(str, column)) for column in columns)
        return _COLUMN.join([head, self.packed(), *rest])

    def packed(self) -> str:
        """Return all signatures as one text, apart from their examples.

        Raises:
            ValueError: one holds a control character that separates fields.
        """
        return _ROW.join(map(_packed, self))


def _packed(signature: Signature) -> str:
    values = [str(getattr(signature, name)) for name in _FIELDS]
    if any(mark in value for value in values for mark in (_COLUMN, _ROW, _FIELD)):
        raise ValueError(f"signature {signature.id} holds a control character")
    return _FIELD.join(values)


def _unpacked(row: str) -> Signature:
    values: dict[str, Any] = dict(zip(_FIELDS, row.split(_FIELD)))
    return Signature(**{**values, "rank": int(values["rank"])})


_latest: list[Signatures] = []


def signatures_of(found: Sequence[Signature]) -> Signatures:
    """Return signatures with their prefilter, the same object while the same ones are asked for."""
    if isinstance(found, Signatures):
        return found
    if not _latest or _latest[0].rows is not found:
        _latest[:] = [Signatures(found)]
    return _latest[0]


def load_signatures(text: str, digest: str) -> Signatures:
    """Return what `Signatures.dump` wrote.

    Raises:
        BadIndex: it is damaged, of another format, or of a file with another digest.
    """
    head, *columns = text.split(_COLUMN)
    try:
        if json.loads(head) != {"format": FORMAT, "digest": digest}:
            raise BadIndex("is of another file or format")
        rows, stretches, literals, owners, always = (_rows(column) for column in columns)
        index = Prefilter(
            stretches, literals, array("l", map(int, owners)), array("l", map(int, always))
        )
    except (ValueError, RecursionError) as error:
        raise BadIndex(str(error)) from error
    count = len(rows)
    whole = len(stretches) == len(literals) == len(index.owners)
    if not whole or not all(0 <= n < count for n in (*index.owners, *index.always)):
        raise BadIndex("has columns that do not fit together")
    return Signatures(rows, index)


def _rows(column: str) -> list[str]:
    return column.split(_ROW) if column else []
