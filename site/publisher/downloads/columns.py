"""What stands in a column of the open data, whatever the format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from publisher.fields import number
from publisher.labels import Labels
from register.wording import LazyText

Value = str | int | float | bool | dt.date | None
"""What a cell of a table says; None where nothing was published."""
R_contra = TypeVar("R_contra", contravariant=True)


class Kind(StrEnum):
    """The type of a column's values, in the words of Table Schema, which CSVW shares."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"


TRUE, FALSE = "是", "否"
"""How the tables say yes and no; JSON says true and false."""


class Column(msgspec.Struct, Generic[R_contra], frozen=True):
    """One column: what it is called, what it means, and where its value comes from."""

    key: str
    """Its name in JSON, for programs."""
    title: LazyText
    """Its heading in CSV and XLSX."""
    about: LazyText
    """What it means, as the data dictionary says it."""
    value: Callable[[R_contra, Labels], Value]
    kind: Kind = Kind.STRING
    required: bool = False
    pattern: str = ""
    """A regular expression that every value matches whole."""
    structured: Callable[[R_contra], Any] | None = None
    """The value in JSON where that is more than a cell can say."""


def text(value: Value) -> str:
    """Return a value as a cell of CSV has it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return TRUE if value else FALSE
        case float():
            return number(value)
        case dt.date():
            return value.isoformat()
    return str(value)


R = TypeVar("R")


def cells(columns: Sequence[Column[R]], row: R, labels: Labels) -> list[Value]:
    """Return one row of a table."""
    return [column.value(row, labels) for column in columns]


def record(columns: Sequence[Column[R]], row: R, labels: Labels) -> dict[str, Any]:
    """Return one row as an object of JSON."""
    return {
        column.key: column.structured(row) if column.structured else column.value(row, labels)
        for column in columns
    }
