"""Attached files: their rows. Their bytes are the store's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, func, insert, select, union_all, update

from intake.db.file_schema import file_checks, files
from intake.domain.files import Sender

_NOT_YET = b""
"""In place of what a file is while that lies in its case's letter box: not shown to anyone yet."""


@dataclass(frozen=True)
class StoredFile:
    """One file of a case; `sealed` says what it is."""

    id: str
    case_id: str
    place: int
    day: dt.date
    sender: Sender
    department: str | None
    sealed: bytes


@dataclass(frozen=True)
class StoredCheck:
    """What was found about a file."""

    file_id: str
    copy_id: str | None
    sealed: bytes


def add_files(connection: Connection, new: Iterable[StoredFile]) -> None:
    """Store the rows of files that are durable in the store."""
    rows = [{name: getattr(one, name) for name in StoredFile.__dataclass_fields__} for one in new]
    if rows:
        connection.execute(insert(files), rows)


def file_facts(connection: Connection, file_id: str, sealed: bytes) -> None:
    """Say what a file is, of which only the case was known."""
    connection.execute(update(files).where(files.c.id == file_id).values(sealed=sealed))


def add_check(connection: Connection, check: StoredCheck) -> None:
    """Store what was found; a second finding violates the primary key."""
    connection.execute(
        insert(file_checks),
        {"file_id": check.file_id, "copy_id": check.copy_id, "sealed": check.sealed},
    )


def files_of(connection: Connection, case_id: str) -> list[StoredFile]:
    """Return a case's files in the order in which they came."""
    rows = connection.execute(
        select(files)
        .where(files.c.case_id == case_id, files.c.sealed != _NOT_YET)
        .order_by(files.c.day, files.c.place, files.c.id)
    )
    return [_file(row) for row in rows]


def file_named(connection: Connection, case_id: str, file_id: str) -> StoredFile | None:
    """Return one file of a case; None for another case's."""
    row = connection.execute(
        select(files).where(
            files.c.id == file_id, files.c.case_id == case_id, files.c.sealed != _NOT_YET
        )
    ).one_or_none()
    return _file(row) if row else None


def check_of(connection: Connection, file_id: str) -> StoredCheck | None:
    """Return what was found about a file, if it was looked at."""
    row = connection.execute(
        select(file_checks).where(file_checks.c.file_id == file_id)
    ).one_or_none()
    return StoredCheck(row.file_id, row.copy_id, row.sealed) if row else None


def count_files(connection: Connection, case_id: str, sender: Sender) -> int:
    """Return how many files of a case came from one side."""
    return connection.execute(
        select(func.count())
        .select_from(files)
        .where(files.c.case_id == case_id, files.c.sender == sender)
    ).scalar_one()


def names_in_store(connection: Connection, names: Collection[str]) -> frozenset[str]:
    """Return which of `names` are files or copies that some case has."""
    originals = select(files.c.id).where(files.c.id.in_(names))
    copies = select(file_checks.c.copy_id).where(file_checks.c.copy_id.in_(names))
    return frozenset(connection.execute(union_all(originals, copies)).scalars())


def every_name(connection: Connection) -> list[str]:
    """Return the name of every file and copy that the store should have."""
    copies = select(file_checks.c.copy_id).where(file_checks.c.copy_id.is_not(None))
    return sorted(connection.execute(union_all(select(files.c.id), copies)).scalars())


def remove_files(connection: Connection, case_id: str) -> list[str]:
    """Remove a case's rows; return the names to delete from the store afterwards."""
    mine = select(files.c.id).where(files.c.case_id == case_id)
    copies = select(file_checks.c.copy_id).where(file_checks.c.file_id.in_(mine))
    names = [name for name in connection.execute(union_all(mine, copies)).scalars() if name]
    connection.execute(delete(file_checks).where(file_checks.c.file_id.in_(mine)))
    connection.execute(delete(files).where(files.c.case_id == case_id))
    return names


def _file(row: Row[tuple[object, ...]]) -> StoredFile:
    return StoredFile(
        id=row.id,
        case_id=row.case_id,
        place=row.place,
        day=row.day,
        sender=Sender(row.sender),
        department=row.department,
        sealed=row.sealed,
    )
