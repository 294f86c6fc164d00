"""Open cases that say much the same as many others, and those that do not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from intake.db.cases import to_case
from intake.db.routing_schema import marks
from intake.db.schema import cases
from intake.domain.cases import Case
from intake.domain.likeness import Sign

_MOST_MARKS = 200


@dataclass(frozen=True)
class Crowd:
    """Cases with much the same words: how many, and the one that is due first."""

    first: Case
    count: int


def crowds(
    connection: Connection, desks: Collection[str], least: int, leaving_out: Collection[str]
) -> list[Crowd]:
    """Return groups of at least so many open cases on `desks`, the largest first.

    Those whose ids are `leaving_out` are not counted and stand for no crowd.
    """
    rows = connection.execute(
        select(marks.c.mark, func.count().label("n"), func.min(cases.c.id).label("one"))
        .join(cases, cases.c.id == marks.c.case_id)
        .where(
            marks.c.sign == Sign.WORDING,
            marks.c.holder == cases.c.desk,
            cases.c.open,
            cases.c.desk.in_(desks),
            cases.c.id.not_in(leaving_out),
        )
        .group_by(marks.c.mark)
        .having(func.count() >= least)
        .order_by(func.count().desc(), marks.c.mark)
        .limit(_MOST_MARKS)
    ).all()
    found: list[Crowd] = []
    taken: set[str] = set()
    for row in rows:
        if row.mark not in taken:
            first = connection.execute(select(cases).where(cases.c.id == row.one)).one()
            found.append(Crowd(to_case(first, ()), row.n))
        # One case has several marks: those of a case that was shown stand for the same crowd.
        taken |= set(
            connection.execute(select(marks.c.mark).where(marks.c.case_id == row.one)).scalars()
        )
    return found


def worded_like(case_id: str) -> Select[tuple[str]]:
    """Select the ids of the cases that share a mark of their wording with one, and its own."""
    own = marks.alias()
    its = select(own.c.mark).where(own.c.case_id == case_id, own.c.sign == Sign.WORDING)
    return select(marks.c.case_id).where(marks.c.sign == Sign.WORDING, marks.c.mark.in_(its))


def apart(connection: Connection, desks: Collection[str], least: int, most: int) -> list[Case]:
    """Return open cases on `desks` that are in no crowd, what is due first before the rest."""
    crowded = (
        select(marks.c.mark)
        .where(marks.c.sign == Sign.WORDING, marks.c.holder.in_(desks))
        .group_by(marks.c.mark)
        .having(func.count() >= least)
    )
    inside = select(marks.c.case_id).where(marks.c.mark.in_(crowded))
    rows = connection.execute(
        select(cases)
        .where(cases.c.open, cases.c.desk.in_(desks), cases.c.id.not_in(inside))
        .order_by(cases.c.due_on, cases.c.id)
        .limit(most)
    )
    return [to_case(row, ()) for row in rows]
