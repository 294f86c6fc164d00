"""The queue at a desk: what is due first, a page at a time, at the same cost at any depth.

Each page is read along one index for each desk, and the desks' pages are merged: whatever the
planner thinks of an OR over desks, it is never asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, insert, select, tuple_

from intake.db.cases import to_case
from intake.db.crowds import worded_like
from intake.db.schema import case_links, cases, co_handlers
from intake.domain.cases import Case
from intake.domain.lifecycle import State
from register.jurisdiction import Matter


@dataclass(frozen=True)
class Place:
    """Where a page ended: the next one starts after it."""

    due_on: dt.date
    case_id: str


@dataclass(frozen=True)
class Narrowed:
    """Which of the cases are wanted; what is None is not asked for."""

    state: State | None = None
    matter: Matter | None = None
    area: str | None = None
    assignee: str | None = None
    first_due: dt.date | None = None
    last_due: dt.date | None = None
    unread: bool = False
    like: str | None = None
    """The id of a case: those with much the same words are wanted, itself among them."""

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a row of `cases` must fulfil."""
        equal = {
            cases.c.state: self.state,
            cases.c.matter: self.matter,
            cases.c.area: self.area,
            cases.c.assignee: self.assignee,
        }
        found = [column == value for column, value in equal.items() if value is not None]
        if self.first_due:
            found.append(cases.c.due_on >= self.first_due)
        if self.last_due:
            found.append(cases.c.due_on <= self.last_due)
        if self.unread:
            found.append(cases.c.unread)
        if self.like is not None:
            found.append(cases.c.id.in_(worded_like(self.like)))
        return found


ALL = Narrowed()


@dataclass(frozen=True)
class Lying:
    """Cases at one desk; in one state of theirs, where not all of the desk's are meant."""

    desk: str
    state: State | None = None


def queue_page(
    connection: Connection,
    lying: Collection[Lying],
    *,
    is_open: bool,
    after: Place | None,
    size: int,
    narrowed: Narrowed = ALL,
) -> list[Case]:
    """Return open cases soonest due first, or ended ones latest due first."""
    rows: list[Row[Any]] = []
    for one in lying:
        where = and_(cases.c.desk == one.desk, cases.c.open == is_open, *narrowed.conditions())
        if one.state is not None:
            where = and_(where, cases.c.state == one.state)
        rows += connection.execute(_page(select(cases).where(where), after, size, rising=is_open))
    return _opened(connection, _first(rows, size, rising=is_open))


def co_handled_page(
    connection: Connection,
    departments: Collection[str],
    *,
    after: Place | None,
    size: int,
    narrowed: Narrowed = ALL,
) -> list[Case]:
    """Return open cases that any of `departments` co-handles, soonest due first."""
    found: dict[str, Row[Any]] = {}
    for department in departments:
        query = (
            select(cases)
            .join(co_handlers, co_handlers.c.case_id == cases.c.id)
            .where(co_handlers.c.department == department, co_handlers.c.open)
            .where(*narrowed.conditions())
        )
        if after:
            key = tuple_(co_handlers.c.due_on, co_handlers.c.case_id)
            query = query.where(key > tuple_(after.due_on, after.case_id))
        query = query.order_by(co_handlers.c.due_on, co_handlers.c.case_id).limit(size)
        found |= {row.id: row for row in connection.execute(query)}
    return _opened(connection, _first(found.values(), size, rising=True))


def due_page(
    connection: Connection, last_due: dt.date, *, after: Place | None, size: int
) -> list[Case]:
    """Return open cases of all desks that are due on a day or before, soonest first."""
    query = select(cases).where(cases.c.open, cases.c.due_on <= last_due)
    rows = connection.execute(_page(query, after, size, rising=True)).all()
    return _opened(connection, rows)


def link_cases(connection: Connection, one: str, other: str) -> None:
    """Note that two cases belong together; a pair that is noted already stays as it is."""
    known = select(case_links.c.other_id).where(
        case_links.c.case_id == one, case_links.c.other_id == other
    )
    if connection.execute(known).first() is None:
        pairs = [{"case_id": one, "other_id": other}, {"case_id": other, "other_id": one}]
        connection.execute(insert(case_links), pairs)


def linked_to(connection: Connection, case_id: str) -> list[Case]:
    """Return the cases linked to one, by number; co-handlers with them."""
    linked = select(case_links.c.other_id).where(case_links.c.case_id == case_id)
    query = select(cases).where(cases.c.id.in_(linked)).order_by(cases.c.number)
    return _opened(connection, connection.execute(query).all())


def _page(query: Select[Any], after: Place | None, size: int, *, rising: bool) -> Select[Any]:
    key = tuple_(cases.c.due_on, cases.c.id)
    if after:
        place = tuple_(after.due_on, after.case_id)
        query = query.where(key > place if rising else key < place)
    if rising:
        return query.order_by(cases.c.due_on, cases.c.id).limit(size)
    return query.order_by(cases.c.due_on.desc(), cases.c.id.desc()).limit(size)


def _first(rows: Iterable[Row[Any]], size: int, *, rising: bool) -> Sequence[Row[Any]]:
    return sorted(rows, key=lambda row: (row.due_on, row.id), reverse=not rising)[:size]


def _opened(connection: Connection, rows: Sequence[Row[Any]]) -> list[Case]:
    co = _co_handlers_of_all(connection, [row.id for row in rows])
    return [to_case(row, co.get(row.id, ())) for row in rows]


def _co_handlers_of_all(connection: Connection, case_ids: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = (
        select(co_handlers.c.case_id, co_handlers.c.department)
        .where(co_handlers.c.case_id.in_(case_ids))
        .order_by(co_handlers.c.case_id, co_handlers.c.place)
    )
    for row in connection.execute(query):
        found[row.case_id] = (*found.get(row.case_id, ()), row.department)
    return found
