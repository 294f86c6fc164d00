"""Roles at the desk, always held in one department.

This issue knows three. Heads, approvers, identity custodians and auditors come with the desk's
own issue; a role that is not listed here cannot be given to anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from register.wording import LazyText, lazy_gettext

COORDINATION = "coordination"
"""The department that dispatches by hand what the router is unsure of or a department returned."""


class Role(StrEnum):
    """What a member may do in a department."""

    OFFICER = "officer"
    DISPATCHER = "dispatcher"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, LazyText] = {
    Role.OFFICER: lazy_gettext("承办人员"),
    Role.DISPATCHER: lazy_gettext("分办人员"),
    Role.ADMINISTRATOR: lazy_gettext("系统管理员"),
}

READS_CONTENT = frozenset({Role.OFFICER, Role.DISPATCHER})
"""Roles that are given the department's key; an administrator manages people, never cases."""


@dataclass(frozen=True, order=True)
class Post:
    """One role in one department."""

    department: str
    role: Role
