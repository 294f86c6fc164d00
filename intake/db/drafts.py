"""Drafts: put in all at once, found by the import that brought them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, delete, insert, select

from intake.db.draft_schema import column_maps, drafts, imports
from register.importing.columns import Columns, Field
from register.importing.drafts import Draft

_AT_ONCE = 500
"""Fingerprints asked for in one statement: SQLite binds at most 32,766 values."""


@dataclass(frozen=True)
class Import:
    """One run of an import."""

    id: str
    kind: str
    file_name: str
    digest: str
    at: dt.datetime
    accepted: int
    flagged: int
    refused: int
    added: int


@dataclass(frozen=True)
class StoredDraft:
    """A draft and where it came from."""

    id: str
    import_id: str
    place: int
    """Its place among the drafts of its import, from 0."""
    sheet: str
    row: int
    draft: Draft


def add_import(connection: Connection, run: Import) -> None:
    """Store a run; its drafts follow."""
    connection.execute(
        insert(imports),
        {field: getattr(run, field) for field in Import.__dataclass_fields__},
    )


def add_drafts(connection: Connection, new: Sequence[StoredDraft]) -> None:
    """Store drafts; one whose fingerprint is there already violates its constraint."""
    if new:
        connection.execute(insert(drafts), [_columns(stored) for stored in new])


def known_fingerprints(connection: Connection, asked: Sequence[str]) -> set[str]:
    """Return those of the fingerprints that stored drafts have."""
    known: set[str] = set()
    for start in range(0, len(asked), _AT_ONCE):
        some = list(asked[start : start + _AT_ONCE])
        found = select(drafts.c.fingerprint).where(drafts.c.fingerprint.in_(some))
        known.update(connection.scalars(found))
    return known


def imports_newest_first(connection: Connection, size: int) -> list[Import]:
    """Return the last runs."""
    query = select(imports).order_by(imports.c.at.desc(), imports.c.id).limit(size)
    return [Import(**row._mapping) for row in connection.execute(query)]


def import_by_id(connection: Connection, import_id: str) -> Import | None:
    """Return one run."""
    row = connection.execute(select(imports).where(imports.c.id == import_id)).one_or_none()
    return Import(**row._mapping) if row else None


def drafts_of(
    connection: Connection, import_id: str, *, after: int = -1, size: int
) -> list[StoredDraft]:
    """Return the drafts that an import brought, in the list's order, after a place in it."""
    query = (
        select(drafts)
        .where(drafts.c.import_id == import_id, drafts.c.place > after)
        .order_by(drafts.c.place)
        .limit(size)
    )
    return [
        StoredDraft(
            row.id,
            row.import_id,
            row.place,
            row.sheet,
            row.row,
            msgspec.json.decode(row.body, type=Draft),
        )
        for row in connection.execute(query)
    ]


def remember_columns(
    connection: Connection, signature: str, columns: Iterable[Field], day: dt.date
) -> None:
    """Store how a header was mapped by hand, in place of what was stored for it."""
    connection.execute(delete(column_maps).where(column_maps.c.signature == signature))
    connection.execute(
        insert(column_maps),
        {
            "signature": signature,
            "columns": msgspec.json.encode(list(columns)).decode(),
            "set_on": day,
        },
    )


def remembered_columns(connection: Connection, signature: str) -> Columns | None:
    """Return how a header was mapped by hand before."""
    stored = connection.scalar(
        select(column_maps.c.columns).where(column_maps.c.signature == signature)
    )
    return None if stored is None else msgspec.json.decode(stored, type=Columns)


def _columns(stored: StoredDraft) -> dict[str, object]:
    draft = stored.draft
    return {
        "id": stored.id,
        "fingerprint": draft.fingerprint,
        "import_id": stored.import_id,
        "place": stored.place,
        "sheet": stored.sheet,
        "row": stored.row,
        "kind": draft.kind,
        "name": draft.parsed.name,
        "flagged": bool(draft.remarks),
        "body": msgspec.json.encode(draft).decode(),
    }
