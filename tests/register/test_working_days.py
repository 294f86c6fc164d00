"""Working days are those of the State Council's plan; beyond it a date is provisional."""

import datetime as dt
import os
from bisect import bisect_right

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.working_days import (
    Deadline,
    add_months,
    add_working_days,
    is_working_day,
    working_days_between,
)

PROVE = os.environ.get("PROVE") == "1"
ORACLE = holidays.China(years=range(2020, 2028))
START, END = dt.date(2021, 1, 1), dt.date(2026, 12, 31)
DAYS = [START + dt.timedelta(n) for n in range((END - START).days + 1)]
WORKING = [day for day in DAYS if ORACLE.is_working_day(day)]


def expected(day, count):
    later = [each for each in WORKING if each > day]
    return later[count - 1] if len(later) >= count else None


def test_every_day_from_2021_to_2026_agrees_with_an_independent_library():
    assert [day for day in DAYS if is_working_day(day)] == WORKING


@given(day=st.dates(START, END), count=st.integers(1, 90))
def test_a_deadline_agrees_with_an_independent_library(day, count):
    due = expected(day, count)
    found = add_working_days(day, count)
    assert (found == Deadline(due)) if due else found.provisional


def test_every_deadline_agrees_with_an_independent_library():
    """From every start date; every length to the end of 2026 under `make prove`, else up to 90."""
    longest = len(WORKING) if PROVE else 90
    for day in DAYS:
        after = bisect_right(WORKING, day)
        for count, due in enumerate(WORKING[after : after + longest], 1):
            assert add_working_days(day, count) == Deadline(due)


@given(day=st.dates(dt.date(2003, 1, 1), dt.date(2028, 12, 31)), count=st.integers(0, 60))
def test_counting_back_gives_the_number_counted_forward(day, count):
    due = add_working_days(day, count).date
    assert working_days_between(day, due) == count
    assert working_days_between(due, day) == -count


def test_the_spring_festival_of_2026_and_its_make_up_days_are_counted():
    assert add_working_days(dt.date(2026, 2, 10), 15) == Deadline(dt.date(2026, 3, 9))


def test_a_deadline_beyond_the_announced_years_says_that_it_is_provisional():
    assert add_working_days(dt.date(2026, 12, 25), 15) == Deadline(dt.date(2027, 1, 15), True)
    assert add_working_days(dt.date(2027, 3, 5), 1) == Deadline(dt.date(2027, 3, 8), True)
    assert not add_working_days(dt.date(2026, 12, 25), 1).provisional


def test_days_cannot_be_counted_backwards():
    with pytest.raises(ValueError, match="-1"):
        add_working_days(START, -1)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        ("2021-05-13", 6, "2021-11-13"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-03-31", -1, "2025-02-28"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_months_last(day, months, due):
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(due)
