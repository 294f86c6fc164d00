"""Logins for a demonstration: known names, one known passphrase, only where settings say demo."""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.roles import COORDINATION, Role
from intake.services.staff import NewMember, add_member, granted_by_recovery, list_members
from intake.services.system import System

PASSPHRASE = "mingjian-yanshi"  # noqa: S105 - printed for everyone to use, opens only demo data


class NotADemonstration(Exception):
    """The instance was not installed as a demonstration; it gets no known logins."""


@dataclass(frozen=True)
class DemoLogin:
    """One line to print: who may log in, and how."""

    name: str
    department: str
    role: Role
    passphrase: str = PASSPHRASE


def demo_logins(system: System) -> list[DemoLogin]:
    """Return the demonstration's logins, making those that are missing.

    Raises:
        NotADemonstration: settings do not say demo, or it was installed as a real instance.

    """
    recovery_file = system.settings.demo_recovery_file
    if not system.settings.demo or not recovery_file.exists():
        raise NotADemonstration
    logins = [
        DemoLogin("dispatcher", COORDINATION, Role.DISPATCHER),
        *(
            DemoLogin(department.id, department.id, Role.OFFICER)
            for department in system.profile.departments
        ),
        DemoLogin("admin", COORDINATION, Role.ADMINISTRATOR),
    ]
    have = {member.name for member in list_members(system)}
    granting = granted_by_recovery(system, recovery_file.read_text("ascii"))
    for login in logins:
        if login.name not in have:
            new = NewMember(login.name, login.department, {login.role}, login.passphrase)
            add_member(system, new, granting)
    return logins
