"""Casework in figures: counted when someone looks, kept by day, seen as far as one's posts reach.

A department sees what was sent to it; the coordination office sees every department. Nothing of a
case's content is read: its plain columns and the moves of its history are enough.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from intake.db import figures as stored
from intake.db.engine import reading, writing
from intake.domain.access import Right, may
from intake.domain.clocks import SIGN, deadline, known_clock
from intake.domain.errors import Incomplete, NotAllowed
from intake.domain.figures import Concern, Figure, Limit, Mark, Marks, marks_of, settled
from intake.domain.months import Months
from intake.services.sessions import Officer
from intake.services.system import System
from register.jurisdiction import Matter, Profile
from register.numbers import UNTOLD
from register.wording import gettext
from register.working_days import known_years

DAYS_AT_ONCE = 31
"""Days counted before they are kept: a process killed at the first count ever loses little."""


@dataclass(frozen=True)
class Asked:
    """Which figures are asked for; what is None is not narrowed."""

    months: Months
    department: str | None = None
    area: str | None = None
    matter: Matter | None = None


Figures = Counter[Figure]


@dataclass(frozen=True)
class Overview:
    """Figures of some months, whole and broken down."""

    asked: Asked
    departments: tuple[str, ...]
    """Those the officer may see, in the profile's order."""
    whole: Figures
    by_concern: Mapping[Concern, Figures]
    by_month: Mapping[str, Figures]
    by_department: Mapping[str, Figures]
    by_area: Mapping[str, Figures]
    by_matter: Mapping[str, Figures]


def overview(system: System, officer: Officer, asked: Asked) -> Overview:
    """Return the figures that an officer may see.

    Raises:
        NotAllowed: a department that is none of the officer's.
        Incomplete: a department or an area that the place does not have.

    """
    seen = departments_seen(system.profile, officer)
    _require_known(system.profile, asked, seen)
    wanted = {asked.department} if asked.department else set(seen)
    found = [
        (month, mark, n)
        for month, marks in count_months(system, asked.months).items()
        for mark, n in marks.items()
        if mark.cell.department in wanted
        and asked.area in (None, mark.cell.area)
        and asked.matter in (None, mark.cell.matter)
    ]
    today = system.today()

    def by(key: Callable[[str, Mark], str]) -> dict[str, Figures]:
        return _grouped(((key(month, mark), mark, n) for month, mark, n in found), today)

    concerns = by(lambda _, mark: mark.cell.concern)
    return Overview(
        asked=asked,
        departments=seen,
        whole=by(lambda _month, _mark: "").get("", Counter()),
        by_concern={concern: concerns.get(concern, Counter()) for concern in Concern},
        by_month=by(lambda month, _: month),
        by_department=by(lambda _, mark: mark.cell.department),
        by_area=by(lambda _, mark: mark.cell.area),
        by_matter=by(lambda _, mark: mark.cell.matter),
    )


def departments_seen(profile: Profile, officer: Officer) -> tuple[str, ...]:
    """Return whose figures an officer may see, in the profile's order."""
    return tuple(
        department.id
        for department in profile.departments
        if may(officer.posts, Right.READ_NUMBERS, department.id)
    )


def count_months(system: System, months: Months) -> dict[str, Marks]:
    """Return what is counted of the cases received in each month; none where there were none."""
    found: dict[str, Marks] = {}
    for day, marks in count_days(system, months.first_day, months.last_day).items():
        found.setdefault(f"{day:%Y-%m}", Counter()).update(marks)
    return found


def count_days(system: System, first: dt.date, last: dt.date) -> dict[dt.date, Marks]:
    """Return what is counted of each day's cases; only days that changed are counted anew."""
    limit = signing_limit(system.profile)
    rule = _rule(system.profile)
    with reading(system.engine) as connection:
        like = {
            day: f"{mark} {rule}" for day, mark in stored.day_marks(connection, first, last).items()
        }
        kept = stored.kept_counts(connection, first, last)
    known = {day: kept[day][1] for day, mark in like.items() if kept.get(day, ("",))[0] == mark}
    stale = sorted(like.keys() - known.keys())
    for start in range(0, len(stale), DAYS_AT_ONCE):
        some = stale[start : start + DAYS_AT_ONCE]
        fresh = {day: (like[day], marks) for day, marks in _counted(system, some, limit)}
        with writing(system.engine) as connection:
            stored.keep_counts(connection, fresh)
        known |= {day: marks for day, (_, marks) in fresh.items()}
    return known


def _counted(
    system: System, days: Iterable[dt.date], limit: Limit
) -> Iterator[tuple[dt.date, Marks]]:
    with reading(system.engine) as connection:
        for day in days:
            histories = stored.histories_of_day(connection, day)
            yield day, Counter(mark for history in histories for mark in marks_of(history, limit))


def signing_limit(profile: Profile) -> Limit:
    """Return the rule by which a department must sign: the profile's, else none."""
    clock = known_clock(profile, SIGN)
    if clock is None:
        return lambda _day: None
    return lambda day: deadline(clock, day).date


def _rule(profile: Profile) -> str:
    """Return what changes when dates of signing are to be judged anew."""
    clock = known_clock(profile, SIGN)
    said = f"{clock.amount} {clock.unit}" if clock else "none"
    return f"{said} {known_years()[1]}"


def _grouped(found: Iterable[tuple[str, Mark, int]], today: dt.date) -> dict[str, Figures]:
    groups: defaultdict[str, Marks] = defaultdict(Counter)
    for name, mark, n in found:
        groups[name][mark] += n
    return {name: settled(marks, today) for name, marks in groups.items()}


def _require_known(profile: Profile, asked: Asked, seen: Collection[str]) -> None:
    departments = {department.id for department in profile.departments}
    areas = {area.id for area in profile.areas} | {UNTOLD}
    if asked.department not in {None, *departments}:
        raise Incomplete("department", gettext("没有这个单位，请从列表中选择。"))
    if asked.area not in {None, *areas}:
        raise Incomplete("area", gettext("没有这个地区，请从列表中选择。"))
    if not seen or asked.department not in {None, *seen}:
        raise NotAllowed(gettext("您只能查看本单位的统计数字。"))
