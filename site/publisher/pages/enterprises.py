"""The pages of each enterprise, whose content is a `Story`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from publisher import linked_data
from publisher.addresses import file_of
from publisher.frame import Article, Frames, Meta
from publisher.labels import Labels
from publisher.site_data import Page, Part, Site
from publisher.story import Story
from publisher.timeline import Event, event_of
from publisher.topics import Chunk
from publisher.volumes import Volume, path_of, paths_of, volumes
from register.acts import EnterpriseId
from register.histories import Tombstone, View
from register.wording import LANGUAGES, gettext, long_date

COLUMN = "lists"
"""Where in the navigation these pages belong."""
SCRIPT = "enterprise.js"


def pages(site: Site) -> Iterator[Part]:
    """Yield all enterprises' pages in both languages, neighbours in the book together."""
    topics = site.harvest.topics
    for marks, cuts in zip(topics["page"].chunks, topics["cuts"].chunks, strict=True):
        some = _Neighbours(site, marks, cuts)
        yield Part(site.digest(marks.digest, cuts.digest), some.pages, some.files)


class _Neighbours:
    """The pages of enterprises that are neighbours in the book."""

    def __init__(self, site: Site, marks: Chunk, cuts: Chunk) -> None:
        self._site = site
        self._chunks = marks, cuts

    @cached_property
    def _marks(self) -> Mapping[EnterpriseId, bytes]:
        said: Mapping[EnterpriseId, bytes]
        said = self._site.harvest.topics["page"].said_in(self._chunks[0])
        return said

    @cached_property
    def _cuts(self) -> Mapping[EnterpriseId, tuple[int, ...]]:
        said: Mapping[EnterpriseId, tuple[int, ...]]
        said = self._site.harvest.topics["cuts"].said_in(self._chunks[1])
        return said

    def files(self) -> dict[str, bytes]:
        """Return the digest of every page."""
        return {
            file_of(path, language): mark
            for id_, mark in self._marks.items()
            for path in paths_of(id_, self._cuts.get(id_, ()))
            for language in LANGUAGES
        }

    def pages(self) -> Iterator[Page]:
        """Yield every page."""
        press = Press(self._site.frames, self._site.as_of)
        for id_, mark in self._marks.items():
            for at, path in enumerate(paths_of(id_, self._cuts.get(id_, ()))):
                yield from self._site.in_both(path, mark, partial(self._render, press, id_, at))

    def _render(
        self, press: Press, enterprise: EnterpriseId, at: int, _path: str, language: str
    ) -> bytes:
        view = self._site.harvest.history(enterprise).on(self._site.as_of)
        return press.page(view, volumes(view, self._cuts.get(enterprise, ())), at, language)


class Press:
    """Prints the pages of a place's enterprises on a day."""

    def __init__(self, frames: Frames, as_of: dt.date) -> None:
        self._frames = frames
        self._as_of = as_of
        self._own, self._older = (
            {it: Story(frames.labels[it], frames.links(path, it), as_of) for it in LANGUAGES}
            for path in paths_of("any", (2, 1, 0))
        )

    def page(self, view: View, found: Sequence[Volume], at: int, language: str) -> bytes:
        """Return the page of one of an enterprise's volumes, in a language, the one in use."""
        return self.older(view, found[at], language) if at else self.own(view, found, language)

    def own(self, view: View, found: Sequence[Volume], language: str) -> bytes:
        """Return an enterprise's own page, which leads to those of older entries."""
        labels = self._frames.labels[language]
        path = path_of(view.id)
        name = _name(view)
        events = [event_of(entry, labels, self._as_of) for entry in view.entries]
        meta = Meta(
            title=name,
            description=_description(name, events, labels),
            column=gettext("企业公示"),
            kind="数据发布",
            keywords=gettext("企业,落后产能,公示"),
            indexed=view.enterprise is not None,
            article=self._article(view.tombstones, events, labels),
            data=linked_data.enterprise(self._frames.profile, view, path, language),
            script=SCRIPT,
        )
        main = self._own[language].own(view, name, events, found)
        return self._frames.page(path, language, COLUMN, meta, main)

    def older(self, view: View, volume: Volume, language: str) -> bytes:
        """Return a page of an enterprise's older entries."""
        labels = self._frames.labels[language]
        name = _name(view)
        events = [event_of(entry, labels, self._as_of) for entry in volume.entries]
        first, last = map(long_date, volume.days)
        meta = Meta(
            title=gettext("%(name)s：更早的公示，第%(n)s页", name=name, n=volume.number),
            description=gettext(
                "%(name)s：%(first)s至%(last)s公示的内容和企业申辩。",
                name=name,
                first=first,
                last=last,
            ),
            column=gettext("企业公示"),
            kind="数据发布",
            keywords=gettext("企业,落后产能,公示"),
            indexed=bool(events),
            article=self._article(volume.tombstones, events, labels),
            script=SCRIPT,
        )
        main = self._older[language].older(view, name, events, volume)
        path = path_of(view.id) + volume.path
        return self._frames.page(path, language, COLUMN, meta, main)

    def _article(
        self, tombstones: Sequence[Tombstone], events: Sequence[Event], labels: Labels
    ) -> Article:
        """Date the page by what was told last, and name who told it."""
        if events:
            return Article(max(event.date for event in events), events[-1].department)
        host = labels.name(self._frames.profile.site, "host_unit")
        return Article(max(stone.date for stone in tombstones), host)


def _name(view: View) -> str:
    return view.enterprise.name if view.enterprise else gettext("已无公示内容")


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
