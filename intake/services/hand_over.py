"""The tables that departments hand over, made from the book as it is now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from intake.domain.access import Right
from intake.domain.errors import Incomplete, NotAllowed
from intake.services.book import current_book
from intake.services.sessions import Officer
from intake.services.system import System
from publisher.annexes import Annex, exits_annex, late_annex, write
from register.annexes import NotAPeriod, Period, exits, late
from register.histories import History
from register.jurisdiction import Profile
from register.wording import SOURCE_LANGUAGE, LazyText, gettext, lazy_gettext, use_language


class Table(StrEnum):
    """Which table."""

    EXITS = "exits"
    JOINT_PUNISHMENT = "joint-punishment"


TABLE_NAMES: dict[Table, LazyText] = {
    Table.EXITS: lazy_gettext("落后产能退出情况表（企业、设备、产能）"),
    Table.JOINT_PUNISHMENT: lazy_gettext("未按期退出企业名单（报送“信用中国”）"),
}


def annex_of(
    profile: Profile,
    histories: Collection[History],
    table: Table,
    period: Period,
    today: dt.date,
    *,
    department: str | None,
) -> Annex:
    """Return a table of what one department issued, or all of a place's, in Chinese."""
    by = profile.department(department).name if department else profile.site.maintainer
    with use_language(SOURCE_LANGUAGE):
        if table is Table.EXITS:
            found = exits(histories, period, today, department)
            return exits_annex(profile, period, found, today, by)
        as_of = min(period.end, today)
        return late_annex(profile, late(histories, as_of, department), as_of, by)


def hand_over(system: System, officer: Officer, table: str, period: str, department: str) -> bytes:
    """Return a table of one of the officer's departments as a workbook.

    Raises:
        NotAllowed: the officer neither drafts nor approves for the department.
        Incomplete: no such table, or no such period, or it has not begun.

    """
    if not any(officer.may(right, department) for right in (Right.DRAFT_ACTS, Right.APPROVE_ACTS)):
        raise NotAllowed(gettext("您不在这个单位，不能导出它的报送表。"))
    if table not in set(Table):
        raise Incomplete("table", gettext("没有这种报送表，请从列表中选择。"))
    try:
        asked_for = Period.parse(period.strip())
    except NotAPeriod as fault:
        raise Incomplete(
            "period",
            gettext(
                "期间应写作2026、2026H1（上半年）或2026H2（下半年），不能是“%(it)s”。",
                it=period[:20],
            ),
        ) from fault
    if asked_for.start > system.today():
        raise Incomplete("period", gettext("这一期间还没有开始。"))
    histories = current_book(system).book.histories.values()
    found = annex_of(
        system.profile, histories, Table(table), asked_for, system.today(), department=department
    )
    with use_language(SOURCE_LANGUAGE):
        return write(found)
