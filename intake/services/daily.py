"""What is done once a day: provisional deadlines, counts and figures kept up, digests sent."""

from __future__ import annotations

import dataclasses

from intake.db.cases import change_deadline, provisional_cases
from intake.db.counts import compact_counts
from intake.db.engine import reading, writing
from intake.db.trail import add_to_trail
from intake.domain.cases import Case
from intake.domain.clocks import deadline
from intake.domain.deeds import Deed
from intake.domain.months import months_asked
from intake.services.figures import count_months
from intake.services.notices import notice_the_day
from intake.services.system import System
from register.working_days import Deadline

AT_ONCE = 500


def start_the_day(system: System) -> None:
    """Do all of it; a second time on one day changes nothing."""
    count_deadlines_anew(system)
    with writing(system.engine) as connection:
        compact_counts(connection)
    count_months(system, months_asked("", "", system.today()))
    notice_the_day(system)


def count_deadlines_anew(system: System) -> int:
    """Count each provisional deadline again with the holidays known now; return how many moved.

    A deadline stays provisional until the holidays of all its days are announced.
    """
    moved, after = 0, ""
    while True:
        with reading(system.engine) as connection:
            found = provisional_cases(connection, after, AT_ONCE)
        for case in found:
            after = case.id
            due = _counted(system, case)
            if due != Deadline(case.due_on, case.due_provisional):
                moved += _store(system, case, due)
        if len(found) < AT_ONCE:
            return moved


def _counted(system: System, case: Case) -> Deadline:
    counted = deadline(system.profile.clock(case.clock), case.clock_from or case.received_on)
    return case.keeping_granted_time(counted)


def _store(system: System, case: Case, due: Deadline) -> bool:
    """Store a deadline unless somebody moved the case meanwhile: they may have granted time."""
    again = dataclasses.replace(case, due_on=due.date, due_provisional=due.provisional)
    with writing(system.engine) as connection:
        if not change_deadline(connection, again):
            return False
        add_to_trail(
            connection, at=system.now(), member_id=None, action=Deed.COUNT_DEADLINE, case_id=case.id
        )
    return True
