"""Months on their way to the public: listed by month, by when they changed, by what waits."""

from __future__ import annotations

from sqlalchemy import Connection, Row, select

from intake.db.draft_tables import DraftTables
from intake.db.number_schema import month_drafts, month_events
from intake.domain.drafting import DraftState
from intake.domain.month_drafts import MonthDraft
from intake.domain.roles import COORDINATION
from register.numbers import decode_month


def drafts_of_month(connection: Connection, month: str) -> list[MonthDraft]:
    """Return every draft of a month, the first prepared first."""
    query = select(month_drafts).where(month_drafts.c.month == month)
    return sorted(map(_draft, connection.execute(query)), key=lambda draft: draft.id)


def newest_drafts(connection: Connection, size: int) -> list[MonthDraft]:
    """Return the drafts changed last."""
    query = select(month_drafts).order_by(month_drafts.c.changed_at.desc(), month_drafts.c.id)
    return [_draft(row) for row in connection.execute(query.limit(size))]


def months_to_publish(connection: Connection) -> list[MonthDraft]:
    """Return the drafts that were approved and are not known to be public yet."""
    query = select(month_drafts).where(month_drafts.c.state == DraftState.APPROVED)
    return [_draft(row) for row in connection.execute(query.order_by(month_drafts.c.id))]


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
    return MonthDraft(row.id, COORDINATION, DraftState(row.state), row.version, numbers)


MONTHS = DraftTables(month_drafts, month_events, _columns, _draft)
"""Prepared months: one by one, and what was done to each."""
