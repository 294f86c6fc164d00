"""Spans of whole months, as they are asked for: from `2026-01` to `2026-10`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from intake.domain.errors import Incomplete
from register.wording import gettext
from register.working_days import add_months

MOST = 36
"""Months asked for at once."""
USUAL = 12
"""Months shown where nobody says."""
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Months:
    """Some months in a row, both ends included; each is named by its first day."""

    first_day: dt.date
    last_month: dt.date

    @property
    def last_day(self) -> dt.date:
        """The last day of the last month."""
        return add_months(self.last_month, 1) - dt.timedelta(days=1)

    @property
    def first(self) -> str:
        """The first month: `2026-01`."""
        return f"{self.first_day:%Y-%m}"

    @property
    def last(self) -> str:
        """The last month."""
        return f"{self.last_month:%Y-%m}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every month, the first first."""
        count = 12 * (self.last_month.year - self.first_day.year)
        count += self.last_month.month - self.first_day.month
        return tuple(f"{add_months(self.first_day, n):%Y-%m}" for n in range(count + 1))


def month_named(name: str, field: str = "month") -> dt.date:
    """Return the first day of a month; raises `Incomplete` for what is no month."""
    found = _MONTH.fullmatch(name.strip())
    if found is None:
        raise Incomplete(field, gettext("月份请写成四位年份和两位月份，例如2026-09。"))
    return dt.date(int(found[1]), int(found[2]), 1)


def months_asked(first: str, last: str, today: dt.date) -> Months:
    """Return the months from `first` to `last`; empty means the usual ones up to this month.

    Raises:
        Incomplete: no months, the last before the first, or more than `MOST`.

    """
    end = month_named(last, "last") if last else today.replace(day=1)
    start = month_named(first, "first") if first else add_months(end, 1 - USUAL)
    if start > end:
        raise Incomplete("first", gettext("起始月份不能晚于截止月份。"))
    months = Months(start, end)
    if len(months.names) > MOST:
        raise Incomplete("first", gettext("一次最多统计%(most)s个月。", most=MOST))
    return months


def one_month(name: str) -> Months:
    """Return a single month; raises `Incomplete` for what is no month."""
    day = month_named(name)
    return Months(day, day)


def require_over(month: Months, today: dt.date) -> None:
    """Let pass a month that is over; raises `Incomplete` for this month and later ones."""
    if month.last_day >= today:
        raise Incomplete(
            "month", gettext("%(month)s还没有结束，请在月末之后统计。", month=month.last)
        )
