"""Column types that mean the same on SQLite (in STRICT tables) and on PostgreSQL.

STRICT tables know only INTEGER, REAL, TEXT and BLOB, so days and moments are ISO 8601 text there.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class Day(TypeDecorator[dt.date]):
    """A calendar day; all that is ever kept of when a reporter did something."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use text on SQLite, DATE elsewhere."""
        kind: TypeEngine[Any] = Text() if _is_sqlite(dialect) else Date()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: dt.date | None, dialect: Dialect) -> object:
        """Write `2026-11-22` on SQLite."""
        return value.isoformat() if value is not None and _is_sqlite(dialect) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.date | None:
        """Read it back."""
        del dialect
        day: dt.date | None = dt.date.fromisoformat(value) if isinstance(value, str) else value
        return day


class Moment(TypeDecorator[dt.datetime]):
    """An instant of something staff did, in UTC."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use text on SQLite, TIMESTAMP WITH TIME ZONE elsewhere."""
        kind: TypeEngine[Any] = Text() if _is_sqlite(dialect) else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> object:
        """Write UTC to the microsecond, so that text sorts as time does."""
        if value is None:
            return None
        utc = value.astimezone(dt.UTC)
        return utc.isoformat(timespec="microseconds") if _is_sqlite(dialect) else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Read it back, always aware of its zone."""
        del dialect
        if isinstance(value, str):
            return dt.datetime.fromisoformat(value)
        moment: dt.datetime | None = None if value is None else value.astimezone(dt.UTC)
        return moment


class Flag(TypeDecorator[bool]):
    """True or false."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use 0 and 1 on SQLite, BOOLEAN elsewhere."""
        kind: TypeEngine[Any] = Integer() if _is_sqlite(dialect) else Boolean()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> object:
        """Write 0 or 1 on SQLite."""
        return int(value) if value is not None and _is_sqlite(dialect) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Read it back."""
        del dialect
        return None if value is None else bool(value)


Bytes = LargeBinary
Serial = BigInteger().with_variant(Integer, "sqlite")
"""Assigned by the database, never read and written back."""


def one_of(column: str, words: type[StrEnum]) -> str:
    """Return the CHECK that a text column holds one of an enumeration's words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def _is_sqlite(dialect: Dialect) -> bool:
    return dialect.name == "sqlite"
