"""Marks of cases: put in, compared, forgotten. See `intake.domain.likeness`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from itertools import groupby

from sqlalchemy import Connection, delete, func, insert, select

from intake.db.routing_schema import marks
from intake.domain.likeness import Sign

_MOST = 4_000
"""So many shared marks are looked at: a flood of one report costs no page its speed."""


def add_marks(
    connection: Connection, case_id: str, day: dt.date, found: Collection[tuple[str, Sign]]
) -> None:
    """Store the marks of a new case."""
    if found:
        connection.execute(
            insert(marks),
            [{"case_id": case_id, "mark": mark, "sign": sign, "day": day} for mark, sign in found],
        )


def sharing_marks(
    connection: Connection, case_id: str
) -> Mapping[str, Collection[tuple[Sign, int]]]:
    """Return for each other case, the latest first, how many marks of which sign it shares."""
    own = select(marks.c.mark).where(marks.c.case_id == case_id)
    same = (
        select(marks.c.case_id, marks.c.sign, marks.c.day)
        .where(marks.c.mark.in_(own), marks.c.case_id != case_id)
        .limit(_MOST)
        .subquery()
    )
    rows = connection.execute(
        select(same.c.case_id, same.c.sign, func.count().label("shared"))
        .group_by(same.c.case_id, same.c.sign, same.c.day)
        .order_by(same.c.day.desc(), same.c.case_id, same.c.sign)
    )
    return {
        other: [(Sign(row.sign), row.shared) for row in group]
        for other, group in groupby(rows, key=lambda row: row.case_id)
    }


def forget_marks_before(connection: Connection, day: dt.date) -> None:
    """Destroy the marks of cases received before a day."""
    connection.execute(delete(marks).where(marks.c.day < day))
