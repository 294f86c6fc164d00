"""A passphrase changed by who knows it, or set anew with the help of a colleague or recovery.

A forgotten passphrase is gone with the private key that it locked. The member gets a new key pair,
and who vouches for them seals to it what went with their posts. Their second factors, sealed to
the lost key, are set up anew. No administrator can do this alone: they hold no department's key.
"""

from __future__ import annotations

import dataclasses

from intake.db import logins, people
from intake.db.engine import reading, writing
from intake.db.identity_requests import forget_handed
from intake.db.login_schema import Kind
from intake.db.trail import add_to_trail
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete
from intake.services.granting import Granting, give, require_voucher, shares_for
from intake.services.login_tries import begin_try, mark_of, try_succeeded
from intake.services.refusals import recorded
from intake.services.sessions import LoginFailed, Officer, authenticate, member_context
from intake.services.staff import check_passphrase
from intake.services.system import System
from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.passphrases import lock
from intake.vault.sessions import session_name
from register.wording import gettext


def change_passphrase(system: System, officer: Officer, token: str, present: str, new: str) -> None:
    """Lock one's own key with another passphrase; every other session ends.

    Tries in vain are counted as at the login, by themselves: a session left open guesses no faster.

    Raises:
        TooManyTries: wrong ones were given too often just now.
        LoginFailed: the present passphrase is wrong.
        Incomplete: the new one is too short.

    """
    with recorded(system, officer, Deed.CHANGE_PASSPHRASE):
        _change(system, officer, token, present, new)


def _change(system: System, officer: Officer, token: str, present: str, new: str) -> None:
    check_passphrase(new)
    mark = mark_of(system, officer.name, f"own/{officer.member_id}")
    begin_try(system, mark)
    with reading(system.engine) as connection:
        member = people.member(connection, officer.member_id)
    try:
        _member, key = authenticate(system, member, present)
    except CannotOpen as failure:
        raise LoginFailed from failure
    try_succeeded(system, mark)
    relocked = _locked(system, member, key, new)
    with writing(system.engine) as connection:
        if not people.change_lock(connection, relocked, instead_of=member.locked_key):
            raise LoginFailed  # set anew by others meanwhile: that stands, with its new key
        logins.end_sessions_of(connection, member.id, but=session_name(token))
        add_to_trail(
            connection, at=system.now(), member_id=member.id, action=Deed.CHANGE_PASSPHRASE
        )


def reset_passphrase(
    system: System, name: str, new: str, granting: Granting, by: str | None = None
) -> None:
    """Give a member who forgot it a new passphrase and a new key pair.

    Raises:
        Incomplete: no such member, or the passphrase is too short.
        CannotGrant: who vouches for them holds no key of their departments.

    """
    check_passphrase(new)
    with reading(system.engine) as connection:
        member = people.member_named(connection, name.strip())
        if member is None or member.disabled_on is not None:
            raise Incomplete("name", gettext("没有名为“%(name)s”的在用账号。", name=name))
        posts = people.posts_of(connection, member.id, system.today())
    require_voucher(posts, granting)
    granted = shares_for(posts, granting)
    key = PrivateKey.generate()
    renewed = _locked(system, dataclasses.replace(member, public_key=key.public.raw), key, new)
    with writing(system.engine) as connection:
        people.change_lock(connection, renewed)
        give(connection, renewed, granted)
        logins.end_sessions_of(connection, member.id)
        logins.forget_factors(connection, member.id, *Kind)
        forget_handed(connection, member.id)
        add_to_trail(
            connection,
            at=system.now(),
            member_id=by,
            action=Deed.RESET_PASSPHRASE,
            about=member.id,
        )


def _locked(system: System, member: people.Member, key: PrivateKey, new: str) -> people.Member:
    locked = lock(key, new, member_context(member.id), system.cost)
    return dataclasses.replace(
        member,
        locked_key=locked.box,
        lock_salt=locked.salt,
        lock_passes=locked.cost.passes,
        lock_memory=locked.cost.memory,
    )
