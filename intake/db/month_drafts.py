"""Months on their way to the public: stored, moved if nobody did before, listed by month."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, Row, func, insert, select, update

from intake.db.act_drafts import DraftEvent
from intake.db.number_schema import month_drafts, month_events
from intake.db.schema import members
from intake.domain.drafting import AUTHORING, DraftMove, DraftState
from intake.domain.month_drafts import MonthDraft
from register.numbers import decode_month


def add_month(connection: Connection, draft: MonthDraft, *, at: dt.datetime) -> None:
    """Store a new draft, its events beside it; one whose id is known violates the key."""
    connection.execute(insert(month_drafts), {**_columns(draft), "changed_at": at})


def month_by_id(connection: Connection, draft_id: str) -> MonthDraft | None:
    """Return a draft."""
    query = select(month_drafts).where(month_drafts.c.id == draft_id)
    row = connection.execute(query).one_or_none()
    return _draft(row) if row else None


def drafts_of_month(connection: Connection, month: str) -> list[MonthDraft]:
    """Return every draft of a month, the first prepared first."""
    query = select(month_drafts).where(month_drafts.c.month == month)
    return sorted(map(_draft, connection.execute(query)), key=lambda draft: draft.id)


def newest_drafts(connection: Connection, size: int) -> list[tuple[MonthDraft, dt.datetime]]:
    """Return the drafts changed last, with when that was."""
    query = select(month_drafts).order_by(month_drafts.c.changed_at.desc(), month_drafts.c.id)
    return [(_draft(row), row.changed_at) for row in connection.execute(query.limit(size))]


def months_to_publish(connection: Connection) -> list[MonthDraft]:
    """Return the drafts that were approved and are not known to be public yet."""
    query = select(month_drafts).where(month_drafts.c.state == DraftState.APPROVED)
    return [_draft(row) for row in connection.execute(query.order_by(month_drafts.c.id))]


def move_month(
    connection: Connection, moved: MonthDraft, *, expected: int, at: dt.datetime
) -> bool:
    """Store a draft as it is after a move; False if it is no longer at version `expected`."""
    done = connection.execute(
        update(month_drafts)
        .where(month_drafts.c.id == moved.id, month_drafts.c.version == expected)
        .values(**_columns(moved), changed_at=at)
    )
    return done.rowcount == 1


def add_month_event(
    connection: Connection,
    draft_id: str,
    *,
    at: dt.datetime,
    member_id: str | None,
    move: DraftMove,
    words: str = "",
) -> None:
    """Write what was done to a draft."""
    last = select(func.coalesce(func.max(month_events.c.seq), 0)).where(
        month_events.c.draft_id == draft_id
    )
    connection.execute(
        insert(month_events),
        {
            "draft_id": draft_id,
            "seq": connection.execute(last).scalar_one() + 1,
            "at": at,
            "member_id": member_id,
            "move": move,
            "words": words,
        },
    )


def events_of_month(connection: Connection, draft_id: str) -> list[DraftEvent]:
    """Return what was done to a draft, in order."""
    query = (
        select(month_events, members.c.name)
        .outerjoin(members, members.c.id == month_events.c.member_id)
        .where(month_events.c.draft_id == draft_id)
        .order_by(month_events.c.seq)
    )
    return [
        DraftEvent(row.at, row.name or "", DraftMove(row.move), row.words)
        for row in connection.execute(query)
    ]


def authors_of_month(connection: Connection, draft_id: str) -> frozenset[str]:
    """Return every member who ever prepared or sent a draft."""
    query = select(month_events.c.member_id).where(
        month_events.c.draft_id == draft_id,
        month_events.c.move.in_(sorted(AUTHORING)),
        month_events.c.member_id.is_not(None),
    )
    return frozenset(connection.scalars(query))


def _columns(draft: MonthDraft) -> dict[str, object]:
    return {
        "id": draft.id,
        "month": draft.numbers.month,
        "revision": draft.numbers.revision,
        "state": draft.state,
        "version": draft.version,
        "body": draft.numbers.encoded().decode(),
    }


def _draft(row: Row[tuple[object, ...]]) -> MonthDraft:
    numbers = decode_month(row.body.encode())
    return MonthDraft(row.id, DraftState(row.state), row.version, numbers)
