"""Platforms and their keys: put in, found, used no faster than allowed, each signature once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from intake.db.platform_schema import nonces, platform_keys, platforms
from intake.domain.work_orders import Scope


@dataclass(frozen=True)
class Platform:
    """Who sends work orders, and where results are pushed to, if anywhere."""

    id: str
    name: str
    address: str | None
    added_on: dt.date


@dataclass(frozen=True)
class Key:
    """A key by its public id; the secret is not here."""

    id: str
    platform_id: str
    scopes: frozenset[Scope]
    per_minute: int
    made_on: dt.date
    revoked_on: dt.date | None


def add_platform(connection: Connection, platform: Platform) -> None:
    """Store a platform."""
    connection.execute(insert(platforms), vars(platform) | {"last_change": 0})


def set_address(connection: Connection, platform_id: str, address: str | None) -> None:
    """Change where results are pushed to."""
    connection.execute(
        update(platforms).where(platforms.c.id == platform_id).values(address=address)
    )


def platform_named(connection: Connection, platform_id: str) -> Platform | None:
    """Return a platform by its id."""
    row = connection.execute(_PLATFORM.where(platforms.c.id == platform_id)).one_or_none()
    return Platform(**row._mapping) if row else None


def all_platforms(connection: Connection) -> list[Platform]:
    """Return every platform, by id."""
    found = connection.execute(_PLATFORM.order_by(platforms.c.id))
    return [Platform(**row._mapping) for row in found]


def next_change(connection: Connection, platform_id: str) -> int:
    """Take the next place in what a platform is told.

    Holds the platform's row until the transaction ends: places are taken in the order in which
    they are committed, so that whoever has read up to one of them has missed none before it.
    """
    taken: int = connection.execute(
        update(platforms)
        .where(platforms.c.id == platform_id)
        .values(last_change=platforms.c.last_change + 1)
        .returning(platforms.c.last_change)
    ).scalar_one()
    return taken


def add_key(connection: Connection, key: Key) -> None:
    """Store a key."""
    connection.execute(
        insert(platform_keys),
        vars(key) | {"scopes": " ".join(sorted(key.scopes)), "minute": 0, "used": 0},
    )


def key_named(connection: Connection, key_id: str) -> Key | None:
    """Return a key by its id, revoked or not."""
    row = connection.execute(_KEY.where(platform_keys.c.id == key_id)).one_or_none()
    return Key(**{**row._mapping, "scopes": _scopes(row.scopes)}) if row else None


def keys_of(connection: Connection, platform_id: str) -> list[Key]:
    """Return a platform's keys, the newest first, revoked ones included."""
    found = connection.execute(
        _KEY.where(platform_keys.c.platform_id == platform_id).order_by(
            platform_keys.c.made_on.desc(), platform_keys.c.id.desc()
        )
    )
    return [Key(**{**row._mapping, "scopes": _scopes(row.scopes)}) for row in found]


def revoke_key(connection: Connection, key_id: str, day: dt.date) -> None:
    """End a key."""
    connection.execute(
        update(platform_keys).where(platform_keys.c.id == key_id).values(revoked_on=day)
    )


def count_use(connection: Connection, key_id: str, minute: int) -> int:
    """Count one more request of a key in `minute`; return how many those are now."""
    same = platform_keys.c.minute == bindparam("now")
    used: int = connection.execute(
        update(platform_keys)
        .where(platform_keys.c.id == bindparam("which"))
        .values(used=case((same, platform_keys.c.used + 1), else_=1), minute=bindparam("now"))
        .returning(platform_keys.c.used),
        {"which": key_id, "now": minute},
    ).scalar_one()
    return used


def remember_nonce(connection: Connection, key_id: str, nonce: str, ends_at: dt.datetime) -> bool:
    """Store a signature's nonce; False if it was used before."""
    seen = connection.execute(
        select(func.count())
        .select_from(nonces)
        .where(nonces.c.key_id == key_id, nonces.c.nonce == nonce)
    ).scalar_one()
    if seen:
        return False
    connection.execute(insert(nonces), {"key_id": key_id, "nonce": nonce, "ends_at": ends_at})
    return True


def forget_nonces(connection: Connection, now: dt.datetime) -> None:
    """Destroy nonces of signatures too old to be accepted."""
    connection.execute(delete(nonces).where(nonces.c.ends_at <= now))


_PLATFORM = select(platforms.c.id, platforms.c.name, platforms.c.address, platforms.c.added_on)
_KEY = select(
    platform_keys.c.id,
    platform_keys.c.platform_id,
    platform_keys.c.scopes,
    platform_keys.c.per_minute,
    platform_keys.c.made_on,
    platform_keys.c.revoked_on,
)


def _scopes(text: str) -> frozenset[Scope]:
    return frozenset(map(Scope, text.split()))
