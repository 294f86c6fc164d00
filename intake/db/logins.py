"""Logging in: sessions, second factors, tries in vain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from intake.db.login_schema import Kind, factors, failed_logins, sessions


@dataclass(frozen=True)
class Session:
    """One login's half of an unlocked key."""

    name: str
    member_id: str
    box: bytes
    ends_at: dt.datetime
    idle_at: dt.datetime
    passed: bool
    """The second factor was shown, or none is asked for."""
    tries: int = 0
    challenge: bytes | None = None


@dataclass(frozen=True)
class Factor:
    """One second factor of a member; its secret is sealed to their own key."""

    id: str
    member_id: str
    kind: Kind
    label: str
    sealed: bytes
    used: int
    confirmed: bool
    added_on: dt.date


def add_session(connection: Connection, session: Session) -> None:
    """Store a login."""
    connection.execute(insert(sessions), vars(session))


def session_named(connection: Connection, name: str, *, lock: bool = False) -> Session | None:
    """Return a login by its name; `lock` keeps it from others until the transaction ends."""
    query = select(sessions).where(sessions.c.name == name)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return Session(**row._mapping) if row else None


def change_session(connection: Connection, name: str, **to: object) -> None:
    """Change what is stored of a login."""
    connection.execute(update(sessions).where(sessions.c.name == name).values(to))


def end_session(connection: Connection, name: str) -> None:
    """Forget a login."""
    connection.execute(delete(sessions).where(sessions.c.name == name))


def end_sessions_of(connection: Connection, member_id: str, but: str = "") -> None:
    """Forget every login of a member, but the one named `but`."""
    theirs = sessions.c.member_id == member_id
    connection.execute(delete(sessions).where(theirs, sessions.c.name != but))


def end_old_sessions(connection: Connection, now: dt.datetime) -> None:
    """Forget logins whose time is over."""
    connection.execute(
        delete(sessions).where((sessions.c.ends_at <= now) | (sessions.c.idle_at <= now))
    )


def add_factor(connection: Connection, factor: Factor) -> None:
    """Store a second factor."""
    connection.execute(insert(factors), vars(factor))


def factors_of(connection: Connection, member_id: str, *, lock: bool = False) -> list[Factor]:
    """Return a member's second factors; `lock` keeps them from others until the end."""
    query = select(factors).where(factors.c.member_id == member_id).order_by(factors.c.id)
    rows = connection.execute(query.with_for_update() if lock else query)
    return [Factor(**{**row._mapping, "kind": Kind(row.kind)}) for row in rows]


def members_with_factors(connection: Connection) -> set[str]:
    """Return the ids of the members who set up a second factor and proved it."""
    query = select(factors.c.member_id).where(factors.c.confirmed, factors.c.kind != Kind.RECOVERY)
    return set(connection.execute(query.distinct()).scalars())


def change_factor(connection: Connection, factor_id: str, **to: object) -> None:
    """Change what is stored of a second factor."""
    connection.execute(update(factors).where(factors.c.id == factor_id).values(to))


def forget_factors(connection: Connection, member_id: str, *only: Kind) -> None:
    """Forget a member's second factors of some kinds."""
    theirs = factors.c.member_id == member_id
    connection.execute(delete(factors).where(theirs, factors.c.kind.in_(only)))


def forget_factor(connection: Connection, factor_id: str) -> None:
    """Forget one second factor."""
    connection.execute(delete(factors).where(factors.c.id == factor_id))


def failures(connection: Connection, mark: str) -> tuple[int, dt.datetime] | None:
    """Return how often a login was tried in vain under a mark, and when last."""
    query = select(failed_logins).where(failed_logins.c.mark == mark).with_for_update()
    row = connection.execute(query).one_or_none()
    return (row.tries, row.last_at) if row else None


def count_failure(connection: Connection, mark: str, now: dt.datetime) -> None:
    """Count one more try under a mark."""
    more = {"tries": failed_logins.c.tries + 1, "last_at": now}
    known = update(failed_logins).where(failed_logins.c.mark == mark).values(more)
    if connection.execute(known).rowcount == 0:
        connection.execute(insert(failed_logins), {"mark": mark, "tries": 1, "last_at": now})


def forget_failures(connection: Connection, mark: str, before: dt.datetime) -> None:
    """Forget the tries under a mark, and everyone's from before a moment."""
    connection.execute(
        delete(failed_logins).where(
            (failed_logins.c.mark == mark) | (failed_logins.c.last_at < before)
        )
    )
