"""An enterprise's story as HTML: its facts, deadlines and events, and what was said about them.

These pages are the bulk of every site, so their templates are stencils: `site/enterprise.html` and
the parts in `OUTLINES` are rendered once for each shape and then only filled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from publisher import templates
from publisher.addresses import Links
from publisher.deadlines import days_left, urgency
from publisher.fields import definitions
from publisher.labels import Labels
from publisher.stencils import Stencil, cut, escaped, marks
from publisher.timeline import Correction, Event, facts_of
from register.histories import View
from register.wording import long_date


class Outline(NamedTuple):
    """A stencil: what tells its shapes apart, and the values that fill it."""

    shape: tuple[str, ...]
    values: tuple[str, ...]


OUTLINES = {
    "enterprise": Outline(
        ("known", "running", "told", "buried", "stopped"),
        ("name", "id", "facts", "running", "events", "tombstones"),
    ),
    "event": Outline(
        ("tone", "title", "state", "state_tone", "stopped"),
        ("id", "date", "day", "facts", "notes", "enterprise"),
    ),
    "deadline": Outline(("title", "urgency", "extended"), ("id", "date", "day", "left")),
    "reply": Outline((), ("day", "text")),
    "objection": Outline(("upheld",), ("day", "text", "outcome")),
    "tombstone": Outline(("kind",), ("id", "day", "ground")),
}


class Story:
    """Tells enterprises' stories in one language, which must be the one in use."""

    def __init__(self, labels: Labels, links: Links, as_of: dt.date) -> None:
        self._labels = labels
        self._shared = {"url": links.url, "as_of": as_of, "wording": labels.wording}
        self._stencil = lru_cache(maxsize=None)(self._cut)
        self._correction_stencil = lru_cache(maxsize=None)(self._cut_correction)

    def html(self, view: View, name: str, events: Sequence[Event]) -> str:
        """Return the main part of an enterprise's page."""
        running = _lines(self._deadline(event) for event in events if event.days_left is not None)
        told = _lines(self._event(event, view.id) for event in events)
        buried = _lines(
            self._filled("tombstone", (stone.kind,), stone.id, long_date(stone.date), stone.ground)
            for stone in view.tombstones
        )
        facts = definitions(facts_of(view, self._labels), self._labels.wording)
        stopped = any(event.stopped for event in events)
        shape = (view.enterprise is not None, bool(running), bool(told), bool(buried), stopped)
        return self._stencil("enterprise", shape).fill(
            (escaped(name), view.id, facts, running, told, buried)
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

    def _deadline(self, event: Event) -> str:
        day, days = event.deadline or event.date, event.days_left or 0
        shape = (event.title, urgency(days), event.extended)
        left = days_left(days)
        return self._filled("deadline", shape, event.id, day.isoformat(), long_date(day), left)

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


def _lines(parts: Iterator[str]) -> str:
    return "".join([f"{part}\n" for part in parts])
