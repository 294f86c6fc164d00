"""What platforms are told, and the outbox that takes it to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, and_, insert, select, update

from intake.db import outbox
from intake.db.platform_schema import DeliveryState, changes, deliveries, platforms
from intake.domain.lifecycle import Move, State


@dataclass(frozen=True)
class Change:
    """One thing a platform is told; `body` is sealed."""

    platform: str
    seq: int
    number: str
    case_id: str
    day: dt.date
    at: dt.datetime | None
    move: Move
    state: State
    body: bytes


@dataclass(frozen=True)
class Delivery:
    """One change on its way."""

    id: str
    change: Change
    address: str | None
    attempts: int
    due_at: dt.datetime
    problem: str | None


def add_change(connection: Connection, change: Change) -> None:
    """Store a change at the place taken for it."""
    connection.execute(
        insert(changes),
        {
            "platform_id": change.platform,
            "seq": change.seq,
            "number": change.number,
            "case_id": change.case_id,
            "day": change.day,
            "at": change.at,
            "move": change.move,
            "state": change.state,
            "body": change.body,
        },
    )


def add_delivery(
    connection: Connection, delivery_id: str, platform: str, seq: int, due_at: dt.datetime
) -> None:
    """Put a change into the outbox."""
    connection.execute(
        insert(deliveries),
        {
            "id": delivery_id,
            "platform_id": platform,
            "seq": seq,
            "state": DeliveryState.WAITING,
            "due_at": due_at,
            "attempts": 0,
            "lease": None,
            "problem": None,
        },
    )


def changes_after(connection: Connection, platform: str, seq: int, most: int) -> list[Change]:
    """Return what a platform is told after a place, in order."""
    rows = connection.execute(
        select(changes)
        .where(changes.c.platform_id == platform, changes.c.seq > seq)
        .order_by(changes.c.seq)
        .limit(most)
    )
    return [_change(row) for row in rows]


def changes_between(
    connection: Connection, platform: str, first: dt.date, last: dt.date, most: int
) -> list[Change]:
    """Return what a platform was told on the days from `first` to `last`, in order."""
    rows = connection.execute(
        select(changes)
        .where(changes.c.platform_id == platform, changes.c.day.between(first, last))
        .order_by(changes.c.seq)
        .limit(most)
    )
    return [_change(row) for row in rows]


def changes_of_case(connection: Connection, case_id: str) -> list[Change]:
    """Return all that was told about one case, in order."""
    rows = connection.execute(
        select(changes).where(changes.c.case_id == case_id).order_by(changes.c.seq)
    )
    return [_change(row) for row in rows]


def take_deliveries(
    connection: Connection, *, lease: str, now: dt.datetime, until: dt.datetime, most: int
) -> list[Delivery]:
    """Take up to `most` deliveries that are due; they are due again at `until`."""
    taken = outbox.take(connection, deliveries, lease=lease, now=now, until=until, most=most)
    rows = connection.execute(_WITH_CHANGE.where(deliveries.c.id.in_(taken)))
    return sorted((_delivery(row) for row in rows), key=lambda one: one.change.seq)


def in_state(connection: Connection, state: DeliveryState, most: int = 200) -> list[Delivery]:
    """Return deliveries in a state, the longest due first."""
    rows = connection.execute(
        _WITH_CHANGE.where(deliveries.c.state == state).order_by(deliveries.c.due_at).limit(most)
    )
    return [_delivery(row) for row in rows]


def revive(connection: Connection, delivery_id: str | None, now: dt.datetime) -> int:
    """Let a dead delivery, or all, be tried again at once; return how many that were."""
    which = deliveries.c.state == DeliveryState.DEAD
    if delivery_id is not None:
        which = and_(which, deliveries.c.id == delivery_id)
    revived = connection.execute(
        update(deliveries)
        .where(which)
        .values(state=DeliveryState.WAITING, due_at=now, attempts=0, lease=None)
    )
    return revived.rowcount


_WITH_CHANGE: Select[tuple[object, ...]] = (
    select(
        changes,
        deliveries.c.id,
        deliveries.c.attempts,
        deliveries.c.due_at,
        deliveries.c.problem,
        platforms.c.address,
    )
    .join(
        changes,
        and_(changes.c.platform_id == deliveries.c.platform_id, changes.c.seq == deliveries.c.seq),
    )
    .join(platforms, platforms.c.id == deliveries.c.platform_id)
)


def _change(row: Row[tuple[object, ...]]) -> Change:
    return Change(
        platform=row.platform_id,
        seq=row.seq,
        number=row.number,
        case_id=row.case_id,
        day=row.day,
        at=row.at,
        move=Move(row.move),
        state=State(row.state),
        body=row.body,
    )


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        id=row.id,
        change=_change(row),
        address=row.address,
        attempts=row.attempts,
        due_at=row.due_at,
        problem=row.problem,
    )
