"""An enterprise's story as HTML: its facts, deadlines and events, and what was said about them.

Where it takes several pages, an enterprise's own page has a line for each entry that is told on an
older one, under the entry's id: what led to the entry once leads to where it is now.

These pages are the bulk of every site, so their templates are stencils: `site/enterprise.html` and
the parts in `OUTLINES` are rendered once for each shape and then only filled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest

import msgspec

from publisher import templates
from publisher.addresses import Links
from publisher.deadlines import days_left, urgency
from publisher.fields import definitions
from publisher.labels import Labels
from publisher.stencils import Stencil, cut, escaped, marks
from publisher.timeline import Correction, Event, facts_of
from publisher.volumes import Told, Volume
from register.acts import kind_of
from register.histories import Tombstone, View
from register.wording import long_date


class Outline(msgspec.Struct, frozen=True):
    """A stencil: what tells its shapes apart, and the values that fill it."""

    shape: tuple[str, ...]
    values: tuple[str, ...]


OUTLINES = {
    "enterprise": Outline(
        ("known", "running", "told", "buried", "stopped", "moved"),
        ("name", "id", "facts", "running", "events", "tombstones", "moved", "older"),
    ),
    "older_entries": Outline(
        ("known", "told", "buried", "older", "one_day"),
        ("name", "id", "number", "first", "last", "events", "tombstones", "newer", "older"),
    ),
    "moved": Outline(("title",), ("id", "address", "date")),
    "moved_page": Outline(("amount", "one_day"), ("address", "count", "first", "last")),
    "event": Outline(
        ("tone", "title", "state", "state_tone", "stopped"),
        ("id", "date", "day", "facts", "notes", "enterprise"),
    ),
    "deadline": Outline(("title", "urgency", "extended"), ("address", "date", "day", "left")),
    "other_deadlines": Outline(("amount",), ("count",)),
    "reply": Outline((), ("day", "text")),
    "objection": Outline(("upheld",), ("day", "text", "outcome")),
    "tombstone": Outline(("kind",), ("id", "day", "ground")),
}

DEADLINES = 12
"""The most urgent ones stand above the events; the others are told with theirs."""
LINES = 90
"""Entries that have a line of their own where they are no longer told."""
PAGES = 20
"""Pages, beyond those entries, that have one; the others are reached from page to page."""


class Story:
    """Tells enterprises' stories in one language, which must be the one in use."""

    def __init__(self, labels: Labels, links: Links, as_of: dt.date) -> None:
        self._labels = labels
        self._shared = {"url": links.url, "as_of": as_of, "wording": labels.wording}
        self._stencil = lru_cache(maxsize=None)(self._cut)
        self._correction_stencil = lru_cache(maxsize=None)(self._cut_correction)

    def own(self, view: View, name: str, events: Sequence[Event], volumes: Sequence[Volume]) -> str:
        """Return the main part of an enterprise's own page; `events` are those of all volumes."""
        front, *older = volumes
        running = _lines(self._running(events, older))
        shown = events[len(events) - len(front.entries) :]
        told = _lines(self._event(event, view.id) for event in shown)
        buried = _lines(map(self._tombstone, front.tombstones))
        moved = _lines(self._moved(older))
        facts = definitions(facts_of(view, self._labels), self._labels.wording)
        stopped = any(event.stopped for event in events)
        shape = (
            view.enterprise is not None,
            *map(bool, (running, told, buried)),
            stopped,
            bool(moved),
        )
        return self._stencil("enterprise", shape).fill(
            (escaped(name), view.id, facts, running, told, buried, moved, front.older or "")
        )

    def older(self, view: View, name: str, events: Sequence[Event], volume: Volume) -> str:
        """Return the main part of a page of an enterprise's older entries."""
        told = _lines(self._event(event, view.id) for event in events)
        buried = _lines(map(self._tombstone, volume.tombstones))
        first, last = volume.days
        shape = (
            view.enterprise is not None,
            *map(bool, (told, buried)),
            volume.older is not None,
            first == last,
        )
        return self._stencil("older_entries", shape).fill(
            (
                escaped(name),
                view.id,
                str(volume.number),
                long_date(first),
                long_date(last),
                told,
                buried,
                volume.newer or "",
                volume.older or "",
            )
        )

    def _event(self, event: Event, enterprise: str) -> str:
        shape = (event.tone, event.title, event.state, event.state_tone, event.stopped)
        facts = definitions(event.facts, self._labels.wording)
        return self._stencil("event", shape).fill(
            (
                event.id,
                event.date.isoformat(),
                long_date(event.date),
                facts,
                _lines(self._notes(event)),
                enterprise,
            )
        )

    def _running(self, events: Sequence[Event], older: Sequence[Volume]) -> Iterator[str]:
        """Yield the deadlines that run, in the order of the events."""
        where = {entry.act.id: volume.path for volume in older for entry in volume.entries}
        running = [event for event in events if event.days_left is not None]
        urgent = {event.id for event in nsmallest(DEADLINES, running, key=_days_left)}
        for event in running:
            if event.id in urgent:
                yield self._deadline(event, f"{where.get(event.id, '')}#{event.id}")
        others = len(running) - len(urgent)
        if others:
            yield self._filled("other_deadlines", (min(others, 2),), str(others))

    def _deadline(self, event: Event, address: str) -> str:
        day, days = event.deadline or event.date, _days_left(event)
        shape = (event.title, urgency(days), event.extended)
        left = days_left(days)
        return self._filled("deadline", shape, address, day.isoformat(), long_date(day), left)

    def _moved(self, older: Sequence[Volume]) -> Iterator[str]:
        """Yield a line for each entry told on an older page, newest first, then for each page."""
        lines = pages = 0
        for volume in older:
            told = volume.newest_first
            if lines + len(told) <= LINES:
                lines += len(told)
                yield from (self._moved_entry(each, volume) for each in told)
            elif pages < PAGES:
                pages, lines = pages + 1, LINES
                first, last = volume.days
                shape = (min(len(told), 2), first == last)
                days = (long_date(first), long_date(last))
                yield self._filled("moved_page", shape, volume.path, str(len(told)), *days)

    def _moved_entry(self, told: Told, volume: Volume) -> str:
        """Stand for an entry that is told on an older page."""
        if isinstance(told, Tombstone):
            id_, kind, day = told.id, told.kind, told.date
        else:
            id_, kind, day = told.act.id, kind_of(told.shown), told.shown.date
        shape = (self._labels.kinds[kind],)
        return self._filled("moved", shape, id_, f"{volume.path}#{id_}", day.isoformat())

    def _tombstone(self, stone: Tombstone) -> str:
        shape = (stone.kind,)
        return self._filled("tombstone", shape, stone.id, long_date(stone.date), stone.ground)

    def _notes(self, event: Event) -> Iterator[str]:
        yield from map(self._correction, event.corrections)
        for day, text in event.replies:
            yield self._filled("reply", (), long_date(day), text)
        for day, said in event.objections:
            shape = (said.upheld,)
            yield self._filled("objection", shape, long_date(day), said.text, said.outcome)

    def _correction(self, correction: Correction) -> str:
        values = [long_date(correction.date), correction.reason]
        for _, before, after in correction.changes:
            values += (before, after)
        labels = tuple(label for label, _, _ in correction.changes)
        return self._correction_stencil(labels).fill([escaped(value) for value in values])

    def _filled(self, name: str, shape: tuple[object, ...], *values: str) -> str:
        return self._stencil(name, shape).fill([escaped(value) for value in values])

    def _cut(self, name: str, shape: tuple[object, ...]) -> Stencil:
        outline = OUTLINES[name]
        said = dict(zip(outline.shape, shape, strict=True))
        return self._render(name, outline.values, said)

    def _cut_correction(self, labels: Sequence[str]) -> Stencil:
        pairs = [f"{name}{index}" for index in range(len(labels)) for name in ("before", "after")]
        return self._render("correction", ("day", "reason", *pairs), {"labels": labels})

    def _render(self, name: str, values: Sequence[str], said: dict[str, object]) -> Stencil:
        return cut(
            templates.render(
                self._labels.language,
                f"site/{name}.html",
                slot=marks(values),
                **self._shared,
                **said,
            )
        )


def _days_left(event: Event) -> int:
    return event.days_left or 0


def _lines(parts: Iterator[str]) -> str:
    return "".join([f"{part}\n" for part in parts])
