"""How what is told of an enterprise is dealt to pages: the newest on its own, older below it.

Nearly every enterprise has one page. One of which much was published over the years has more, since
a page is to cost an old phone 60 KB at most. The older ones are numbered from the oldest, so that a
new act leaves them as they are. Each entry keeps its permanent address, `#<id>` on the enterprise's
own page, which says where the entry is told now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from publisher.pages import pagination
from publisher.pages.pagination import Leaf, Room, Slice, below, cut_at
from register.acts import AnyAct, EnterpriseId
from register.histories import Entry, Tombstone, View

ROOM = Room(front=16_000, numbered=10_000)
"""In bytes as `_weigh` counts them, which the HTML hardly ever exceeds. An enterprise's own page
tells more than its entries, and keeps some of them when others move to a page of their own."""
AROUND = 550
"""Bytes of HTML around an act or a note beyond those around it where it is encoded."""
_ENCODE = msgspec.msgpack.Encoder().encode

Told = Entry[AnyAct] | Tombstone


class Volume(Leaf, frozen=True):
    """What one page of an enterprise tells; the front page is the enterprise's own."""

    entries: Sequence[Entry[AnyAct]]
    """Oldest first."""
    tombstones: Sequence[Tombstone]

    @property
    def newest_first(self) -> list[Told]:
        """All that is told."""
        return _newest_first(self.entries, self.tombstones)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and the last day of what is told."""
        told = self.newest_first
        return _day_of(told[-1]), _day_of(told[0])


def path_of(enterprise: EnterpriseId) -> str:
    """Return the address of an enterprise's own page."""
    return f"/enterprises/{enterprise}/"


def paths_of(enterprise: EnterpriseId, cuts: Sequence[int]) -> list[str]:
    """Return the addresses of an enterprise's pages, its own first, then newest first."""
    numbers = (None, *range(len(cuts) - 2, 0, -1))
    return [path_of(enterprise) + below(number) for number in numbers]


def cuts_of(view: View) -> tuple[int, ...]:
    """Return where an enterprise's pages begin; empty where all is told on one."""
    if len(view.entries) + len(view.tombstones) < 2:
        return ()
    weight = sum(map(_weigh, view.entries)) + sum(map(_weigh, view.tombstones))
    if weight <= ROOM.front:
        return ()
    told = _newest_first(view.entries, view.tombstones)
    return tuple(pagination.cuts_of([_weigh(each) for each in told], ROOM))


def volumes(view: View, cuts: Sequence[int]) -> list[Volume]:
    """Return what each page of an enterprise tells, its own page first, then newest first."""
    if not cuts:
        return [Volume(None, None, None, view.entries, view.tombstones)]
    told = _newest_first(view.entries, view.tombstones)
    return [_volume(part) for part in cut_at(told, cuts)]


def _volume(part: Slice[Told]) -> Volume:
    oldest_first = part.items[::-1]
    return Volume(
        number=part.number,
        newer=part.newer,
        older=part.older,
        entries=[each for each in oldest_first if isinstance(each, Entry)],
        tombstones=[each for each in oldest_first if isinstance(each, Tombstone)],
    )


def _newest_first(entries: Iterable[Entry[AnyAct]], tombstones: Iterable[Tombstone]) -> list[Told]:
    told: list[Told] = [*tombstones, *entries]
    return sorted(told, key=_day_of)[::-1]


def _day_of(told: Told) -> dt.date:
    return told.date if isinstance(told, Tombstone) else told.act.date


def _weigh(told: Told) -> int:
    if isinstance(told, Tombstone):
        return AROUND + len(told.ground.encode())
    weight = AROUND + len(_ENCODE(told.shown))
    if told.corrections:
        weight += AROUND + len(_ENCODE(told.act))
    for note in (*told.corrections, *told.replies, *told.objections):
        weight += AROUND + len(_ENCODE(note))
    return weight
