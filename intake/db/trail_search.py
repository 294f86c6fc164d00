"""Reading the audit trail: the latest lines first, a page at a time, by whom, what and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, or_, select

from intake.db.schema import cases, co_handlers, members, posts
from intake.db.trail import Stored, stored_of
from intake.db.trail_schema import audit


@dataclass(frozen=True)
class Wanted:
    """Which lines; what is None or empty narrows nothing."""

    member: str | None = None
    """A member's name."""
    number: str | None = None
    """A case's number."""
    action: str | None = None
    refused_only: bool = False
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    """Up to, not including."""
    departments: Collection[str] | None = None
    """Lines of these departments' members or cases only."""


@dataclass(frozen=True)
class Found:
    """A line with the names that its ids stand for."""

    stored: Stored
    member: str | None
    number: str | None
    about: str | None


def find_lines(
    connection: Connection, wanted: Wanted, *, before: int | None, size: int
) -> list[Found]:
    """Return up to `size` lines, those before line `before`, the latest first."""
    query = _narrowed(_WITH_NAMES, wanted).order_by(audit.c.id.desc()).limit(size)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [
        Found(stored_of(row), row.member_name, row.case_number, row.about_name)
        for row in connection.execute(query)
    ]


def last_maker(connection: Connection, case_id: str, action: str) -> str | None:
    """Return the member who last did something to a case and was not refused."""
    query = (
        select(audit.c.member_id)
        .where(audit.c.case_id == case_id, audit.c.action == action, audit.c.refused.is_(None))
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def last_action(
    connection: Connection, case_id: str, member_id: str, among: Collection[str]
) -> str | None:
    """Return what of `among` a member last did to a case and was not refused."""
    query = (
        select(audit.c.action)
        .where(
            audit.c.case_id == case_id,
            audit.c.member_id == member_id,
            audit.c.action.in_(list(among)),
            audit.c.refused.is_(None),
        )
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def actions_in_use(connection: Connection) -> list[str]:
    """Return every action that occurs, for choosing from."""
    return sorted(connection.execute(select(audit.c.action).distinct()).scalars())


_others = members.alias("others")
_WITH_NAMES: Select[tuple[object, ...]] = (
    select(
        audit,
        members.c.name.label("member_name"),
        cases.c.number.label("case_number"),
        _others.c.name.label("about_name"),
    )
    .outerjoin(members, members.c.id == audit.c.member_id)
    .outerjoin(cases, cases.c.id == audit.c.case_id)
    .outerjoin(_others, _others.c.id == audit.c.about)
)


def _narrowed(query: Select[tuple[object, ...]], wanted: Wanted) -> Select[tuple[object, ...]]:
    if wanted.member:
        query = query.where(members.c.name == wanted.member)
    if wanted.number:
        query = query.where(cases.c.number == wanted.number)
    if wanted.action:
        query = query.where(audit.c.action == wanted.action)
    if wanted.refused_only:
        query = query.where(audit.c.refused.is_not(None))
    if wanted.since:
        query = query.where(audit.c.at >= wanted.since)
    if wanted.until:
        query = query.where(audit.c.at < wanted.until)
    if wanted.departments is not None:
        query = _of_departments(query, list(wanted.departments))
    return query


def _of_departments(
    query: Select[tuple[object, ...]], departments: list[str]
) -> Select[tuple[object, ...]]:
    theirs = select(posts.c.member_id).where(posts.c.department.in_(departments))
    helped = select(co_handlers.c.case_id).where(co_handlers.c.department.in_(departments))
    return query.where(
        or_(
            audit.c.member_id.in_(theirs),
            cases.c.lead.in_(departments),
            audit.c.case_id.in_(helped),
        )
    )
