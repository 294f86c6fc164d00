"""Deadlines counted anew take nothing back that was granted."""

import dataclasses
import datetime as dt

from intake.db.cases import case_by_number, change_deadline, move_case
from intake.db.engine import writing
from intake.domain.standing import Extension
from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter
from register.working_days import Deadline


def test_time_granted_meanwhile_is_not_taken_back_by_a_count_of_days(on_sqlite, clock):
    """The worker counted what it had read; the head granted more before it wrote."""
    clock.advance(days=25)
    case = submit(
        on_sqlite, NewReport("夜里炼钢", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    ).case
    with writing(on_sqlite.engine) as connection:
        granted = dataclasses.replace(
            case,
            version=case.version + 1,
            due_on=case.due_on + dt.timedelta(days=30),
            due_provisional=False,
            standing=dataclasses.replace(case.standing, extension=Extension.GRANTED),
        )
        assert move_case(connection, granted, expected=case.version)
        assert not change_deadline(connection, case)
        assert case_by_number(connection, case.number).due_on == granted.due_on
    sooner = Deadline(case.due_on, provisional=False)
    assert granted.keeping_granted_time(sooner).date == granted.due_on
    assert case.keeping_granted_time(sooner) == sooner
