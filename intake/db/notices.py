"""The outbox of notices: put in once, claimed for a while, settled after the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, insert, select

from intake.db import outbox
from intake.db.notice_schema import NoticeKind, notices
from intake.db.platform_schema import DeliveryState
from intake.db.schema import cases
from intake.domain.lifecycle import State


@dataclass(frozen=True)
class Notice:
    """One notice to one address; `body` holds counts and days as JSON."""

    id: str
    department: str
    kind: NoticeKind
    subject: str
    target: str
    body: str
    attempts: int = 0


@dataclass(frozen=True)
class Waiting:
    """A case that awaits its department."""

    number: str
    state: State
    due_on: dt.date
    subject: str


def add_notice(connection: Connection, notice: Notice, due_at: dt.datetime) -> bool:
    """Put a notice into the outbox; False where the same one is or was there."""
    same = select(notices.c.id).where(
        notices.c.department == notice.department,
        notices.c.kind == notice.kind,
        notices.c.subject == notice.subject,
        notices.c.target == notice.target,
    )
    if connection.execute(same).first() is not None:
        return False
    row = {**vars(notice), "state": DeliveryState.WAITING, "due_at": due_at}
    connection.execute(insert(notices), row)
    return True


def cases_not_told_of(
    connection: Connection, department: str, states: Collection[State], target: str, most: int
) -> list[Waiting]:
    """Return open cases at a desk, in one of `states`, that an address was not told of yet."""
    since = func.coalesce(cases.c.with_lead_since, cases.c.received_on)
    subject = cases.c.number + "/" + cases.c.state + "/" + since.cast(notices.c.subject.type)
    told = select(notices.c.id).where(
        notices.c.department == department,
        notices.c.kind == NoticeKind.CASE,
        notices.c.subject == subject,
        notices.c.target == target,
    )
    rows: list[Row[tuple[object, ...]]] = []
    for state in sorted(states):
        query = (
            select(cases.c.number, cases.c.state, cases.c.due_on, subject.label("subject"))
            .where(cases.c.desk == department, cases.c.open, cases.c.state == state)
            .where(~told.exists())
            .order_by(cases.c.due_on, cases.c.id)
            .limit(most)
        )
        rows += connection.execute(query)
    return [Waiting(row.number, State(row.state), row.due_on, row.subject) for row in rows[:most]]


def take_notices(
    connection: Connection, *, lease: str, now: dt.datetime, until: dt.datetime, most: int
) -> list[Notice]:
    """Take up to `most` notices that are due; they are due again at `until`."""
    taken = outbox.take(connection, notices, lease=lease, now=now, until=until, most=most)
    rows = connection.execute(select(notices).where(notices.c.id.in_(taken)))
    return sorted((_notice(row) for row in rows), key=lambda one: taken.index(one.id))


def _notice(row: Row[tuple[object, ...]]) -> Notice:
    return Notice(
        row.id,
        row.department,
        NoticeKind(row.kind),
        row.subject,
        row.target,
        row.body,
        row.attempts,
    )
