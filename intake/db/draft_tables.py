"""Drafts of one kind, acts' or months', in the database: moved if nobody did before.

Beside each stands what was done to it, from which its authors are read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Table, func, insert, select, update

from intake.db.schema import members
from intake.domain.drafting import AUTHORING, Drafted, DraftMove

D = TypeVar("D", bound=Drafted)


@dataclass(frozen=True)
class DraftEvent:
    """Something that was done to a draft; `by` is a member's name, empty for the system."""

    at: dt.datetime
    by: str
    move: DraftMove
    words: str


@dataclass(frozen=True)
class DraftTables(Generic[D]):
    """Where drafts of one kind are stored, and how a draft becomes a row and a row a draft."""

    drafts: Table
    events: Table
    columns_of: Callable[[D], dict[str, object]]
    draft_of: Callable[[Row[tuple[object, ...]]], D]

    def add(self, connection: Connection, draft: D, *, at: dt.datetime, **columns: object) -> None:
        """Store a new draft, its events beside it; one whose id is known violates the key.

        `columns` are those that the draft itself does not know.
        """
        stored = self.columns_of(draft) | columns
        connection.execute(insert(self.drafts), {**stored, "changed_at": at})

    def by_id(self, connection: Connection, draft_id: str) -> D | None:
        """Return a draft."""
        query = select(self.drafts).where(self.drafts.c.id == draft_id)
        row = connection.execute(query).one_or_none()
        return self.draft_of(row) if row else None

    def move(self, connection: Connection, moved: D, *, at: dt.datetime) -> bool:
        """Store a draft as it is after a move; False if another move was made meanwhile."""
        mine, before = self.drafts.c.id == moved.id, self.drafts.c.version == moved.version - 1
        done = connection.execute(
            update(self.drafts).where(mine, before).values(**self.columns_of(moved), changed_at=at)
        )
        return done.rowcount == 1

    def add_event(
        self,
        connection: Connection,
        draft_id: str,
        *,
        at: dt.datetime,
        member_id: str | None,
        move: DraftMove,
        words: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> None:
        """Write what was done to a draft; `typed` where drafts of the kind are typed."""
        last = select(func.coalesce(func.max(self.events.c.seq), 0)).where(
            self.events.c.draft_id == draft_id
        )
        event = {
            "draft_id": draft_id,
            "seq": connection.execute(last).scalar_one() + 1,
            "at": at,
            "member_id": member_id,
            "move": move,
            "words": words,
        }
        if typed is not None:
            event["typed"] = msgspec.json.encode(typed).decode()
        connection.execute(insert(self.events), event)

    def events_of(self, connection: Connection, draft_id: str) -> list[DraftEvent]:
        """Return what was done to a draft, in order."""
        query = (
            select(self.events, members.c.name)
            .outerjoin(members, members.c.id == self.events.c.member_id)
            .where(self.events.c.draft_id == draft_id)
            .order_by(self.events.c.seq)
        )
        return [
            DraftEvent(row.at, row.name or "", DraftMove(row.move), row.words)
            for row in connection.execute(query)
        ]

    def authors_of(self, connection: Connection, draft_id: str) -> frozenset[str]:
        """Return every member who ever wrote, changed or sent a draft."""
        query = select(self.events.c.member_id).where(
            self.events.c.draft_id == draft_id,
            self.events.c.move.in_(sorted(AUTHORING)),
            self.events.c.member_id.is_not(None),
        )
        return frozenset(connection.scalars(query))
