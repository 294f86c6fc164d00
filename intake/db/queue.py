"""The queue at a desk: what is due first, a page at a time, at the same cost at any depth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, false, insert, or_, select, tuple_

from intake.db.cases import to_case
from intake.db.schema import case_links, cases, co_handlers
from intake.domain.cases import Case
from intake.domain.lifecycle import State


@dataclass(frozen=True)
class Place:
    """Where a page ended: the next one starts after it."""

    due_on: dt.date
    case_id: str


def queue_page(
    connection: Connection,
    desks: Mapping[str, Collection[State]],
    *,
    is_open: bool,
    after: Place | None,
    size: int,
) -> list[Case]:
    """Return cases lying at any of `desks` in the states named for it, soonest due first."""
    lying = [
        and_(cases.c.desk == desk, cases.c.state.in_(list(states)))
        for desk, states in desks.items()
    ]
    return _page(connection, or_(false(), *lying), is_open=is_open, after=after, size=size)


def co_handled_page(
    connection: Connection,
    departments: Collection[str],
    *,
    is_open: bool,
    after: Place | None,
    size: int,
) -> list[Case]:
    """Return cases that any of `departments` co-handles, soonest due first."""
    theirs = select(co_handlers.c.case_id).where(co_handlers.c.department.in_(list(departments)))
    on_it = and_(cases.c.id.in_(theirs), cases.c.state != State.REGISTERED)
    return _page(connection, on_it, is_open=is_open, after=after, size=size)


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
    rows = connection.execute(
        select(cases).where(cases.c.id.in_(linked)).order_by(cases.c.number)
    ).all()
    co = _co_handlers_of_all(connection, [row.id for row in rows])
    return [to_case(row, co.get(row.id, ())) for row in rows]


def _page(
    connection: Connection,
    where: ColumnElement[bool],
    *,
    is_open: bool,
    after: Place | None,
    size: int,
) -> list[Case]:
    query = select(cases).where(where, cases.c.open == is_open)
    if after:
        key = tuple_(cases.c.due_on, cases.c.id)
        query = query.where(key > tuple_(after.due_on, after.case_id))
    rows = connection.execute(query.order_by(cases.c.due_on, cases.c.id).limit(size)).all()
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
