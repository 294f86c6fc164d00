"""What the lists add up to on a day: capacity closed, yellow cards, days past dismantling.

Every enterprise's share is a `Tally`; a place's is their total, so that a build may keep the
tallies of the histories that didn't change.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple
from unicodedata import normalize

import msgspec

from register.acts import ActId, Closure, Enterprise, EnterpriseId, Scope, Sealed, YellowCard
from register.histories import Entry, History
from register.standings import State, sealed, yellow_card


class Heading(NamedTuple):
    """What closed capacity is counted under."""

    year: int
    industry: str
    area: str
    unit: str
    """万吨, 万米 …: figures of different units are never added. Empty: none was published."""


class Closed(msgspec.Struct, frozen=True):
    """What was closed under one heading."""

    capacity: Decimal = Decimal(0)
    """Exact, per year; 0 where none was published."""
    equipment: int = 0
    """Lines or machines."""
    enterprises: frozenset[EnterpriseId] = frozenset()
    """Whose capacity it was, closed whole or in part."""
    shut: frozenset[EnterpriseId] = frozenset()
    """Those of them that closed whole."""

    def __add__(self, other: Closed) -> Closed:
        return Closed(
            self.capacity + other.capacity,
            self.equipment + other.equipment,
            self.enterprises | other.enterprises,
            self.shut | other.shut,
        )


class Overdue(msgspec.Struct, frozen=True):
    """A sealed line that should have been dismantled."""

    act: ActId
    enterprise: Enterprise
    dismantle_by: dt.date
    days: int
    """Calendar days past the date."""


class Tally(msgspec.Struct, frozen=True):
    """Counts over visible acts on one day."""

    closed: Mapping[Heading, Closed] = msgspec.field(default_factory=dict)
    yellow_cards: Counter[State] = msgspec.field(default_factory=Counter)
    """Every yellow card once, under the state it stands in."""
    extended: int = 0
    """Yellow cards whose deadline was extended, whatever became of them."""
    overdue: tuple[Overdue, ...] = ()
    """Longest overdue first."""

    def closed_by(self, *names: str) -> dict[tuple[object, ...], Closed]:
        """Add up what was closed by some of a heading's fields; the unit always stays one of them.

        `closed_by("year")` is keyed by `(year, unit)`.
        """
        kept = (*(name for name in names if name != "unit"), "unit")
        sums: dict[tuple[object, ...], Closed] = {}
        for heading, amount in sorted(self.closed.items()):
            key = tuple(getattr(heading, name) for name in kept)
            sums[key] = sums.get(key, Closed()) + amount
        return sums


def tally(history: History, as_of: dt.date) -> Tally:
    """Return one enterprise's share on a day."""
    view = history.on(as_of)
    cards = [yellow_card(entry, as_of) for entry in view.of(YellowCard)]
    return Tally(
        closed=_sum(amount for entry in view.of(Closure) for amount in _amounts(entry)),
        yellow_cards=Counter(card.state for card in cards),
        extended=sum(card.extended for card in cards),
        overdue=tuple(_overdue(view.of(Sealed), as_of)),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies of the same day."""
    tallies = list(tallies)
    cards: Counter[State] = Counter()
    for each in tallies:
        cards.update(each.yellow_cards)
    return Tally(
        closed=_sum(item for each in tallies for item in each.closed.items()),
        yellow_cards=cards,
        extended=sum(each.extended for each in tallies),
        overdue=tuple(
            sorted(
                (item for each in tallies for item in each.overdue),
                key=lambda item: (-item.days, item.act),
            )
        ),
    )


def statistics(histories: Iterable[History], as_of: dt.date) -> Tally:
    """Return the whole place's numbers on a day."""
    return total(tally(history, as_of) for history in histories)


def _sum(amounts: Iterable[tuple[Heading, Closed]]) -> dict[Heading, Closed]:
    sums: dict[Heading, Closed] = {}
    for heading, amount in amounts:
        sums[heading] = sums[heading] + amount if heading in sums else amount
    return sums


def _amounts(entry: Entry[Closure]) -> Iterator[tuple[Heading, Closed]]:
    closure = entry.shown
    firm = closure.enterprise
    one = frozenset({firm.id})
    for line in closure.lines:
        unit = normalize("NFKC", line.unit or "").strip()
        yield (
            Heading(closure.year, firm.industry, firm.area, unit),
            Closed(
                capacity=Decimal(repr(line.capacity or 0)),
                equipment=line.count,
                enterprises=one,
                shut=one if closure.scope is Scope.ENTERPRISE else frozenset(),
            ),
        )


def _overdue(entries: Iterable[Entry[Sealed]], as_of: dt.date) -> Iterator[Overdue]:
    for entry in entries:
        standing = sealed(entry, as_of)
        if standing.days_overdue:
            act = entry.shown
            yield Overdue(act.id, act.enterprise, act.dismantle_by, standing.days_overdue)
