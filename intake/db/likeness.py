"""Marks of cases: put in, compared, forgotten. See `intake.domain.likeness`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from itertools import groupby

from sqlalchemy import Connection, delete, func, insert, select

from intake.db.routing_schema import marks
from intake.domain.likeness import Sign

_MOST = 200
"""So many cases are compared at most: a mark that more share tells nothing."""


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
    rows = connection.execute(
        select(marks.c.case_id, marks.c.sign, func.count().label("shared"))
        .where(marks.c.mark.in_(own), marks.c.case_id != case_id)
        .group_by(marks.c.case_id, marks.c.sign, marks.c.day)
        .order_by(marks.c.day.desc(), marks.c.case_id, marks.c.sign)
        .limit(_MOST * len(Sign))
    )
    return {
        other: [(Sign(row.sign), row.shared) for row in group]
        for other, group in groupby(rows, key=lambda row: row.case_id)
    }


def forget_marks_before(connection: Connection, day: dt.date) -> None:
    """Destroy the marks of cases received before a day."""
    connection.execute(delete(marks).where(marks.c.day < day))


def forget_marks_of(connection: Connection, case_id: str) -> None:
    """Destroy the marks of one case."""
    connection.execute(delete(marks).where(marks.c.case_id == case_id))
