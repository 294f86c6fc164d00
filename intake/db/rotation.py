"""Replacing a holder's key pair, and what is still sealed to an earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from intake.db.key_schema import retired_keys, retired_shares
from intake.db.people import Holder
from intake.db.platform_schema import dropped_words
from intake.db.schema import Purpose, case_keys, holders, key_shares, members, posts
from intake.domain.roles import CUSTODIANS, READS_CONTENT, Role


@dataclass(frozen=True)
class Copy:
    """A holder's sealed copy of a case's key."""

    case_id: str
    purpose: Purpose
    sealed: bytes


def generation_of(connection: Connection, holder: str) -> int:
    """Return how many key pairs a holder has had before the present one."""
    query = select(func.max(retired_keys.c.generation)).where(retired_keys.c.holder == holder)
    last: int | None = connection.execute(query).scalar_one()
    return 0 if last is None else last + 1


def lock_holder(connection: Connection, holder: str) -> Holder:
    """Return a key pair, kept from others until the transaction ends."""
    row = connection.execute(select(holders).where(holders.c.id == holder).with_for_update()).one()
    return Holder(**row._mapping)


def sharers(connection: Connection, holder: str) -> dict[str, tuple[bytes, bytes]]:
    """Return the public key and the share of everyone who holds a private key, by member."""
    rows = connection.execute(
        select(members.c.id, members.c.public_key, key_shares.c.sealed)
        .join(members, members.c.id == key_shares.c.member_id)
        .where(key_shares.c.holder == holder)
    )
    return {row.id: (row.public_key, row.sealed) for row in rows}


def replace_keys(
    connection: Connection,
    old: Holder,
    new: Holder,
    shares: Mapping[str, bytes],
    retired_on: dt.date,
) -> None:
    """Put a new key pair in an earlier one's place; `shares` are the new ones, by member."""
    generation = generation_of(connection, old.id)
    connection.execute(
        insert(retired_keys),
        {
            "holder": old.id,
            "generation": generation,
            "recovery_share": old.recovery_share,
            "retired_on": retired_on,
        },
    )
    kept = [
        {"holder": old.id, "generation": generation, "member_id": who, "sealed": sealed}
        for who, (_public, sealed) in sharers(connection, old.id).items()
    ]
    if kept:
        connection.execute(insert(retired_shares), kept)
    changed = {"public_key": new.public_key, "recovery_share": new.recovery_share}
    connection.execute(update(holders).where(holders.c.id == old.id).values(changed))
    for who, sealed in shares.items():
        mine = (key_shares.c.holder == old.id, key_shares.c.member_id == who)
        connection.execute(update(key_shares).where(*mine).values(sealed=sealed))


def give_shares(connection: Connection, member_id: str, shares: Mapping[str, bytes]) -> None:
    """Store a member's copies of private keys, in the place of earlier ones."""
    for holder, sealed in shares.items():
        take_share(connection, holder, member_id)
        told = {"holder": holder, "member_id": member_id, "sealed": sealed}
        connection.execute(insert(key_shares), told)


def take_share(connection: Connection, holder: str, member_id: str) -> None:
    """Destroy a member's copies of a holder's private keys, the earlier ones' too."""
    for table in (key_shares, retired_shares):
        mine = (table.c.holder == holder, table.c.member_id == member_id)
        connection.execute(delete(table).where(*mine))


def give_earlier_share(
    connection: Connection, holder: str, generation: int, member_id: str, sealed: bytes
) -> None:
    """Store a member's copy of an earlier private key."""
    told = {"holder": holder, "generation": generation, "member_id": member_id, "sealed": sealed}
    connection.execute(insert(retired_shares), told)


def holders_shared_with(connection: Connection, member_id: str) -> list[str]:
    """Return the holders whose private key a member has."""
    query = select(key_shares.c.holder).where(key_shares.c.member_id == member_id)
    return sorted(connection.execute(query).scalars())


def earlier_shares(connection: Connection, member_id: str, holder: str) -> dict[int, bytes]:
    """Return a member's copies of a holder's earlier private keys, the latest first."""
    rows = connection.execute(
        select(retired_shares.c.generation, retired_shares.c.sealed)
        .where(retired_shares.c.member_id == member_id, retired_shares.c.holder == holder)
        .order_by(retired_shares.c.generation.desc())
    )
    return {row.generation: row.sealed for row in rows}


def earlier_recovery_shares(connection: Connection, holder: str) -> dict[int, bytes]:
    """Return the recovery key's copies of a holder's earlier private keys that still exist."""
    rows = connection.execute(
        select(retired_keys.c.generation, retired_keys.c.recovery_share).where(
            retired_keys.c.holder == holder, retired_keys.c.recovery_share.is_not(None)
        )
    )
    return {row.generation: row.recovery_share for row in rows}


def held_without_post(connection: Connection, today: dt.date) -> list[tuple[str, str]]:
    """Return holder and member of every share for which there is no post, now or later."""
    reads = (posts.c.role.in_(READS_CONTENT)) & (posts.c.department == key_shares.c.holder)
    keeps = (posts.c.role == Role.CUSTODIAN) & (key_shares.c.holder == CUSTODIANS)
    held = exists().where(
        posts.c.member_id == key_shares.c.member_id,
        or_(posts.c.ends_on.is_(None), posts.c.ends_on >= today),
        or_(reads, keeps),
    )
    rows = connection.execute(select(key_shares.c.holder, key_shares.c.member_id).where(~held))
    return [(row.holder, row.member_id) for row in rows]


def unchecked_copies(connection: Connection, holder: str, generation: int, most: int) -> list[Copy]:
    """Return copies of case keys that may still be sealed to an earlier key pair."""
    rows = connection.execute(
        select(case_keys)
        .where(case_keys.c.holder == holder, case_keys.c.checked < generation)
        .limit(most)
    )
    return [Copy(row.case_id, Purpose(row.purpose), row.sealed) for row in rows]


def store_checked(
    connection: Connection, holder: str, generation: int, copy: Copy, sealed: bytes
) -> None:
    """Store a copy that opens with the present key, unless it was changed meanwhile."""
    connection.execute(
        update(case_keys)
        .where(
            case_keys.c.case_id == copy.case_id,
            case_keys.c.purpose == copy.purpose,
            case_keys.c.holder == holder,
            case_keys.c.sealed == copy.sealed,
        )
        .values(sealed=sealed, checked=generation)
    )


def forget_earlier_keys(connection: Connection, holder: str, today: dt.date) -> None:
    """Destroy earlier private keys to which nothing can be sealed any more.

    One that was replaced today stays: a report may be on its way that was sealed to it. So do
    those of a letter box that still holds words, and the custodians', to whom work orders'
    originals are sealed.
    """
    waiting = select(dropped_words.c.holder).where(dropped_words.c.holder == holder).limit(1)
    if holder == CUSTODIANS or connection.execute(waiting).first():
        return
    replaced_today = select(retired_keys.c.generation).where(
        retired_keys.c.holder == holder, retired_keys.c.retired_on >= today
    )
    if connection.execute(replaced_today).first() is None:
        connection.execute(delete(retired_shares).where(retired_shares.c.holder == holder))
        theirs = retired_keys.c.holder == holder
        connection.execute(update(retired_keys).where(theirs).values(recovery_share=None))


def has_earlier_keys(connection: Connection, holder: str) -> bool:
    """Tell whether an earlier private key of a holder still exists."""
    return bool(earlier_recovery_shares(connection, holder))
