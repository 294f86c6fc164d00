"""Platforms that send work orders, and the keys they are known by.

A key is an id and a secret. The secret is a keyed hash of the id under the instance's secret, so
it is computed when it is needed and stored nowhere: a copy of the database signs nothing. A
platform has at most two live keys, so that it can change over from one to the other.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import blake2b
from hmac import compare_digest

from sqlalchemy.exc import IntegrityError

from intake.db import platforms as db
from intake.db.engine import reading, writing
from intake.db.platforms import Key, Platform
from intake.domain.addresses import push_address
from intake.domain.checks import required
from intake.domain.errors import Incomplete, Refused
from intake.domain.work_orders import DESK_PLATFORM, Scope
from intake.services.system import System
from register.wording import gettext

LIVE_KEYS = 2
PER_MINUTE = 600
LONGEST_NAME = 100
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SECONDS = 60


class UnknownKey(Refused):
    """No live key has this id, or the secret or signature isn't its own; never says which."""

    def __init__(self) -> None:
        super().__init__(gettext("密钥无效，或签名不正确。"))


class UsedBefore(Refused):
    """The signature's nonce was used before: the request is a copy of another one."""

    def __init__(self) -> None:
        super().__init__(gettext("这个签名已经用过。每次请求须用新的nonce重新签名。"))


class OutOfScope(Refused):
    """The key is live, but may not do this."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(
            gettext("这个密钥没有“%(scope)s”权限，请联系本平台管理员。", scope=scope.value)
        )


class TooMany(Refused):
    """More requests in this minute than the key may make; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(gettext("请求太频繁，请在%(wait)s秒后再试。", wait=wait))
        self.wait = wait


@dataclass(frozen=True)
class NewKey:
    """A key as it is shown once."""

    id: str
    secret: str = field(repr=False)

    @property
    def api_key(self) -> str:
        """Both in one, as Open311 and bearer requests show it."""
        return f"{self.id}.{self.secret}"


@dataclass(frozen=True)
class Caller:
    """A platform that showed or signed with a live key."""

    platform: Platform
    scopes: frozenset[Scope]


def add_platform(system: System, platform_id: str, name: str, address: str | None = None) -> None:
    """Let a platform be known.

    Raises:
        Incomplete: a bad or taken id, no name, or an address that results can't be pushed to.

    """
    if not _ID.fullmatch(platform_id):
        raise Incomplete("id", gettext("平台代号只能用小写字母、数字和连字符，例如 zj-12345。"))
    named = required("name", name, gettext("请填写平台名称。"), LONGEST_NAME)
    _check_address(system, address)
    try:
        with writing(system.engine) as connection:
            db.add_platform(connection, Platform(platform_id, named, address, system.today()))
    except IntegrityError as taken:
        raise Incomplete(
            "id", gettext("已经有平台“%(id)s”，请换一个代号。", id=platform_id)
        ) from taken


def set_address(system: System, platform_id: str, address: str | None) -> None:
    """Change where results are pushed to; None ends pushing.

    Raises:
        Incomplete: no such platform, or an address that results can't be pushed to.

    """
    _check_address(system, address)
    _require(system, platform_id)
    with writing(system.engine) as connection:
        db.set_address(connection, platform_id, address)


def all_platforms(system: System) -> list[tuple[Platform, list[Key]]]:
    """Return every platform with its keys, the newest first."""
    with reading(system.engine) as connection:
        found = db.all_platforms(connection)
        return [(platform, db.keys_of(connection, platform.id)) for platform in found]


