"""What every table belongs to: one catalogue, one way to name constraints, STRICT on SQLite."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.schema import ForeignKeyConstraint

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Part = Column[object] | CheckConstraint | ForeignKeyConstraint | UniqueConstraint | Index


def table(name: str, *parts: Part) -> Table:
    """Declare a table."""
    return Table(name, metadata, *parts, sqlite_strict=True)
