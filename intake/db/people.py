"""Who works at the desk: members, their posts, their copies of keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, or_, select, update

from intake.db.login_schema import factors, sessions
from intake.db.schema import holders, installation, key_shares, members, posts
from intake.domain.roles import Appointment, Post, Role, held_on


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
    connection: Connection,
    member: Member,
    appointments: Mapping[str, Appointment],
) -> None:
    """Store a member with appointments by id."""
    connection.execute(insert(members), vars(member))
    add_appointments(connection, member.id, appointments)


def member_named(connection: Connection, name: str) -> Member | None:
    """Return the member who logs in under this name."""
    row = connection.execute(select(members).where(members.c.name == name)).one_or_none()
    return Member(**row._mapping) if row else None


def member(connection: Connection, member_id: str) -> Member:
    """Return a member known to exist."""
    row = connection.execute(select(members).where(members.c.id == member_id)).one()
    return Member(**row._mapping)


def all_members(connection: Connection) -> list[Member]:
    """Return every member there ever was, by name."""
    found = connection.execute(select(members).order_by(members.c.name))
    return [Member(**row._mapping) for row in found]


def has_members(connection: Connection) -> bool:
    """Tell whether anybody was ever let in."""
    return connection.execute(select(members.c.id).limit(1)).first() is not None


def add_appointments(
    connection: Connection, member_id: str, appointments: Mapping[str, Appointment]
) -> None:
    """Store appointments of a member, by id."""
    connection.execute(
        insert(posts),
        [
            {
                "id": name,
                "member_id": member_id,
                "department": one.post.department,
                "role": one.post.role,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "stands_in_for": one.stands_in_for,
            }
            for name, one in appointments.items()
        ],
    )


def appointments_of(connection: Connection, member_id: str) -> dict[str, Appointment]:
    """Return all appointments of a member by id, the earliest first; past ones too."""
    rows = connection.execute(
        select(posts)
        .where(posts.c.member_id == member_id)
        .order_by(posts.c.starts_on, posts.c.department, posts.c.role)
    )
    return {
        row.id: Appointment(
            Post(row.department, Role(row.role)), row.starts_on, row.ends_on, row.stands_in_for
        )
        for row in rows
    }


def end_post(connection: Connection, member_id: str, post: Post, last_day: dt.date) -> bool:
    """End a member's appointments to a post, and those of who stands in for it; False for none.

    One that would end before it began never took effect and is removed.
    """
    of_it = (
        (posts.c.department == post.department)
        & (posts.c.role == post.role)
        & ((posts.c.ends_on > last_day) | posts.c.ends_on.is_(None))
    )
    own = of_it & (posts.c.member_id == member_id)
    if connection.execute(select(posts.c.id).where(own)).first() is None:
        return False
    either = of_it & ((posts.c.member_id == member_id) | (posts.c.stands_in_for == member_id))
    connection.execute(delete(posts).where(either, posts.c.starts_on > last_day))
    connection.execute(update(posts).where(either).values(ends_on=last_day))
    return True


def members_with(
    connection: Connection, department: str, roles: Collection[Role], day: dt.date
) -> dict[str, str]:
    """Return who holds any of `roles` in a department on `day`: names by id, in their order."""
    found = connection.execute(
        select(members.c.id, members.c.name)
        .join(posts, posts.c.member_id == members.c.id)
        .where(
            posts.c.department == department,
            posts.c.role.in_(list(roles)),
            posts.c.starts_on <= day,
            or_(posts.c.ends_on.is_(None), posts.c.ends_on >= day),
            members.c.disabled_on.is_(None),
        )
        .order_by(members.c.name)
    )
    return {row.id: row.name for row in found}


def posts_of(connection: Connection, member_id: str, day: dt.date) -> frozenset[Post]:
    """Return which roles a member holds where on `day`."""
    return held_on(appointments_of(connection, member_id).values(), day)


def change_lock(connection: Connection, member: Member, *, instead_of: bytes | None = None) -> bool:
    """Store a member's key pair as it is locked now; False if it is not `instead_of` that it was.

    None: whatever it was locked as before.
    """
    told = {
        name: getattr(member, name)
        for name in ("public_key", "locked_key", "lock_salt", "lock_passes", "lock_memory")
    }
    change = update(members).where(members.c.id == member.id).values(told)
    if instead_of is not None:
        change = change.where(members.c.locked_key == instead_of)
    return connection.execute(change).rowcount == 1


def is_locked_as(connection: Connection, known: Member) -> bool:
    """Tell whether a member's key is still locked as it was; it is, until the transaction ends."""
    same = (members.c.id == known.id, members.c.locked_key == known.locked_key)
    query = select(members.c.id).where(*same).with_for_update(read=True)
    return connection.execute(query).first() is not None


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
    connection.execute(delete(factors).where(factors.c.member_id == member_id))
