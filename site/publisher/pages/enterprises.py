"""The page of each enterprise, whose content is a `Story`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from publisher import linked_data
from publisher.addresses import file_of
from publisher.frame import Article, Frames, Meta
from publisher.labels import Labels
from publisher.site_data import Page, Part, Site
from publisher.story import Story
from publisher.timeline import Event, event_of
from register.acts import EnterpriseId
from register.histories import View
from register.wording import LANGUAGES, gettext

COLUMN = "lists"
"""Where in the navigation these pages belong."""


def path_of(enterprise: str) -> str:
    """Return the address of an enterprise's page."""
    return f"/enterprises/{enterprise}/"


def pages(site: Site) -> Iterator[Part]:
    """Yield all enterprises' pages in both languages."""
    yield Part(site.said("page"), partial(_pages, site), partial(_files, site))


def _files(site: Site) -> dict[str, bytes]:
    said = site.harvest.topics["page"].said
    return {
        path: mark
        for before, after in (file_of(path_of("*"), it).split("*") for it in LANGUAGES)
        for path, mark in zip([before + id_ + after for id_ in said], said.values(), strict=True)
    }


def _pages(site: Site) -> Iterator[Page]:
    press = Press(site.frames, site.as_of)

    def render(enterprise: EnterpriseId, path: str, language: str) -> bytes:
        return press.page(site.harvest.history(enterprise).on(site.as_of), path, language)

    for id_, mark in site.harvest.topics["page"].said.items():
        yield from site.in_both(path_of(id_), mark, partial(render, id_))


class Press:
    """Prints the pages of a place's enterprises on a day."""

    def __init__(self, frames: Frames, as_of: dt.date) -> None:
        self._frames = frames
        self._as_of = as_of
        self._stories = {
            language: Story(frames.labels[language], frames.links(path_of("any"), language), as_of)
            for language in LANGUAGES
        }

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
