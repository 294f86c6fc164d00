"""The history of one enterprise, and what the public may see of it on a given day.

A view is made from the acts dated up to its day, as if no later ones existed. What was withdrawn
or whose publicity ended is not in it, nor is anything said about it; a tombstone stands instead.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

import msgspec

from register.acts import (
    ActId,
    AnyAct,
    Corrected,
    Enterprise,
    EnterpriseId,
    FollowUp,
    Objection,
    PublicityEnded,
    RedCard,
    Reply,
    Withdrawn,
    kind_of,
)
from register.corrections import corrected
from register.erased import BookLine, Ending, Erased, Owner

K = TypeVar("K", bound=AnyAct)
A_co = TypeVar("A_co", bound=AnyAct, covariant=True)
Attached = Reply | Objection | Corrected | Withdrawn | PublicityEnded
"""Kinds that are shown with the act they speak about, not as events of their own."""


class Entry(msgspec.Struct, Generic[A_co], frozen=True, gc=False):
    """One visible act with what was said about it."""

    act: A_co
    """As published."""
    shown: A_co
    """With its corrections applied; the same object where there are none."""
    corrections: tuple[Entry[Corrected], ...] = ()
    replies: tuple[Entry[Reply], ...] = ()
    objections: tuple[Entry[Objection], ...] = ()
    follow_ups: tuple[Entry[AnyAct], ...] = ()
    """Later events of the same matter, oldest first, those that speak about one of them too."""

    @property
    def corrected_fields(self) -> tuple[str, ...]:
        """The fields whose shown value differs from the published one, in alphabetical order."""
        return tuple(sorted({field for entry in self.corrections for field in entry.act.changes}))


class Tombstone(msgspec.Struct, frozen=True, gc=False):
    """What stays of an act that left the public site: never any of its content."""

    id: ActId
    date: dt.date
    """When it left."""
    kind: str
    """`withdrawn` (撤销公示) or `publicity-ended` (终止公示)."""
    ground: str
    ended_by: ActId
    """The act that ended it, itself nowhere shown."""


class Name(msgspec.Struct, frozen=True, gc=False):
    """A name an enterprise bore, and the date of the first visible act that says so."""

    name: str
    since: dt.date


class View(msgspec.Struct, frozen=True, gc=False):
    """What the public may see of one enterprise on one day."""

    id: EnterpriseId
    as_of: dt.date
    entries: tuple[Entry[AnyAct], ...]
    """Events in order; replies, objections and corrections hang on theirs."""
    tombstones: tuple[Tombstone, ...]
    enterprise: Enterprise | None
    """As its newest visible act names it; None where nothing visible is left."""
    names: tuple[Name, ...]
    """Names over time, oldest first: more than one where it was renamed."""
    acts: tuple[AnyAct, ...]
    """Every visible act as published, for open data."""

    def of(self, kind: type[K]) -> Iterator[Entry[K]]:
        """Yield the entries of exactly one kind, oldest first."""
        for entry in self.entries:
            if type(entry.act) is kind:
                yield entry  # type: ignore[misc]  # an entry's act tells its type


class History:
    """All the book says about one enterprise, oldest first; of one day in the order of the book."""

    __slots__ = ("_view", "acts", "id", "lines")

    def __init__(self, id_: EnterpriseId, lines: Iterable[BookLine]) -> None:
        self.id = id_
        self.lines = tuple(sorted(lines, key=lambda line: line.date))
        self.acts = tuple(line for line in self.lines if not isinstance(line, Erased))
        self._view: View | None = None

    def on(self, as_of: dt.date) -> View:
        """Return what the public may see on a day; the last answer is kept."""
        if self._view is None or self._view.as_of != as_of:
            self._view = _view(self, as_of)
        return self._view


def _view(history: History, as_of: dt.date) -> View:
    present = [act for act in history.acts if act.date <= as_of]
    buried = _buried(present)
    visible = [act for act in present if act.id not in buried]
    entries = _entries(visible)
    return View(
        id=history.id,
        as_of=as_of,
        entries=tuple(entry for entry in entries if not isinstance(entry.act, Attached)),
        tombstones=tuple(_tombstones(history, as_of, buried)),
        enterprise=entries[-1].shown.enterprise if entries else None,
        names=tuple(_names(entries)),
        acts=tuple(visible),
    )


def _buried(acts: Iterable[AnyAct]) -> dict[ActId, Withdrawn | PublicityEnded]:
    """Map each hidden act to the act that ended it; an ending itself is hidden, under its own id.

    What is said about a hidden act is hidden with it. A red card rests on a yellow one but is a
    decision of its own, and stays until it is ended itself.
    """
    acts = list(acts)
    ends = {act.refers_to: act for act in acts if isinstance(act, Withdrawn | PublicityEnded)}
    if not ends:
        return {}
    buried: dict[ActId, Withdrawn | PublicityEnded] = {}
    for act in acts:
        if isinstance(act, Withdrawn | PublicityEnded):
            buried[act.id] = act
        elif act.id in ends:
            buried[act.id] = ends[act.id]
        elif isinstance(act, FollowUp) and not isinstance(act, RedCard) and act.refers_to in buried:
            buried[act.id] = buried[act.refers_to]
    return buried


def _tombstones(
    history: History, as_of: dt.date, buried: Mapping[ActId, Withdrawn | PublicityEnded]
) -> Iterator[Tombstone]:
    """Yield what stays of acts that left, whether their content was erased yet or not."""
    for line in history.lines:
        stone = line if isinstance(line, Erased) else None
        if stone is None and line.id in buried:
            stone = _erased(line, buried[line.id], salt="")
        if stone and stone.date <= as_of and stone.ended_by != stone.id:
            yield Tombstone(stone.id, stone.ended_on, stone.ending, stone.ground, stone.ended_by)


def erasures(history: History, as_of: dt.date, salt: Callable[[], str]) -> Iterator[Erased]:
    """Yield what takes the place of every act whose publicity has ended by a day.

    Each gets a new salt; an act erased already is not among them.
    """
    present = [act for act in history.acts if act.date <= as_of]
    buried = _buried(present)
    for act in present:
        if act.id in buried:
            yield _erased(act, buried[act.id], salt())


def _erased(act: BookLine, end: Withdrawn | PublicityEnded, salt: str) -> Erased:
    return Erased(
        id=act.id,
        date=act.date,
        enterprise=Owner(act.enterprise.id),
        ended_on=end.date,
        ended_by=end.id,
        ending=Ending(kind_of(end)),
        ground=end.reason if isinstance(end, Withdrawn) else end.ground,
        salt=salt,
    )


def _entries(acts: list[AnyAct]) -> list[Entry[AnyAct]]:
    """Wrap acts as entries, newest first so that what follows up an act is ready before it."""
    about: defaultdict[ActId, list[Entry[AnyAct]]] = defaultdict(list)
    entries = []
    for act in reversed(acts):
        entry = _entry(act, about[act.id][::-1]) if act.id in about else Entry(act, act)
        entries.append(entry)
        if isinstance(act, FollowUp):
            about[act.refers_to].append(entry)
    return entries[::-1]


def _entry(act: AnyAct, about: list[Entry[AnyAct]]) -> Entry[AnyAct]:
    corrections = tuple(_of(about, Corrected))
    return Entry(
        act=act,
        shown=corrected(act, [entry.shown for entry in corrections]),
        corrections=corrections,
        replies=tuple(_of(about, Reply)),
        objections=tuple(_of(about, Objection)),
        follow_ups=tuple(
            sorted(_thread(about), key=lambda entry: entry.act.date)  # stable: keeps book order
        ),
    )


def _of(entries: Iterable[Entry[AnyAct]], kind: type[K]) -> Iterator[Entry[K]]:
    for entry in entries:
        if isinstance(entry.act, kind):
            yield entry  # type: ignore[misc]  # an entry's act tells its type


def _thread(about: Iterable[Entry[AnyAct]]) -> Iterator[Entry[AnyAct]]:
    for entry in about:
        if isinstance(entry.act, Attached):
            continue
        yield entry
        if not isinstance(entry.act, RedCard):
            yield from entry.follow_ups


def _names(entries: Iterable[Entry[AnyAct]]) -> Iterator[Name]:
    latest = None
    for entry in entries:
        name = entry.shown.enterprise.name
        if name != latest:
            latest = name
            yield Name(name, entry.act.date)
