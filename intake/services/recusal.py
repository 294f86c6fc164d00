"""Keeping away from a case for a conflict of interest: oneself, or an officer by their head."""

from __future__ import annotations

from intake.db import people
from intake.db.engine import writing
from intake.db.identity_requests import recuse as close_to
from intake.db.trail import add_to_trail
from intake.domain.access import looks
from intake.domain.checks import required
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete, NotAllowed
from intake.domain.stages import Party
from intake.services.moving import find, open_key
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault.sealing import seal
from register.wording import gettext

LONGEST_REASON = 500


def recuse(system: System, officer: Officer, number: str, name: str, reason: str) -> None:
    """Close a case to a member, who is then a stranger to it; nobody is let back in.

    An officer names themselves; the head of the lead may name any officer who could look. A whole
    department keeps away by returning the case or handing it over, which takes its key.

    Raises:
        Incomplete: no reason, or a name that is none of those who may look into the case.
        NotAllowed: someone else is named, and not by the head.
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    said = required("reason", reason, gettext("请写明回避的理由。"), LONGEST_REASON)
    with recorded(system, officer, Deed.RECUSE, number), writing(system.engine) as connection:
        case, found = find(connection, officer, number)
        member = people.member_named(connection, name.strip())
        if member is None or member.id != officer.member_id:
            if Party.HEAD not in found:
                raise NotAllowed(gettext("只有本人和主办单位负责人可以提出回避。"))
            held = people.posts_of(connection, member.id, system.today()) if member else frozenset()
            if not looks(held, case):
                raise Incomplete("name", gettext("没有这位能查看本案的人员，请核对用户名。"))
        if member is None:
            raise AssertionError("a member who holds posts exists")
        sealed = seal(
            open_key(connection, officer, case),
            said.encode(),
            f"recusal/{case.id}/{member.id}".encode(),
        )
        close_to(connection, case.id, member.id, system.today(), sealed)
        add_to_trail(
            connection,
            at=system.now(),
            member_id=officer.member_id,
            action=Deed.RECUSE,
            case_id=case.id,
            about=member.id,
        )
