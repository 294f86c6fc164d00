"""Keeping away from a case for a conflict of interest: oneself, an officer, a whole department."""

from __future__ import annotations

from collections.abc import Iterable

from intake.db import people
from intake.db.engine import writing
from intake.db.identity_requests import departments_kept_away, keep_away
from intake.db.identity_requests import recuse as close_to
from intake.domain.access import looks
from intake.domain.checks import required
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete, NotAllowed
from intake.domain.stages import Party
from intake.services.case_lines import note_on_case
from intake.services.moving import Moving, find, open_key
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault.sealing import seal
from register.wording import gettext

LONGEST_REASON = 500


def give_up_for_good(under_way: Moving) -> None:
    """Note, beside the move that takes the case from its lead, that it never goes back there."""
    keep_away(
        under_way.connection, under_way.case.id, under_way.case.lead, under_way.system.today()
    )


def require_none_kept_away(under_way: Moving, **departments: Iterable[str]) -> None:
    """Let pass departments, by the field they were chosen in, that may be given the case.

    Raises:
        Incomplete: names the field with one that keeps away.

    """
    away = departments_kept_away(under_way.connection, under_way.case.id)
    for field, chosen in departments.items():
        if not away.keys().isdisjoint(chosen):
            raise Incomplete(field, gettext("所选单位已经回避本案，不能再接手，请另选单位。"))


def recuse(system: System, officer: Officer, number: str, name: str, reason: str) -> None:
    """Close a case to a member, who is then a stranger to it; nobody is let back in.

    An officer names themselves; the head of the lead may name any officer who could look. A whole
    department keeps away with the move that gives the case up: `give_up_for_good`.

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
        note_on_case(system, connection, officer, Deed.RECUSE, case.id, about=member.id)
