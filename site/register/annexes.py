"""The tables that departments hand over: what closed in a period, and who didn't close in time.

The plans ask for firms, equipment and capacity closed, by June and by December, and for the list
of firms that did not close in time, for joint punishment through 信用中国. Both are told from what
is public on a day: an entry whose publicity ended is in neither.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from unicodedata import normalize

import msgspec

from register.acts import AnyAct, Closure, ProductionLine, RedCard, Scope, Sealed
from register.histories import Entry, History
from register.jurisdiction import Milestone, Profile
from register.standings import Standing, State, closed, sealed
from register.wording import gettext

_PERIOD = re.compile(r"(\d{4})(?:H([12]))?")


class NotAPeriod(ValueError):
    """A period is written 2026, 2026H1 or 2026H2."""


class Period(msgspec.Struct, frozen=True):
    """A year or one half of it."""

    year: int
    half: int | None = None

    @classmethod
    def parse(cls, written: str) -> Period:
        """Return the period written as `2026H1`, `2026H2` or `2026`.

        Raises:
            NotAPeriod: it is written otherwise, or the year can't be.

        """
        found = _PERIOD.fullmatch(written.strip().upper())
        if not found or not dt.MINYEAR <= int(found[1]) < dt.MAXYEAR:
            raise NotAPeriod(written)
        return cls(int(found[1]), int(found[2]) if found[2] else None)

    @property
    def start(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def end(self) -> dt.date:
        """Its last day."""
        month = 6 if self.half == 1 else 12
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def name(self) -> str:
        """How a title names it: 2026年上半年."""
        if self.half is None:
            return gettext("%(year)s年度", year=self.year)
        if self.half == 1:
            return gettext("%(year)s年上半年", year=self.year)
        return gettext("%(year)s年下半年", year=self.year)

    def holds(self, closure: Closure) -> bool:
        """Tell whether a closure counts in it: in a year by its list, in a half by its date."""
        if self.half is None:
            return closure.year == self.year
        return self.start <= closure.date <= self.end

    def milestones(self, profile: Profile) -> list[Milestone]:
        """Return what the plan's calendar asks for at its end, as written for the plan's year.

        A year is reported from December to January, a first half in June.
        """
        months = {6} if self.half == 1 else {12, 1}
        return [it for it in profile.calendar if it.date.month in months]


class Exit(msgspec.Struct, frozen=True):
    """One closure with its equipment, and where it stands."""

    act: Closure
    standing: Standing

    @property
    def lines(self) -> tuple[ProductionLine, ...]:
        """What closed."""
        return self.act.lines


class Total(msgspec.Struct, frozen=True):
    """The capacity of one unit; different units are never added."""

    unit: str
    """Empty where no capacity was published."""
    count: int
    """Machines and lines."""
    capacity: Decimal


class Exits(msgspec.Struct, frozen=True):
    """The closures of a period."""

    rows: tuple[Exit, ...]

    @property
    def enterprises(self) -> int:
        """How many enterprises closed, whole or in part."""
        return len({row.act.enterprise.id for row in self.rows})

    @property
    def whole(self) -> int:
        """How many of them closed whole."""
        rows = (row.act for row in self.rows if row.act.scope is Scope.ENTERPRISE)
        return len({act.enterprise.id for act in rows})

    @property
    def totals(self) -> list[Total]:
        """The sums, a unit each, in the order in which the units first come."""
        sums: dict[str, Total] = {}
        for line in (line for row in self.rows for line in row.lines):
            unit = normalize("NFKC", line.unit or "").strip()
            before = sums.get(unit, Total(unit, 0, Decimal(0)))
            more = Decimal(repr(line.capacity or 0))
            sums[unit] = Total(unit, before.count + line.count, before.capacity + more)
        return list(sums.values())


class Late(msgspec.Struct, frozen=True):
    """Something that had to be gone and isn't, or runs again."""

    act: AnyAct
    standing: Standing


def exits(
    histories: Iterable[History], period: Period, as_of: dt.date, department: str | None = None
) -> Exits:
    """Return what closed in a period and is public on a day, of one department or of all."""
    rows = [
        Exit(entry.shown, closed(entry))
        for history in histories
        for entry in history.on(as_of).of(Closure)
        if period.holds(entry.shown) and department in {None, entry.shown.department}
    ]
    rows.sort(key=lambda row: (row.act.enterprise.area, row.act.date, row.act.id))
    return Exits(tuple(rows))


def late(histories: Iterable[History], as_of: dt.date, department: str | None = None) -> list[Late]:
    """Return who did not close in time: dismantling overdue, or running again after a closure.

    A yellow card past its deadline isn't among them: no closure was decided yet.
    """
    found = [
        Late(entry.shown, standing)
        for history in histories
        for entry, standing in _standings(history, as_of)
        if standing.state in {State.OVERDUE, State.RESTARTED}
        and department in {None, entry.shown.department}
    ]
    return sorted(found, key=lambda it: (it.standing.since, it.act.id))


def _standings(history: History, as_of: dt.date) -> Iterator[tuple[Entry[AnyAct], Standing]]:
    view = history.on(as_of)
    for sealing in view.of(Sealed):
        yield sealing, sealed(sealing, as_of)
    for closure in view.of(Closure):
        yield closure, closed(closure)
    for card in view.of(RedCard):
        yield card, closed(card)
