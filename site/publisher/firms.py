"""What one enterprise brings to the site: its page, its rows of the lists, its events.

Everything that many pages are made of is a union over enterprises, so a build works out again only
those whose lines in the book changed, and takes the others as the last build kept them: `topics`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec

from publisher.search.findable import findable
from publisher.volumes import cuts_of
from register import standings
from register.acts import AnyAct, kind_of
from register.duties import Record, publications, recorded
from register.histories import Entry, History, Tombstone, View
from register.jurisdiction import Profile
from register.lists import LISTS, Row
from register.standings import Standing, State
from register.statistics import Closed, Heading, Tally, tally

DIGEST_SIZE = 16


class ListRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row of a list with what sorts and groups it; the row itself is decoded when shown."""

    list: str
    act: str
    enterprise: str
    date: dt.date
    area: str
    industry: str
    department: str
    subject: str
    """What it falls short in; empty on lists that tell no subjects apart."""
    state: State
    year: int
    days_left: int | None
    updated: dt.date
    """When anything was last said about it, or its state changed."""
    digest: bytes
    encoded: msgspec.Raw

    @property
    def overdue(self) -> bool:
        """Whether its deadline has passed unmet."""
        return self.days_left is not None and self.days_left < 0

    def row(self) -> Row:
        """Return the row as the register says it."""
        return _ROWS.decode(self.encoded)


