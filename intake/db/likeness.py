"""Marks of cases: waiting to be made, put in, compared, forgotten. See `intake.domain.likeness`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, literal, select

from intake.db.routing_schema import features, marks, unmarked
from intake.db.schema import Purpose, case_keys
from intake.domain.likeness import Sign

_MOST = 4_000
"""So many shared marks are looked at: a flood of one report costs no page its speed."""


@dataclass(frozen=True)
class Unmarked:
    """A case that waits for a holder's marks: what they are made from, and the case's key."""

    case_id: str
    day: dt.date
    sealed: bytes
    key_box: bytes


def add_features(
    connection: Connection, case_id: str, day: dt.date, sealed: bytes, holders: Iterable[str]
) -> None:
    """Store what a new case's marks are made from, to be made by each holder of its key."""
    told = {"case_id": case_id, "day": day, "sealed": sealed}
    connection.execute(insert(features), told)
    waiting = [{"holder": holder, "case_id": case_id} for holder in holders]
    connection.execute(insert(unmarked), waiting)


def await_marks(connection: Connection, case_id: str, holders: Iterable[str]) -> None:
    """Have more holders mark a case, which were given its key; a second time, anew."""
    for holder in holders:
        for table in (marks, unmarked):
            mine = (table.c.holder == holder) & (table.c.case_id == case_id)
            connection.execute(delete(table).where(mine))
        known = select(literal(holder), features.c.case_id).where(features.c.case_id == case_id)
        connection.execute(insert(unmarked).from_select(["holder", "case_id"], known))


def await_all_marks_anew(connection: Connection, holder: str) -> None:
    """Destroy a holder's marks and have it make them all again, with the key it has now."""
    for table in (marks, unmarked):
        connection.execute(delete(table).where(table.c.holder == holder))
    held = _held(holder, select(literal(holder), features.c.case_id))
    connection.execute(insert(unmarked).from_select(["holder", "case_id"], held))


def unmarked_cases(connection: Connection, holder: str, most: int) -> list[Unmarked]:
    """Return cases that a holder has still to mark; the same to whoever asks meanwhile."""
    query = _held(
        holder, select(features.c.case_id, features.c.day, features.c.sealed, case_keys.c.sealed)
    )
    waiting = and_(unmarked.c.case_id == features.c.case_id, unmarked.c.holder == holder)
    # in one order for all, so that two colleagues at it wait for each other and never both ways
    ordered = query.join(unmarked, waiting).order_by(features.c.case_id)
    rows = connection.execute(ordered.limit(most))
    return [Unmarked(*row) for row in rows]


def add_marks(
    connection: Connection, holder: str, case: Unmarked, found: Collection[tuple[str, Sign]]
) -> None:
    """Store a holder's marks of a case, unless a colleague was faster."""
    mine = (unmarked.c.holder == holder) & (unmarked.c.case_id == case.case_id)
    if connection.execute(delete(unmarked).where(mine)).rowcount and found:
        told = {"case_id": case.case_id, "holder": holder, "day": case.day}
        connection.execute(insert(marks), [told | {"mark": m, "sign": s} for m, s in found])


def sharing_marks(
    connection: Connection, case_id: str, holder: str
) -> Mapping[str, Collection[tuple[Sign, int]]]:
    """Return for each other case, the latest first, how many of a holder's marks it shares."""
    own = select(marks.c.mark).where(marks.c.case_id == case_id, marks.c.holder == holder)
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
    """Destroy the marks of cases received before a day, and what they were made from."""
    old = select(features.c.case_id).where(features.c.day < day)
    connection.execute(delete(unmarked).where(unmarked.c.case_id.in_(old)))
    for table in (marks, features):
        connection.execute(delete(table).where(table.c.day < day))


def _held(holder: str, query: Any) -> Any:
    """Narrow a question about features to cases whose key a holder has."""
    copy = and_(
        case_keys.c.case_id == features.c.case_id,
        case_keys.c.holder == holder,
        case_keys.c.purpose == Purpose.CONTENT,
    )
    return query.select_from(features).join(case_keys, copy)
