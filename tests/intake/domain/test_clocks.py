"""Deadlines count from dispatch, in the profile's units."""

import datetime as dt

import pytest

from intake.domain.clocks import clock_for, deadline, require_return_in_time
from intake.domain.errors import TooLate
from register.jurisdiction import Clock, Matter, Unit


def clock(amount: int, unit: Unit = Unit.WORKING_DAYS) -> Clock:
    return Clock(
        id="x",
        name="时限",
        name_en="limit",
        amount=amount,
        unit=unit,
        source="规定",
        source_en="rules",
        clause="一",
        effective=dt.date(2022, 9, 1),
    )


def test_fifteen_working_days_skip_the_spring_festival_and_count_its_make_up_weekend():
    assert deadline(clock(15), dt.date(2026, 2, 10)).date == dt.date(2026, 3, 9)


def test_a_deadline_beyond_the_published_holidays_is_provisional():
    assert deadline(clock(15), dt.date(2026, 12, 11)).provisional
    assert not deadline(clock(15), dt.date(2026, 12, 1)).provisional


def test_calendar_days_and_months_count_as_they_say():
    start = dt.date(2026, 1, 31)
    assert deadline(clock(3, Unit.CALENDAR_DAYS), start).date == dt.date(2026, 2, 3)
    assert deadline(clock(1, Unit.MONTHS), start).date == dt.date(2026, 2, 28)


def test_an_enquiry_has_its_own_clock():
    assert clock_for(Matter.ENQUIRY) == "enquiry"
    assert {clock_for(matter) for matter in Matter if matter is not Matter.ENQUIRY} == {"report"}


def test_a_case_may_be_returned_on_the_fifth_working_day_and_not_on_the_sixth():
    monday = dt.date(2026, 11, 23)
    require_return_in_time(clock(5), monday, dt.date(2026, 11, 30))
    with pytest.raises(TooLate, match="2026-11-30到期"):
        require_return_in_time(clock(5), monday, dt.date(2026, 12, 1))
