"""Roles at the desk, always held in one department, from one day to another.

A member may hold several posts, and may stand in for another between two dates. What a post
allows is decided in `intake.domain.access`, and only there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from register.wording import LazyText, lazy_gettext

COORDINATION = "coordination"
"""The department that dispatches by hand what the router is unsure of or a department returned."""


class Role(StrEnum):
    """What a member is in a department."""

    OFFICER = "officer"
    HEAD = "head"
    DISPATCHER = "dispatcher"
    APPROVER = "approver"
    CUSTODIAN = "custodian"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, LazyText] = {
    Role.OFFICER: lazy_gettext("承办人员"),
    Role.HEAD: lazy_gettext("部门负责人"),
    Role.DISPATCHER: lazy_gettext("分办人员"),
    Role.APPROVER: lazy_gettext("审核人员"),
    Role.CUSTODIAN: lazy_gettext("身份信息保管员"),
    Role.AUDITOR: lazy_gettext("审计人员"),
    Role.ADMINISTRATOR: lazy_gettext("系统管理员"),
}

READS_CONTENT = frozenset({Role.OFFICER, Role.HEAD, Role.DISPATCHER})
"""Roles that are given the department's key. An approver reads drafts, an auditor the trail, an
administrator manages people: none of them ever a case."""

CUSTODIANS = "custodians"
"""Holder of the key that opens who reported. No handling department is one."""

ONLY_AT_COORDINATION = frozenset({Role.DISPATCHER})
"""Roles that no other department has."""


@dataclass(frozen=True, order=True)
class Post:
    """One role in one department."""

    department: str
    role: Role


def key_of_post(post: Post) -> str | None:
    """Return whose private key the holder of `post` is given; None for a post without one."""
    if post.role in READS_CONTENT:
        return post.department
    return CUSTODIANS if post.role is Role.CUSTODIAN else None


@dataclass(frozen=True)
class Appointment:
    """A post held for a time; both days are included, and no last day means until it is ended."""

    post: Post
    starts_on: dt.date
    ends_on: dt.date | None = None
    stands_in_for: str | None = None
    """The member whose post a deputy holds meanwhile; a deputy's time always has an end."""

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the post is held on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def held_on(appointments: Iterable[Appointment], day: dt.date) -> frozenset[Post]:
    """Return the posts that are held on `day`, one's own and those held for another."""
    return frozenset(one.post for one in appointments if one.holds_on(day))
