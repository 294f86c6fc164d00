"""Logging in and out of the desk.

A passphrase opens its member's private key and nothing else: there is no stored password. An
unknown name costs the same derivation as a known one. A failed login leaves its line in the audit
trail, without the name that was typed: people type passphrases into the name field.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from intake.db import logins, people
from intake.db.engine import before_commit, reading, writing
from intake.db.trail import add_to_trail
from intake.domain.access import Right, gives, may
from intake.domain.deeds import PAGE, Deed
from intake.domain.errors import Refused
from intake.domain.roles import Post, Role
from intake.services.checkpoints import sign_daily
from intake.services.login_tries import begin_try, mark_of, try_succeeded
from intake.services.system import System
from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.passphrases import Cost, LockedKey, spend_an_unlock, unlock
from intake.vault.sessions import SplitKey, join, session_name, split
from register.wording import gettext

LONGEST = dt.timedelta(hours=10)
IDLE = dt.timedelta(hours=1)
_PROLONG_EVERY = dt.timedelta(minutes=5)


class LoginFailed(Refused):
    """The name or the passphrase is wrong; never says which."""

    def __init__(self) -> None:
        super().__init__(gettext("用户名或口令不正确。"))


class NotLoggedIn(Refused):
    """There is no such session, or its time is over."""


class SecondFactorDue(NotLoggedIn):
    """The passphrase was right; a second factor is still to be shown, or to be set up."""


@dataclass(frozen=True)
class Officer:
    """A member who is logged in, with the private key that the passphrase opened."""

    member_id: str
    name: str
    posts: frozenset[Post]
    key: PrivateKey = field(repr=False, compare=False)

    def departments(self, role: Role) -> tuple[str, ...]:
        """Return where the officer holds `role`, in order."""
        return tuple(sorted(post.department for post in self.posts if post.role is role))

    def departments_where(self, right: Right) -> tuple[str, ...]:
        """Return the departments of the posts that give the officer `right`, in order."""
        return tuple(sorted({post.department for post in self.posts if gives(post, right)}))

    def may(self, right: Right, department: str | None = None) -> bool:
        """Tell whether the officer has `right` in `department`, or anywhere where none is named."""
        if department is None:
            return bool(self.departments_where(right))
        return may(self.posts, right, department)


def log_in(system: System, name: str, passphrase: str, place: str = "") -> str:
    """Open a session and return its token, for the desk's cookie and nowhere else.

    It opens nothing yet where a second factor is due. `place` is where the try is made from, as
    `intake.services.login_tries` counts them.

    Raises:
        TooManyTries: this name was tried in vain from this place too often just now.
        LoginFailed: the same words, after the same work, for a wrong name and a wrong passphrase.

    """
    mark = mark_of(system, name, place)
    begin_try(system, mark)
    with reading(system.engine) as connection:
        member = people.member_named(connection, name.strip())
    try:
        member, key = authenticate(system, member, passphrase)
    except CannotOpen as failure:
        _note_failure(system, member.id if member else None)
        raise LoginFailed from failure
    try_succeeded(system, mark)
    halves = split(key)
    with writing(system.engine) as connection:
        # Whoever changed the passphrase while it was tried has ended this session, too.
        if still := people.is_locked_as(connection, member):
            _open_session(connection, system, member, halves)
    if not still:
        _note_failure(system, member.id)
        raise LoginFailed
    return halves.token


def _open_session(
    connection: Connection, system: System, member: people.Member, halves: SplitKey
) -> None:
    now = system.now()
    asked = any(one.confirmed for one in logins.factors_of(connection, member.id))
    logins.end_old_sessions(connection, now)
    logins.add_session(
        connection,
        logins.Session(
            name=halves.name,
            member_id=member.id,
            box=halves.box,
            ends_at=now + LONGEST,
            idle_at=now + IDLE,
            passed=not asked and system.settings.demo,
        ),
    )
    add_to_trail(connection, at=now, member_id=member.id, action=Deed.LOG_IN)
    before_commit(connection, partial(sign_daily, system=system))


def _note_failure(system: System, member_id: str | None) -> None:
    with writing(system.engine) as connection:
        add_to_trail(
            connection,
            at=system.now(),
            member_id=member_id,
            action=Deed.LOG_IN,
            refused=LoginFailed.__name__,
        )


def log_out(system: System, token: str) -> None:
    """End a session; one that is over already, or never was, needs no ending."""
    try:
        name = session_name(token)
    except CannotOpen:
        return
    with writing(system.engine) as connection:
        session = logins.session_named(connection, name)
        if session:
            logins.end_session(connection, name)
            who = session.member_id
            add_to_trail(connection, at=system.now(), member_id=who, action=Deed.LOG_OUT)


def officer_of(system: System, token: str) -> Officer:
    """Return who a session's token belongs to, and keep the session awake.

    Raises:
        SecondFactorDue: the passphrase was right, and that is not enough.
        NotLoggedIn: no such session, its time is over, or its member was disabled.

    """
    session, officer = _session_of(system, token)
    if not session.passed:
        raise SecondFactorDue
    if session.idle_at - system.now() < IDLE - _PROLONG_EVERY:
        with writing(system.engine) as connection:
            logins.change_session(connection, session.name, idle_at=system.now() + IDLE)
    return officer


def half_logged_in(system: System, token: str) -> Officer:
    """Return who has given the right passphrase, whether the second factor was shown or not.

    Raises:
        NotLoggedIn: as `officer_of`.

    """
    return _session_of(system, token)[1]


def _session_of(system: System, token: str) -> tuple[logins.Session, Officer]:
    try:
        name = session_name(token)
        with reading(system.engine) as connection:
            session = logins.session_named(connection, name)
            if session is None or min(session.ends_at, session.idle_at) <= system.now():
                raise CannotOpen
            member = people.member(connection, session.member_id)
            if member.disabled_on is not None:
                raise CannotOpen
            posts = people.posts_of(connection, member.id, system.today())
        key = join(token, session.box)
    except CannotOpen as over:
        raise NotLoggedIn(gettext("登录已过期，请重新登录。")) from over
    return session, Officer(member.id, member.name, posts, key)


def note_refused_page(
    system: System, officer: Officer, page: str, about: str | None = None
) -> None:
    """Put on the trail that someone called a page which none of their posts opens.

    `about` is the draft or list that the page's address names.
    """
    with writing(system.engine) as connection:
        add_to_trail(
            connection,
            at=system.now(),
            member_id=officer.member_id,
            action=PAGE + page,
            about=about,
            refused="NotAllowed",
        )


def authenticate(
    system: System, member: people.Member | None, passphrase: str
) -> tuple[people.Member, PrivateKey]:
    """Return a member with the key that the passphrase opens.

    Raises:
        CannotOpen: unknown, disabled, or a wrong passphrase; all after the same work.

    """
    if member is None or member.disabled_on is not None:
        spend_an_unlock(passphrase, system.cost)
        raise CannotOpen
    locked = LockedKey(
        salt=member.lock_salt,
        cost=Cost(passes=member.lock_passes, memory=member.lock_memory),
        box=member.locked_key,
    )
    return member, unlock(locked, passphrase, member_context(member.id))


def member_context(member_id: str) -> bytes:
    """Name the place of a member's locked key."""
    return f"member/{member_id}".encode()
