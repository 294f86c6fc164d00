"""Managing people at the desk: what an administrator may end, and what a head may begin.

An administrator ends: accounts, posts, second factors. None of that opens anything to them. A head
begins: lets people into their own department with their own key, and vouches for who forgot a
passphrase. Every refusal is on the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable

from intake.db import people
from intake.db.engine import reading
from intake.domain.access import Right, require
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete, NotAllowed
from intake.domain.roles import Appointment, Post
from intake.services.granting import CannotGrant, granted_by_officer
from intake.services.own_passphrase import reset_passphrase
from intake.services.posts import appoint, end_post
from intake.services.refusals import recorded
from intake.services.second_factors import reset_factors
from intake.services.sessions import Officer
from intake.services.staff import (
    NewMember,
    StaffMember,
    add_member,
    disable_member,
    list_members,
)
from intake.services.system import System
from register.wording import gettext


def members_in_reach(system: System, officer: Officer) -> list[StaffMember]:
    """Return the members that the officer may do something about."""
    return [one for one in list_members(system) if _reaches(officer, _posts(one))]


def let_in(system: System, head: Officer, new: NewMember) -> None:
    """Let someone into the head's own department, with the head's own key.

    Raises:
        Incomplete: as `add_member`, or a post that goes with a key the head does not hold.
        NotAllowed: another department's post.

    """
    with recorded(system, head, Deed.ADD_MEMBER):
        _require(head, Right.LET_IN, new.posts)
        try:
            add_member(system, new, granted_by_officer(system, head), head.member_id)
        except CannotGrant as failure:
            raise Incomplete("roles", _lacks_the_key()) from failure


def vouch(system: System, head: Officer, name: str, passphrase: str) -> None:
    """Set the forgotten passphrase of a member of the head's own department anew.

    Raises:
        Incomplete: no such member, a short passphrase, or a post with a key the head has not.
        NotAllowed: a member with posts in other departments too.

    """
    with recorded(system, head, Deed.RESET_PASSPHRASE):
        _require(head, Right.LET_IN, _posts_of(system, name))
        granting = granted_by_officer(system, head)
        try:
            reset_passphrase(system, name, passphrase, granting, head.member_id)
        except CannotGrant as failure:
            raise Incomplete(
                "name", gettext("您没有该成员职务所需的密钥，请使用恢复密钥重设。")
            ) from failure


def give_post(system: System, head: Officer, name: str, given: Appointment) -> None:
    """Give someone a post in the head's own department, for a time or in another's stead.

    Who stands in is named by `given.stands_in_for`, by name.

    Raises:
        Incomplete: as `posts.appoint`, or a post that goes with a key the head does not hold.
        NotAllowed: another department's post.

    """
    with recorded(system, head, Deed.APPOINT):
        _require(head, Right.LET_IN, {given.post})
        try:
            appoint(
                system,
                name,
                given.post,
                granted_by_officer(system, head),
                starts_on=given.starts_on,
                ends_on=given.ends_on,
                stands_in_for=given.stands_in_for,
                by=head.member_id,
            )
        except CannotGrant as failure:
            raise Incomplete("roles", _lacks_the_key()) from failure


def _lacks_the_key() -> str:
    return gettext("您没有这个职务所需的密钥，请由持有该密钥的人员在服务器上添加。")


def disable(system: System, administrator: Officer, name: str) -> None:
    """End someone's access at once.

    Raises:
        Incomplete: nobody of this name is in service.
        NotAllowed: a member with posts out of the administrator's reach, or themselves.

    """
    with recorded(system, administrator, Deed.DISABLE_MEMBER):
        _require(administrator, Right.MANAGE_MEMBERS, _posts_of(system, name))
        if name == administrator.name:
            raise NotAllowed(gettext("不能停用自己的账号。"))
        disable_member(system, name, administrator.member_id)


def dismiss(system: System, administrator: Officer, name: str, post: Post) -> None:
    """End someone's post at once; raises as `disable`, and `Incomplete` for a post not held."""
    with recorded(system, administrator, Deed.END_POST):
        _require(administrator, Right.MANAGE_MEMBERS, {post})
        end_post(system, name, post, by=administrator.member_id)


def forget_second_factors(system: System, administrator: Officer, name: str) -> None:
    """Let someone who lost phone and codes set up new ones; raises as `disable`."""
    with recorded(system, administrator, Deed.RESET_FACTORS):
        _require(administrator, Right.MANAGE_MEMBERS, _posts_of(system, name))
        reset_factors(system, administrator, _member(system, name).id)


def _require(officer: Officer, right: Right, posts: Iterable[Post]) -> None:
    for department in sorted({post.department for post in posts}):
        require(officer.posts, right, department)


def _reaches(officer: Officer, posts: frozenset[Post]) -> bool:
    departments = {post.department for post in posts}
    return any(
        all(officer.may(right, department) for department in departments)
        for right in (Right.MANAGE_MEMBERS, Right.LET_IN)
    )


def _posts(member: StaffMember) -> frozenset[Post]:
    return frozenset(one.post for one in member.appointments)


def _posts_of(system: System, name: str) -> frozenset[Post]:
    with reading(system.engine) as connection:
        held = people.appointments_of(connection, _member(system, name).id)
    return frozenset(one.post for one in held.values())


def _member(system: System, name: str) -> people.Member:
    with reading(system.engine) as connection:
        member = people.member_named(connection, name.strip())
    if member is None or member.disabled_on is not None:
        raise Incomplete("name", gettext("没有名为“%(name)s”的在用账号。", name=name))
    return member
