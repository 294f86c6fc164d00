"""How many cases lie where, from the counts that the database keeps; no case is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, text

from intake.db.queue import Lying
from intake.db.queue_schema import case_counts


@dataclass(frozen=True)
class Counted:
    """How many open cases are due on a day at a desk."""

    desk: str
    due_on: dt.date
    n: int


def open_counts(connection: Connection, lying: Collection[Lying] | None = None) -> list[Counted]:
    """Return how many open cases are due when, at the desks and in the states given, or at all."""
    if lying is not None and not lying:
        return []
    query = (
        select(case_counts.c.desk, case_counts.c.due_on, func.sum(case_counts.c.n).label("n"))
        .where(case_counts.c.open)
        .group_by(case_counts.c.desk, case_counts.c.due_on)
        .having(func.sum(case_counts.c.n) > 0)
    )
    if lying is not None:
        query = query.where(
            or_(
                *(
                    and_(
                        case_counts.c.desk == one.desk,
                        *([case_counts.c.state == one.state] if one.state else []),
                    )
                    for one in lying
                )
            )
        )
    return [Counted(row.desk, row.due_on, row.n) for row in connection.execute(query)]


def compact_counts(connection: Connection) -> None:
    """Fold each count's shards into one row, and drop the counts of what is gone."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE case_counts IN EXCLUSIVE MODE"))
    key = [
        case_counts.c.desk,
        case_counts.c.open,
        case_counts.c.due_on,
        case_counts.c.state,
    ]
    rows = connection.execute(
        select(*key, func.sum(case_counts.c.n).label("n"))
        .group_by(*key)
        .having(func.sum(case_counts.c.n) != 0)
    ).all()
    connection.execute(delete(case_counts))
    if rows:
        connection.execute(insert(case_counts), [{**row._mapping, "shard": 0} for row in rows])
