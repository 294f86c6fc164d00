"""How the acts of a sampled firm come about: one after another, on working days, by the rules."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from functools import cached_property
from random import Random
from typing import Any, TypeVar

import msgspec

from register.acts import AnyAct, Basis, Enterprise, FollowUp, kind_of
from register.working_days import is_working_day
from samples.identity import act_id, salt
from samples.issuers import Issuers
from samples.trades import Trade

K = TypeVar("K", bound=AnyAct)
YEARS = 3
LATE_IN_A_HUNDRED = 3
"""So many acts are published later than the 20 working days allowed: the site must show it."""


class Calendar:
    """The working days of the three years up to a day, by their number."""

    def __init__(self, end: dt.date) -> None:
        first = end.replace(year=end.year - YEARS, day=1)
        span = (first + dt.timedelta(days=n) for n in range((end - first).days + 1))
        self.days = [day for day in span if is_working_day(day)]

    def after(self, day: dt.date) -> int:
        """Return the number of the first working day after `day`."""
        return bisect_right(self.days, day)


class World(msgspec.Struct, frozen=True):
    """What all firms of a sample share."""

    seed: int
    calendar: Calendar
    issuers: Issuers
    rng: Random


class Chronicle:
    """The acts of one firm, each later than the one before."""

    def __init__(self, world: World, firm: Enterprise, trade: Trade, place: str) -> None:
        self.firm = firm
        self.trade = trade
        self.place = place
        """The area's name, as texts say it."""
        self.rng = world.rng
        self.acts: list[AnyAct] = []
        self._world = world
        self._at = 0

    @cached_property
    def sets(self) -> int:
        """How many sets of its equipment the firm has."""
        return self.rng.randint(1, 4)

    @cached_property
    def capacity(self) -> int:
        """What they make in a year, in the trade's unit."""
        return self.sets * self.rng.randint(*self.trade.capacity)

    @property
    def today(self) -> dt.date:
        """The working day the chronicle has come to."""
        return self._world.calendar.days[self._at]

    def begin(self, earliest: float, latest: float) -> None:
        """Set out on a day of the calendar, between two fractions of its length."""
        last = len(self._world.calendar.days) - 1
        self._at = self.rng.randint(int(earliest * last), int(latest * last))

    def wait(self, fewest: int, most: int) -> None:
        """Let some working days pass."""
        self._at += self.rng.randint(fewest, most)

    def wait_until_after(self, day: dt.date) -> None:
        """Let the days pass until the first working day after `day`."""
        self._at = max(self._at, self._world.calendar.after(day))

    def write(
        self,
        kind: type[K],
        basis: Basis,
        *,
        about: AnyAct | None = None,
        subject: str = "",
        **said: Any,
    ) -> K:
        """Enter an act of today; a follow-up comes from the department that issued `about`."""
        if subject:
            said["subject"] = subject
        if about is not None and issubclass(kind, FollowUp):
            said["refers_to"] = about.id
            department = about.department
        else:
            department = self._world.issuers.of(*_duties(kind_of(kind), subject), subject=subject)
        key = (str(self._world.seed), self.firm.id, str(len(self.acts)))
        act = kind(
            id=act_id(self.today, *key),
            date=self.today,
            enterprise=self.firm,
            department=department,
            basis=basis,
            document=self._world.issuers.document(department, self.today),
            by=(f"{department}-drafter", f"{department}-approver"),
            salt=salt(*key),
            formed_on=self._formed_on(),
            **said,
        )
        self.acts.append(act)
        self._at += 1
        return act

    def _formed_on(self) -> dt.date:
        late = self.rng.randrange(100) < LATE_IN_A_HUNDRED
        before = self.rng.randint(21, 35) if late else self.rng.randint(2, 15)
        return self._world.calendar.days[max(0, self._at - before)]


def _duties(kind: str, subject: str) -> tuple[str, ...]:
    """Return the kinds its issuer must be entitled to: a card may turn red in the same hands."""
    return ("yellow-card", "red-card") if subject else (kind,)
