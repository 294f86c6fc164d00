"""Whether departments published what the plan obliges them to, and in time.

What a duty asks for is published when an act of one of its kinds is. The time limit is 20 working
days from the day the information was formed or changed (政府信息公开条例 art. 26); a withdrawal has
three, from the day the decision fell (行政处罚法 art. 48). An act taken off
the site later was published all the same: it counts, but nothing of it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from register.acts import ActId, kind_of
from register.histories import History
from register.jurisdiction import Duty, Profile
from register.working_days import Deadline, add_working_days, working_days_between

PUBLISH_WITHIN = 20
"""Working days (政府信息公开条例, 国令第711号, art. 26)."""

WITHDRAW_WITHIN = 3
"""Working days (行政处罚法 art. 48; by art. 85 its 三日 are working days)."""


class Publication(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One act as the fulfilment of a duty: dates only, none of its content."""

    act: ActId
    duty: str
    department: str
    formed_on: dt.date
    due: Deadline
    published_on: dt.date

    @property
    def working_days_late(self) -> int:
        """Working days past the limit; 0 where it was published in time."""
        if self.published_on <= self.due.date:
            return 0
        return working_days_between(self.due.date, self.published_on)


class Fulfilment(msgspec.Struct, frozen=True):
    """How one department fulfilled one duty up to a day."""

    duty: Duty
    department: str
    published: int = 0
    last: dt.date | None = None
    """The last publication; None where there never was one."""
    late: tuple[Publication, ...] = ()
    """Those past their limit, the latest first."""

    @property
    def in_time(self) -> int:
        """How many were published within their limit."""
        return self.published - len(self.late)


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a department published for a duty, about one enterprise say; records add up."""

    duty: str
    department: str
    published: int
    last: dt.date
    late: tuple[Publication, ...]
    """Those past their limit, in any order."""


def publications(history: History, profile: Profile, as_of: dt.date) -> Iterator[Publication]:
    """Yield what departments published about one enterprise up to a day, by the duty it fulfils."""
    for act in history.acts:
        duty = profile.duty_for(kind_of(act), act.department)
        if duty is not None and act.date <= as_of:
            yield Publication(
                act=act.id,
                duty=duty.id,
                department=act.department,
                formed_on=act.formed_on,
                due=publish_by(kind_of(act), act.formed_on),
                published_on=act.date,
            )


def publish_by(kind: str, formed_on: dt.date) -> Deadline:
    """Return the last day on which an act of a kind is published in time."""
    days = WITHDRAW_WITHIN if kind == "withdrawn" else PUBLISH_WITHIN
    return add_working_days(formed_on, days)


def recorded(published: Iterable[Publication]) -> Iterator[Record]:
    """Yield what publications amount to, for each duty and department they name."""
    grouped: dict[tuple[str, str], list[Publication]] = {}
    for each in published:
        grouped.setdefault((each.duty, each.department), []).append(each)
    for (duty, department), found in grouped.items():
        yield Record(
            duty=duty,
            department=department,
            published=len(found),
            last=max(each.published_on for each in found),
            late=tuple(each for each in found if each.working_days_late),
        )


def fulfilment(profile: Profile, published: Iterable[Publication]) -> list[Fulfilment]:
    """Return how each duty stands with each department that owes it, in the profile's order."""
    return fulfilled(profile, recorded(published))


def fulfilled(profile: Profile, records: Iterable[Record]) -> list[Fulfilment]:
    """Return how each duty stands with each department that owes it, in the profile's order.

    A duty without kinds of act is listed too; the register can't tell whether it was fulfilled.
    """
    known = {(each.duty, each.department): each for each in added_up(records)}
    return [
        _fulfilment(duty, department, known.get((duty.id, department)))
        for duty in profile.duties
        for department in duty.departments
    ]


def added_up(records: Iterable[Record]) -> list[Record]:
    """Return one record for each duty and department, in the order in which they first come."""
    sums: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        sums.setdefault((record.duty, record.department), []).append(record)
    return [
        Record(
            duty=duty,
            department=department,
            published=sum([record.published for record in found]),
            last=max([record.last for record in found]),
            late=tuple([each for record in found for each in record.late]),
        )
        for (duty, department), found in sums.items()
    ]


def _fulfilment(duty: Duty, department: str, record: Record | None) -> Fulfilment:
    if record is None:
        return Fulfilment(duty, department)
    return Fulfilment(
        duty=duty,
        department=department,
        published=record.published,
        last=record.last,
        late=tuple(
            sorted(record.late, key=lambda each: (each.published_on, each.act), reverse=True)
        ),
    )
