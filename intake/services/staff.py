"""The people at the desk: added by someone who already has the department's key, or recovery.

An administrator of the machine alone cannot let anyone in: a department's private key is sealed
to its members and to the offline recovery key, and one of them must open it for a new member.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.rotation import holders_shared_with, take_share
from intake.db.trail import add_to_trail
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete
from intake.domain.roles import (
    COORDINATION,
    ONLY_AT_COORDINATION,
    ROLE_NAMES,
    Appointment,
    Post,
    held_on,
)
from intake.services.granting import (
    CannotGrant,
    Granting,
    give,
    granted_by_key,
    granted_by_member,
    granted_by_recovery,
    shares_for,
)
from intake.services.rotation import rotate
from intake.services.sessions import member_context
from intake.services.system import System
from intake.vault.keys import PrivateKey
from intake.vault.passphrases import LEAST_PASSPHRASE, lock
from register.wording import gettext

__all__ = ["CannotGrant", "granted_by_key", "granted_by_member", "granted_by_recovery"]

LONGEST_NAME = 40


@dataclass(frozen=True)
class NewMember:
    """Someone to be let in."""

    name: str
    posts: Collection[Post]
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class StaffMember:
    """One line of the list of members."""

    name: str
    appointments: tuple[Appointment, ...]
    """Past ones and coming ones too."""
    posts: frozenset[Post]
    """Those held today."""
    added_on: dt.date
    disabled_on: dt.date | None


def add_member(system: System, new: NewMember, granting: Granting, by: str | None = None) -> None:
    """Let someone in; they can read what their department can from now on.

    Raises:
        Incomplete: a bad or taken name, a short passphrase, an unknown department, no post, or a
            dispatcher outside the coordination office.
        CannotGrant: who vouches for them does not hold the department's key.

    """
    _check(system, new)
    member_id = system.new_id()
    key = PrivateKey.generate()
    locked = lock(key, new.passphrase, member_context(member_id), system.cost)
    shares = shares_for(new.posts, granting)
    member = people.Member(
        id=member_id,
        name=new.name.strip(),
        public_key=key.public.raw,
        locked_key=locked.box,
        lock_salt=locked.salt,
        lock_passes=locked.cost.passes,
        lock_memory=locked.cost.memory,
        added_on=system.today(),
        disabled_on=None,
    )
    today = system.today()
    appointments = {system.new_id(): Appointment(post, today) for post in set(new.posts)}
    try:
        with writing(system.engine) as connection:
            people.add_member(connection, member, appointments)
            give(connection, member, shares)
            add_to_trail(
                connection, at=system.now(), member_id=by, action=Deed.ADD_MEMBER, about=member_id
            )
    except IntegrityError as taken:
        raise Incomplete(
            "name", gettext("用户名“%(name)s”已有人使用，请换一个。", name=member.name)
        ) from taken


def list_members(system: System) -> list[StaffMember]:
    """Return everyone who was ever let in, by name."""
    with reading(system.engine) as connection:
        everyone = [
            (member, tuple(people.appointments_of(connection, member.id).values()))
            for member in people.all_members(connection)
        ]
    return [
        StaffMember(
            member.name,
            appointments,
            held_on(appointments, system.today()),
            member.added_on,
            member.disabled_on,
        )
        for member, appointments in everyone
    ]


def disable_member(system: System, name: str, by: str | None = None) -> None:
    """End someone's access at once: sessions and copies of keys are destroyed.

    The keys they knew are replaced; see `intake.services.rotation`.

    Raises:
        Incomplete: nobody has this name, or they were disabled before.

    """
    with writing(system.engine) as connection:
        member = people.member_named(connection, name.strip())
        if member is None or member.disabled_on is not None:
            raise Incomplete("name", gettext("没有名为“%(name)s”的在用账号。", name=name))
        known = holders_shared_with(connection, member.id)
        for holder in known:
            take_share(connection, holder, member.id)
        people.disable(connection, member.id, system.today())
        for holder in known:
            rotate(connection, system, holder)
        add_to_trail(
            connection, at=system.now(), member_id=by, action=Deed.DISABLE_MEMBER, about=member.id
        )


def _check(system: System, new: NewMember) -> None:
    if not new.name.strip() or len(new.name.strip()) > LONGEST_NAME:
        raise Incomplete("name", gettext("用户名须为1至%(most)s字。", most=LONGEST_NAME))
    check_passphrase(new.passphrase)
    if not new.posts:
        known = "、".join(f"{role}（{name}）" for role, name in ROLE_NAMES.items())
        raise Incomplete("roles", gettext("至少选择一个角色：%(known)s。", known=known))
    for post in new.posts:
        check_post(system, post)


def check_passphrase(passphrase: str) -> None:
    """Let pass a passphrase that is long enough; raises `Incomplete` otherwise."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Incomplete(
            "passphrase",
            gettext("口令至少%(least)s个字符，建议用几个不相关的词。", least=LEAST_PASSPHRASE),
        )


def check_post(system: System, post: Post) -> None:
    """Let pass a post that can be held in this place; raises `Incomplete` otherwise."""
    departments = [department.id for department in system.profile.departments]
    if post.department not in departments:
        raise Incomplete(
            "department",
            gettext(
                "没有部门“%(given)s”，可选：%(known)s。",
                given=post.department,
                known="、".join(departments),
            ),
        )
    if post.role in ONLY_AT_COORDINATION and post.department != COORDINATION:
        raise Incomplete("roles", gettext("只有协调小组办公室设分办人员。"))
