"""Who lets others in: a member with the key, or the offline recovery key; no administrator alone.

Whoever grants is asked for the private keys that go with a post, and they are sealed to the new
holder. Where a post goes with no key, whoever vouches for a new passphrase must still be a
colleague who is more than an administrator.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from intake.db import people
from intake.db.engine import reading
from intake.db.rotation import earlier_recovery_shares, give_earlier_share, give_shares
from intake.domain.roles import Post, Role, key_of_post
from intake.services.keyring import department_key, earlier_keys, recovery_context, share_context
from intake.services.sessions import LoginFailed, Officer, authenticate
from intake.services.system import System
from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey, PublicKey
from intake.vault.recovery import from_paper
from register.wording import gettext


class CannotGrant(Exception):
    """Neither the recovery key nor the granting member opens this department's key."""


@dataclass(frozen=True)
class Granted:
    """A holder's private keys: the present one, and earlier ones that are still in use."""

    present: PrivateKey = field(repr=False)
    earlier: Mapping[int, PrivateKey] = field(default_factory=dict, repr=False)


Granting = Callable[[str], Granted]
"""Gives the private keys of a department, or of the custodians, or raises `CannotGrant`."""


def granted_by_recovery(system: System, paper: str) -> Granting:
    """Let the printed recovery key grant.

    Raises:
        CannotGrant: the text is not a recovery key.

    """
    try:
        return granted_by_key(system, from_paper(paper))
    except CannotOpen as failure:
        raise CannotGrant(gettext("恢复密钥有误，请对照纸面逐组核对。")) from failure


def granted_by_key(system: System, recovery: PrivateKey) -> Granting:
    """Let the recovery key itself grant, in the moment of installation."""

    def grant(holder: str) -> Granted:
        with reading(system.engine) as connection:
            share = people.all_holders(connection)[holder].recovery_share
            earlier = earlier_recovery_shares(connection, holder)
        context = recovery_context(holder)
        try:
            return Granted(
                PrivateKey(recovery.take(share, context)),
                {n: PrivateKey(recovery.take(one, context)) for n, one in earlier.items()},
            )
        except CannotOpen as failure:
            raise CannotGrant(gettext("这不是本实例的恢复密钥。")) from failure

    return grant


def granted_by_member(system: System, name: str, passphrase: str) -> Granting:
    """Let a member of the department grant, by their passphrase.

    Raises:
        LoginFailed: the name or the passphrase is wrong.

    """
    return granted_by_officer(system, member_by_passphrase(system, name, passphrase))


def member_by_passphrase(system: System, name: str, passphrase: str) -> Officer:
    """Return a member with the key that their passphrase opens, without a session.

    Raises:
        LoginFailed: the name or the passphrase is wrong.

    """
    with reading(system.engine) as connection:
        found = people.member_named(connection, name.strip())
    try:
        member, key = authenticate(system, found, passphrase)
    except CannotOpen as failure:
        raise LoginFailed from failure
    with reading(system.engine) as connection:
        posts = people.posts_of(connection, member.id, system.today())
    return Officer(member.id, member.name, posts, key)


def granted_by_officer(system: System, officer: Officer) -> Granting:
    """Let a member who is logged in grant."""

    def grant(holder: str) -> Granted:
        with reading(system.engine) as connection:
            try:
                present = department_key(connection, officer, holder)
                return Granted(present, earlier_keys(connection, officer, holder))
            except CannotOpen as failure:
                raise CannotGrant(
                    gettext("%(name)s没有该部门的密钥，不能为其添加成员。", name=officer.name)
                ) from failure

    return grant


def shares_for(posts: Collection[Post], granting: Granting) -> dict[str, Granted]:
    """Return the private keys that go with posts, by holder."""
    holders = sorted({name for post in posts if (name := key_of_post(post))})
    return {holder: granting(holder) for holder in holders}


def require_voucher(posts: Collection[Post], granting: Granting) -> None:
    """Let nobody but a department's own people, or recovery, vouch for who holds these posts.

    Raises:
        CannotGrant: who vouches holds no department's key: an administrator, or a stranger.

    """
    for department in sorted({post.department for post in posts}):
        granting(key_of_post(Post(department, Role.OFFICER)) or department)


def give(connection: Connection, member: people.Member, granted: Mapping[str, Granted]) -> None:
    """Seal private keys to a member."""
    public = PublicKey(member.public_key)
    shares = {}
    for holder, keys in granted.items():
        shares[holder] = public.hand(keys.present.reveal(), share_context(holder, member.id))
    give_shares(connection, member.id, shares)
    for holder, keys in granted.items():
        for generation, key in keys.earlier.items():
            sealed = public.hand(key.reveal(), share_context(holder, member.id))
            give_earlier_share(connection, holder, generation, member.id, sealed)
