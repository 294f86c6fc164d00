"""What both outboxes do: rows that are due are taken under a lease, and settled after the answer.

An outbox is a table with `id`, `state`, `due_at`, `attempts`, `lease` and `problem`. Nobody else
takes a row before its lease ends, so a worker that dies holding some strands none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select, update

from intake.db.platform_schema import DeliveryState


@dataclass(frozen=True)
class Verdict:
    """How an attempt went: where the row stands now, and when it is due (again)."""

    state: DeliveryState
    due_at: dt.datetime
    problem: str | None
    """Why it was not taken, in a word; None where it was."""


def any_due(connection: Connection, outbox: Table, now: dt.datetime) -> bool:
    """Tell whether anything waits to be sent; reads only."""
    first = select(outbox.c.id).where(
        outbox.c.state == DeliveryState.WAITING, outbox.c.due_at <= now
    )
    return connection.execute(first.limit(1)).first() is not None


def take(
    connection: Connection,
    outbox: Table,
    *,
    lease: str,
    now: dt.datetime,
    until: dt.datetime,
    most: int,
) -> list[str]:
    """Hold up to `most` due rows under a lease and return their ids; they are due at `until`."""
    due = (
        select(outbox.c.id)
        .where(outbox.c.state == DeliveryState.WAITING, outbox.c.due_at <= now)
        .order_by(outbox.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = list(connection.execute(due).scalars())
    if taken:
        connection.execute(
            update(outbox).where(outbox.c.id.in_(taken)).values(lease=lease, due_at=until)
        )
    return taken


def settle(
    connection: Connection, outbox: Table, row_id: str, lease: str, verdict: Verdict
) -> bool:
    """Note how an attempt went; False if the lease was lost to another worker meanwhile."""
    settled = connection.execute(
        update(outbox)
        .where(outbox.c.id == row_id, outbox.c.lease == lease)
        .values(
            state=verdict.state,
            due_at=verdict.due_at,
            problem=verdict.problem,
            lease=None,
            attempts=outbox.c.attempts + 1,
        )
    )
    return settled.rowcount == 1
