"""Deadlines as a calendar to subscribe to: iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from publisher.feeds.entries import moment, urn_of
from register.acts import ActId

SUFFIX = ".ics"
MEDIA = "text/calendar"


class Due(msgspec.Struct, frozen=True):
    """One deadline, whole day."""

    act: ActId
    day: dt.date
    title: str
    text: str
    url: str
    changed: dt.date
    """When it was last set."""


def icalendar(name: str, licence: str, dues: Sequence[Due]) -> bytes:
    """Return deadlines as a file; an empty calendar is still one that can be subscribed to."""
    # Imported here: costs more than most rebuilds, which change no deadline.
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Mingjian//register//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-caldesc", licence)
    calendar.add("refresh-interval", dt.timedelta(days=1), parameters={"VALUE": "DURATION"})
    for due in dues:
        event = Event()
        event.add("uid", urn_of(due.act))
        event.add("dtstamp", moment(due.changed).astimezone(dt.UTC))
        event.add("dtstart", due.day)
        event.add("dtend", due.day + dt.timedelta(days=1))
        event.add("summary", due.title)
        event.add("description", due.text)
        event.add("url", due.url)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
