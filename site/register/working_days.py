"""Chinese working days: public holidays off, their make-up weekends (调休) on.

The holiday plan is announced year by year; where a count leaves the years the library knows it
takes Monday to Friday and calls the result provisional. A period's first day isn't counted
(民法典 art. 201).
"""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache

import msgspec

SATURDAY = 5


class Deadline(msgspec.Struct, frozen=True, order=True):
    """The last day of a period."""

    date: dt.date
    provisional: bool = False
    """The holidays of a day counted aren't announced yet: recompute when they are."""


def is_working_day(day: dt.date) -> bool:
    """Tell whether offices are open; outside the announced years, whether it is Mon to Fri."""
    first, last = known_years()
    if not first <= day <= last:
        return day.weekday() < SATURDAY
    days = _working_ordinals()
    at = bisect_left(days, day.toordinal())
    return at < len(days) and days[at] == day.toordinal()


@lru_cache(maxsize=4096)  # acts share their days, and a build counts from each act's
def add_working_days(day: dt.date, count: int) -> Deadline:
    """Return the `count`-th working day after `day`, which itself isn't counted.

    Raises:
        ValueError: `count` is negative.

    """
    if count < 0:
        raise ValueError(f"cannot count {count} working days forward")
    first, last = known_years()
    days = _working_ordinals()
    at = bisect_right(days, day.toordinal()) + count - 1
    if count and first <= day and at < len(days):
        return Deadline(dt.date.fromordinal(days[at]))
    return Deadline(_step(day, count), provisional=not first <= day <= last or count > 0)


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Count the working days after `start` up to and including `end`; negative if `end` is first.

    The inverse of `add_working_days`: `working_days_between(d, add_working_days(d, n).date) == n`.
    """
    if end < start:
        return -working_days_between(end, start)
    first, last = known_years()
    if first <= start and end <= last:
        days = _working_ordinals()
        return bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
    span = range(start.toordinal() + 1, end.toordinal() + 1)
    return sum(is_working_day(dt.date.fromordinal(ordinal)) for ordinal in span)


def add_months(day: dt.date, count: int) -> dt.date:
    """Return the same day `count` months on, or that month's last (民法典 art. 202).

    The last day there is, where the calendar ends before: a slip of the pen says year 9999.
    """
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@cache
def known_years() -> tuple[dt.date, dt.date]:
    """Return the first and last day whose holidays are announced."""
    from chinese_calendar.constants import holidays  # noqa: PLC0415 - a build needs it rarely

    return dt.date(min(holidays).year, 1, 1), dt.date(max(holidays).year, 12, 31)


@cache
def _working_ordinals() -> Sequence[int]:
    # The library's own rule, without its checks of each of thousands of days: a build counts them.
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415 - rarely needed

    first, last = known_years()
    span = range(first.toordinal(), last.toordinal() + 1)
    off = {day.toordinal() for day in holidays}
    made_up = {day.toordinal() for day in workdays}
    return [day for day in span if day in made_up or ((day - 1) % 7 < SATURDAY and day not in off)]


def _step(day: dt.date, count: int) -> dt.date:
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day
