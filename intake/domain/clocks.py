"""Deadlines: from dispatch, in the profile's own units, never paused.

Which clock a case runs on depends on its matter; how long it is, and on what authority, is the
profile's. A deadline beyond the published holiday calendar is provisional.
"""

from __future__ import annotations

import datetime as dt

from intake.domain.errors import TooLate
from register.jurisdiction import Clock, Matter, Unit
from register.wording import gettext
from register.working_days import Deadline, add_months, add_working_days

REPORT = "report"
ENQUIRY = "enquiry"
HELP = "help"
DISPATCH = "dispatch"
RETURN = "return"


def clock_for(matter: Matter) -> str:
    """Return the id of the clock that an answer about `matter` runs on."""
    return ENQUIRY if matter is Matter.ENQUIRY else REPORT


def deadline(clock: Clock, start: dt.date) -> Deadline:
    """Return the last day in time for a clock that starts to run on `start`."""
    match clock.unit:
        case Unit.WORKING_DAYS:
            return add_working_days(start, clock.amount)
        case Unit.CALENDAR_DAYS:
            return Deadline(start + dt.timedelta(days=clock.amount), provisional=False)
        case Unit.MONTHS:
            return Deadline(add_months(start, clock.amount), provisional=False)


def require_return_in_time(clock: Clock, dispatched_on: dt.date, today: dt.date) -> None:
    """Let a department return a case only while the profile's time for it runs.

    Raises:
        TooLate: names the last day on which it was possible.

    """
    last = deadline(clock, dispatched_on)
    if today > last.date:
        raise TooLate(
            gettext(
                "退单须在派单后%(days)s个工作日内提出，本案已于%(last)s到期。"
                "请继续办理，或与协调小组办公室联系。",
                days=clock.amount,
                last=last.date.isoformat(),
            )
        )
