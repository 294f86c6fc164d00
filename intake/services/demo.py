"""Logins for a demonstration: known names, one known passphrase, only where settings say demo."""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.roles import COORDINATION, Post, Role
from intake.services.staff import NewMember, add_member, granted_by_recovery, list_members
from intake.services.system import System

PASSPHRASE = "mingjian-yanshi"  # noqa: S105 - printed for everyone to use, opens only demo data
HEAD = "-head"
"""After a department's id: its head, who is its approver too."""


class NotADemonstration(Exception):
    """The instance was not installed as a demonstration; it gets no known logins."""


@dataclass(frozen=True)
class DemoLogin:
    """Who may log in, and as what: the first post is what they are known for."""

    name: str
    posts: tuple[Post, ...]
    passphrase: str = PASSPHRASE


def demo_logins(system: System) -> list[DemoLogin]:
    """Return the demonstration's logins, making those that are missing.

    Raises:
        NotADemonstration: settings do not say demo, or it was installed as a real instance.

    """
    recovery_file = system.settings.demo_recovery_file
    if not system.settings.demo or not recovery_file.exists():
        raise NotADemonstration
    logins = _logins([department.id for department in system.profile.departments])
    have = {member.name for member in list_members(system)}
    granting = granted_by_recovery(system, recovery_file.read_text("ascii"))
    for login in logins:
        if login.name not in have:
            add_member(system, NewMember(login.name, login.posts, login.passphrase), granting)
    return logins


def _logins(departments: list[str]) -> list[DemoLogin]:
    return [
        DemoLogin("dispatcher", (Post(COORDINATION, Role.DISPATCHER),)),
        *(DemoLogin(name, (Post(name, Role.OFFICER),)) for name in departments),
        *(
            DemoLogin(name + HEAD, (Post(name, Role.HEAD), Post(name, Role.APPROVER)))
            for name in departments
        ),
        DemoLogin("custodian", tuple(Post(name, Role.CUSTODIAN) for name in departments)),
        DemoLogin("auditor", (Post(COORDINATION, Role.AUDITOR),)),
        DemoLogin("admin", (Post(COORDINATION, Role.ADMINISTRATOR),)),
    ]
