"""The page of each enterprise, whose content is a `Story`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from publisher import linked_data
from publisher.firms import Firm, digest
from publisher.frame import Article, Frames, Meta
from publisher.labels import Labels
from publisher.site_data import Page, Site
from publisher.story import Story
from publisher.timeline import Event, event_of
from register.histories import View
from register.wording import LANGUAGES, gettext

COLUMN = "lists"
"""Where in the navigation these pages belong."""


def path_of(enterprise: str) -> str:
    """Return the address of an enterprise's page."""
    return f"/enterprises/{enterprise}/"


def pages(site: Site) -> Iterator[Page]:
    """Yield each enterprise's page in both languages."""
    press = Press(site.frames, site.as_of, site.base)

    def render(enterprise: str, path: str, language: str) -> bytes:
        return press.page(site.harvest.history(enterprise).on(site.as_of), path, language)

    for firm in site.firms:
        yield from site.in_both(path_of(firm.id), press.key(firm), partial(render, firm.id))


class Press:
    """Prints the pages of a place's enterprises on a day."""

    def __init__(self, frames: Frames, as_of: dt.date, base: bytes) -> None:
        self._frames = frames
        self._as_of = as_of
        self._base = base
        self._stories = {
            language: Story(frames.labels[language], frames.links(path_of("any"), language), as_of)
            for language in LANGUAGES
        }

    def key(self, firm: Firm) -> bytes:
        """Return the digest of all that an enterprise's page is made from."""
        return digest(self._base, firm.page)

    def page(self, view: View, path: str, language: str) -> bytes:
        """Return an enterprise's page in a language, which must be the one in use."""
        labels = self._frames.labels[language]
        name = view.enterprise.name if view.enterprise else gettext("已无公示内容")
        events = [event_of(entry, labels, self._as_of) for entry in view.entries]
        meta = Meta(
            title=name,
            description=_description(name, events, labels),
            column=gettext("企业公示"),
            kind="数据发布",
            keywords=gettext("企业,落后产能,公示"),
            indexed=view.enterprise is not None,
            article=self._article(view, events, labels),
            data=linked_data.enterprise(self._frames.profile, view, path, language),
        )
        main = self._stories[language].html(view, name, events)
        return self._frames.page(path, language, COLUMN, meta, main)

    def _article(self, view: View, events: Sequence[Event], labels: Labels) -> Article:
        """Date the page by what was told last, and name who told it."""
        if events:
            return Article(max(event.date for event in events), events[-1].department)
        host = labels.name(self._frames.profile.site, "host_unit")
        return Article(max(stone.date for stone in view.tombstones), host)


def _description(name: str, events: Sequence[Event], labels: Labels) -> str:
    if not events:
        return gettext("公示已结束，本页只保留结束的日期和依据。")
    latest = events[-1]
    return gettext(
        "%(name)s：%(title)s（%(date)s，%(department)s）。公示内容、整改期限和企业申辩。",
        name=name,
        title=latest.title,
        date=latest.date.isoformat(),
        department=latest.department,
    )
