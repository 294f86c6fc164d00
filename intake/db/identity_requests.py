"""Identities asked for, granted, looked at; and who must keep away from a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from intake.db.identity_schema import (
    Answer,
    identity_looks,
    identity_requests,
    kept_away,
    recusals,
)
from intake.db.schema import cases, members, posts
from intake.domain.roles import Role


@dataclass(frozen=True)
class Request:
    """One time that someone asked for a reporter's contact details."""

    id: str
    case_id: str
    department: str
    asked_by: str
    asked_on: dt.date
    reason: bytes
    reason_for_custodians: bytes
    answer: Answer
    decided_by: str | None = None
    decided_on: dt.date | None = None
    words: bytes | None = None
    handed: bytes | None = None
    ends_on: dt.date | None = None


@dataclass(frozen=True)
class Asked:
    """A request with the names that its ids stand for."""

    request: Request
    number: str
    asker: str


def add_request(connection: Connection, request: Request) -> None:
    """Store a request."""
    connection.execute(insert(identity_requests), vars(request))


def request_by_id(connection: Connection, request_id: str) -> Request | None:
    """Return a request, kept from others until the transaction ends."""
    query = select(identity_requests).where(identity_requests.c.id == request_id)
    row = connection.execute(query.with_for_update()).one_or_none()
    return _request(row) if row else None


def requests_of(connection: Connection, case_id: str) -> list[Request]:
    """Return every request about a case, the earliest first."""
    rows = connection.execute(
        select(identity_requests)
        .where(identity_requests.c.case_id == case_id)
        .order_by(identity_requests.c.asked_on, identity_requests.c.id)
    )
    return [_request(row) for row in rows]


def end_grants(connection: Connection, case_id: str, last_day: dt.date) -> None:
    """Close to everyone what was opened of a case's contact details, and destroy their keys."""
    granted = identity_requests.c.answer == Answer.GRANTED
    connection.execute(
        update(identity_requests)
        .where(identity_requests.c.case_id == case_id, granted)
        .values(handed=None, ends_on=last_day)
    )


def waiting_requests(connection: Connection, departments: Collection[str]) -> list[Asked]:
    """Return what waits for a custodian of any of `departments`, the longest waiting first."""
    rows = connection.execute(
        select(identity_requests, cases.c.number, members.c.name)
        .join(cases, cases.c.id == identity_requests.c.case_id)
        .join(members, members.c.id == identity_requests.c.asked_by)
        .where(
            identity_requests.c.answer == Answer.WAITING,
            identity_requests.c.department.in_(list(departments)),
        )
        .order_by(identity_requests.c.asked_on, identity_requests.c.id)
    )
    return [Asked(_request(row), row.number, row.name) for row in rows]


def decide(connection: Connection, request_id: str, **to: object) -> None:
    """Store what was decided."""
    query = update(identity_requests).where(identity_requests.c.id == request_id)
    connection.execute(query.values(to))


def add_look(connection: Connection, request_id: str, day: dt.date) -> None:
    """Count one look; the request is kept from others meanwhile (`request_by_id`)."""
    mine = identity_looks.c.request_id == request_id
    count = select(func.count()).select_from(identity_looks).where(mine)
    seq = connection.execute(count).scalar_one() + 1
    connection.execute(insert(identity_looks), {"request_id": request_id, "seq": seq, "day": day})


def looks_of(connection: Connection, request_id: str) -> tuple[dt.date, ...]:
    """Return the days of every look, in order."""
    query = select(identity_looks.c.day).where(identity_looks.c.request_id == request_id)
    return tuple(connection.execute(query.order_by(identity_looks.c.seq)).scalars())


def departments_with_custodians(connection: Connection, day: dt.date) -> frozenset[str]:
    """Return the departments that have a custodian of their own on `day`."""
    held = select(posts.c.department).where(
        posts.c.role == Role.CUSTODIAN,
        posts.c.starts_on <= day,
        (posts.c.ends_on >= day) | posts.c.ends_on.is_(None),
    )
    working = held.join(members, members.c.id == posts.c.member_id).where(
        members.c.disabled_on.is_(None)
    )
    return frozenset(connection.execute(working).scalars())


def recuse(
    connection: Connection, case_id: str, member_id: str, since: dt.date, reason: bytes
) -> None:
    """Close a case to a member; a second time changes nothing."""
    if not is_recused(connection, case_id, member_id):
        told = {"case_id": case_id, "member_id": member_id, "since": since, "reason": reason}
        connection.execute(insert(recusals), told)


def is_recused(connection: Connection, case_id: str, member_id: str) -> bool:
    """Tell whether a case is closed to a member."""
    query = select(recusals.c.since).where(
        recusals.c.case_id == case_id, recusals.c.member_id == member_id
    )
    return connection.execute(query).first() is not None


def closed_to(connection: Connection, member_id: str) -> set[str]:
    """Return the ids of the cases that are closed to a member; there are never many."""
    query = select(recusals.c.case_id).where(recusals.c.member_id == member_id)
    return set(connection.execute(query).scalars())


def recused_from(connection: Connection, case_id: str) -> list[tuple[str, dt.date]]:
    """Return the names of those a case is closed to, and since when."""
    rows = connection.execute(
        select(members.c.name, recusals.c.since)
        .join(members, members.c.id == recusals.c.member_id)
        .where(recusals.c.case_id == case_id)
        .order_by(recusals.c.since, members.c.name)
    )
    return [(row.name, row.since) for row in rows]


def keep_away(connection: Connection, case_id: str, department: str, since: dt.date) -> None:
    """Never give a case to a department again; it gave the case up, so it does this once."""
    told = {"case_id": case_id, "department": department, "since": since}
    connection.execute(insert(kept_away), told)


def departments_kept_away(connection: Connection, case_id: str) -> dict[str, dt.date]:
    """Return the departments that may not be given a case, with the day since when."""
    rows = connection.execute(
        select(kept_away.c.department, kept_away.c.since)
        .where(kept_away.c.case_id == case_id)
        .order_by(kept_away.c.since, kept_away.c.department)
    )
    return {row.department: row.since for row in rows}


def forget_handed(connection: Connection, member_id: str) -> None:
    """Forget what was sealed to a member whose key is lost: it opens for nobody any more."""
    connection.execute(
        update(identity_requests)
        .where(identity_requests.c.asked_by == member_id)
        .values(handed=None, words=None)
    )


def forget_requests(connection: Connection, case_id: str) -> None:
    """Destroy what was handed over and why, when the case itself is destroyed."""
    mine = select(identity_requests.c.id).where(identity_requests.c.case_id == case_id)
    connection.execute(delete(identity_looks).where(identity_looks.c.request_id.in_(mine)))
    connection.execute(delete(identity_requests).where(identity_requests.c.case_id == case_id))
    for table in (recusals, kept_away):
        connection.execute(delete(table).where(table.c.case_id == case_id))


def _request(row: Row[tuple[object, ...]]) -> Request:
    told = {column.name: row._mapping[column.name] for column in identity_requests.columns}
    return Request(**{**told, "answer": Answer(row.answer)})
