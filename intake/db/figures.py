"""Casework counted by day of receipt, and kept: a day is counted anew only when its cases changed.

What tells is the day's `mark`, read from one index: how many cases, the sums of their versions,
events and deadlines. Nothing has to remember to announce a change, and no writer ever waits. The
mark is read before the cases: a change between the two makes the kept counts newer than their
mark, and they are counted once more.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, literal_column, select

from intake.db.number_schema import day_counts
from intake.db.platform_schema import work_orders
from intake.db.schema import cases, events
from intake.domain.figures import (
    COUNTED_MOVES,
    Cell,
    Concern,
    Figure,
    Happened,
    History,
    Mark,
    Marks,
    concern_of,
)
from intake.domain.stages import Move
from intake.domain.standing import Satisfaction
from register.jurisdiction import Matter

_Stored = list[tuple[str, str, Matter, Concern, Figure, dt.date | None, int]]
_DECODER = msgspec.json.Decoder(_Stored)


def day_marks(connection: Connection, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Return what the cases received on each day of a span are like, where there are any."""
    sums = (
        func.count(),
        func.sum(cases.c.version),
        func.sum(cases.c.last_event),
        _sum_of_days(connection),
    )
    rows = connection.execute(
        select(cases.c.received_on, *sums)
        .where(cases.c.received_on.between(first, last))
        .group_by(cases.c.received_on)
    )
    return {row[0]: " ".join(str(int(value)) for value in row[1:]) for row in rows}


def kept_counts(
    connection: Connection, first: dt.date, last: dt.date
) -> dict[dt.date, tuple[str, Marks]]:
    """Return what was kept of each day of a span, with the mark it was kept under."""
    rows = connection.execute(
        select(day_counts).where(day_counts.c.received_on.between(first, last))
    )
    return {row.received_on: (row.mark, _decoded(row.counts)) for row in rows}


def keep_counts(connection: Connection, counted: Mapping[dt.date, tuple[str, Marks]]) -> None:
    """Keep what was counted of some days, in place of what was kept before."""
    if not counted:
        return
    connection.execute(delete(day_counts).where(day_counts.c.received_on.in_(list(counted))))
    connection.execute(
        insert(day_counts),
        [
            {"received_on": day, "mark": mark, "counts": _encoded(marks)}
            for day, (mark, marks) in counted.items()
        ],
    )


def histories_of_day(connection: Connection, day: dt.date) -> Iterator[History]:
    """Yield what is counted of every case received on a day."""
    happened: defaultdict[str, list[Happened]] = defaultdict(list)
    moved = connection.execute(
        select(events.c.case_id, events.c.day, events.c.move, events.c.department)
        .join(cases, cases.c.id == events.c.case_id)
        .where(cases.c.received_on == day, events.c.move.in_(sorted(COUNTED_MOVES)))
        .order_by(events.c.case_id, events.c.seq)
    )
    for case_id, on, move, department in moved:
        happened[case_id].append(Happened(on, Move(move), department))
    rows = connection.execute(
        select(
            cases.c.id,
            cases.c.lead,
            cases.c.area,
            cases.c.matter,
            cases.c.due_on,
            cases.c.closed_on,
            cases.c.satisfaction,
            work_orders.c.kind,
        )
        .outerjoin(work_orders, work_orders.c.case_id == cases.c.id)
        .where(cases.c.received_on == day)
    )
    for row in rows:
        matter = Matter(row.matter)
        yield History(
            lead=row.lead,
            area=row.area,
            matter=matter,
            concern=concern_of(matter, row.kind),
            due_on=row.due_on,
            closed_on=row.closed_on,
            satisfaction=Satisfaction(row.satisfaction) if row.satisfaction else None,
            events=happened.get(row.id, ()),
        )


def _sum_of_days(connection: Connection) -> ColumnElement[float]:
    """Add up deadlines as numbers of days; each database counts them its own way."""
    if connection.dialect.name == "sqlite":
        return func.sum(func.julianday(cases.c.due_on) + literal_column("0.5"))
    return func.sum(cases.c.due_on - literal_column("DATE '2000-01-01'"))


def _encoded(marks: Marks) -> str:
    rows: _Stored = [(*mark.cell, mark.figure, mark.until, n) for mark, n in marks.items()]
    return msgspec.json.encode(rows).decode()


def _decoded(text: str) -> Marks:
    return Counter(
        {
            Mark(Cell(department, area, matter, concern), figure, until): n
            for department, area, matter, concern, figure, until, n in _DECODER.decode(text)
        }
    )
