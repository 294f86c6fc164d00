"""Deadlines: from dispatch, in the profile's own units, never paused.

Which clock a case runs on depends on its matter; how long it is, and on what authority, is the
profile's. A deadline beyond the published holiday calendar is provisional.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from intake.domain.errors import Incomplete, TooLate
from register.jurisdiction import Clock, Matter, NotInProfile, Profile, Unit
from register.wording import LazyText, gettext, lazy_gettext
from register.working_days import Deadline, add_months, add_working_days

REPORT = "report"
ENQUIRY = "enquiry"
HELP = "help"
DISPATCH = "dispatch"
SIGN = "sign"
"""By when a department must sign for a case or return it."""
RETURN = "return"
EXTENSION = "extension"
"""How much later than the deadline an extension may reach at most."""
REMINDER = "reminder"
"""How long before a deadline a case turns yellow."""
ESCALATION = "escalation"
"""How long after its deadline a case is brought before the coordination group."""
OF_CASES = (REPORT, ENQUIRY, HELP, DISPATCH, SIGN, RETURN, EXTENSION, REMINDER, ESCALATION)
"""The clocks that a case can run on, or that its handling is measured by."""


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


def require_asked_in_time(due_on: dt.date, today: dt.date) -> None:
    """Let more time be asked for only while there is some left; raises `TooLate` after."""
    if today > due_on:
        raise TooLate(
            gettext(
                "申请延期须在办理期限届满前提出，本案已于%(last)s到期。"
                "请尽快反馈，并向举报人说明原因。",
                last=due_on.isoformat(),
            )
        )


def latest_extension(profile: Profile, due_on: dt.date) -> dt.date:
    """Return the last day to which a deadline may be extended: the profile's, else none."""
    clock = known_clock(profile, EXTENSION)
    return deadline(clock, due_on).date if clock else due_on


def require_extension(profile: Profile, due_on: dt.date, until: dt.date) -> None:
    """Let pass a day that is later than the deadline and no later than the profile allows.

    Raises:
        Incomplete: names both days.

    """
    latest = latest_extension(profile, due_on)
    if not due_on < until <= latest:
        raise Incomplete(
            "until",
            gettext(
                "延期须晚于现在的期限%(due)s，最晚到%(latest)s。",
                due=due_on.isoformat(),
                latest=latest.isoformat(),
            ),
        )


class Urgency(StrEnum):
    """How near a case is to its deadline, or how far beyond."""

    ON_TIME = "on-time"
    YELLOW = "yellow"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


URGENCY_NAMES: dict[Urgency, LazyText] = {
    Urgency.ON_TIME: lazy_gettext("期限内"),
    Urgency.YELLOW: lazy_gettext("临近期限"),
    Urgency.OVERDUE: lazy_gettext("逾期"),
    Urgency.ESCALATED: lazy_gettext("逾期已上报"),
}


@dataclass(frozen=True)
class Marks:
    """The days that part a queue sorted by deadline, as they lie today."""

    today: dt.date
    yellow_until: dt.date
    """Due on this day or before: soon."""
    escalated_until: dt.date
    """Due on this day or before: so long overdue that the coordination group must act."""

    def urgency(self, due_on: dt.date) -> Urgency:
        """Return how urgent it is what is due on a day."""
        if due_on <= self.escalated_until:
            return Urgency.ESCALATED
        if due_on < self.today:
            return Urgency.OVERDUE
        return Urgency.YELLOW if due_on <= self.yellow_until else Urgency.ON_TIME

    def span(self, urgency: Urgency) -> tuple[dt.date | None, dt.date | None]:
        """Return the first and the last due day of an urgency; None where it has no such end."""
        day = dt.timedelta(days=1)
        return {
            Urgency.ESCALATED: (None, self.escalated_until),
            Urgency.OVERDUE: (self.escalated_until + day, self.today - day),
            Urgency.YELLOW: (self.today, self.yellow_until),
            Urgency.ON_TIME: (self.yellow_until + day, None),
        }[urgency]


def marks(profile: Profile, today: dt.date) -> Marks:
    """Return the days that part today's queue, by the profile's reminder and escalation."""
    reminder = known_clock(profile, REMINDER)
    escalation = known_clock(profile, ESCALATION)
    soon = deadline(reminder, today).date if reminder else today - dt.timedelta(days=1)
    long_over = today - dt.timedelta(days=1)
    while escalation and deadline(escalation, long_over).date >= today:
        long_over -= dt.timedelta(days=1)
    return Marks(today, soon, long_over if escalation else dt.date.min)


def known_clock(profile: Profile, name: str) -> Clock | None:
    """Return a clock that a profile may do without."""
    try:
        return profile.clock(name)
    except NotInProfile:
        return None