def make_key(
    system: System,
    platform_id: str,
    scopes: frozenset[Scope],
    per_minute: int = PER_MINUTE,
) -> NewKey:
    """Make a key and return it, once.

    Raises:
        Incomplete: no such platform, no scope, or two live keys already.

    """
    _require(system, platform_id)
    if not scopes or platform_id == DESK_PLATFORM:
        raise Incomplete("scopes", gettext("请至少选择一种权限；坐席不需要密钥。"))
    key_id = f"mj{secrets.token_hex(8)}"
    with writing(system.engine) as connection:
        live = [key for key in db.keys_of(connection, platform_id) if key.revoked_on is None]
        if len(live) >= LIVE_KEYS:
            raise Incomplete(
                "platform",
                gettext(
                    "平台已有%(count)s个有效密钥，请先停用一个：%(keys)s。",
                    count=len(live),
                    keys="、".join(key.id for key in live),
                ),
            )
        db.add_key(connection, Key(key_id, platform_id, scopes, per_minute, system.today(), None))
    return NewKey(key_id, key_secret(system, key_id))


def revoke_key(system: System, key_id: str) -> None:
    """End a key at once.

    Raises:
        Incomplete: no live key has this id.

    """
    with writing(system.engine) as connection:
        key = db.key_named(connection, key_id)
        if key is None or key.revoked_on is not None:
            raise Incomplete("key", gettext("没有有效的密钥“%(id)s”。", id=key_id))
        db.revoke_key(connection, key_id, system.today())


def key_secret(system: System, key_id: str) -> str:
    """Return the secret that belongs to a key's id, whether such a key was ever made or not."""
    secret = system.derived_secret("platform-keys")
    hashed = blake2b(key_id.encode(), key=secret, digest_size=32).digest()
    return urlsafe_b64encode(hashed).decode().rstrip("=")


def newest_secret(system: System, platform_id: str) -> tuple[str, str] | None:
    """Return id and secret of a platform's newest live key, to sign what is pushed to it."""
    with reading(system.engine) as connection:
        live = [key for key in db.keys_of(connection, platform_id) if key.revoked_on is None]
    return (live[0].id, key_secret(system, live[0].id)) if live else None


def admit_shown(system: System, api_key: str, scope: Scope) -> Caller:
    """Admit whoever shows a whole key.

    Raises:
        UnknownKey, OutOfScope, TooMany: see each.

    """
    key_id, _, secret = api_key.partition(".")
    if not compare_digest(key_secret(system, key_id).encode(), secret.encode()):
        raise UnknownKey
    return _admit(system, key_id, scope, None)


def admit_signed(
    system: System, key_id: str, scope: Scope, nonce: str, ends_at: dt.datetime
) -> Caller:
    """Admit whoever signed with a key; the signature itself was checked before.

    Raises:
        UnknownKey, OutOfScope, TooMany, UsedBefore: see each.

    """
    return _admit(system, key_id, scope, (nonce, ends_at))


def _admit(
    system: System, key_id: str, scope: Scope, signed: tuple[str, dt.datetime] | None
) -> Caller:
    now = system.now()
    minute, second = divmod(int(now.timestamp()), _SECONDS)
    with writing(system.engine) as connection:
        key = db.key_named(connection, key_id)
        if key is None or key.revoked_on is not None:
            raise UnknownKey
        used = db.count_use(connection, key_id, minute)
        if used <= key.per_minute and signed:
            db.forget_nonces(connection, now)
            fresh = db.remember_nonce(connection, key_id, *signed)
        else:
            fresh = True
        platform = db.platform_named(connection, key.platform_id)
    if used > key.per_minute:
        raise TooMany(_SECONDS - second)
    if not fresh:
        raise UsedBefore
    if scope not in key.scopes or platform is None:
        raise OutOfScope(scope)
    return Caller(platform, key.scopes)


def _require(system: System, platform_id: str) -> None:
    with reading(system.engine) as connection:
        known = [platform.id for platform in db.all_platforms(connection)]
    if platform_id not in known:
        raise Incomplete(
            "platform",
            gettext("没有平台“%(id)s”，已有：%(known)s。", id=platform_id, known="、".join(known)),
        )


def _check_address(system: System, address: str | None) -> None:
    if address is not None:
        push_address(address, loopback=system.settings.push_to_loopback)