class Event(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One visible act, as the home page and the tables need it."""

    act: str
    kind: str
    date: dt.date
    department: str
    area: str
    industry: str
    updated: dt.date
    """Its own date, or that of the last correction, reply or objection."""


class ClosedShare(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an enterprise closed under one heading of the statistics."""

    year: int
    industry: str
    area: str
    unit: str
    capacity: Decimal
    equipment: int
    whole: bool
    """The enterprise closed whole."""

    def heading(self) -> Heading:
        """Return what it is counted under."""
        return Heading(self.year, self.industry, self.area, self.unit)

    def amount(self, enterprise: str) -> Closed:
        """Return it as the statistics add it up."""
        one = frozenset({enterprise})
        return Closed(self.capacity, self.equipment, one, one if self.whole else frozenset())


class Card(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the catalogue says of an enterprise."""

    name: str
    """Empty where nothing but tombstones is left."""
    area: str
    industry: str
    since: dt.date
    """Date of its first visible act, or of its first tombstone."""


class Share(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An enterprise's share of the statistics."""

    closed: tuple[ClosedShare, ...]
    cards: dict[State, int]
    extended: int

    def tally(self, enterprise: str) -> Tally:
        """Return it as the statistics add it up."""
        return Tally(
            closed={share.heading(): share.amount(enterprise) for share in self.closed},
            yellow_cards=Counter(self.cards),
            extended=self.extended,
        )


class Firm(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One enterprise as the site shows it on a day: what it says to each topic."""

    page: bytes
    """Digest of what its page says; changes with the day only where a deadline runs."""
    card: Card
    told: dt.date
    """Date of its last visible act or tombstone."""
    cuts: tuple[int, ...] = ()
    """Where its pages begin; empty where it has one, as nearly always: `volumes`."""
    events: tuple[Event, ...] = ()
    rows: dict[str, tuple[ListRow, ...]] = {}
    """Of each list that it is on."""
    listed: tuple[str, ...] = ()
    """The list of each of its rows."""
    overdue: tuple[ListRow, ...] = ()
    """Those whose deadline has passed unmet."""
    tombstones: tuple[Tombstone, ...] = ()
    records: tuple[str, ...] = ()
    """Ids of the acts in the open data."""
    share: Share | None = None
    search: bytes = b""
    """Its `Findable`, encoded."""
    duties: tuple[Record, ...] = ()
    """What departments published about it, by the duty that fulfils."""


_ROWS = msgspec.msgpack.Decoder(Row)


def firm_on(history: History, profile: Profile, source: bytes, as_of: dt.date) -> Firm | None:
    """Return what an enterprise brings on a day; None where the public knows nothing of it yet."""
    view = history.on(as_of)
    if not view.entries and not view.tombstones:
        return None
    updated = {entry.act.id: _updated(entry) for entry in view.entries}
    kinds = {type(entry.act) for entry in view.entries}
    rows = {
        slug: tuple(_list_row(row, updated[row.act.id]) for row in rule.rows(history, as_of))
        for slug, rule in LISTS.items()
        if rule.kind in kinds  # an enterprise is on a list or two
    }
    known = view.enterprise
    return Firm(
        page=_page_digest(source, view),
        card=Card(
            name=known.name if known else "",
            area=known.area if known else "",
            industry=known.industry if known else "",
            since=min(_days(view)),
        ),
        told=max(_days(view)),
        cuts=cuts_of(view),
        events=tuple(_event(entry) for entry in view.entries),
        rows={slug: found for slug, found in rows.items() if found},
        listed=tuple(row.list for found in rows.values() for row in found),
        overdue=tuple(row for found in rows.values() for row in found if row.overdue),
        tombstones=view.tombstones,
        records=tuple(act.id for act in view.acts),
        share=_share(tally(history, as_of)),
        search=msgspec.msgpack.encode(findable(view, _states(view))),
        duties=tuple(recorded(publications(history, profile, as_of))),
    )


def _share(told: Tally) -> Share | None:
    """Return a share of the statistics; None where an enterprise has none."""
    closed = tuple(
        ClosedShare(*heading, amount.capacity, amount.equipment, bool(amount.shut))
        for heading, amount in told.closed.items()
    )
    if not closed and not told.yellow_cards:
        return None
    cards = {state: told.yellow_cards[state] for state in sorted(told.yellow_cards)}
    return Share(closed, cards, told.extended)


def standing_of(entry: Entry[AnyAct], as_of: dt.date) -> Standing | None:
    """Return where an entry's matter stands, whether or not its list still shows it."""
    stand = _STANDS.get(kind_of(entry.act))
    return stand(entry, as_of) if stand else None


def digest(*parts: bytes) -> bytes:
    """Return 16 bytes that differ when any part does."""
    state = blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        state.update(len(part).to_bytes(8))
        state.update(part)
    return state.digest()


def _list_row(row: Row, said: dt.date) -> ListRow:
    encoded = msgspec.msgpack.encode(row)
    act = row.act
    return ListRow(
        list=row.list,
        act=act.id,
        enterprise=act.enterprise.id,
        date=act.date,
        area=act.enterprise.area,
        industry=act.enterprise.industry,
        department=act.department,
        subject=getattr(act, "subject", ""),
        state=row.standing.state,
        year=row.year,
        days_left=row.standing.days_left,
        updated=max(said, row.standing.since),
        digest=digest(encoded),
        encoded=msgspec.Raw(encoded),
    )


def _event(entry: Entry[AnyAct]) -> Event:
    act = entry.shown
    return Event(
        act=act.id,
        kind=kind_of(act),
        date=act.date,
        department=act.department,
        area=act.enterprise.area,
        industry=act.enterprise.industry,
        updated=_updated(entry),
    )


def _updated(entry: Entry[AnyAct]) -> dt.date:
    said: tuple[Entry[Any], ...] = (*entry.corrections, *entry.replies, *entry.objections)
    return max((each.act.date for each in said), default=entry.act.date)


def _days(view: View) -> Iterator[dt.date]:
    yield from (entry.act.date for entry in view.entries)
    yield from (tombstone.date for tombstone in view.tombstones)


def _page_digest(source: bytes, view: View) -> bytes:
    """Hash what the page is made of: the lines, how many of them show yet, running deadlines."""
    return digest(source, msgspec.msgpack.encode(list(_day_dependent(view))))


def _states(view: View) -> Iterator[State]:
    for entry in view.entries:
        standing = standing_of(entry, view.as_of)
        if standing:
            yield standing.state


def _day_dependent(view: View) -> Iterable[object]:
    yield len(view.acts)
    yield [tombstone.id for tombstone in view.tombstones]
    for entry in view.entries:
        standing = standing_of(entry, view.as_of)
        if standing:
            yield (standing.state, standing.days_left)


_STANDS: Mapping[str, Callable[[Entry[Any], dt.date], Standing | None]] = {
    "yellow-card": standings.yellow_card,
    "sealed": standings.sealed,
    "red-card": lambda entry, _: standings.closed(entry),
    "closure": lambda entry, _: standings.closed(entry),
    "over-limit": lambda entry, _: standings.listed(entry),
    "over-limit-serious": lambda entry, _: standings.listed(entry),
    "substandard-product": lambda entry, _: standings.listed(entry),
    "inspection": lambda entry, _: None if entry.shown.compliant else standings.listed(entry),
}
