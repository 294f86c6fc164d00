"""Who works at the desk: members, their posts, their copies of keys, and who is logged in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from intake.db.schema import holders, installation, key_shares, members, posts, sessions
from intake.domain.roles import Post, Role


@dataclass(frozen=True)
class Holder:
    """A key pair that cases are sealed to: a department's, or the identity custodians'."""

    id: str
    public_key: bytes
    recovery_share: bytes


@dataclass(frozen=True)
class Member:
    """One person at the desk, with the private key that only their passphrase opens."""

    id: str
    name: str
    public_key: bytes
    locked_key: bytes
    lock_salt: bytes
    lock_passes: int
    lock_memory: int
    added_on: dt.date
    disabled_on: dt.date | None


@dataclass(frozen=True)
class Session:
    """One login's half of an unlocked key."""

    name: str
    member_id: str
    box: bytes
    ends_at: dt.datetime
    idle_at: dt.datetime


def add_installation(
    connection: Connection, place: str, installed_on: dt.date, recovery_key: bytes
) -> None:
    """Store which place this database serves."""
    connection.execute(
        insert(installation),
        {"id": 1, "place": place, "installed_on": installed_on, "recovery_key": recovery_key},
    )


def installed_place(connection: Connection) -> str | None:
    """Return the place this database serves; None before `init`."""
    return connection.execute(select(installation.c.place)).scalar_one_or_none()


def recovery_key(connection: Connection) -> bytes:
    """Return the public half of the recovery key."""
    found: bytes = connection.execute(select(installation.c.recovery_key)).scalar_one()
    return found


def add_holders(connection: Connection, pairs: Iterable[Holder]) -> None:
    """Store new key pairs' public halves and recovery shares."""
    rows = [vars(pair) for pair in pairs]
    if rows:
        connection.execute(insert(holders), rows)


def all_holders(connection: Connection) -> dict[str, Holder]:
    """Return every key pair, by id."""
    return {row.id: Holder(**row._mapping) for row in connection.execute(select(holders))}


def add_member(
    connection: Connection, member: Member, given: Iterable[Post], shares: dict[str, bytes]
) -> None:
    """Store a member with posts and sealed copies of department keys."""
    connection.execute(insert(members), vars(member))
    connection.execute(
        insert(posts),
        [
            {"member_id": member.id, "department": post.department, "role": post.role}
            for post in given
        ],
    )
    if shares:
        connection.execute(
            insert(key_shares),
            [
                {"holder": holder, "member_id": member.id, "sealed": sealed}
                for holder, sealed in shares.items()
            ],
        )


def member_named(connection: Connection, name: str) -> Member | None:
    """Return the member who logs in under this name."""
    row = connection.execute(select(members).where(members.c.name == name)).one_or_none()
    return Member(**row._mapping) if row else None


def member(connection: Connection, member_id: str) -> Member:
    """Return a member known to exist."""
    row = connection.execute(select(members).where(members.c.id == member_id)).one()
    return Member(**row._mapping)


def all_members(connection: Connection) -> list[tuple[Member, frozenset[Post]]]:
    """Return every member with their posts, by name."""
    found = connection.execute(select(members).order_by(members.c.name))
    everyone = [Member(**row._mapping) for row in found]
    return [(one, posts_of(connection, one.id)) for one in everyone]


def posts_of(connection: Connection, member_id: str) -> frozenset[Post]:
    """Return which roles a member holds where."""
    found = connection.execute(
        select(posts.c.department, posts.c.role).where(posts.c.member_id == member_id)
    )
    return frozenset(Post(row.department, Role(row.role)) for row in found)


def share_of(connection: Connection, member_id: str, holder: str) -> bytes | None:
    """Return a member's sealed copy of a department's private key."""
    return connection.execute(
        select(key_shares.c.sealed).where(
            key_shares.c.member_id == member_id, key_shares.c.holder == holder
        )
    ).scalar_one_or_none()


def disable(connection: Connection, member_id: str, day: dt.date) -> None:
    """End a member's access: no login, no session, no copies of keys."""
    connection.execute(update(members).where(members.c.id == member_id).values(disabled_on=day))
    connection.execute(delete(sessions).where(sessions.c.member_id == member_id))
    connection.execute(delete(key_shares).where(key_shares.c.member_id == member_id))


def add_session(connection: Connection, session: Session) -> None:
    """Store a login."""
    connection.execute(insert(sessions), vars(session))


def session_named(connection: Connection, name: str) -> Session | None:
    """Return a login by its name."""
    row = connection.execute(select(sessions).where(sessions.c.name == name)).one_or_none()
    return Session(**row._mapping) if row else None


def prolong(connection: Connection, name: str, idle_at: dt.datetime) -> None:
    """Move a session's idle end."""
    connection.execute(update(sessions).where(sessions.c.name == name).values(idle_at=idle_at))


def end_session(connection: Connection, name: str) -> None:
    """Forget a login."""
    connection.execute(delete(sessions).where(sessions.c.name == name))


def end_old_sessions(connection: Connection, now: dt.datetime) -> None:
    """Forget logins whose time is over."""
    connection.execute(
        delete(sessions).where((sessions.c.ends_at <= now) | (sessions.c.idle_at <= now))
    )
